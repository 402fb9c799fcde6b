//! The provider's refunds.

use super::record::{Later, Record, Standing, Subject};
use crate::partners::RefundCall;
use serde::{Deserialize, Serialize};
use shared::ids::RefundId;
use shared::money::Money;
use shared::payment::refund::{RefundAnswer, RefundFailureReason};

/// A bank that does not know at once knows after this many seconds.
const BANK_DECIDES_S: i64 = 1;

/// How a bank treats refunds to its card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundHabit {
    #[default]
    Succeeds,
    /// Pending first, and then succeeds.
    PendsThenSucceeds,
    /// Succeeds first, and then sends the money back.
    FailsLater,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxRefund {
    pub amount: Money,
    pub standing: RefundAnswer,
    pub becomes: Option<Later<RefundAnswer>>,
}

impl SandboxRefund {
    /// Whether its money is gone, or on its way.
    pub fn counts(&self) -> bool {
        match self.standing {
            RefundAnswer::Pending | RefundAnswer::RequiresAction | RefundAnswer::Succeeded => true,
            RefundAnswer::Failed { .. } | RefundAnswer::Canceled => false,
        }
    }
}

impl Record {
    /// Gives money back, once for each refund.
    pub fn refund(&mut self, call: &RefundCall, now: i64) -> RefundAnswer {
        if let Some(known) = self.refunds.get(&call.refund) {
            return known.standing;
        }
        let (standing, then) = match self.refusal(call.amount) {
            Some(reason) => (RefundAnswer::Failed { reason }, None),
            None => self.course(call),
        };
        let refund = SandboxRefund {
            amount: call.amount,
            standing,
            becomes: then.map(|answer| Later {
                at: now.saturating_add(BANK_DECIDES_S),
                answer,
            }),
        };
        self.refunds.insert(call.refund.clone(), refund);
        self.count_refunds();
        standing
    }

    /// Drops a refund that waits for the buyer. `None`: there is no such refund.
    pub fn cancel_refund(&mut self, id: &RefundId) -> Option<RefundAnswer> {
        let refund = self.refunds.get_mut(id)?;
        if refund.standing == RefundAnswer::RequiresAction {
            refund.standing = RefundAnswer::Canceled;
            refund.becomes = None;
        }
        let standing = refund.standing;
        self.count_refunds();
        Some(standing)
    }

    /// All that went back or is on its way, in minor units.
    pub fn refunded_minor(&self) -> i64 {
        let counted = self.refunds.values().filter(|refund| refund.counts());
        counted.fold(0, |sum, refund| sum.saturating_add(refund.amount.minor()))
    }

    pub(super) fn settle_refunds(&mut self, now: i64) {
        for (id, refund) in &mut self.refunds {
            if let Some(later) = refund.becomes.filter(|later| later.at <= now) {
                refund.standing = later.answer;
                refund.becomes = None;
                self.untold.insert(Subject::Refund(id.clone()));
            }
        }
        self.count_refunds();
    }

    /// Why this much cannot go back.
    fn refusal(&self, amount: Money) -> Option<RefundFailureReason> {
        let Standing::Captured { amount: captured } = self.standing else {
            return Some(RefundFailureReason::Unknown);
        };
        if self.bank_holds_the_money() {
            return Some(RefundFailureReason::ChargeForPendingRefundDisputed);
        }
        let left = captured.minor().saturating_sub(self.refunded_minor());
        let fits = amount.currency() == captured.currency() && amount.minor() <= left;
        (!fits || !amount.is_positive()).then_some(RefundFailureReason::Declined)
    }

    /// What becomes of a refund, now and later: as the merchant's instructions say, else as the
    /// card's bank does.
    fn course(&self, call: &RefundCall) -> (RefundAnswer, Option<RefundAnswer>) {
        let failed = RefundAnswer::Failed {
            reason: RefundFailureReason::Unknown,
        };
        let habit = match call.instructions.get("sandbox_refund").map(String::as_str) {
            Some("fail") => return (failed, None),
            Some("requires_action") => return (RefundAnswer::RequiresAction, None),
            Some("pending") => RefundHabit::PendsThenSucceeds,
            Some("fail_later") => RefundHabit::FailsLater,
            Some(_) | None => self.refund_habit,
        };
        match habit {
            RefundHabit::Succeeds => (RefundAnswer::Succeeded, None),
            RefundHabit::PendsThenSucceeds => {
                (RefundAnswer::Pending, Some(RefundAnswer::Succeeded))
            }
            RefundHabit::FailsLater => (RefundAnswer::Succeeded, Some(failed)),
        }
    }

    fn count_refunds(&mut self) {
        let counted = self.refunds.values().filter(|refund| refund.counts());
        self.effects.refunds = u32::try_from(counted.count()).unwrap_or(u32::MAX);
        self.effects.refunded_minor = self.refunded_minor();
    }
}
