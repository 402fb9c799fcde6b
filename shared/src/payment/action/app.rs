//! How an app of the merchant's own hands over to the method's app on the same phone.

use serde::{Deserialize, Serialize};

crate::tagged! {
    tag = "by";
    /// What the merchant's app needs for that.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum AppHandover {
        /// The phone's system gives the link to the app.
        Link { url: String },
        /// The method's kit is called with an order that its company has signed.
        Order(SignedOrder),
    }
}

/// The arguments of such a call, by the names that WeChat's kit has for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOrder {
    /// The merchant's app, as the method's company knows it.
    pub app_id: String,
    pub nonce: String,
    pub package: String,
    pub partner_id: String,
    pub prepay_id: String,
    pub sign: String,
    /// Unix seconds.
    pub timestamp: i64,
}
