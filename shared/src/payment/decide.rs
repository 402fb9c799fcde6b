//! What follows from a command: `(state, command, now) → events | refusal`. Total and
//! deterministic; the shell stores the events and carries out what [`due`](super::due) names.

use crate::ids::CallId;
use crate::methods::eligibility;
use crate::money::Money;
use crate::payment::action::ActionStyle;
use crate::payment::command::{Asked, Command, FreshIds, Refusal};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::partner_news::{answered, never_arrived, notified, outcome_unknown};
use crate::payment::state::{CallStep, CancelReason, Payment, State};

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
