//! What the buyer must do before an attempt can go on.

use serde::{Deserialize, Serialize};

/// The `next_action` of an intent, before it is given the merchant API's shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum NextAction {
    /// Leave for the provider's page.
    Redirect { url: String },
    /// Pass the card issuer's authentication, on this page.
    Authenticate { url: String },
    /// Scan with a phone, or open the app on one.
    QrCode {
        /// What the code says.
        data: String,
        /// The same, as a page that a buyer without a second device can open.
        hosted_url: String,
    },
    /// Pay later, elsewhere, with this reference.
    Voucher {
        number: String,
        hosted_url: String,
        /// Unix seconds.
        expires_at: i64,
    },
}

/// How the client that confirms wants to be told of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionStyle {
    /// A redirect that ends on the merchant's return URL.
    Redirect,
    /// `use_stripe_sdk`: the client library shows authentication itself.
    Sdk,
}
