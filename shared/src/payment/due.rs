//! What the shell has to do next for a payment, and when. Derived from the state alone, so that
//! a process that was killed finds its work again by reading the log.

use crate::ids::{AttemptId, CallId, RefundId};
use crate::money::Money;
use crate::payment::attempt::Attempt;
use crate::payment::call::{Call, CallStep};
use crate::payment::dispute::{Dispute, DisputeStanding};
use crate::payment::refund::{Refund, RefundStanding};
use crate::payment::state::{Payment, State};
use std::collections::BTreeMap;

/// The longest wait before the partner is asked again about a call.
pub const RETRY_WAIT_MAX_MS: i64 = 60_000;
const RETRY_WAIT_FIRST_MS: i64 = 500;
/// How long a call that was just sent is left to whoever sent it; longer than any partner's
/// deadline.
pub const CALL_WAIT_MS: i64 = 5_000;

/// A call to make, or to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueCall {
    pub call: CallId,
    pub attempt: AttemptId,
    pub step: CallStep,
    pub purpose: CallPurpose,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallPurpose {
    Authorize,
    Capture {
        amount: Money,
        /// What is left of the authorisation then goes back.
        is_final: bool,
    },
    Increment {
        /// The new total.
        amount: Money,
    },
    /// Refuse or void the attempt, unless its money is already taken.
    Cancel,
    /// Give back whatever the attempt reserved or took.
    Reverse,
    Refund {
        refund: RefundId,
        amount: Money,
    },
    CancelRefund {
        refund: RefundId,
    },
    SubmitEvidence {
        /// The partner's own name for the dispute.
        reference: String,
        evidence: BTreeMap<String, String>,
    },
    AcceptDispute {
        reference: String,
    },
}

/// The call that is next. Where several wait, one whose outcome stays unknown lets the others go
/// first.
pub fn due_call(payment: &Payment) -> Option<DueCall> {
    let mut open = open_calls(payment);
    // The earliest of equals comes first, which is the state's own.
    open.sort_by_key(|(call, _)| next_at_ms(call));
    open.into_iter().next().map(|(_, due)| due)
}

/// When somebody must look at the payment again, in Unix milliseconds: to ask about a call, or
/// because an action or an authorisation lapses.
pub fn wake_at_ms(payment: &Payment) -> Option<i64> {
    let retry = open_calls(payment)
        .into_iter()
        .map(|(call, _)| call.since_ms.saturating_add(retry_wait_ms(call.unknown)))
        .min();
    let lapse = match &payment.state {
        State::RequiresAction { expires_at, .. } => *expires_at,
        State::RequiresCapture { hold, .. } => Some(hold.expires_at),
        State::AwaitsConfirmation { expires_at, .. } => Some(*expires_at),
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Processing { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => None,
    };
    let lapse_ms = lapse.map(|at| at.saturating_mul(1000));
    [retry, lapse_ms].into_iter().flatten().min()
}

/// Every call that waits for an answer, the state's own first.
fn open_calls(payment: &Payment) -> Vec<(&Call, DueCall)> {
    let of_state = payment.state.attempt().and_then(|attempt| {
        let call = payment.state.call()?;
        Some((call, due(call, attempt, purpose(&payment.state)?)))
    });
    let strays = payment.strays.iter().filter(|stray| !stray.voided);
    let of_strays = strays.map(|stray| {
        let due = DueCall {
            call: stray.call.id.clone(),
            attempt: stray.attempt.clone(),
            // Giving back is idempotent at the partner, so it needs no look-up.
            step: CallStep::Send,
            purpose: CallPurpose::Reverse,
        };
        (&stray.call, due)
    });
    let of_success = match &payment.state {
        State::Succeeded {
            attempt,
            refunds,
            disputes,
            ..
        } => {
            let of_refunds = refunds
                .iter()
                .filter_map(|refund| of_refund(attempt, refund));
            let of_disputes = disputes
                .iter()
                .filter_map(|dispute| of_dispute(attempt, dispute));
            of_refunds.chain(of_disputes).collect()
        }
        _ => Vec::new(),
    };
    of_state
        .into_iter()
        .chain(of_strays)
        .chain(of_success)
        .collect()
}

/// What the state's own call is for.
fn purpose(state: &State) -> Option<CallPurpose> {
    match state {
        State::Authorizing { .. } => Some(CallPurpose::Authorize),
        State::Withdrawing { .. } | State::Canceling { .. } => Some(CallPurpose::Cancel),
        State::Capturing {
            asked, is_final, ..
        } => Some(CallPurpose::Capture {
            amount: *asked,
            is_final: *is_final,
        }),
        State::Incrementing { asked, .. } => Some(CallPurpose::Increment { amount: *asked }),
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => None,
    }
}

fn of_refund<'a>(attempt: &Attempt, refund: &'a Refund) -> Option<(&'a Call, DueCall)> {
    let id = refund.id.clone();
    let (call, purpose) = match &refund.standing {
        RefundStanding::Requested { call } => {
            let amount = refund.amount;
            (call, CallPurpose::Refund { refund: id, amount })
        }
        RefundStanding::Canceling { call } => (call, CallPurpose::CancelRefund { refund: id }),
        RefundStanding::Pending
        | RefundStanding::RequiresAction
        | RefundStanding::Succeeded
        | RefundStanding::Failed { .. }
        | RefundStanding::Canceled => return None,
    };
    Some((call, due(call, attempt, purpose)))
}

fn of_dispute<'a>(attempt: &Attempt, dispute: &'a Dispute) -> Option<(&'a Call, DueCall)> {
    let reference = dispute.case.reference.clone();
    let (call, purpose) = match &dispute.standing {
        DisputeStanding::Submitting { call } => {
            let evidence = dispute.evidence.clone();
            let purpose = CallPurpose::SubmitEvidence {
                reference,
                evidence,
            };
            (call, purpose)
        }
        DisputeStanding::Accepting { call } => (call, CallPurpose::AcceptDispute { reference }),
        DisputeStanding::NeedsResponse
        | DisputeStanding::UnderReview
        | DisputeStanding::Closed { .. } => return None,
    };
    let due = DueCall {
        // What is said in a dispute is idempotent at the partner, so it needs no look-up.
        step: CallStep::Send,
        ..due(call, attempt, purpose)
    };
    Some((call, due))
}

fn due(call: &Call, attempt: &Attempt, purpose: CallPurpose) -> DueCall {
    DueCall {
        call: call.id.clone(),
        attempt: attempt.id.clone(),
        step: call.step,
        purpose,
    }
}

/// A call that nobody has asked about yet is next at once, and another after its wait.
fn next_at_ms(call: &Call) -> i64 {
    match call.unknown {
        0 => i64::MIN,
        unknown => call.since_ms.saturating_add(retry_wait_ms(unknown)),
    }
}

/// Doubles with every unknown outcome.
fn retry_wait_ms(unknown: u32) -> i64 {
    if unknown == 0 {
        return CALL_WAIT_MS;
    }
    1_i64
        .checked_shl(unknown)
        .and_then(|factor| RETRY_WAIT_FIRST_MS.checked_mul(factor))
        .map_or(RETRY_WAIT_MAX_MS, |wait| wait.clamp(0, RETRY_WAIT_MAX_MS))
}
