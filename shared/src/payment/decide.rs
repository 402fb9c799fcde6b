//! What follows from a command: `(state, command, now) → events | refusal`. Total and
//! deterministic; the shell stores the events and carries out what [`due`](super::due) names.

use crate::ids::{AttemptId, CallId};
use crate::methods::MethodType;
use crate::methods::eligibility;
use crate::money::Money;
use crate::payment::action::ActionStyle;
use crate::payment::command::{Answer, Asked, Command, FreshIds, Refusal};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Attempt, CallStep, CancelReason, Payment, State};

/// Errors: [`Refusal`] for a request that this state does not allow. News from a partner is never
/// refused; what is stale or repeated yields no events.
pub fn decide(payment: &Payment, command: Command, now_ms: i64) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Confirm {
            method,
            attempt,
            call,
            return_url,
            style,
        } => {
            let method = confirmable(payment, method)?;
            check_method(payment, &method, return_url.as_deref())?;
            Ok(vec![Event::AttemptStarted {
                attempt,
                method,
                return_url,
                style,
                call,
            }])
        }
        Command::Replace { call } => Ok(replace(payment, call)),
        Command::Capture { amount, call } => capture(payment, amount, call),
        Command::Cancel { reason, call } => cancel(payment, reason, call),
        Command::Answered {
            call,
            answer,
            fresh,
        } => Ok(answered(payment, &call, answer, fresh)),
        Command::OutcomeUnknown { call } => Ok(outcome_unknown(payment, call)),
        Command::LookedUp { call, found, fresh } => Ok(match found {
            Some(answer) => answered(payment, &call, answer, fresh),
            None => never_arrived(payment, call, fresh),
        }),
        Command::Notified {
            attempt,
            answer,
            fresh,
        } => Ok(notified(payment, attempt, answer, fresh)),
        Command::Wake { fresh } => Ok(wake(payment, fresh, now_ms)),
    }
}

/// The method to pay with, if the state allows a new attempt.
fn confirmable(payment: &Payment, given: Option<PaymentMethod>) -> Result<PaymentMethod, Refusal> {
    let stored = match &payment.state {
        State::RequiresPaymentMethod { .. } => None,
        State::RequiresConfirmation { method } => Some(method),
        State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Capturing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => return Err(unexpected(payment, Asked::Confirm)),
    };
    match (given, stored) {
        (Some(method), _) => Ok(method),
        (None, Some(stored)) => match &stored.instrument {
            Instrument::Card(card) if card.token.is_none() => Err(Refusal::CardDataMissing),
            Instrument::Card(_) | Instrument::Account(_) => Ok(stored.clone()),
        },
        (None, None) => Err(Refusal::MethodMissing),
    }
}

fn check_method(
    payment: &Payment,
    method: &PaymentMethod,
    return_url: Option<&str>,
) -> Result<(), Refusal> {
    let kind = method.method_type();
    let checkout = payment.terms.checkout(method.billing.address.country);
    eligibility::check(kind, &checkout)
        .map_err(|why| Refusal::MethodIneligible { method: kind, why })?;
    if kind.row().flow.leaves_the_page() && return_url.is_none() {
        return Err(Refusal::ReturnUrlMissing { method: kind });
    }
    Ok(())
}

fn replace(payment: &Payment, call: CallId) -> Vec<Event> {
    match &payment.state {
        State::RequiresAction { .. } => {
            vec![Event::WithdrawalRequested {
                cause: FailureCause::Replaced,
                call,
            }]
        }
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Capturing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

fn capture(payment: &Payment, amount: Option<Money>, call: CallId) -> Result<Vec<Event>, Refusal> {
    let State::RequiresCapture { authorized, .. } = &payment.state else {
        return Err(unexpected(payment, Asked::Capture));
    };
    let asked = amount.unwrap_or(*authorized);
    if !asked.is_positive() {
        return Err(Refusal::CaptureNotPositive);
    }
    match asked.fits_in(authorized) {
        Ok(true) => Ok(vec![Event::CaptureRequested {
            amount: asked,
            call,
        }]),
        Ok(false) | Err(_) => Err(Refusal::CaptureExceedsAuthorized {
            authorized: *authorized,
            asked,
        }),
    }
}

fn cancel(payment: &Payment, reason: CancelReason, call: CallId) -> Result<Vec<Event>, Refusal> {
    match &payment.state {
        State::RequiresPaymentMethod { .. } | State::RequiresConfirmation { .. } => {
            Ok(vec![Event::Canceled { reason }])
        }
        State::RequiresAction { .. } | State::RequiresCapture { .. } => {
            Ok(vec![Event::CancelRequested { reason, call }])
        }
        State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Processing { .. }
        | State::Capturing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => Err(unexpected(payment, Asked::Cancel)),
    }
}

fn unexpected(payment: &Payment, asked: Asked) -> Refusal {
    Refusal::UnexpectedState {
        status: payment.state.status(),
        asked,
    }
}

/// The partner's answer to the call that the state waits for, or to the void of a stray.
fn answered(payment: &Payment, call: &CallId, answer: Answer, fresh: FreshIds) -> Vec<Event> {
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

fn outcome_unknown(payment: &Payment, call: CallId) -> Vec<Event> {
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
fn never_arrived(payment: &Payment, call: CallId, fresh: FreshIds) -> Vec<Event> {
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
fn notified(
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

fn wake(payment: &Payment, fresh: FreshIds, now_ms: i64) -> Vec<Event> {
    let now = now_ms.div_euclid(1000);
    match &payment.state {
        State::Authorizing { call, .. }
        | State::Withdrawing { call, .. }
        | State::Capturing { call, .. }
        | State::Canceling { call, .. } => match call.step {
            // Whoever sent it is gone, so nobody knows whether it arrived.
            CallStep::Send => vec![Event::CallOutcomeUnknown {
                call: call.id.clone(),
            }],
            CallStep::LookUp => Vec::new(),
        },
        State::RequiresAction {
            expires_at: Some(expires_at),
            ..
        } if *expires_at <= now => {
            vec![Event::WithdrawalRequested {
                cause: FailureCause::AttemptExpired,
                call: fresh.call,
            }]
        }
        State::RequiresCapture { expires_at, .. } if *expires_at <= now => {
            vec![Event::CancelRequested {
                reason: CancelReason::Automatic,
                call: fresh.call,
            }]
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

impl ActionStyle {
    /// How an action is told to a client: a library that has nowhere to return shows it itself.
    pub fn of(use_stripe_sdk: bool, return_url: Option<&str>) -> Self {
        if use_stripe_sdk || return_url.is_none() {
            Self::Sdk
        } else {
            Self::Redirect
        }
    }
}
