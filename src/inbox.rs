//! The messages that a provider would have sent to buyers: Link's codes, on a page for whoever tries
//! a checkout on this machine.

use anyhow::{Context, bail};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use minijinja::{Environment, context};
use serde::{Deserialize, Serialize};

use crate::serve::agent;

/// Where the page is.
pub const PATH: &str = "/inbox";
const TEMPLATE: &str = "inbox.html";
const PAGE: &str = include_str!("../static/inbox.html");

/// The inbox of a running Kassa, and the right to read it.
#[derive(Clone)]
pub struct Inbox {
    pub origin: String,
    pub operator_token: String,
}

#[derive(Deserialize)]
struct Delivered {
    at_ms: i64,
    message: Message,
}

#[derive(Deserialize, Serialize)]
struct Message {
    to: String,
    subject: String,
    body: String,
}

#[derive(Serialize)]
struct Shown {
    /// In the zone of this machine: `21:04:33`.
    at: String,
    message: Message,
}

/// Serves the page at [`PATH`].
pub fn router(inbox: Inbox) -> Router {
    Router::new().route(PATH, get(show)).with_state(inbox)
}

async fn show(State(inbox): State<Inbox>) -> Response {
    let page = tokio::task::spawn_blocking(move || read(&inbox).and_then(|it| render(&it))).await;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
    ];
    match page {
        Ok(Ok(page)) => (headers, Html(page)).into_response(),
        Ok(Err(error)) => (StatusCode::BAD_GATEWAY, format!("{error:#}")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The newest first.
fn read(inbox: &Inbox) -> anyhow::Result<Vec<Shown>> {
    let origin = &inbox.origin;
    let mut answer = agent()
        .get(format!("{origin}/operator/inbox"))
        .header("Authorization", format!("Bearer {}", inbox.operator_token))
        .call()
        .with_context(|| format!("asking {origin} for its inbox"))?;
    if !answer.status().is_success() {
        bail!("{origin} does not show its inbox ({})", answer.status());
    }
    let delivered: Vec<Delivered> = answer.body_mut().read_json()?;
    delivered.into_iter().map(shown).collect()
}

fn shown(Delivered { at_ms, message }: Delivered) -> anyhow::Result<Shown> {
    let at = jiff::Timestamp::from_millisecond(at_ms)?.to_zoned(jiff::tz::TimeZone::system());
    Ok(Shown {
        at: at.strftime("%H:%M:%S").to_string(),
        message,
    })
}

/// What buyers' browsers have sent is escaped, by the template's name.
fn render(messages: &[Shown]) -> anyhow::Result<String> {
    let mut templates = Environment::new();
    templates.add_template(TEMPLATE, PAGE)?;
    let template = templates.get_template(TEMPLATE)?;
    Ok(template.render(context! { messages })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_messages_as_text() {
        let message = Message {
            to: "jenny@example.com".to_owned(),
            subject: "123456 is your Link code".to_owned(),
            body: "<script>alert(1)</script>".to_owned(),
        };
        let delivered = Delivered { at_ms: 0, message };
        let page = render(&[shown(delivered).expect("a time")]).expect("a page");
        assert!(page.contains("123456 is your Link code"), "{page}");
        assert!(!page.contains("<script>"), "{page}");
        let empty = render(&[]).expect("a page");
        assert!(empty.contains("No messages yet"), "{empty}");
    }
}
