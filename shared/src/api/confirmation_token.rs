//! The merchant API's confirmation token.

use crate::api::customer::CustomerShipping;
use crate::api::payment_method::payment_method;
use crate::payment::attempt::{AcceptanceKind, MandateAcceptance};
use crate::payment::method::PaymentMethod;
use crate::payment::options::SetupFutureUsage;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How long a token can be used, in seconds.
pub const CONFIRMATION_TOKEN_LIFETIME_S: i64 = 12 * 3600;

/// What a buyer chose and typed, kept for one confirmation that the merchant's server makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfirmationToken {
    pub id: String,
    /// Always `confirmation_token`.
    pub object: String,
    /// Unix seconds.
    pub created: i64,
    /// Unix seconds; `null` once the token is used.
    pub expires_at: Option<i64>,
    pub livemode: bool,
    /// How the buyer agreed to debits, when the token was made.
    pub mandate_data: Option<MandateData>,
    pub metadata: BTreeMap<String, String>,
    /// The intent that the token was used for.
    pub payment_intent: Option<String>,
    pub payment_method_options: Option<Value>,
    /// The payment method that a confirmation makes.
    pub payment_method_preview: Value,
    pub return_url: Option<String>,
    pub setup_future_usage: Option<SetupFutureUsage>,
    /// The setup intent that the token was used for.
    pub setup_intent: Option<String>,
    pub shipping: Option<CustomerShipping>,
    pub use_stripe_sdk: bool,
}

impl ConfirmationToken {
    /// A token that nobody has used yet. `created` is in Unix seconds.
    pub fn new(id: String, created: i64, method: &PaymentMethod, livemode: bool) -> Self {
        Self {
            id,
            object: "confirmation_token".to_owned(),
            created,
            expires_at: Some(created.saturating_add(CONFIRMATION_TOKEN_LIFETIME_S)),
            livemode,
            mandate_data: None,
            metadata: BTreeMap::new(),
            payment_intent: None,
            payment_method_options: None,
            payment_method_preview: preview(method, livemode),
            return_url: None,
            setup_future_usage: None,
            setup_intent: None,
            shipping: None,
            use_stripe_sdk: true,
        }
    }
}

/// `mandate_data` of a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MandateData {
    customer_acceptance: CustomerAcceptance,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CustomerAcceptance {
    /// `null` where the buyer agreed on paper.
    online: Option<Online>,
    /// `online` or `offline`.
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Online {
    ip_address: Option<String>,
    user_agent: Option<String>,
}

impl MandateData {
    pub fn of(acceptance: AcceptanceKind) -> Self {
        let (kind, online) = match acceptance {
            AcceptanceKind::Online {
                ip_address,
                user_agent,
            } => (
                "online",
                Some(Online {
                    ip_address,
                    user_agent,
                }),
            ),
            AcceptanceKind::Offline => ("offline", None),
        };
        Self {
            customer_acceptance: CustomerAcceptance {
                online,
                kind: kind.to_owned(),
            },
        }
    }
}

impl ConfirmationToken {
    /// What the buyer agreed to by the token, and when.
    pub fn mandate(&self) -> Option<MandateAcceptance> {
        let given = self.mandate_data.as_ref()?;
        Some(MandateAcceptance {
            kind: match given.customer_acceptance.online.clone() {
                Some(online) => AcceptanceKind::Online {
                    ip_address: online.ip_address,
                    user_agent: online.user_agent,
                },
                None => AcceptanceKind::Offline,
            },
            accepted_at: Some(self.created),
        })
    }
}

/// A payment method without what it has only once it exists.
fn preview(method: &PaymentMethod, livemode: bool) -> Value {
    let mut object = payment_method(method, livemode);
    if let Some(fields) = object.as_object_mut() {
        for own in ["id", "object", "created", "livemode", "metadata"] {
            fields.remove(own);
        }
    }
    object
}

/// `payment_method_options` of a token for a card.
pub fn card_options() -> Value {
    json!({ "card": { "cvc_token": null } })
}
