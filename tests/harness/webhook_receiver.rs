//! A merchant's webhook endpoint: records what it is sent and lets a test wait for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::local_server::LocalServer;

/// Deliveries are prompt; a retry waits longer, and tests of retries say how long.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(10);

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct ReceivedWebhook {
    pub headers: HeaderMap,
    pub body: Bytes,
    /// What this endpoint answered.
    pub answered: StatusCode,
}

impl ReceivedWebhook {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("webhooks are JSON")
    }

    /// The event's type, such as `payment_intent.succeeded`.
    pub fn event_type(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }

    /// The `Stripe-Signature` header.
    pub fn signature(&self) -> &str {
        self.headers
            .get("stripe-signature")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// A listening endpoint. Dropping it closes the port.
#[derive(Debug)]
pub struct WebhookReceiver {
    url: String,
    shared: Arc<Shared>,
    _server: LocalServer,
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<ReceivedWebhook>>,
    planned_answers: Mutex<VecDeque<StatusCode>>,
    answers_after: Mutex<Duration>,
    arrival: Notify,
}

impl WebhookReceiver {
    /// Listens on a free loopback port and answers 200.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(receive).with_state(shared.clone());
        let server = LocalServer::serve(router).await;
        Self {
            url: format!("{}/webhooks", server.origin()),
            shared,
            _server: server,
        }
    }

    /// Where to send webhooks to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers the next requests with these statuses, one each, and 200 after that.
    pub fn answer_next_with(&self, statuses: &[u16]) {
        let statuses = statuses
            .iter()
            .map(|&status| StatusCode::from_u16(status).expect("an HTTP status"));
        self.shared
            .planned_answers
            .lock()
            .expect("not poisoned")
            .extend(statuses);
    }

    /// Takes this long with every answer from now on. A request counts as arrived before it.
    pub fn answer_after(&self, pause: Duration) {
        *self.shared.answers_after.lock().expect("not poisoned") = pause;
    }

    /// Everything that has arrived, in order.
    pub fn received(&self) -> Vec<ReceivedWebhook> {
        self.shared.received.lock().expect("not poisoned").clone()
    }

    /// Waits for the first event of this type, or finds it among those that have arrived.
    pub async fn event(&self, event_type: &str) -> ReceivedWebhook {
        self.wait_for(event_type, DELIVERY_TIMEOUT, |webhook| {
            webhook.event_type() == event_type
        })
        .await
    }

    /// Waits for the first request that `matches`. Panics after `timeout`, telling what did arrive.
    pub async fn wait_for(
        &self,
        what: &str,
        timeout: Duration,
        matches: impl Fn(&ReceivedWebhook) -> bool,
    ) -> ReceivedWebhook {
        let deadline = Instant::now() + timeout;
        loop {
            // Before looking, so that no arrival falls between looking and waiting.
            let arrival = self.shared.arrival.notified();
            if let Some(found) = self.received().into_iter().find(&matches) {
                return found;
            }
            if tokio::time::timeout_at(deadline, arrival).await.is_err() {
                let arrived: Vec<_> = self
                    .received()
                    .iter()
                    .map(ReceivedWebhook::event_type)
                    .collect();
                panic!("no webhook {what:?} within {timeout:?}; arrived: {arrived:?}");
            }
        }
    }
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let answered = shared
        .planned_answers
        .lock()
        .expect("not poisoned")
        .pop_front()
        .unwrap_or(StatusCode::OK);
    shared
        .received
        .lock()
        .expect("not poisoned")
        .push(ReceivedWebhook {
            headers,
            body,
            answered,
        });
    shared.arrival.notify_waiters();
    let pause = *shared.answers_after.lock().expect("not poisoned");
    tokio::time::sleep(pause).await;
    answered
}
