//! What an attempt under way comes to.

use crate::ids::ChargeId;
use crate::money::Money;
use crate::payment::action::NextAction;
use crate::payment::attempt::Attempt;
use crate::payment::call::Call;
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::Failure;
use crate::payment::hold::Hold;
use crate::payment::state::State;

/// The state after an event that only an attempt can cause.
pub(super) fn fold(state: State, mut attempt: Attempt, recorded: &Recorded) -> State {
    let decided = |call| Call::decided(call, recorded.at_ms);
    match &recorded.event {
        Event::WithdrawalRequested { cause, call } => State::Withdrawing {
            attempt,
            cause: cause.clone(),
            call: decided(call),
        },
        Event::ActionRequired { action, expires_at } => {
            attempt.authenticated |= matches!(action, NextAction::Authenticate { .. });
            attempt.told_by_charge = action.told_by_charge();
            State::RequiresAction {
                attempt,
                action: action.clone(),
                expires_at: *expires_at,
            }
        }
        Event::ProcessingStarted { .. } => State::Processing { attempt },
        Event::Authorized {
            charge,
            amount,
            expires_at,
        } => State::RequiresCapture {
            attempt,
            hold: Hold {
                charge: charge.clone(),
                authorized: *amount,
                captured: Money::zero(amount.currency()),
                expires_at: *expires_at,
                increments: 0,
                captures: 0,
            },
        },
        Event::AttemptFailed { cause, charge } => State::RequiresPaymentMethod {
            last_failure: Some(Failure {
                cause: cause.clone(),
                method: attempt.method,
                charge: charge.clone(),
            }),
        },
        Event::Captured { charge, amount } => succeeded(&state, attempt, charge, *amount),
        Event::SetUp => State::SetUp { attempt },
        Event::ConfirmationAwaited { amount, expires_at } => State::AwaitsConfirmation {
            attempt,
            authorized: *amount,
            expires_at: *expires_at,
        },
        Event::CancelRequested { reason, call } => State::Canceling {
            attempt,
            charge: state.hold().map(|hold| hold.charge.clone()),
            reason: *reason,
            call: decided(call),
        },
        Event::CaptureRequested {
            amount,
            is_final,
            call,
        } => with_hold(state, |hold| State::Capturing {
            attempt,
            hold,
            asked: *amount,
            is_final: *is_final,
            call: decided(call),
        }),
        Event::PartiallyCaptured { amount } => with_hold(state, |mut hold| {
            hold.captured = hold.captured.checked_add(*amount).unwrap_or(hold.captured);
            hold.captures = hold.captures.saturating_add(1);
            State::RequiresCapture { attempt, hold }
        }),
        Event::IncrementRequested {
            amount,
            changes,
            call,
        } => with_hold(state, |hold| State::Incrementing {
            attempt,
            hold,
            asked: *amount,
            changes: changes.clone(),
            call: decided(call),
        }),
        Event::AuthorizationIncremented { amount } => with_hold(state, |mut hold| {
            hold.authorized = *amount;
            hold.increments = hold.increments.saturating_add(1);
            State::RequiresCapture { attempt, hold }
        }),
        Event::CaptureDeclined | Event::IncrementDeclined { .. } => {
            with_hold(state, |hold| State::RequiresCapture { attempt, hold })
        }
        Event::Created { .. }
        | Event::Updated { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::Canceled { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::ChargeUpdated { .. }
        | Event::Refund { .. }
        | Event::Dispute { .. } => state,
    }
}

/// What follows for money that is reserved. Where none is, nothing does.
fn with_hold(state: State, next: impl FnOnce(Hold) -> State) -> State {
    match state.hold().cloned() {
        Some(hold) => next(hold),
        None => state,
    }
}

fn succeeded(state: &State, attempt: Attempt, charge: &ChargeId, captured: Money) -> State {
    State::Succeeded {
        attempt,
        charge: charge.clone(),
        authorized: state.hold().map_or(captured, |hold| hold.authorized),
        captured,
        refunds: Vec::new(),
        disputes: Vec::new(),
    }
}
