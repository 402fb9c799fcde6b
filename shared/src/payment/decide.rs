//! What follows from a command: `(state, command, now) → events | refusal`. Total and
//! deterministic; the shell stores the events and carries out what [`due`](super::due) names.

mod captures;
mod disputes;
mod options;
mod refunds;

use crate::ids::{AttemptId, CallId};
use crate::methods::CardWallet;
use crate::payment::action::ActionStyle;
use crate::payment::attempt::AttemptTerms;
use crate::payment::call::{Call, CallStep};
use crate::payment::change::Change;
use crate::payment::charge::{Charge, ChargeChange};
use crate::payment::command::{Command, FreshIds};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::mandate::Mandate;
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::partner_news;
use crate::payment::refusal::{Asked, Refusal};
use crate::payment::state::{CancelReason, Payment, State, Status};
use crate::payment::terms::Purpose;

/// Errors: [`Refusal`] for a request that this state does not allow. News from a partner is refused
/// only while it comes too early; what is stale or repeated yields no events.
pub fn decide(payment: &Payment, command: Command, now_ms: i64) -> Result<Vec<Event>, Refusal> {
    let now = now_ms.div_euclid(1000);
    match command {
        Command::Update { changes } => update(payment, changes),
        Command::Confirm { .. } => confirm(payment, command, now),
        Command::Replace { call } => Ok(replace(payment, call)),
        Command::Capture {
            amount,
            is_final,
            call,
        } => captures::capture(payment, amount, is_final, call),
        Command::IncrementAuthorization {
            amount,
            changes,
            call,
        } => captures::increment(payment, amount, changes, call),
        Command::Cancel { reason, call } => cancel(payment, reason, call),
        Command::Refund {
            refund,
            amount,
            reason,
            metadata,
            call,
        } => {
            let amount = refunds::refundable(payment, amount, now)?;
            Ok(refunds::request(refund, amount, reason, metadata, call))
        }
        Command::UpdateRefund { refund, metadata } => refunds::update(payment, refund, metadata),
        Command::CancelRefund { refund, call } => refunds::cancel(payment, refund, call),
        Command::UpdateCharge { charge, changes } => match payment.charge(&charge) {
            Some(known) => Ok(changed_charge(known, changes)),
            None => Err(Refusal::ChargeMissing),
        },
        Command::UpdateDispute {
            dispute,
            evidence,
            metadata,
            submit,
            call,
        } => {
            let submit = submit.then_some(call);
            disputes::update(payment, dispute, evidence, metadata, submit, now)
        }
        Command::CloseDispute { dispute, call } => disputes::accept(payment, dispute, call),
        Command::Answered { .. }
        | Command::OutcomeUnknown { .. }
        | Command::LookedUp { .. }
        | Command::Notified { .. }
        | Command::RefundAnswered { .. }
        | Command::RefundLookedUp { .. }
        | Command::RefundNotified { .. }
        | Command::DisputeAnswered { .. }
        | Command::DisputeNotified { .. } => partner_news::heard(payment, command),
        Command::Wake { fresh } => Ok(wake(payment, fresh, now)),
    }
}

fn update(payment: &Payment, changes: Vec<Change>) -> Result<Vec<Event>, Refusal> {
    let status = match &payment.state {
        // Its attempt is under way.
        State::AwaitsConfirmation { .. } => Status::RequiresAction,
        state => state.status(),
    };
    if !changes.iter().all(|change| change.is_allowed_in(status)) {
        return Err(unexpected(payment, Asked::Update));
    }
    let mut changed = payment.clone();
    changed.change(&changes);
    Ok(match changed == *payment {
        true => Vec::new(),
        false => vec![Event::Updated { changes }],
    })
}

fn changed_charge(charge: &Charge, changes: Vec<ChargeChange>) -> Vec<Event> {
    let mut changed = charge.clone();
    changes.iter().for_each(|change| changed.change(change));
    match changed == *charge {
        true => Vec::new(),
        false => vec![Event::ChargeUpdated {
            charge: changed.id,
            changes,
        }],
    }
}

fn confirm(payment: &Payment, command: Command, now: i64) -> Result<Vec<Event>, Refusal> {
    let Command::Confirm {
        method,
        attempt: id,
        call,
        return_url,
        style,
        terms,
        changes,
    } = command
    else {
        return Ok(Vec::new());
    };
    if let State::AwaitsConfirmation {
        attempt,
        authorized,
        expires_at,
    } = &payment.state
        && method.is_none()
    {
        let mut events = update(payment, changes)?;
        events.extend(partner_news::authorized(
            payment,
            attempt,
            *authorized,
            *expires_at,
            // No new attempt is made, so its name is free for the charge.
            FreshIds {
                name: id.to_bytes(),
                call,
            },
        ));
        return Ok(events);
    }
    let method = confirmable(payment, method)?;
    let mut events = update(payment, changes.clone())?;
    let mut changed = payment.clone();
    changed.change(&changes);
    check_method(&changed, &method)?;
    // Who is not there goes nowhere.
    let leaves = method.leaves_the_page() && !terms.off_session;
    if leaves && return_url.is_none() {
        let method = method.method_type();
        return Err(Refusal::ReturnUrlMissing { method });
    }
    options::check(&changed.terms, method.method_type(), now)?;
    options::check_network(&changed.terms, &changes, &method)?;
    let method = under_mandate(&changed, method, &id, &terms, now)?;
    let blocked = terms
        .is_blocked()
        .then(|| blocked(&changed, id.to_bytes(), &call));
    events.push(Event::AttemptStarted {
        attempt: id,
        method,
        return_url,
        style,
        terms,
        call,
    });
    events.extend(blocked);
    Ok(events)
}

