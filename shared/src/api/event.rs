use serde::Serialize;
use serde_json::Value;

/// An entry of the event feed, and the body of a webhook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub id: String,
    /// Always `event`.
    pub object: &'static str,
    pub api_version: &'static str,
    /// Unix seconds.
    pub created: i64,
    pub data: EventData,
    pub livemode: bool,
    pub pending_webhooks: u32,
    pub request: EventRequest,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventData {
    /// The object as it was right after the change.
    pub object: Value,
}

/// The API request that caused the event; both `null` where a partner or a timer did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRequest {
    pub id: Option<String>,
    pub idempotency_key: Option<String>,
}
