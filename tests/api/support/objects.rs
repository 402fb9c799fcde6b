//! What a payment leaves behind: charges, refunds, disputes, and the events that tell of them.

use std::time::Duration;

use serde_json::Value;

use super::{Answer, Form, Merchant, Request, eventually, path_of, text};

/// The sandbox's banks decide after a second; news of it may come late.
pub const DECIDED: Duration = Duration::from_secs(30);

impl Merchant {
    /// The latest charge of an intent.
    pub async fn charge_of(&self, intent: &Value) -> Value {
        let path = format!("/v1/charges/{}", text(intent, "latest_charge"));
        self.get(&path).send().await.ok()
    }

    /// A request for a refund of an intent.
    pub fn refund_request(&self, intent: &Value, more: Form<'_>) -> Request {
        let form = [&[("payment_intent", text(intent, "id"))], more].concat();
        self.post("/v1/refunds", &form)
    }

    pub async fn refund(&self, intent: &Value, more: Form<'_>) -> Answer {
        self.refund_request(intent, more).send().await
    }

    /// The dispute of an intent, once the bank has opened it.
    pub async fn dispute_of(&self, intent: &Value) -> Value {
        let path = format!("/v1/disputes?payment_intent={}", text(intent, "id"));
        eventually("a dispute", DECIDED, || async {
            self.get(&path).send().await.ok()["data"].get(0).cloned()
        })
        .await
    }

    /// Waits until an object at this path has this status.
    pub async fn reaches(&self, path: &str, status: &str) -> Value {
        eventually(&format!("{path} is {status}"), DECIDED, || async {
            let now = self.get(path).send().await.ok();
            (now["status"] == status).then_some(now)
        })
        .await
    }

    /// Waits until an intent has this status.
    pub async fn intent_reaches(&self, intent: &Value, status: &str) -> Value {
        self.reaches(&path_of(intent, ""), status).await
    }

    /// The account's events, the earliest first.
    pub async fn events(&self) -> Vec<Value> {
        let list = self.get("/v1/events?limit=100").send().await.ok();
        let mut events = list["data"].as_array().expect("a list").clone();
        events.reverse();
        events
    }

    /// The events about one object, the earliest first.
    pub async fn events_about(&self, object: &Value) -> Vec<Value> {
        let mut events = self.events().await;
        events.retain(|event| event["data"]["object"]["id"] == object["id"]);
        events
    }

    /// Waits for the first event of this type about one object.
    pub async fn event_of(&self, object: &Value, kind: &str) -> Value {
        eventually(kind, DECIDED, || async {
            let events = self.events_about(object).await;
            events.into_iter().find(|event| event["type"] == kind)
        })
        .await
    }

    /// The types of the events about one object, once there are as many as expected.
    pub async fn assert_events(&self, object: &Value, expected: &[&str]) {
        let types = eventually(&format!("events {expected:?}"), DECIDED, || async {
            let events = self.events_about(object).await;
            let types: Vec<_> = events.iter().map(|event| event["type"].clone()).collect();
            (types.len() >= expected.len()).then_some(types)
        })
        .await;
        assert_eq!(types, expected);
    }
}
