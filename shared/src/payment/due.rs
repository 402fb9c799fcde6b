//! What the shell has to do next for a payment, and when. Derived from the state alone, so that
//! a process that was killed finds its work again by reading the log.

use crate::ids::{AttemptId, CallId};
use crate::money::Money;
use crate::payment::state::{CallStep, Payment, State};

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
    },
    /// Refuse or void the attempt, unless its money is already taken.
    Cancel,
    /// Give back whatever the attempt reserved or took.
    Reverse,
}

/// The call that the payment waits for.
pub fn due_call(payment: &Payment) -> Option<DueCall> {
    let purpose = match &payment.state {
        State::Authorizing { .. } => Some(CallPurpose::Authorize),
        State::Withdrawing { .. } | State::Canceling { .. } => Some(CallPurpose::Cancel),
        State::Capturing { asked, .. } => Some(CallPurpose::Capture { amount: *asked }),
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => None,
    };
    let of_state = purpose
        .zip(payment.state.call())
        .zip(payment.state.attempt())
        .map(|((purpose, call), attempt)| DueCall {
            call: call.id.clone(),
            attempt: attempt.id.clone(),
            step: call.step,
            purpose,
        });
    of_state.or_else(|| {
        let stray = payment.strays.iter().find(|stray| !stray.voided)?;
        Some(DueCall {
            call: stray.call.clone(),
            attempt: stray.attempt.clone(),
            // Giving back is idempotent at the partner, so it needs no look-up.
            step: CallStep::Send,
            purpose: CallPurpose::Reverse,
        })
    })
}

/// When somebody must look at the payment again, in Unix milliseconds: to ask about a call, or
/// because an action or an authorisation lapses.
pub fn wake_at_ms(payment: &Payment) -> Option<i64> {
    let unknown = payment.state.call().map(|call| call.unknown).or_else(|| {
        payment
            .strays
            .iter()
            .find(|stray| !stray.voided)
            .map(|stray| stray.unknown)
    });
    let retry = unknown.map(|unknown| payment.changed_at_ms.saturating_add(retry_wait_ms(unknown)));
    let lapse = match &payment.state {
        State::RequiresAction { expires_at, .. } => *expires_at,
        State::RequiresCapture { expires_at, .. } => Some(*expires_at),
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Processing { .. }
        | State::Capturing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => None,
    };
    let lapse_ms = lapse.map(|at| at.saturating_mul(1000));
    [retry, lapse_ms].into_iter().flatten().min()
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
