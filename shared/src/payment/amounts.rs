//! What a payment has of charges, refunds and disputes, and what they add up to.

use crate::ids::{ChargeId, DisputeId, RefundId};
use crate::money::Money;
use crate::payment::charge::{Charge, ChargeStanding};
use crate::payment::dispute::Dispute;
use crate::payment::hold::Hold;
use crate::payment::refund::Refund;
use crate::payment::state::{Payment, State};

impl Payment {
    pub fn charge(&self, id: &ChargeId) -> Option<&Charge> {
        self.charges.iter().find(|charge| charge.id == *id)
    }

    /// What the buyer's bank is at work on.
    pub fn pending_charge(&self) -> Option<&ChargeId> {
        let is_pending = |charge: &&Charge| charge.standing == ChargeStanding::Pending;
        self.charges
            .iter()
            .find(is_pending)
            .map(|charge| &charge.id)
    }

    pub fn refund(&self, id: &RefundId) -> Option<&Refund> {
        self.state.refunds().iter().find(|refund| refund.id == *id)
    }

    pub fn dispute(&self, id: &DisputeId) -> Option<&Dispute> {
        self.state
            .disputes()
            .iter()
            .find(|dispute| dispute.id == *id)
    }

    /// What can still be captured.
    pub fn amount_capturable(&self) -> Money {
        self.state
            .hold()
            .map_or(Money::zero(self.terms.amount.currency()), Hold::capturable)
    }

    /// What was captured; refunds do not lessen it.
    pub fn amount_received(&self) -> Money {
        match (&self.state, self.state.hold()) {
            (State::Succeeded { captured, .. }, _) => *captured,
            (_, Some(hold)) => hold.captured,
            (_, None) => Money::zero(self.terms.amount.currency()),
        }
    }

    /// What went back, or is to go back.
    pub fn amount_refunded(&self) -> Money {
        let counted = self.state.refunds().iter().filter(|refund| refund.counts());
        counted.fold(
            Money::zero(self.terms.amount.currency()),
            // They fit in what was captured, so the sum does too.
            |sum, refund| sum.checked_add(refund.amount).unwrap_or(sum),
        )
    }
}
