//! What an account object is asked, and what it answers.

use crate::error::HttpAnswer;
use crate::objects::idempotency::IdempotencyKey;
use serde::{Deserialize, Serialize};
use shared::api::webhook_endpoint::WebhookEndpoint;
use shared::country::CountryCode;
use shared::ids::AccountId;
use shared::ledger::fees::FeeSchedule;

/// What a request needs to know of the account whose key it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: AccountId,
    /// As buyers know the merchant.
    pub display_name: String,
    /// Where the merchant is established.
    pub country: CountryCode,
    /// Where the element may be embedded: `https://shop.example`. In test mode every loopback
    /// origin may as well.
    pub domains: Vec<String>,
    /// The account's own prices; `None` for the standard ones. New intents take them along, so a
    /// change does not touch those that exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<FeeSchedule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    Secret,
    Publishable,
}

/// An event on its way into the feed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishedEvent {
    pub id: String,
    pub json: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum AccountQuestion {
    Open {
        profile: Profile,
        secret_key_hash: String,
        publishable_key_hash: String,
    },
    Authenticate {
        key_hash: String,
    },
    /// An intent changed: its newest rendering, and the events that the merchant is told of.
    Publish {
        intent: String,
        /// Of the intent's log; an older rendering never replaces a newer one.
        version: u64,
        json: String,
        events: Vec<PublishedEvent>,
    },
    ListIntents {
        page: Page,
    },
    CreateEndpoint {
        endpoint: Box<WebhookEndpoint>,
        idempotency: Option<IdempotencyKey>,
    },
    ListEndpoints {
        page: Page,
    },
}

/// A page of a list, in Stripe's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// 1 to 100.
    pub limit: u32,
    pub starting_after: Option<String>,
    pub ending_before: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum AccountAnswer {
    Opened,
    Authenticated { profile: Profile, kind: KeyKind },
    UnknownKey,
    Published,
    Http { answer: HttpAnswer },
}
