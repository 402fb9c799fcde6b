//! What an attempt to pay has to do with Link. It stands in the payment's log, so it names nobody:
//! the consumer by a keyed hash, and what is to be remembered of them sealed.

use crate::ids::LinkMethodId;
use serde::{Deserialize, Serialize};

/// Whose Link, on which device, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTerms {
    /// The name of the consumer's object.
    pub consumer: String,
    /// The keyed hash of the device's session.
    pub session: String,
    /// As the buyer knows the merchant.
    pub merchant: String,
    pub purpose: LinkPurpose,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Once it is paid, the card or the account is kept: the buyer has said so.
    Save {
        /// What is to be kept of the buyer, a [`NewConsumer`](super::consumer::NewConsumer), sealed
        /// for the consumer's object.
        consumer: String,
        /// Unix milliseconds.
        consented_ms: i64,
    },
    /// It is paid with what is kept.
    Pay {
        method: LinkMethodId,
        /// The buyer has typed the card's code, which is proof of having the card.
        with_cvc: bool,
    },
}
