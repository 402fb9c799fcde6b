//! The books of both sides, compared.

use super::player::Player;
use crate::partners::sandbox::record::{Record, Standing};
use shared::money::Money;
use shared::payment::apply::{apply, replay};
use shared::payment::due::due_call;
use shared::payment::event::{Event, Recorded};
use shared::payment::state::{Payment, State};

/// What must hold once a payment rests. Errors: the promise that was broken.
pub fn audit(player: &Player) -> Result<(), String> {
    let payment = player.payment();
    let provider = player.world.provider.borrow();
    let records: Vec<&Record> = provider.records().collect();
    one_buyer_pays_once(&records)?;
    for record in records {
        both_sides_agree(&payment, record)?;
    }
    if due_call(&payment).is_some() {
        return Err("a call is due".to_owned());
    }
    the_log_is_sound(&player.world.log.borrow())
}

fn one_buyer_pays_once(records: &[&Record]) -> Result<(), String> {
    let taken = records
        .iter()
        .filter(|record| took(record).is_some())
        .count();
    let moved: i64 = records
        .iter()
        .map(|record| i64::from(record.effects.captures) - i64::from(record.effects.reversals))
        .sum();
    let twice = records
        .iter()
        .find(|record| record.effects.authorizations > 1 || record.effects.captures > 1);
    match twice {
        Some(record) => Err(format!("an effect happened twice: {:?}", record.effects)),
        None if taken > 1 || moved > 1 => Err(format!("money was taken {taken} times")),
        None => Ok(()),
    }
}

fn took(record: &Record) -> Option<Money> {
    match record.standing {
        Standing::Captured { amount } => Some(amount),
        Standing::WaitsForBuyer { .. }
        | Standing::Authorized { .. }
        | Standing::Declined { .. }
        | Standing::Canceled => None,
    }
}

/// The attempt stands at the partner as the payment says, and an attempt that is over neither holds
/// money nor can take any.
fn both_sides_agree(payment: &Payment, record: &Record) -> Result<(), String> {
    let live = payment
        .state
        .attempt()
        .is_some_and(|attempt| attempt.id == record.attempt);
    let agree = match (&payment.state, &record.standing) {
        (_, Standing::Canceled | Standing::Declined { .. }) => !live,
        (State::Succeeded { captured, .. }, Standing::Captured { amount }) => {
            live && captured == amount
        }
        (State::RequiresCapture { .. }, Standing::Authorized { .. })
        | (State::RequiresAction { .. }, Standing::WaitsForBuyer { .. }) => live,
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

fn the_log_is_sound(log: &[Recorded]) -> Result<(), String> {
    let ends = log.iter().filter(|recorded| {
        matches!(
            recorded.event,
            Event::Captured { .. } | Event::Canceled { .. }
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
        if recorded.seq != version + 1 {
            return Err(format!("a gap before event {}", recorded.seq));
        }
        if state.is_terminal() && payment.state != state {
            return Err(format!("event {} changed what had ended", recorded.seq));
        }
    }
    Ok(())
}
