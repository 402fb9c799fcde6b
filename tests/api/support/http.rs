//! One HTTP request and its answer, whatever the status.

use std::sync::LazyLock;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::Form;

/// Longer than the edge's own deadline for a run of partner calls.
const TIMEOUT: Duration = Duration::from_secs(40);
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Keeps no connections: each test has a runtime of its own, and a killed server leaves none usable.
static CLIENT: LazyLock<Client<HttpConnector, Body>> = LazyLock::new(|| {
    Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build_http()
});

/// A request that can be sent as often as a test likes.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Request {
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::POST, url)
    }

    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn bearer(self, key: &str) -> Self {
        self.header("Authorization", &format!("Bearer {key}"))
    }

    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    pub fn form(self, form: Form<'_>) -> Self {
        self.header("Content-Type", "application/x-www-form-urlencoded")
            .body(encode(form))
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub async fn send(&self) -> Answer {
        match self.try_send().await {
            Ok(answer) => answer,
            Err(error) => panic!("{} {}: {error}", self.method, self.url),
        }
    }

    /// Errors: the connection broke, as it does when the server is killed.
    pub async fn try_send(&self) -> Result<Answer, String> {
        let mut request = axum::http::Request::builder()
            .method(self.method.clone())
            .uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Body::from(self.body.clone()))
            .expect("a request");
        let answered = async {
            let response = CLIENT.request(request).await.map_err(|e| e.to_string())?;
            let (parts, body) = response.into_parts();
            let body = to_bytes(Body::new(body), BODY_BYTES_MAX)
                .await
                .map_err(|e| e.to_string())?;
            Ok(Answer {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body,
            })
        };
        match tokio::time::timeout(TIMEOUT, answered).await {
            Ok(answered) => answered,
            Err(_) => Err(format!("no answer within {TIMEOUT:?}")),
        }
    }
}

pub fn encode(form: Form<'_>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!(
                "not JSON ({error}), status {}: {}",
                self.status,
                self.text()
            ),
        }
    }

    /// The JSON of an answer that must be a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }

    /// The `error` of an answer that must have this status.
    #[track_caller]
    pub fn error(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        let error = self.json()["error"].take();
        assert!(error["message"].is_string(), "{}", self.text());
        error
    }

    /// A header's value; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
