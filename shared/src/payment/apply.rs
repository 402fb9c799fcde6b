//! The fold from the event log to the state.

use crate::ids::CallId;
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::Failure;
use crate::payment::state::{Attempt, Call, CallStep, Payment, State, Stray};

/// The payment that these events, a log from its beginning, tell of. `None` when there are none, or
/// when the first is not the creation.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Payment> {
    let mut events = events.into_iter();
    let opened = open(events.next()?)?;
    Some(events.fold(opened, apply))
}

/// A new payment from the first event of its log.
fn open(first: &Recorded) -> Option<Payment> {
    let Event::Created { id, terms, method } = &first.event else {
        return None;
    };
    Some(Payment {
        id: id.clone(),
        created: first.at_ms.div_euclid(1000),
        terms: terms.clone(),
        state: match method {
            None => State::RequiresPaymentMethod { last_failure: None },
            Some(method) => State::RequiresConfirmation {
                method: method.clone(),
            },
        },
        version: first.seq,
        changed_at_ms: first.at_ms,
        latest_charge: None,
        attempts: Vec::new(),
        strays: Vec::new(),
    })
}

/// The payment after one more event. An event that `decide` cannot have made in this state changes
/// nothing but the version: a log is never a reason to stop.
pub fn apply(mut payment: Payment, recorded: &Recorded) -> Payment {
    payment.version = recorded.seq;
    payment.changed_at_ms = recorded.at_ms;
    match &recorded.event {
        Event::StrayFound { attempt, call } => payment.strays.push(Stray {
            attempt: attempt.clone(),
            call: call.clone(),
            unknown: 0,
            voided: false,
        }),
        Event::StrayVoidUnknown { call } => {
            for stray in payment
                .strays
                .iter_mut()
                .filter(|stray| stray.call == *call)
            {
                stray.unknown = stray.unknown.saturating_add(1);
            }
        }
        Event::StrayVoided { call } => {
            for stray in payment
                .strays
                .iter_mut()
                .filter(|stray| stray.call == *call)
            {
                stray.voided = true;
            }
        }
        Event::Authorized { charge, .. } | Event::Captured { charge, .. } => {
            payment.latest_charge = Some(charge.clone());
        }
        Event::AttemptFailed {
            charge: Some(charge),
            ..
        } => {
            payment.latest_charge = Some(charge.clone());
        }
        Event::AttemptStarted { attempt, .. } => payment.attempts.push(attempt.clone()),
        Event::Created { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted
        | Event::AttemptFailed { charge: None, .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::CancelRequested { .. }
        | Event::Canceled { .. } => {}
    }
    payment.state = next_state(payment.state, recorded);
    payment
}

fn next_state(state: State, recorded: &Recorded) -> State {
    match &recorded.event {
        Event::Created { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. } => state,
        // Terminal states never leave, whatever a damaged log says.
        _ if state.is_terminal() => state,
        Event::AttemptStarted {
            attempt,
            method,
            return_url,
            style,
            call,
        } => State::Authorizing {
            attempt: Attempt {
                id: attempt.clone(),
                method: method.clone(),
                return_url: return_url.clone(),
                style: *style,
                opened_by: call.clone(),
            },
            call: fresh(call),
        },
        Event::CallOutcomeUnknown { call } => step_call(state, call, CallStep::LookUp),
        Event::CallNeverArrived { call } => step_call(state, call, CallStep::Send),
        Event::Canceled { reason } => State::Canceled {
            reason: Some(*reason),
            at: recorded.at_ms.div_euclid(1000),
        },
        Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::Captured { .. }
        | Event::CancelRequested { .. } => match state.attempt().cloned() {
            Some(attempt) => next_state_of_attempt(state, attempt, &recorded.event),
            None => state,
        },
    }
}

/// The events that only an attempt under way can cause.
fn next_state_of_attempt(state: State, attempt: Attempt, event: &Event) -> State {
    match event {
        Event::WithdrawalRequested { cause, call } => State::Withdrawing {
            attempt,
            cause: cause.clone(),
            call: fresh(call),
        },
        Event::ActionRequired { action, expires_at } => State::RequiresAction {
            attempt,
            action: action.clone(),
            expires_at: *expires_at,
        },
        Event::ProcessingStarted => State::Processing { attempt },
        Event::Authorized {
            charge,
            amount,
            expires_at,
        } => State::RequiresCapture {
            attempt,
            charge: charge.clone(),
            authorized: *amount,
            expires_at: *expires_at,
        },
        Event::AttemptFailed { cause, charge } => State::RequiresPaymentMethod {
            last_failure: Some(Failure {
                cause: cause.clone(),
                method: attempt.method,
                charge: charge.clone(),
            }),
        },
        Event::CaptureRequested { amount, call } => match state {
            State::RequiresCapture {
                attempt,
                charge,
                authorized,
                expires_at,
            } => State::Capturing {
                attempt,
                charge,
                authorized,
                expires_at,
                asked: *amount,
                call: fresh(call),
            },
            other => other,
        },
        Event::CaptureDeclined => match state {
            State::Capturing {
                attempt,
                charge,
                authorized,
                expires_at,
                ..
            } => State::RequiresCapture {
                attempt,
                charge,
                authorized,
                expires_at,
            },
            other => other,
        },
        Event::Captured { charge, amount } => {
            let authorized = match &state {
                State::RequiresCapture { authorized, .. } | State::Capturing { authorized, .. } => {
                    *authorized
                }
                _ => *amount,
            };
            State::Succeeded {
                attempt,
                charge: charge.clone(),
                authorized,
                captured: *amount,
            }
        }
        Event::CancelRequested { reason, call } => State::Canceling {
            attempt,
            charge: match state {
                State::RequiresCapture { charge, .. } => Some(charge),
                _ => None,
            },
            reason: *reason,
            call: fresh(call),
        },
        Event::Created { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::Canceled { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. } => state,
    }
}

fn fresh(call: &CallId) -> Call {
    Call {
        id: call.clone(),
        step: CallStep::Send,
        unknown: 0,
    }
}

fn step_call(mut state: State, of: &CallId, step: CallStep) -> State {
    let call = match &mut state {
        State::Authorizing { call, .. }
        | State::Withdrawing { call, .. }
        | State::Capturing { call, .. }
        | State::Canceling { call, .. } => call,
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::Canceled { .. } => return state,
    };
    if call.id == *of {
        call.step = step;
        call.unknown = call.unknown.saturating_add(1);
    }
    state
}
