//! The buyer's consent to debits of their account.

use crate::ids::{AttemptId, MandateId, PaymentIntentId, within};
use crate::money::Money;
use crate::payment::attempt::{AcceptanceKind, MandateAcceptance};
use crate::payment::terms::{Purpose, Terms};
use serde::{Deserialize, Serialize};

/// One consent, as it stands with the account that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    pub id: MandateId,
    pub acceptance: AcceptanceKind,
    /// Unix seconds.
    pub accepted_at: i64,
    /// What it allows: this one debit, or with `None` others later as well.
    pub single_use: Option<Money>,
}

impl Mandate {
    /// What the buyer agreed to at a confirmation. The id leads to the payment, and an attempt has
    /// one mandate at most. `now` is in Unix seconds.
    pub fn accepted(
        intent: &PaymentIntentId,
        attempt: &AttemptId,
        acceptance: &MandateAcceptance,
        terms: &Terms,
        now: i64,
    ) -> Self {
        let lasts = terms.purpose == Purpose::Setup || terms.future_usage.is_some();
        Self {
            id: MandateId::from_bytes(within(intent, attempt.to_bytes())),
            acceptance: acceptance.kind.clone(),
            accepted_at: acceptance.accepted_at.unwrap_or(now),
            single_use: (!lasts).then_some(terms.amount),
        }
    }
}
