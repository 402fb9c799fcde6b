//! A payment's log as a history of moments, and the events of the merchant's feed that it tells of.

use super::log::Entry;
use super::shown::Picture;
use super::wire::Shown;
use crate::env::Edge;
use crate::objects::account::wire::PublishedEvent;
use crate::ports::Fault;
use serde_json::Value;
use shared::api::API_VERSION;
use shared::api::event::{Event, EventData, EventRequest, previous_attributes};
use shared::api::payment_intent::Audience;
use shared::ledger::posting::Posting;
use shared::ledger::postings::postings;
use shared::payment::apply::{apply, replay};
use shared::payment::event::Event as Recorded;
use shared::payment::notice::{Notice, NoticeObject};
use shared::payment::state::Payment;

/// How the payment was after each entry of its log.
pub struct History<'a> {
    edge: &'a Edge,
    entries: &'a [Entry],
    payments: Vec<Payment>,
    /// All that it moved, in order.
    postings: Vec<Posting>,
    /// How many of the postings there were after each entry.
    posted: Vec<usize>,
}

/// A payment right after one entry of its log.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub entry: &'a Entry,
    pub payment: &'a Payment,
    /// The payment just before; `None` for the creation.
    pub before: Option<&'a Payment>,
    /// All that it had moved by then.
    pub postings: &'a [Posting],
    postings_before: &'a [Posting],
    edge: &'a Edge,
}

impl<'a> History<'a> {
    pub fn new(edge: &'a Edge, entries: &'a [Entry]) -> Result<Self, Fault> {
        let mut history = Self {
            edge,
            entries,
            payments: Vec::with_capacity(entries.len()),
            postings: Vec::new(),
            posted: Vec::with_capacity(entries.len()),
        };
        for entry in entries {
            let after = match history.payments.last() {
                None => replay([&entry.recorded])
                    .ok_or_else(|| Fault("a log without a beginning".to_owned()))?,
                Some(before) => {
                    let after = apply(before.clone(), &entry.recorded);
                    let moved = postings(before, &entry.recorded, &after)
                        .map_err(|error| Fault(error.to_string()))?;
                    history.postings.extend(moved);
                    after
                }
            };
            history.payments.push(after);
            history.posted.push(history.postings.len());
        }
        Ok(history)
    }

    /// Oldest first.
    pub fn moments(&self) -> impl DoubleEndedIterator<Item = Moment<'_>> {
        (0..self.entries.len()).filter_map(|index| self.moment(index))
    }

    fn moment(&self, index: usize) -> Option<Moment<'_>> {
        let previous = index.checked_sub(1);
        let posted = |index: usize| {
            let count = self.posted.get(index).copied().unwrap_or_default();
            self.postings.get(..count).unwrap_or_default()
        };
        Some(Moment {
            entry: self.entries.get(index)?,
            payment: self.payments.get(index)?,
            before: previous.and_then(|previous| self.payments.get(previous)),
            postings: posted(index),
            postings_before: previous.map(posted).unwrap_or_default(),
            edge: self.edge,
        })
    }
}

impl Moment<'_> {
    /// Whether the payment has just been made, or its money reserved.
    pub fn is_first_success(&self) -> bool {
        match &self.entry.recorded.event {
            Recorded::Authorized { .. } | Recorded::SetUp => true,
            Recorded::Captured { .. } => self
                .before
                .is_none_or(|before| before.state.hold().is_none()),
            _ => false,
        }
    }

    pub fn picture(&self) -> Picture<'_> {
        Picture {
            edge: self.edge,
            payment: self.payment,
            postings: self.postings,
            at: self.at(),
        }
    }

    /// Unix seconds.
    fn at(&self) -> i64 {
        self.entry.recorded.at_ms.div_euclid(1000)
    }

    /// What the merchant is told of the entry: each object as it was right after it.
    pub fn feed_events(&self) -> Result<Vec<PublishedEvent>, Fault> {
        let notices = self.entry.recorded.event.notices(self.before, self.payment);
        let numbered = (0_u8..).zip(notices);
        numbered
            .filter_map(|(nth, notice)| self.feed_event(nth, &notice).transpose())
            .collect()
    }

    fn feed_event(&self, nth: u8, notice: &Notice) -> Result<Option<PublishedEvent>, Fault> {
        let shown = match &notice.object {
            NoticeObject::PaymentIntent | NoticeObject::SetupIntent => Shown::Intent,
            NoticeObject::Charge(id) => Shown::Charge(id.clone()),
            NoticeObject::Refund(id) => Shown::Refund(id.clone()),
            NoticeObject::Dispute(id) => Shown::Dispute(id.clone()),
            NoticeObject::Mandate(id) => Shown::Mandate(id.clone()),
        };
        let Some(object) = self.picture().of(&shown, Audience::SecretKey) else {
            return Ok(None);
        };
        let previous = notice.is_update.then(|| self.previous(&shown, &object));
        let entry = self.entry;
        let keyring = self.edge.keyring();
        let event = Event {
            id: keyring
                .event_id(&self.payment.id, entry.recorded.seq, nth)
                .to_string(),
            object: "event",
            api_version: API_VERSION,
            created: self.at(),
            data: EventData {
                object,
                previous_attributes: previous.flatten(),
            },
            livemode: self.edge.mode().is_live(),
            pending_webhooks: 1,
            request: EventRequest {
                id: entry.request_id.clone(),
                idempotency_key: entry.idempotency_key.clone(),
            },
            kind: notice.kind,
        };
        Ok(Some(PublishedEvent {
            json: serde_json::to_string(&event)?,
            id: event.id,
        }))
    }

    /// What of the object was different before the entry.
    fn previous(&self, shown: &Shown, after: &Value) -> Option<Value> {
        let before = Picture {
            edge: self.edge,
            payment: self.before?,
            postings: self.postings_before,
            at: self.at(),
        };
        let before = before.of(shown, Audience::SecretKey)?;
        Some(previous_attributes(&before, after))
    }
}
