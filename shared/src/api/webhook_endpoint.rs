use crate::api::event_type::EVERY_EVENT;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a merchant is told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    pub id: String,
    /// Always `webhook_endpoint`.
    pub object: String,
    pub api_version: Option<String>,
    pub application: Option<String>,
    /// Unix seconds.
    pub created: i64,
    pub description: Option<String>,
    /// Event types; `*` is all of them.
    pub enabled_events: Vec<String>,
    pub livemode: bool,
    pub metadata: BTreeMap<String, String>,
    /// Only in the answers to the creation and to a rotation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    pub status: WebhookStatus,
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookStatus {
    Enabled,
    /// By the merchant, or because its server answered 410.
    Disabled,
}

impl WebhookEndpoint {
    /// Whether the endpoint is to be told of this type of event.
    pub fn wants(&self, event_type: &str) -> bool {
        self.status == WebhookStatus::Enabled
            && self
                .enabled_events
                .iter()
                .any(|enabled| enabled == EVERY_EVENT || enabled == event_type)
    }
}
