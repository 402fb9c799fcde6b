//! What a partner tells without being asked about an attempt.

use super::holds::{can_be_taken, ended, taken};
use super::{attempt_outcome, processing};
use crate::ids::AttemptId;
use crate::payment::command::{Answer, FreshIds};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::state::{Payment, State};

/// News from the partner. Where a call of ours is under way its answer decides, because a
/// notification may be older than the call.
pub(super) fn notified(
    payment: &Payment,
    attempt_id: AttemptId,
    answer: Answer,
    fresh: FreshIds,
) -> Vec<Event> {
    let Some(attempt) = payment
        .state
        .attempt()
        .filter(|attempt| attempt.id == attempt_id)
    else {
        return notified_of_another_attempt(payment, attempt_id, &answer, fresh);
    };
    match (&payment.state, answer) {
        (State::Authorizing { .. }, Answer::ActionRequired { .. } | Answer::Pending) => Vec::new(),
        (
            State::Authorizing { .. } | State::RequiresAction { .. } | State::Processing { .. },
            answer @ (Answer::Authorized { .. }
            | Answer::PartiallyCaptured { .. }
            | Answer::Captured { .. }
            | Answer::Declined { .. }),
        ) => attempt_outcome(payment, attempt, answer, fresh),
        (State::RequiresAction { .. }, Answer::Pending) => vec![processing(payment, &fresh)],
        // A part of it is done.
        (
            State::RequiresAction { action: known, .. },
            Answer::ActionRequired { action, expires_at },
        ) => match action.is_rest_of(known) {
            true => vec![Event::ActionRequired { action, expires_at }],
            false => Vec::new(),
        },
        (
            State::RequiresAction { .. }
            | State::AwaitsConfirmation { .. }
            | State::Processing { .. },
            Answer::Canceled,
        ) => {
            vec![Event::AttemptFailed {
                cause: FailureCause::AttemptExpired,
                charge: payment.pending_charge().cloned(),
            }]
        }
        (State::RequiresCapture { hold, .. }, Answer::Canceled) => vec![ended(hold)],
        (State::RequiresCapture { hold, .. }, Answer::Captured { amount })
            if can_be_taken(amount, hold) =>
        {
            vec![taken(hold, amount)]
        }
        (
            State::Authorizing { .. }
            | State::Withdrawing { .. }
            | State::Processing { .. }
            | State::RequiresCapture { .. }
            | State::Capturing { .. }
            | State::Incrementing { .. }
            | State::Canceling { .. }
            | State::Succeeded { .. }
            | State::AwaitsConfirmation { .. }
            | State::SetUp { .. }
            | State::RequiresPaymentMethod { .. }
            | State::RequiresConfirmation { .. }
            | State::Canceled { .. },
            Answer::Authorized { .. }
            | Answer::PartiallyCaptured { .. }
            | Answer::Captured { .. }
            | Answer::ActionRequired { .. }
            | Answer::Pending
            | Answer::Declined { .. }
            | Answer::Canceled,
        ) => Vec::new(),
    }
}

/// An attempt that ended must not take money any more; if it did, the money goes back.
fn notified_of_another_attempt(
    payment: &Payment,
    attempt: AttemptId,
    answer: &Answer,
    fresh: FreshIds,
) -> Vec<Event> {
    let known = payment.attempts.contains(&attempt);
    // The money of an attempt that was never ours is not ours to give back.
    if !known || payment.strays.iter().any(|stray| stray.attempt == attempt) {
        return Vec::new();
    }
    match answer {
        Answer::Authorized { .. } | Answer::PartiallyCaptured { .. } | Answer::Captured { .. } => {
            vec![Event::StrayFound {
                attempt,
                call: fresh.call,
            }]
        }
        Answer::ActionRequired { .. }
        | Answer::Pending
        | Answer::Declined { .. }
        | Answer::Canceled => Vec::new(),
    }
}
