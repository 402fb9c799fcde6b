//! The buyer's consent to debits of their account.

use crate::ids::{AttemptId, MandateId, PaymentIntentId, within};
use crate::money::Money;
use crate::payment::attempt::{AcceptanceKind, MandateAcceptance};
use crate::payment::charge::ChargeStanding;
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::state::{Payment, State};
use crate::payment::terms::{Purpose, Terms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

    /// Whether this intent is the one at whose confirmation it was given.
    pub fn was_given_to(&self, intent: &PaymentIntentId) -> bool {
        let own = self.id.to_bytes();
        own == within(intent, own)
    }
}

/// Whether the account may be debited under a mandate, as its own payment has it. What happens
/// elsewhere, the account learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateStanding {
    /// The owner has to show first that the account is theirs.
    Pending,
    Active,
    /// Refused, or used up.
    Inactive,
}

impl MandateStanding {
    /// The merchant API's `status`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

impl Payment {
    /// What its attempts used, what it waits to be confirmed with, and what it leaves behind.
    pub fn methods(&self) -> impl Iterator<Item = &PaymentMethod> {
        let charged = self.charges.iter().map(|charge| &charge.method);
        let last_failed = self.last_failed().map(|(method, _)| method);
        self.state
            .method()
            .into_iter()
            .chain(last_failed)
            .chain(charged)
            .chain(&self.left_behind)
    }

    /// The mandates that were given at its own confirmations, each once.
    pub fn mandates(&self) -> impl Iterator<Item = (&Mandate, &PaymentMethod)> {
        let mut seen = BTreeSet::new();
        self.methods()
            .filter_map(|method| method.mandate().map(|mandate| (mandate, method)))
            .filter(|(mandate, _)| mandate.was_given_to(&self.id))
            .filter(move |(mandate, _)| seen.insert(&mandate.id))
    }

    /// How one of [`Self::mandates`] stands.
    pub fn mandate_standing(&self, mandate: &Mandate) -> MandateStanding {
        let is_under =
            |method: &PaymentMethod| method.mandate().is_some_and(|given| given.id == mandate.id);
        let mut charges = self
            .charges
            .iter()
            .filter(|charge| is_under(&charge.method));
        let is_over = charges.any(|charge| match &charge.standing {
            ChargeStanding::Failed { cause } => cause.ends_the_mandate(),
            ChargeStanding::Captured { .. } => mandate.single_use.is_some(),
            ChargeStanding::Pending
            | ChargeStanding::Authorized { .. }
            | ChargeStanding::Voided { .. } => false,
        });
        let has_failed = self
            .last_failed()
            .is_some_and(|(method, cause)| is_under(method) && cause.ends_the_mandate());
        match &self.state {
            _ if is_over || has_failed => MandateStanding::Inactive,
            State::RequiresAction { attempt, .. } if is_under(&attempt.method) => {
                MandateStanding::Pending
            }
            _ => MandateStanding::Active,
        }
    }

    /// With what the last attempt failed and why, while nothing else was tried.
    fn last_failed(&self) -> Option<(&PaymentMethod, &FailureCause)> {
        match &self.state {
            State::RequiresPaymentMethod {
                last_failure: Some(failure),
            } => Some((&failure.method, &failure.cause)),
            _ => None,
        }
    }
}
