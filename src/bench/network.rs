//! What goes over a browser's network while it loads a page, as the browser reports it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::resource::{Resource, ResourceKind};

/// Requests as far as they are known, by the browser's id, which survives redirects and changes of
/// process.
#[derive(Debug, Default)]
pub struct Network {
    requests: BTreeMap<String, Request>,
}

/// One request. Times are the browser's own, in seconds.
#[derive(Debug, Default)]
struct Request {
    url: String,
    started: f64,
    finished: Option<f64>,
    status: u64,
    head_bytes: f64,
    body_bytes: f64,
}

impl Network {
    /// Notes an event of the protocol's domain `Network`.
    pub fn note(&mut self, method: &str, params: &Value) {
        let Some(id) = params["requestId"].as_str() else {
            return;
        };
        let number = |value: &Value| value.as_f64().unwrap_or_default();
        // A frame's document is asked for by the page's process and received by the frame's own.
        let request = self.requests.entry(id.to_owned()).or_default();
        match method {
            "Network.requestWillBeSent" => {
                let url = params["request"]["url"].as_str().unwrap_or_default();
                url.clone_into(&mut request.url);
                request.started = number(&params["timestamp"]);
            }
            "Network.responseReceived" => {
                let response = &params["response"];
                request.status = response["status"].as_u64().unwrap_or_default();
                request.head_bytes = number(&response["encodedDataLength"]);
            }
            "Network.dataReceived" => {
                request.body_bytes += number(&params["encodedDataLength"]);
            }
            "Network.loadingFinished" => {
                request.finished = Some(number(&params["timestamp"]));
                // The pieces may be reported as empty; the sum is of everything received.
                let total = number(&params["encodedDataLength"]);
                request.body_bytes = request.body_bytes.max(total - request.head_bytes);
            }
            _ => {}
        }
    }

    /// How many requests to this origin there have been.
    pub fn count_to(&self, origin: &str) -> usize {
        self.to(origin).count()
    }

    /// What came from an origin, in the order of the requests. `start` is the page's, on the clock
    /// of the network; what had arrived `ready_ms` later was needed.
    pub fn resources(&self, origin: &str, start: f64, ready_ms: f64) -> Vec<Resource> {
        let mut requests: Vec<&Request> = self.to(origin).collect();
        requests.sort_by(|a, b| a.started.total_cmp(&b.started));
        let resource = |request: &Request| {
            let since_start = |time: f64| (time - start) * 1000.0;
            let path = &request.url[origin.len()..];
            let path = path.split(['?', '#']).next().unwrap_or_default();
            let finished_ms = request.finished.map(since_start);
            Resource {
                kind: ResourceKind::of(path),
                path: path.to_owned(),
                status: request.status,
                started_ms: since_start(request.started),
                finished_ms,
                body_bytes: request.body_bytes as u64,
                is_needed: finished_ms.is_some_and(|finished| finished <= ready_ms),
            }
        };
        requests.into_iter().map(resource).collect()
    }

    fn to(&self, origin: &str) -> impl Iterator<Item = &Request> {
        let is_to = move |request: &&Request| request.url.starts_with(origin);
        self.requests.values().filter(is_to)
    }
}
