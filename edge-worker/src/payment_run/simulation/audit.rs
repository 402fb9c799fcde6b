//! The books of both sides, compared.

use super::books;
use super::player::Player;
use crate::partners::sandbox::record::{Record, Standing};
use shared::payment::apply::{apply, replay};
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
    books::audit(&log, &records)?;
    the_log_is_sound(&log)
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
        (State::RequiresAction { .. }, Standing::WaitsForBuyer { .. })
        | (State::Processing { .. }, Standing::AtTheBank) => live,
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

fn the_log_is_sound(log: &[Recorded]) -> Result<(), String> {
    let ends = log.iter().filter(|recorded| {
        matches!(
            recorded.event,
            Event::Captured { .. } | Event::SetUp | Event::Canceled { .. }
        )
    });
    if ends.count() > 1 {
        return Err("the payment ended twice".to_owned());
    }
    let Some(mut payment) = replay(&log[..1]) else {
        return Err("the log does not begin with the creation".to_owned());
    };
    for recorded in &log[1..] {
        let (version, state) = (payment.version, payment.state.clone());
        payment = apply(payment, recorded);
        if payment.amount_refunded().minor() > payment.amount_received().minor() {
            return Err(format!("event {} gave back too much", recorded.seq));
        }
        if recorded.seq != version + 1 {
            return Err(format!("a gap before event {}", recorded.seq));
        }
        let same = std::mem::discriminant(&state) == std::mem::discriminant(&payment.state);
        if state.is_terminal() && !same {
            return Err(format!("event {} changed what had ended", recorded.seq));
        }
    }
    Ok(())
}
