//! The fold from the event log to the state.

mod attempts;
mod charges;
mod disputes;
mod refunds;

use crate::ids::CallId;
use crate::money::Money;
use crate::payment::attempt::{Attempt, Stray};
use crate::payment::call::{Call, CallStep};
use crate::payment::event::{Event, Recorded};
use crate::payment::state::{Payment, State};
use std::collections::BTreeMap;

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
        charges: Vec::new(),
        attempts: Vec::new(),
        strays: Vec::new(),
        left_behind: None,
    })
}

/// The payment after one more event. An event that `decide` cannot have made in this state changes
/// nothing but the version: a log is never a reason to stop.
pub fn apply(mut payment: Payment, recorded: &Recorded) -> Payment {
    payment.version = recorded.seq;
    payment.changed_at_ms = recorded.at_ms;
    // The charge belongs to the attempt that the state still has.
    charges::fold(&mut payment, recorded);
    match &recorded.event {
        Event::Updated { changes } => payment.change(changes),
        Event::AttemptStarted { attempt, .. } => payment.attempts.push(attempt.clone()),
        Event::AuthorizationIncremented { amount } => increment(&mut payment, *amount),
        Event::CallOutcomeUnknown { call } => {
            turn_call(&mut payment, call, CallStep::LookUp, recorded.at_ms);
        }
        Event::CallNeverArrived { call } => {
            turn_call(&mut payment, call, CallStep::Send, recorded.at_ms);
        }
        Event::StrayFound { attempt, call } => payment.strays.push(Stray {
            attempt: attempt.clone(),
            call: Call::decided(call, recorded.at_ms),
            voided: false,
        }),
        Event::StrayVoidUnknown { call } => {
            for stray in strays_of(&mut payment, call) {
                stray.call.turn(CallStep::Send, recorded.at_ms);
            }
        }
        Event::StrayVoided { call } => {
            for stray in strays_of(&mut payment, call) {
                stray.voided = true;
            }
        }
        Event::Created { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted { .. }
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::PartiallyCaptured { .. }
        | Event::Captured { .. }
        | Event::IncrementRequested { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ConfirmationAwaited { .. }
        | Event::CancelRequested { .. }
        | Event::Canceled { .. }
        | Event::ChargeUpdated { .. }
        | Event::Refund { .. }
        | Event::Dispute { .. } => {}
    }
    let has_ended = payment.state.is_terminal();
    payment.state = next_state(payment.state, recorded);
    if payment.state.is_terminal() && !has_ended {
        payment.left_behind = payment.leaves_behind(recorded.at_ms.div_euclid(1000));
    }
    payment
}

/// The issuer reserved more: what came with the wish comes true too.
fn increment(payment: &mut Payment, amount: Money) {
    let State::Incrementing { changes, .. } = &payment.state else {
        return;
    };
    let changes = changes.clone();
    payment.change(&changes);
    payment.terms.amount = amount;
}

/// The call is one of the state's, of a refund's or of a dispute's.
fn turn_call(payment: &mut Payment, of: &CallId, step: CallStep, now_ms: i64) {
    let call = match &mut payment.state {
        State::Succeeded {
            refunds, disputes, ..
        } => {
            let of_refunds = refunds.iter_mut().filter_map(|refund| refund.call_mut());
            let of_disputes = disputes.iter_mut().filter_map(|dispute| dispute.call_mut());
            of_refunds.chain(of_disputes).find(|call| call.id == *of)
        }
        state => state.call_mut().filter(|call| call.id == *of),
    };
    if let Some(call) = call {
        call.turn(step, now_ms);
    }
}

fn strays_of<'a>(
    payment: &'a mut Payment,
    call: &'a CallId,
) -> impl Iterator<Item = &'a mut Stray> {
    payment
        .strays
        .iter_mut()
        .filter(move |stray| stray.call.id == *call)
}

fn next_state(state: State, recorded: &Recorded) -> State {
    match &recorded.event {
        Event::Created { .. }
        | Event::Updated { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::ChargeUpdated { .. } => state,
        Event::Refund { refund, fact } => refunds::fold(state, refund, fact, recorded.at_ms),
        Event::Dispute { dispute, fact } => disputes::fold(state, dispute, fact, recorded.at_ms),
        // Terminal states never leave, whatever a damaged log says.
        _ if state.is_terminal() => state,
        Event::AttemptStarted {
            attempt,
            method,
            return_url,
            style,
            terms,
            call,
        } => State::Authorizing {
            attempt: Attempt {
                id: attempt.clone(),
                method: method.clone(),
                return_url: return_url.clone(),
                style: *style,
                terms: terms.clone(),
                authenticated: false,
                told_by_charge: BTreeMap::new(),
                opened_by: call.clone(),
            },
            call: Call::decided(call, recorded.at_ms),
        },
        Event::Canceled { reason } => State::Canceled {
            reason: Some(*reason),
            at: recorded.at_ms.div_euclid(1000),
        },
        Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted { .. }
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::PartiallyCaptured { .. }
        | Event::Captured { .. }
        | Event::IncrementRequested { .. }
        | Event::AuthorizationIncremented { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ConfirmationAwaited { .. }
        | Event::CancelRequested { .. } => match state.attempt().cloned() {
            Some(attempt) => attempts::fold(state, attempt, recorded),
            None => state,
        },
    }
}
