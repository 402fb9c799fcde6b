//! What a partner tells without being asked about an attempt.

use super::holds::{can_be_taken, ended, taken};
use super::{attempt_outcome, processing};
use crate::ids::AttemptId;
use crate::payment::command::{Answer, FreshIds};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::refusal::Refusal;
use crate::payment::state::{Payment, State};

/// Where a call of ours is under way its answer decides, because a notification may be older than
/// the call. Errors: [`Refusal::NewsTooEarly`].
pub(super) fn heard(
    payment: &Payment,
    attempt: AttemptId,
    answer: Answer,
    fresh: FreshIds,
) -> Result<Vec<Event>, Refusal> {
    match comes_too_early(payment, &attempt, &answer) {
        true => Err(Refusal::NewsTooEarly),
        false => Ok(followed_by(payment, attempt, answer, fresh)),
    }
}

/// Whether it may be younger than the answer to our call, which decides what to make of it: how an
/// attempt goes on that is being opened, and money for one that is being called off. The partner
/// tells of it again.
fn comes_too_early(payment: &Payment, attempt_id: &AttemptId, answer: &Answer) -> bool {
    let is_under_way = payment.state.attempt().map(|attempt| &attempt.id) == Some(attempt_id);
    let may_be_younger = match &payment.state {
        State::Authorizing { .. } => {
            matches!(answer, Answer::ActionRequired { .. } | Answer::Pending)
        }
        State::Withdrawing { .. } | State::Canceling { .. } => is_money(answer),
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Succeeded { .. }
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => false,
    };
    is_under_way && may_be_younger
}

fn is_money(answer: &Answer) -> bool {
    match answer {
        Answer::Authorized { .. } | Answer::PartiallyCaptured { .. } | Answer::Captured { .. } => {
            true
        }
        Answer::ActionRequired { .. }
        | Answer::Pending
        | Answer::Declined { .. }
        | Answer::Canceled => false,
    }
}

/// What follows where it does not come too early.
fn followed_by(
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
    match is_money(answer) {
        true => vec![Event::StrayFound {
            attempt,
            call: fresh.call,
        }],
        false => Vec::new(),
    }
}