/// The velocity rules end an attempt as it begins, so that its call is never made.
fn blocked(payment: &Payment, name: [u8; 16], call: &CallId) -> Event {
    let call = call.clone();
    let charge = FreshIds { name, call }.charge(&payment.id);
    Event::AttemptFailed {
        cause: FailureCause::Blocked,
        charge: match payment.terms.purpose {
            Purpose::Payment => Some(charge),
            Purpose::Setup => None,
        },
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
        | State::Incrementing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => return Err(unexpected(payment, Asked::Confirm)),
    };
    match (given, stored) {
        (Some(method), _) => Ok(method),
        (None, Some(stored)) => match &stored.instrument {
            Instrument::Card(card) | Instrument::Link(card) if card.token.is_none() => {
                Err(Refusal::CardDataMissing)
            }
            Instrument::Card(_)
            | Instrument::Link(_)
            | Instrument::Account(_)
            | Instrument::Described(_) => Ok(stored.clone()),
        },
        (None, None) => Err(Refusal::MethodMissing),
    }
}

fn check_method(payment: &Payment, method: &PaymentMethod) -> Result<(), Refusal> {
    let kind = method.method_type();
    payment
        .terms
        .check(kind, method.billing.address.country)
        .and_then(|()| match method.card_wallet() {
            Some(wallet) => payment.terms.check_wallet(wallet),
            None if method.is_links_account() => payment.terms.check_wallet(CardWallet::Link),
            None => Ok(()),
        })
        .map_err(|why| Refusal::MethodIneligible { method: kind, why })
}

/// The method with what the buyer agreed to just now, or when it was saved.
fn under_mandate(
    payment: &Payment,
    mut method: PaymentMethod,
    attempt: &AttemptId,
    terms: &AttemptTerms,
    now: i64,
) -> Result<PaymentMethod, Refusal> {
    let kind = method.method_type();
    if !kind.row().flow.needs_mandate() {
        return Ok(method);
    }
    let Instrument::Described(account) = &mut method.instrument else {
        return Err(Refusal::MandateMissing { method: kind });
    };
    match &terms.mandate {
        Some(acceptance) => {
            let mandate = Mandate::accepted(&payment.id, attempt, acceptance, &payment.terms, now);
            account.mandate = Some(Box::new(mandate));
        }
        None if account.mandate.is_none() => {
            return Err(Refusal::MandateMissing { method: kind });
        }
        None => {}
    }
    Ok(method)
}

fn replace(payment: &Payment, call: CallId) -> Vec<Event> {
    match &payment.state {
        State::RequiresAction { .. } | State::AwaitsConfirmation { .. } => {
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
        | State::Incrementing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

fn cancel(payment: &Payment, reason: CancelReason, call: CallId) -> Result<Vec<Event>, Refusal> {
    match &payment.state {
        State::RequiresPaymentMethod { .. } | State::RequiresConfirmation { .. } => {
            Ok(vec![Event::Canceled { reason }])
        }
        // What is taken is taken.
        State::RequiresCapture { hold, .. } if hold.captured.is_positive() => {
            Err(Refusal::PartlyCaptured)
        }
        State::RequiresAction { .. }
        | State::AwaitsConfirmation { .. }
        | State::RequiresCapture { .. } => Ok(vec![Event::CancelRequested { reason, call }]),
        State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Processing { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => Err(unexpected(payment, Asked::Cancel)),
    }
}

fn unexpected(payment: &Payment, asked: Asked) -> Refusal {
    Refusal::UnexpectedState {
        status: payment.state.status(),
        asked,
    }
}

fn wake(payment: &Payment, fresh: FreshIds, now: i64) -> Vec<Event> {
    match &payment.state {
        State::Authorizing { call, .. }
        | State::Withdrawing { call, .. }
        | State::Capturing { call, .. }
        | State::Incrementing { call, .. }
        | State::Canceling { call, .. } => left_behind([call]),
        State::RequiresAction {
            attempt,
            expires_at: Some(expires_at),
            ..
        }
        | State::AwaitsConfirmation {
            attempt,
            expires_at,
            ..
        } if *expires_at <= now => {
            vec![Event::WithdrawalRequested {
                cause: FailureCause::of_lapse(attempt.method.method_type()),
                call: fresh.call,
            }]
        }
        State::RequiresCapture { hold, .. } if hold.expires_at <= now => {
            vec![captures::lapse(hold, fresh.call)]
        }
        // What goes to a dispute is idempotent at the partner, so it is simply sent again.
        State::Succeeded { refunds, .. } => {
            left_behind(refunds.iter().filter_map(|refund| refund.call()))
        }
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

/// Whoever sent these calls is gone, so nobody knows whether they arrived.
fn left_behind<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Vec<Event> {
    let sent = calls.into_iter().filter(|call| call.step == CallStep::Send);
    sent.map(|call| Event::CallOutcomeUnknown {
        call: call.id.clone(),
    })
    .collect()
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
