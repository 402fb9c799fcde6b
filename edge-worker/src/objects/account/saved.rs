//! Methods that a payment was asked to keep for its customer.

use super::documents;
use super::wire::{Document, DocumentKind, PublishedEvent, SavedMethod};
use crate::env::{SystemClock, SystemRandom};
use crate::ports::{Clock, Fault, Random};
use shared::api::API_VERSION;
use shared::api::event::{Event, EventData, EventRequest};
use shared::api::payment_method::payment_method;
use shared::ids::EventId;
use worker::SqlStorage;

/// Keeps the method, and answers the event to tell of it; `None` when it is known already, because
/// payments tell at least once.
pub fn keep(sql: &SqlStorage, saved: &SavedMethod) -> Result<Option<PublishedEvent>, Fault> {
    let mut method = saved.method.clone();
    if documents::find(sql, method.id.as_str())?.is_some() {
        return Ok(None);
    }
    method.customer = Some(saved.customer.clone());
    let object = payment_method(&method, false);
    let document = Document {
        id: method.id.to_string(),
        kind: DocumentKind::PaymentMethod,
        version: 1,
        created: method.created,
        customer: Some(saved.customer.to_string()),
        payment_intent: None,
        charge: None,
        json: serde_json::to_string(&object)?,
    };
    documents::insert(sql, &document, Some(serde_json::to_string(&method)?))?;
    let event = Event {
        id: EventId::from_bytes(SystemRandom.bytes()).to_string(),
        object: "event",
        api_version: API_VERSION,
        created: SystemClock.now_ms().div_euclid(1000),
        data: EventData {
            object,
            previous_attributes: None,
        },
        livemode: false,
        pending_webhooks: 1,
        request: EventRequest {
            id: None,
            idempotency_key: None,
        },
        kind: "payment_method.attached",
    };
    Ok(Some(PublishedEvent {
        json: serde_json::to_string(&event)?,
        id: event.id,
    }))
}
