//! What merchants ask of their webhook endpoints and of the event feed.

use super::wire::{CreatedRange, Page};
use crate::metadata::MetadataChange;
use serde::{Deserialize, Serialize};
use shared::api::webhook_endpoint::WebhookEndpoint;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointOperation {
    Create {
        endpoint: Box<WebhookEndpoint>,
    },
    Retrieve {
        id: String,
    },
    Update {
        id: String,
        change: Box<EndpointChange>,
    },
    /// A new secret; those before sign for this much longer.
    RollSecret {
        id: String,
        expires_in_ms: i64,
    },
    Delete {
        id: String,
    },
    List {
        page: Page,
    },
    /// What became of the newest events that were sent to it.
    Deliveries {
        id: String,
        /// 1 to 100.
        limit: u32,
    },
}

/// What an update says of an endpoint. What is not named stays.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndpointChange {
    pub url: Option<String>,
    pub enabled_events: Option<Vec<String>>,
    /// Empty to clear it.
    pub description: Option<String>,
    pub metadata: Option<MetadataChange>,
    pub disabled: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventOperation {
    Retrieve {
        id: String,
    },
    List {
        filter: EventFilter,
        page: Page,
    },
    /// One more delivery.
    Resend {
        id: String,
        /// Where to; `None` for every endpoint that asks for such events.
        endpoint: Option<String>,
        /// Tells this delivery from those before.
        request_id: String,
    },
}

/// Which events a list shows: those that meet every condition.
#[derive(Debug, Serialize, Deserialize)]
pub struct EventFilter {
    /// Any of these; empty for all.
    pub types: Vec<String>,
    pub pattern: Option<TypePattern>,
    pub created: CreatedRange,
}

/// `charge.*`: what is before the star, and what is behind it.
#[derive(Debug, Serialize, Deserialize)]
pub struct TypePattern {
    pub start: String,
    pub end: String,
}
