//! What follows from what a partner says: an answer to a call, the outcome of a look-up, a
//! notification. News is refused only while it comes too early; what is stale or repeated yields no
//! events.

mod disputes;
mod holds;
mod notifications;
mod refunds;

use holds::{capture_outcome, increment_outcome};

use crate::ids::{CallId, ChargeId};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::attempt::Attempt;
use crate::payment::command::{Answer, Command, FreshIds};
use crate::payment::dispute::Dispute;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::options::CaptureMethod;
use crate::payment::refund::Refund;
use crate::payment::refusal::Refusal;
use crate::payment::state::{Payment, State};
use crate::payment::terms::{ConfirmationMethod, Purpose};

/// Errors: [`Refusal::NewsTooEarly`].
pub(super) fn heard(payment: &Payment, news: Command) -> Result<Vec<Event>, Refusal> {
    match news {
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
        } => notifications::heard(payment, attempt, answer, fresh),
        Command::RefundAnswered { call, answer } => Ok(refunds::answered(payment, &call, answer)),
        Command::RefundLookedUp { call, found } => Ok(match found {
            Some(answer) => refunds::answered(payment, &call, answer),
            None => refunds::never_arrived(payment, call),
        }),
        Command::RefundNotified { refund, answer } => {
            Ok(refunds::notified(payment, refund, answer))
        }
        Command::DisputeAnswered { call, answer } => Ok(disputes::answered(payment, &call, answer)),
        Command::DisputeNotified {
            attempt,
            case,
            answer,
            fresh,
        } => disputes::notified(payment, &attempt, case, answer, &fresh),
        Command::Update { .. }
        | Command::Confirm { .. }
        | Command::Replace { .. }
        | Command::Capture { .. }
        | Command::IncrementAuthorization { .. }
        | Command::Cancel { .. }
        | Command::Refund { .. }
        | Command::UpdateRefund { .. }
        | Command::CancelRefund { .. }
        | Command::UpdateCharge { .. }
        | Command::UpdateDispute { .. }
        | Command::CloseDispute { .. }
        | Command::Wake { .. } => Ok(Vec::new()),
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
            Answer::Canceled => vec![failed(payment, attempt, cause.clone(), &answer, &fresh)],
            Answer::Authorized { .. }
            | Answer::PartiallyCaptured { .. }
            | Answer::Captured { .. }
            | Answer::ActionRequired { .. }
            | Answer::Pending
            | Answer::Declined { .. } => attempt_outcome(payment, attempt, answer, fresh),
        },
        State::Capturing { hold, .. } => capture_outcome(hold, call, &answer),
        State::Incrementing { hold, asked, .. } => increment_outcome(hold, *asked, call, &answer),
        State::Canceling {
            attempt,
            charge,
            reason,
            ..
        } => match answer {
            Answer::Canceled | Answer::Declined { .. } => vec![Event::Canceled { reason: *reason }],
            // The buyer was faster: what the partner took is what counts.
            Answer::Captured { amount } if amount == payment.terms.amount => {
                let charge = charge.clone();
                vec![paid(payment, charge, amount, &fresh)]
            }
            // Any other sum was agreed to by nobody, and the merchant wants none of it.
            Answer::Captured { .. } | Answer::PartiallyCaptured { .. } => vec![
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
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}

/// The money is taken; a setup takes none.
fn paid(payment: &Payment, held: Option<ChargeId>, amount: Money, fresh: &FreshIds) -> Event {
    match payment.terms.purpose {
        Purpose::Payment => Event::Captured {
            charge: held.unwrap_or_else(|| charge_name(payment, fresh)),
            amount,
        },
        Purpose::Setup => Event::SetUp,
    }
}

/// The attempt's charge has one name from when the bank was asked, and otherwise gets a new one.
fn charge_name(payment: &Payment, fresh: &FreshIds) -> ChargeId {
    match payment.pending_charge() {
        Some(pending) => pending.clone(),
        None => fresh.charge(&payment.id),
    }
}

/// The buyer's bank takes its time.
fn processing(payment: &Payment, fresh: &FreshIds) -> Event {
    Event::ProcessingStarted {
        charge: match payment.terms.purpose {
            Purpose::Payment => Some(charge_name(payment, fresh)),
            Purpose::Setup => None,
        },
    }
}

fn stray_answered(payment: &Payment, call: &CallId, answer: &Answer) -> Option<Vec<Event>> {
    let stray = payment.strays.iter().find(|stray| stray.call.id == *call)?;
    Some(match answer {
        _ if stray.voided => Vec::new(),
        Answer::Canceled | Answer::Declined { .. } => {
            vec![Event::StrayVoided { call: call.clone() }]
        }
        Answer::Authorized { .. }
        | Answer::PartiallyCaptured { .. }
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
            sum_of_nobody(payment, attempt, fresh)
        }
        Answer::PartiallyCaptured { .. } => sum_of_nobody(payment, attempt, fresh),
        Answer::Authorized { amount, expires_at } => match payment.terms.purpose {
            Purpose::Payment if awaits_confirmation(payment) => {
                vec![Event::ConfirmationAwaited { amount, expires_at }]
            }
            Purpose::Payment => authorized(payment, attempt, amount, expires_at, fresh),
            Purpose::Setup => vec![Event::SetUp],
        },
        Answer::Captured { amount } => vec![paid(payment, None, amount, &fresh)],
        // Nobody is there who could do it.
        Answer::ActionRequired { .. } if attempt.terms.forbid_actions() => {
            vec![Event::WithdrawalRequested {
                cause: FailureCause::AuthenticationRequired,
                call: fresh.call,
            }]
        }
        Answer::ActionRequired { action, expires_at } => {
            vec![Event::ActionRequired { action, expires_at }]
        }
        Answer::Pending => vec![processing(payment, &fresh)],
        Answer::Declined { ref cause } => {
            vec![failed(payment, attempt, cause.clone(), &answer, &fresh)]
        }
        Answer::Canceled => {
            let cause = FailureCause::Withdrawn;
            vec![failed(payment, attempt, cause, &answer, &fresh)]
        }
    }
}

/// Not what the buyer agreed to: it goes back, whole.
fn sum_of_nobody(payment: &Payment, attempt: &Attempt, fresh: FreshIds) -> Vec<Event> {
    vec![
        Event::AttemptFailed {
            cause: FailureCause::ProcessingError,
            charge: payment.pending_charge().cloned(),
        },
        Event::StrayFound {
            attempt: attempt.id.clone(),
            call: fresh.call,
        },
    ]
}

/// Whether the buyer was asked to do something, or has confirmed alone, after which the merchant's server
/// has the word.
fn awaits_confirmation(payment: &Payment) -> bool {
    let was_asked = match &payment.state {
        State::RequiresAction { .. } | State::Processing { .. } | State::Withdrawing { .. } => true,
        State::Authorizing { attempt, .. } => attempt.terms.on_links_page,
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::AwaitsConfirmation { .. }
        | State::RequiresCapture { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Canceling { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => false,
    };
    was_asked && payment.terms.confirmation == ConfirmationMethod::Manual
}

/// The charge of money that is reserved, and its capture where that is automatic.
pub(super) fn authorized(
    payment: &Payment,
    attempt: &Attempt,
    amount: Money,
    expires_at: i64,
    fresh: FreshIds,
) -> Vec<Event> {
    let mut events = vec![Event::Authorized {
        charge: charge_name(payment, &fresh),
        amount,
        expires_at,
    }];
    match payment.terms.capture_of(attempt.method.method_type()) {
        CaptureMethod::Manual => {}
        CaptureMethod::Automatic | CaptureMethod::AutomaticAsync => {
            events.push(Event::CaptureRequested {
                amount,
                is_final: true,
                call: fresh.call,
            });
        }
    }
    events
}

/// A failure; a declined card leaves a charge behind, as it does on the merchant API, and so does
/// what a bank was at work on. A setup has no charges.
fn failed(
    payment: &Payment,
    attempt: &Attempt,
    cause: FailureCause,
    answer: &Answer,
    fresh: &FreshIds,
) -> Event {
    // Who fails their bank's authentication was never charged.
    let declined_card = matches!(answer, Answer::Declined { .. })
        && cause != FailureCause::AuthenticationFailed
        && attempt.method.method_type() == MethodType::Card
        && payment.terms.purpose == Purpose::Payment;
    let has_charge = declined_card || payment.pending_charge().is_some();
    Event::AttemptFailed {
        cause,
        charge: has_charge.then(|| charge_name(payment, fresh)),
    }
}

fn outcome_unknown(payment: &Payment, call: CallId) -> Vec<Event> {
    if payment
        .strays
        .iter()
        .any(|stray| stray.call.id == call && !stray.voided)
    {
        return vec![Event::StrayVoidUnknown { call }];
    }
    let of_refunds = payment.state.refunds().iter().filter_map(Refund::call);
    let of_disputes = payment.state.disputes().iter().filter_map(Dispute::call);
    let mut open = payment
        .state
        .call()
        .into_iter()
        .chain(of_refunds)
        .chain(of_disputes);
    match open.any(|waiting| waiting.id == call) {
        true => vec![Event::CallOutcomeUnknown { call }],
        false => Vec::new(),
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
        State::Withdrawing { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Canceling { .. } => vec![Event::CallNeverArrived { call }],
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::AwaitsConfirmation { .. }
        | State::SetUp { .. }
        | State::Canceled { .. } => Vec::new(),
    }
}
