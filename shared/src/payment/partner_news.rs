//! What follows from what a partner says: an answer to a call, the outcome of a look-up, a
//! notification. Nothing here is refused; what is stale or repeated yields no events.

use crate::ids::{AttemptId, CallId};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::command::{Answer, FreshIds};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Attempt, CancelReason, Payment, State};

/// The partner's answer to the call that the state waits for, or to the void of a stray.
pub(super) fn answered(
    payment: &Payment,
    call: &CallId,
    answer: Answer,
    fresh: FreshIds,
) -> Vec<Event> {
    if let Some(events) = stray_answered(payment, call, &answer) {
        return events;
    }
    if payment
        .state
        .call()
        .is_none_or(|waiting| waiting.id != *call)
    {
        return Vec::new();
    }
    match &payment.state {
        State::Authorizing { attempt, .. } => attempt_outcome(payment, attempt, answer, fresh),
        State::Withdrawing { attempt, cause, .. } => match answer {
            Answer::Canceled => vec![failed(attempt, cause.clone(), &answer, fresh)],
            Answer::Authorized { .. }
            | Answer::Captured { .. }
            | Answer::ActionRequired { .. }
            | Answer::Pending
            | Answer::Declined { .. } => attempt_outcome(payment, attempt, answer, fresh),
        },
        State::Capturing {
            charge, authorized, ..
        } => match answer {
            Answer::Captured { amount } if can_be_taken(amount, authorized) => {
                vec![Event::Captured {
                    charge: charge.clone(),
                    amount,
                }]
            }
            Answer::Captured { .. } | Answer::Declined { .. } => vec![Event::CaptureDeclined],
            Answer::Canceled => vec![Event::Canceled {
                reason: CancelReason::Automatic,
            }],
            // The authorisation stands and nothing was taken: the capture did not arrive.
            Answer::Authorized { .. } | Answer::ActionRequired { .. } | Answer::Pending => {
                vec![Event::CallNeverArrived { call: call.clone() }]
            }
        },
        State::Canceling {
            attempt,
            charge,
            reason,
            ..
        } => match answer {
            Answer::Canceled | Answer::Declined { .. } => vec![Event::Canceled { reason: *reason }],
            // The buyer was faster: what the partner took is what counts.
            Answer::Captured { amount } if amount == payment.terms.amount => {
                vec![Event::Captured {
                    charge: charge.clone().unwrap_or(fresh.charge),
                    amount,
                }]
            }
            // Any other sum was agreed to by nobody, and the merchant wants none of it.
            Answer::Captured { .. } => vec![
                Event::Canceled { reason: *reason },
                Event::StrayFound {
                    attempt: attempt.id.clone(),
                    call: fresh.call,
                },
            ],
            Answer::Authorized { .. } | Answer::ActionRequired { .. } | Answer::Pending => {
                vec![Event::CallNeverArrived { call: call.clone() }]
            }
        },
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

/// Whether a partner that says so can have taken `amount` of what it authorised.
fn can_be_taken(amount: Money, authorized: &Money) -> bool {
    amount.is_positive() && amount.fits_in(authorized) == Ok(true)
}

fn stray_answered(payment: &Payment, call: &CallId, answer: &Answer) -> Option<Vec<Event>> {
    let stray = payment.strays.iter().find(|stray| stray.call == *call)?;
    Some(match answer {
        _ if stray.voided => Vec::new(),
        Answer::Canceled | Answer::Declined { .. } => {
            vec![Event::StrayVoided { call: call.clone() }]
        }
        Answer::Authorized { .. }
        | Answer::Captured { .. }
        | Answer::ActionRequired { .. }
        | Answer::Pending => vec![Event::StrayVoidUnknown { call: call.clone() }],
    })
}

/// What an answer means for an attempt that is still open.
fn attempt_outcome(
    payment: &Payment,
    attempt: &Attempt,
    answer: Answer,
    fresh: FreshIds,
) -> Vec<Event> {
    match answer {
        Answer::Authorized { amount, .. } | Answer::Captured { amount }
            if amount != payment.terms.amount =>
        {
            // Not the sum that the buyer agreed to: it goes back, whole.
            vec![
                Event::AttemptFailed {
                    cause: FailureCause::ProcessingError,
                    charge: None,
                },
                Event::StrayFound {
                    attempt: attempt.id.clone(),
                    call: fresh.call,
                },
            ]
        }
        Answer::Authorized { amount, expires_at } => {
            let mut events = vec![Event::Authorized {
                charge: fresh.charge,
                amount,
                expires_at,
            }];
            match payment.terms.capture {
                CaptureMethod::Manual => {}
                CaptureMethod::Automatic | CaptureMethod::AutomaticAsync => {
                    events.push(Event::CaptureRequested {
                        amount,
                        call: fresh.call,
                    });
                }
            }
            events
        }
        Answer::Captured { amount } => vec![Event::Captured {
            charge: fresh.charge,
            amount,
        }],
        Answer::ActionRequired { action, expires_at } => {
            vec![Event::ActionRequired { action, expires_at }]
        }
        Answer::Pending => vec![Event::ProcessingStarted],
        Answer::Declined { ref cause } => vec![failed(attempt, cause.clone(), &answer, fresh)],
        Answer::Canceled => vec![failed(attempt, FailureCause::Withdrawn, &answer, fresh)],
    }
}

/// A failure; a declined card leaves a charge behind, as it does on the merchant API.
fn failed(attempt: &Attempt, cause: FailureCause, answer: &Answer, fresh: FreshIds) -> Event {
    let declined_card = matches!(answer, Answer::Declined { .. })
        && attempt.method.method_type() == MethodType::Card;
    Event::AttemptFailed {
        cause,
        charge: declined_card.then_some(fresh.charge),
    }
}

pub(super) fn outcome_unknown(payment: &Payment, call: CallId) -> Vec<Event> {
    if payment
        .strays
        .iter()
        .any(|stray| stray.call == call && !stray.voided)
    {
        return vec![Event::StrayVoidUnknown { call }];
    }
    match payment.state.call() {
        Some(waiting) if waiting.id == call => vec![Event::CallOutcomeUnknown { call }],
        Some(_) | None => Vec::new(),
    }
}

/// The partner was asked, and never saw the call.
pub(super) fn never_arrived(payment: &Payment, call: CallId, fresh: FreshIds) -> Vec<Event> {
    if payment
        .state
        .call()
        .is_none_or(|waiting| waiting.id != call)
    {
        return Vec::new();
    }
    match &payment.state {
        // The card data is gone, and the call may still be on its way: the partner is told to
        // refuse it, and the buyer can try again.
        State::Authorizing { .. } => vec![Event::WithdrawalRequested {
            cause: FailureCause::Withdrawn,
            call: fresh.call,
        }],
        State::Withdrawing { .. } | State::Capturing { .. } | State::Canceling { .. } => {
            vec![Event::CallNeverArrived { call }]
        }
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

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
            State::Authorizing { .. } | State::RequiresAction { .. },
            answer
            @ (Answer::Authorized { .. } | Answer::Captured { .. } | Answer::Declined { .. }),
        ) => attempt_outcome(payment, attempt, answer, fresh),
        (State::RequiresAction { .. }, Answer::Pending) => vec![Event::ProcessingStarted],
        (State::RequiresAction { .. }, Answer::ActionRequired { .. }) => Vec::new(),
        (State::RequiresAction { .. } | State::Processing { .. }, Answer::Canceled) => {
            vec![Event::AttemptFailed {
                cause: FailureCause::AttemptExpired,
                charge: None,
            }]
        }
        (
            State::Processing { .. },
            answer
            @ (Answer::Authorized { .. } | Answer::Captured { .. } | Answer::Declined { .. }),
        ) => attempt_outcome(payment, attempt, answer, fresh),
        (State::RequiresCapture { .. }, Answer::Canceled) => {
            vec![Event::Canceled {
                reason: CancelReason::Automatic,
            }]
        }
        (
            State::RequiresCapture {
                charge, authorized, ..
            },
            Answer::Captured { amount },
        ) if can_be_taken(amount, authorized) => {
            vec![Event::Captured {
                charge: charge.clone(),
                amount,
            }]
        }
        (
            State::Authorizing { .. }
            | State::Withdrawing { .. }
            | State::Processing { .. }
            | State::RequiresCapture { .. }
            | State::Capturing { .. }
            | State::Canceling { .. }
            | State::Succeeded { .. }
            | State::RequiresPaymentMethod { .. }
            | State::RequiresConfirmation { .. }
            | State::Canceled { .. },
            Answer::Authorized { .. }
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
        Answer::Authorized { .. } | Answer::Captured { .. } => {
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
