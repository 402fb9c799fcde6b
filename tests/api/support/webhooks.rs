//! Webhook endpoints of a test's own.

use serde_json::Value;

use super::{Merchant, SOON, eventually, text};
use crate::harness::{ReceivedWebhook, WebhookReceiver};

/// A new endpoint, as its creation answered it.
pub async fn register(merchant: &Merchant, url: &str, events: &[&str]) -> Value {
    register_with(merchant, url, events, &[]).await
}

/// A new endpoint, with more parameters.
pub async fn register_with(
    merchant: &Merchant,
    url: &str,
    events: &[&str],
    more: &[(&str, &str)],
) -> Value {
    let mut form = vec![("url", url)];
    form.extend(events.iter().map(|event| ("enabled_events[]", *event)));
    form.extend(more);
    let request = merchant.post("/v1/webhook_endpoints", &form);
    request.send().await.ok()
}

/// An endpoint that is told of everything, and its secret.
pub async fn listener(merchant: &Merchant) -> (WebhookReceiver, String) {
    let (receiver, endpoint) = listening(merchant, &[]).await;
    let secret = text(&endpoint, "secret").to_owned();
    (receiver, secret)
}

/// An endpoint that is told of everything, with more parameters.
pub async fn listening(merchant: &Merchant, more: &[(&str, &str)]) -> (WebhookReceiver, Value) {
    let receiver = WebhookReceiver::start().await;
    let endpoint = register_with(merchant, receiver.url(), &["*"], more).await;
    (receiver, endpoint)
}

/// `/v1/webhook_endpoints/{id}` and what follows.
pub fn endpoint_path(endpoint: &Value, action: &str) -> String {
    format!("/v1/webhook_endpoints/{}{action}", text(endpoint, "id"))
}

/// Types of the events about an intent and its charges, in the order of their arrival.
pub fn types_about(receiver: &WebhookReceiver, intent: &Value) -> Vec<String> {
    receiver
        .received()
        .iter()
        .filter(|webhook| {
            let object = &webhook.json()["data"]["object"];
            [&object["id"], &object["payment_intent"]].contains(&&intent["id"])
        })
        .map(ReceivedWebhook::event_type)
        .collect()
}

/// Waits for as many events about an intent, which must be these.
pub async fn await_types(receiver: &WebhookReceiver, intent: &Value, expected: &[&str]) {
    eventually(&format!("events {expected:?}"), SOON, || async {
        (types_about(receiver, intent).len() >= expected.len()).then_some(())
    })
    .await;
    assert_eq!(types_about(receiver, intent), expected);
}
