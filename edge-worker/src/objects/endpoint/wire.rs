//! What an endpoint object is asked, and what it answers.

use crate::objects::account::wire::PublishedEvent;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum EndpointQuestion {
    Configure { url: String, secret_version: u32 },
    Enqueue { events: Vec<PublishedEvent> },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum EndpointAnswer {
    Accepted,
}
