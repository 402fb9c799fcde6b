//! What one change writes: documents at once, events at its end.

use crate::env::SystemRandom;
use crate::objects::account::documents::{self, Stored};
use crate::objects::account::wire::{Document, DocumentKind, PublishedEvent};
use crate::ports::{Fault, Random};
use serde::Serialize;
use serde_json::Value;
use shared::api::API_VERSION;
use shared::api::event::{Event, EventData, EventRequest, previous_attributes};
use shared::api::payment_method_configuration::PaymentMethodConfiguration;
use shared::ids::EventId;
use worker::SqlStorage;

/// The account's documents, and the events that a change has caused so far.
pub struct Books<'a> {
    sql: &'a SqlStorage,
    /// Unix seconds.
    pub now: i64,
    pub livemode: bool,
    request: EventRequest,
    events: Vec<PublishedEvent>,
}

impl<'a> Books<'a> {
    /// `request` is the one that changes something.
    pub fn open(sql: &'a SqlStorage, now: i64, livemode: bool, request: EventRequest) -> Self {
        Self {
            sql,
            now,
            livemode,
            request,
            events: Vec::new(),
        }
    }

    /// The events to tell of, in order.
    pub fn into_events(self) -> Vec<PublishedEvent> {
        self.events
    }

    pub fn find(&self, kind: DocumentKind, id: &str) -> Result<Option<Stored>, Fault> {
        documents::stored(self.sql, kind, id)
    }

    /// All documents of a kind that belong to a customer, oldest first.
    pub fn of_customer(&self, kind: DocumentKind, customer: &str) -> Result<Vec<Stored>, Fault> {
        documents::of_customer(self.sql, kind, customer)
    }

    /// The configuration that applies where no other is named.
    pub fn default_configuration(&self) -> Result<Option<PaymentMethodConfiguration>, Fault> {
        documents::default_configuration(self.sql)
    }

    /// All documents of a kind, oldest first. For kinds of which an account has few.
    pub fn of_kind(&self, kind: DocumentKind) -> Result<Vec<Stored>, Fault> {
        documents::of_kind(self.sql, kind)
    }

    /// Stores an object, with what Kassa keeps of it beyond its rendering.
    pub fn put(&self, entry: Entry<'_>, record: Option<String>) -> Result<(), Fault> {
        let document = Document {
            id: entry.id.to_owned(),
            kind: entry.kind,
            version: 1,
            created: entry.created,
            customer: entry.customer.map(str::to_owned),
            payment_intent: None,
            charge: None,
            json: serde_json::to_string(entry.object)?,
        };
        documents::put(self.sql, &document, record)
    }

    /// Leaves `remains` where the object was.
    pub fn delete(&self, id: &str, remains: &impl Serialize) -> Result<(), Fault> {
        documents::delete(self.sql, id, serde_json::to_string(remains)?)
    }

    /// Tells the merchant of something new, or gone.
    pub fn tell(&mut self, kind: &'static str, object: Value) -> Result<(), Fault> {
        self.tell_event(kind, object, None)
    }

    /// Tells the merchant of a change, unless nothing changed.
    pub fn tell_change(
        &mut self,
        kind: &'static str,
        before: &Value,
        after: Value,
    ) -> Result<(), Fault> {
        if *before == after {
            return Ok(());
        }
        let previous = previous_attributes(before, &after);
        self.tell_event(kind, after, Some(previous))
    }

    fn tell_event(
        &mut self,
        kind: &'static str,
        object: Value,
        previous_attributes: Option<Value>,
    ) -> Result<(), Fault> {
        let event = Event {
            id: EventId::from_bytes(SystemRandom.bytes()).to_string(),
            object: "event",
            api_version: API_VERSION,
            created: self.now,
            data: EventData {
                object,
                previous_attributes,
            },
            livemode: self.livemode,
            pending_webhooks: 0,
            request: self.request.clone(),
            kind,
        };
        self.events.push(PublishedEvent {
            json: serde_json::to_string(&event)?,
            id: event.id,
        });
        Ok(())
    }
}

/// An object on its way into the documents.
pub struct Entry<'a> {
    pub id: &'a str,
    pub kind: DocumentKind,
    /// Unix seconds.
    pub created: i64,
    pub customer: Option<&'a str>,
    pub object: &'a Value,
}
