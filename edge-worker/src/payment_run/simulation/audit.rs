//! Both sides, compared.

use super::books;
use super::player::Player;
use super::till::Sent;
use crate::partners::sandbox::record::{Record, Standing};
use shared::payment::dispute::{DisputeAnswer, DisputeStanding};
use shared::payment::due::due_call;
use shared::payment::event::{Event, Recorded};
use shared::payment::refund::{RefundAnswer, RefundStanding};
use shared::payment::state::{Payment, State};

/// What must hold once a payment rests. Errors: the promise that was broken.
pub fn audit(player: &Player) -> Result<(), String> {
    let payment = player.payment();
    let provider = player.world.provider.borrow();
    let log = player.world.log.borrow();
    let records: Vec<&Record> = provider.records().collect();
    one_buyer_pays_once(&records, &log)?;
    for record in &records {
        both_sides_agree(&payment, record)?;
        if is_live(&payment, record) {
            refunds_agree(&payment, record)?;
            disputes_agree(&payment, record)?;
        }
    }
    if due_call(&payment).is_some() {
        return Err("a call is due".to_owned());
    }
    transfers_are_returned(&records, &player.world.sent.borrow())?;
    books::audit(&log, &records)
}

fn one_buyer_pays_once(records: &[&Record], log: &[Recorded]) -> Result<(), String> {
    let taken = records.iter().filter(|record| took(record)).count();
    if taken > 1 {
        return Err(format!("money was taken from {taken} attempts"));
    }
    let asked = |event: fn(&Event) -> bool| {
        let count = log.iter().filter(|recorded| event(&recorded.event)).count();
        u32::try_from(count).unwrap()
    };
    let captures = asked(|event| matches!(event, Event::CaptureRequested { .. })).max(1);
    let increments = asked(|event| matches!(event, Event::IncrementRequested { .. }));
    let twice = records.iter().find(|record| {
        record.effects.authorizations > 1
            || record.effects.captures > captures
            || record.effects.increments > increments
            || record.effects.reversals > 1
    });
    match twice {
        Some(record) => Err(format!("an effect happened twice: {:?}", record.effects)),
        None => Ok(()),
    }
}

fn took(record: &Record) -> bool {
    match record.standing {
        Standing::Captured { amount } => amount.is_positive(),
        Standing::Authorized { taken, .. } => taken.is_some(),
        Standing::WaitsForBuyer { .. }
        | Standing::AtTheBank
        | Standing::Declined { .. }
        | Standing::Canceled => false,
    }
}

fn is_live(payment: &Payment, record: &Record) -> bool {
    payment
        .state
        .attempt()
        .is_some_and(|attempt| attempt.id == record.attempt)
}

/// The attempt stands at the partner as the payment says, and an attempt that is over neither holds
/// money nor can take any.
fn both_sides_agree(payment: &Payment, record: &Record) -> Result<(), String> {
    let live = is_live(payment, record);
    let agree = match (&payment.state, &record.standing) {
        (_, Standing::Canceled | Standing::Declined { .. }) => !live,
        (State::Succeeded { captured, .. }, Standing::Captured { amount }) => {
            live && captured == amount
        }
        (State::SetUp { .. }, Standing::Captured { amount }) => live && !amount.is_positive(),
        (State::RequiresCapture { hold, .. }, Standing::Authorized { taken, .. }) => {
            let captured = taken.map_or(0, |taken| taken.minor());
            live && hold.authorized == record.amount
                && hold.captured.minor() == captured
                && payment.terms.amount == record.amount
        }
        (State::RequiresAction { action: known, .. }, Standing::WaitsForBuyer { action, .. }) => {
            live && known == action
        }
        (State::Processing { .. }, Standing::AtTheBank) => live,
        (
            State::AwaitsConfirmation { authorized, .. },
            Standing::Authorized { taken: None, .. },
        ) => live && *authorized == record.amount,
        _ => false,
    };
    if agree {
        return Ok(());
    }
    let standing = &record.standing;
    Err(format!(
        "the partner has {standing:?}, live: {live}, the payment {:?}",
        payment.state
    ))
}

/// Each refund is one refund at the partner, and what went back is no more than what was taken.
fn refunds_agree(payment: &Payment, record: &Record) -> Result<(), String> {
    let refunds = payment.state.refunds();
    let agree = refunds.iter().all(|refund| {
        let known = record.refunds.get(&refund.id);
        known.is_some_and(|known| {
            let stands = match (&refund.standing, known.standing) {
                (RefundStanding::Pending, RefundAnswer::Pending)
                | (RefundStanding::RequiresAction, RefundAnswer::RequiresAction)
                | (RefundStanding::Succeeded, RefundAnswer::Succeeded)
                | (RefundStanding::Canceled, RefundAnswer::Canceled) => true,
                (RefundStanding::Failed { reason }, RefundAnswer::Failed { reason: told }) => {
                    *reason == told
                }
                _ => false,
            };
            stands && known.amount == refund.amount
        })
    });
    let sums = payment.amount_refunded().minor() == record.effects.refunded_minor
        && payment.amount_refunded().minor() <= payment.amount_received().minor();
    if agree && sums && refunds.len() == record.refunds.len() {
        return Ok(());
    }
    Err(format!(
        "{refunds:?}, but at the partner {:?}",
        record.refunds
    ))
}

fn disputes_agree(payment: &Payment, record: &Record) -> Result<(), String> {
    let agree = match (payment.state.disputes(), &record.dispute) {
        ([], None) => true,
        ([known], Some(told)) => {
            known.case == told.case
                && match (&known.standing, told.standing) {
                    (DisputeStanding::NeedsResponse, DisputeAnswer::NeedsResponse)
                    | (DisputeStanding::UnderReview, DisputeAnswer::UnderReview) => true,
                    (
                        DisputeStanding::Closed { outcome, .. },
                        DisputeAnswer::Closed { outcome: told },
                    ) => *outcome == told,
                    _ => false,
                }
        }
        _ => false,
    };
    if agree {
        return Ok(());
    }
    let disputes = payment.state.disputes();
    Err(format!(
        "{disputes:?}, but at the partner {:?}",
        record.dispute
    ))
}

/// Money that somebody sent is paid with, as far as it was asked for, and else sent back.
fn transfers_are_returned(records: &[&Record], sent: &Sent) -> Result<(), String> {
    for record in records {
        let Some(sent) = sent.get(&record.attempt) else {
            continue;
        };
        let is_right = match &record.standing {
            Standing::Captured { amount } => {
                record.effects.surplus_minor == (sent - amount.minor()).max(0)
            }
            Standing::Declined { .. } | Standing::Canceled => record.effects.reversals == 1,
            Standing::WaitsForBuyer { .. } => record.effects.surplus_minor == 0,
            Standing::AtTheBank | Standing::Authorized { .. } => false,
        };
        if !is_right {
            return Err(format!("{sent} was sent, and the partner has {record:?}"));
        }
    }
    Ok(())
}
