//! When a merchant can dispose of what a buyer paid.

use crate::payment::method::Instrument;
use crate::payment::state::Payment;

pub const DAY_S: i64 = 86_400;
/// The midnight of the second day after.
const DAYS_PENDING: i64 = 2;
/// The sandbox's names for the test cards whose payments are available at once.
const BYPASS_PENDING_CARDS: [&str; 2] = [
    "pm_card_bypassPending",
    "pm_card_bypassPendingInternational",
];
/// The same cards as a buyer types them: their numbers are not kept, their last digits are.
const BYPASS_PENDING_LAST4: [&str; 2] = ["0077", "0278"];
/// `metadata[sandbox_available]=immediately` does it for any method.
const SANDBOX_AVAILABLE: (&str, &str) = ("sandbox_available", "immediately");

/// When a capture made at `created` joins the available balance. Both in Unix seconds.
#[must_use]
pub fn available_on(payment: &Payment, created: i64) -> i64 {
    if is_available_at_once(payment) {
        return created;
    }
    let day = created.div_euclid(DAY_S).saturating_add(DAYS_PENDING);
    day.saturating_mul(DAY_S)
}

/// Only test mode knows such payments: there is no sandbox in live mode.
fn is_available_at_once(payment: &Payment) -> bool {
    let (key, value) = SANDBOX_AVAILABLE;
    if payment.terms.metadata.get(key).map(String::as_str) == Some(value) {
        return true;
    }
    let method = payment.state.attempt().map(|attempt| &attempt.method);
    match method.map(|method| &method.instrument) {
        Some(Instrument::Card(card) | Instrument::Link(card)) => match card.token.as_deref() {
            Some(token) => BYPASS_PENDING_CARDS.contains(&token),
            None => BYPASS_PENDING_LAST4.contains(&card.last4.as_str()),
        },
        Some(Instrument::Account(_) | Instrument::Described(_)) | None => false,
    }
}
