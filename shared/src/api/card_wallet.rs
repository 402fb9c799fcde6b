//! `card.wallet` of payment methods and charges.

use crate::payment::method::CardSummary;
use serde_json::{Value, json};

/// Which wallet the card came in; `null` of one that was typed.
pub(super) fn card_wallet(card: &CardSummary) -> Value {
    match &card.wallet {
        None => Value::Null,
        Some(used) => json!({
            used.wallet.as_str(): {},
            "dynamic_last4": used.dynamic_last4,
            "type": used.wallet,
        }),
    }
}
