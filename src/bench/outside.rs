//! What a page asks of hosts outside this machine is answered at once, with nothing: no figure may
//! hang on a network that is not there.

use serde_json::{Value, json};

use crate::devtools::{DevTools, Session};

/// Holds such requests; Kassa and the pages are on this machine, without TLS.
pub fn held() -> (&'static str, Value) {
    (
        "Fetch.enable",
        json!({ "patterns": [{ "urlPattern": "https://*" }] }),
    )
}

/// Answers a request that is held.
pub fn answer(devtools: &mut DevTools, session: &Session, paused: &Value) {
    /// `<svg xmlns="http://www.w3.org/2000/svg"/>`
    const EMPTY_IMAGE: &str = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";
    let (content_type, body) = match paused["resourceType"].as_str() {
        Some("Image") => ("image/svg+xml", EMPTY_IMAGE),
        Some("Document") => ("text/html", ""),
        _ => ("application/json", "e30="),
    };
    let answer = json!({
        "requestId": paused["requestId"],
        "responseCode": 200,
        "responseHeaders": [
            { "name": "Content-Type", "value": content_type },
            { "name": "Access-Control-Allow-Origin", "value": "*" },
        ],
        "body": body,
    });
    // Fails only when whoever asked has gone.
    let _ = devtools.call(Some(session), "Fetch.fulfillRequest", answer);
}
