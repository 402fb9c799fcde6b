//! What Link must learn of a payment: that it has succeeded, with a card that the buyer keeps there or
//! wants to keep. Told behind the answer, at least once; the consumer's object knows it by the
//! payment's id.

use super::feed::{History, Moment};
use super::log::{Entry, SqlEventLog};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, PaidWithLink};
use crate::ports::Fault;
use shared::link::consumer::Use;
use shared::link::terms::LinkPurpose;
use shared::payment::event::Event;
use std::rc::Rc;
use worker::State;

/// Starts to tell what Link has not heard yet. Errors: it could not be started; whatever was not
/// told is told by the alarm.
pub fn tell(event_log: &SqlEventLog<'_>, state: &State) -> Result<(), Fault> {
    let told = event_log.memory.link_told();
    let entries = event_log.entries()?;
    let newest = entries.last().map_or(0, |entry| entry.recorded.seq);
    if told.get() >= newest {
        return Ok(());
    }
    let paid = match entries.iter().any(concerns_link) {
        true => {
            let history = History::new(event_log.edge, &entries)?;
            let is_new = |moment: &Moment<'_>| moment.entry.recorded.seq > told.get();
            let mut moments = history.moments().filter(is_new);
            moments.find_map(|moment| paid_with_link(&moment))
        }
        // Which is nearly always, and costs nothing.
        false => None,
    };
    let Some(paid) = paid else {
        told.set(newest);
        return Ok(());
    };
    let consumers = event_log.edge.consumers()?;
    let told = Rc::clone(told);
    state.wait_until(async move {
        let name = paid.terms.consumer.clone();
        let question = ConsumerQuestion::Paid(Box::new(paid));
        match call(&consumers, &name, &question, STORAGE_DEADLINE).await {
            Ok(ConsumerAnswer::Done | ConsumerAnswer::NoSession) => told.set(newest),
            Ok(ConsumerAnswer::Unreadable(why)) => {
                worker::console_error!(
                    "link: a card is not kept, because who it is for does not open: {why}"
                );
                told.set(newest);
            }
            Ok(_) => worker::console_error!("link: an unexpected answer"),
            Err(failed) => worker::console_error!("link: {}", Fault::from(failed).0),
        }
    });
    Ok(())
}

fn concerns_link(entry: &Entry) -> bool {
    match &entry.recorded.event {
        Event::AttemptStarted { terms, .. } => terms.link.is_some(),
        _ => false,
    }
}

/// A payment succeeds once.
fn paid_with_link(moment: &Moment<'_>) -> Option<PaidWithLink> {
    if !moment.is_first_success() {
        return None;
    }
    let attempt = moment.payment.state.attempt()?;
    let terms = attempt.terms.link.as_deref()?.clone();
    let card = attempt.method.instrument.card()?;
    let amount = moment.payment.terms.amount;
    Some(PaidWithLink {
        payment: moment.payment.id.clone(),
        card: card.clone(),
        billing: attempt.method.billing.clone(),
        record: Use {
            merchant: terms.merchant.clone(),
            amount: amount.minor(),
            currency: amount.currency().code().to_owned(),
            last4: card.last4.clone(),
            at_ms: moment.entry.recorded.at_ms,
            was_saved: matches!(terms.purpose, LinkPurpose::Save { .. }),
        },
        terms,
    })
}
