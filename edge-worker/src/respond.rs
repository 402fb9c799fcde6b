//! From an answer to the response: status, headers, compression.

use crate::error::HttpAnswer;
use shared::api::API_VERSION;
use worker::{Response, ResponseBuilder, Result};

/// Shorter answers fit one packet as they are.
const COMPRESSED_BYTES_MIN: usize = 1_400;

/// The best compression that the client takes. The runtime does the compressing.
pub fn encoding(accepted: &str) -> Option<&'static str> {
    let takes = |name: &str| {
        accepted
            .split(',')
            .any(|encoding| encoding.trim().split(';').next() == Some(name))
    };
    ["br", "gzip"].into_iter().find(|name| takes(name))
}

/// The response, with the headers that every answer of the API has.
pub fn respond(
    answer: HttpAnswer,
    encoding: Option<&str>,
    request_id: &str,
    version: Option<&str>,
    idempotency_key: Option<&str>,
) -> Result<Response> {
    let mut builder = ResponseBuilder::new()
        .with_status(answer.status)
        .with_header("Content-Type", "application/json")?
        .with_header("Cache-Control", "no-store")?
        .with_header("Request-Id", request_id)?
        .with_header("Stripe-Version", version.unwrap_or(API_VERSION))?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header(
            "Access-Control-Expose-Headers",
            "Request-Id, Idempotent-Replayed",
        )?;
    if let Some(key) = idempotency_key.filter(|key| key.is_ascii()) {
        builder = builder.with_header("Idempotency-Key", key)?;
    }
    if let Some(encoding) = encoding.filter(|_| answer.body.len() >= COMPRESSED_BYTES_MIN) {
        builder = builder
            .with_header("Content-Encoding", encoding)?
            .with_header("Vary", "Accept-Encoding")?;
    }
    if let Some(ms) = answer.partner_ms {
        builder = builder.with_header("Server-Timing", &format!("partner;dur={ms}"))?;
    }
    if answer.replayed {
        builder = builder.with_header("Idempotent-Replayed", "true")?;
    }
    if answer.status == 429 {
        builder = builder.with_header("Retry-After", "1")?;
    }
    if matches!(answer.status, 409 | 429) || answer.status >= 500 {
        builder = builder.with_header("Stripe-Should-Retry", "true")?;
    }
    let response = builder.fixed(answer.body.into_bytes());
    for cookie in &answer.cookies {
        response.headers().append("Set-Cookie", cookie)?;
    }
    Ok(response)
}

/// Which cross-origin requests a browser may make.
pub fn preflight() -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_status(204)
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Access-Control-Allow-Methods", "DELETE, GET, POST")?
        .with_header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
        )?
        .with_header("Access-Control-Max-Age", "86400")?
        .empty())
}
