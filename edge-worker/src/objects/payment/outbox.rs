//! What the account must learn of a payment: its newest rendering for the lists, and the events of
//! the feed, in log order. Delivered at least once, and deduplicated by the account.

use super::log::{Entry, SqlEventLog};
use crate::objects::account::wire::{
    AccountAnswer, AccountQuestion, Document, DocumentKind, PublishedEvent,
};
use crate::objects::call::call;
use crate::ports::Fault;
use shared::api::API_VERSION;
use shared::api::event::{Event, EventData, EventRequest};
use shared::api::payment_intent::Audience;
use shared::ledger::postings::ledger_after;
use shared::payment::apply::replay;
use shared::payment::event::Recorded;
use shared::payment::notice::{Notice, NoticeObject};
use shared::payment::state::Payment;
use std::time::Duration;

/// An answer does not wait longer for the account; the alarm delivers then.
const DEADLINE: Duration = Duration::from_millis(1_500);

/// Tells the account what it does not have yet. Errors: it did not acknowledge; the alarm is set
/// since the commit, and tells it then.
pub async fn publish(event_log: &SqlEventLog<'_>) -> Result<(), Fault> {
    let entries = event_log.entries()?;
    let log: Vec<Recorded> = entries.iter().map(|entry| entry.recorded.clone()).collect();
    let Some(payment) = replay(&log) else {
        return Ok(());
    };
    let published = event_log.memory.published();
    if published >= payment.version {
        return Ok(());
    }
    let question = AccountQuestion::Publish {
        documents: vec![document(event_log, &payment)?],
        events: events_after(published, event_log, &entries, &log)?,
        transactions: ledger_after(&log, published)
            .map_err(|error| Fault(format!("a posting that cannot be: {error}")))?,
        saved: Vec::new(),
    };
    let accounts = event_log.edge.accounts()?;
    match call(&accounts, event_log.account.as_str(), &question, DEADLINE).await? {
        AccountAnswer::Published => {
            event_log.memory.set_published(payment.version);
            Ok(())
        }
        AccountAnswer::Opened
        | AccountAnswer::Authenticated { .. }
        | AccountAnswer::UnknownKey
        | AccountAnswer::Found { .. }
        | AccountAnswer::Http { .. } => Err(Fault("the account did not take it".to_owned())),
    }
}

/// The intent for the account's lists.
fn document(event_log: &SqlEventLog<'_>, payment: &Payment) -> Result<Document, Fault> {
    Ok(Document {
        id: payment.id.to_string(),
        kind: DocumentKind::PaymentIntent,
        version: payment.version,
        created: payment.created,
        customer: None,
        payment_intent: None,
        charge: None,
        json: serde_json::to_string(&event_log.render(payment, Audience::SecretKey))?,
    })
}

/// The events of the feed that come after this place of the log, each with the intent as it was
/// then.
fn events_after(
    published: u64,
    event_log: &SqlEventLog<'_>,
    entries: &[Entry],
    log: &[Recorded],
) -> Result<Vec<PublishedEvent>, Fault> {
    let mut events = Vec::new();
    for (count, entry) in (1_usize..).zip(entries) {
        let seq = entry.recorded.seq;
        if seq <= published {
            continue;
        }
        let before = replay(log.iter().take(count.saturating_sub(1)));
        let Some(payment) = replay(log.iter().take(count)) else {
            continue;
        };
        let notices = entry.recorded.event.notices(before.as_ref(), &payment);
        let of_intent = |notice: &Notice| notice.object == NoticeObject::PaymentIntent;
        for notice in notices.into_iter().filter(of_intent) {
            let event = feed_event(event_log, &payment, entry, &notice);
            events.push(PublishedEvent {
                json: serde_json::to_string(&event)?,
                id: event.id,
            });
        }
    }
    Ok(events)
}

fn feed_event(
    event_log: &SqlEventLog<'_>,
    payment: &Payment,
    entry: &Entry,
    notice: &Notice,
) -> Event {
    let keyring = event_log.edge.keyring();
    Event {
        id: keyring
            .event_id(&payment.id, entry.recorded.seq)
            .to_string(),
        object: "event",
        api_version: API_VERSION,
        created: entry.recorded.at_ms.div_euclid(1000),
        data: EventData {
            object: event_log.render(payment, Audience::SecretKey),
            previous_attributes: None,
        },
        livemode: false,
        pending_webhooks: 1,
        request: EventRequest {
            id: entry.request_id.clone(),
            idempotency_key: entry.idempotency_key.clone(),
        },
        kind: notice.kind,
    }
}
