//! What an endpoint object is asked, and what it answers.

use serde::{Deserialize, Serialize};
use shared::ids::AccountId;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointQuestion {
    /// Told at least once after each change; an older one changes nothing.
    Configure { settings: Settings },
    /// Told at least once; what is known already is not delivered again.
    Enqueue { deliveries: Vec<NewDelivery> },
    /// The endpoint was deleted: nothing more is sent to it.
    Close,
    /// The newest deliveries, finished ones included.
    Deliveries {
        /// 1 to 100.
        limit: u32,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointAnswer {
    Accepted,
    /// Nobody has said yet where to deliver to.
    NotConfigured,
    Deliveries {
        deliveries: Vec<DeliveryReport>,
    },
}

/// What the queue must know of its endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whose endpoint it is.
    pub account: AccountId,
    /// Counts the changes of the endpoint.
    pub version: u64,
    pub url: String,
    pub is_enabled: bool,
    /// Newest first. Each signs until it expires.
    pub secrets: Vec<SigningSecret>,
    pub schedule: Schedule,
}

/// One of an endpoint's secrets. It is derived from its version and stored nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningSecret {
    pub version: u32,
    /// Unix milliseconds; `None` for the newest, which does not expire.
    pub until_ms: Option<i64>,
}

/// How long retries go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    ThreeDays,
    /// The three days in a minute, for tests.
    Compressed,
}

/// An event on its way to the endpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewDelivery {
    /// The event's id, and for a delivery that was asked for once more, what tells it apart.
    pub id: String,
    /// The event.
    pub json: String,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Waiting,
    Delivered,
    /// After the last try, or because the endpoint is gone.
    Failed,
    /// The endpoint was disabled before it could be delivered.
    Dropped,
}

impl Standing {
    /// As it is stored and serialised.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }
}

/// A delivery as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    pub event: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub standing: Standing,
    pub tries: u32,
    /// HTTP status of the last answer; `None` where there was none.
    pub last_status: Option<u16>,
    /// Why there was no answer.
    pub last_error: Option<String>,
    /// Unix milliseconds.
    pub last_tried_ms: Option<i64>,
    /// Unix milliseconds; `None` when no further try follows.
    pub next_try_ms: Option<i64>,
}
