//! Delivering what is due: signed, in order, with a deadline, and again later when it fails.

use crate::env::{Edge, SystemClock, SystemRandom};
use crate::keyed::hmac_hex;
use crate::objects::alarm::{arm, set_timer};
use crate::ports::{Clock, Fault, Random};
use futures_util::future::{Either, select};
use serde::Deserialize;
use shared::ids::WebhookEndpointId;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Storage,
};

pub const DELIVERY_TIMER: &str = "delivery";
/// A merchant's server that takes longer has failed.
const DEADLINE: Duration = Duration::from_secs(10);
/// Sixteen waits of the schedule below add up to three days.
const TRIES_MAX: u32 = 17;
const WAIT_FIRST_MS: i64 = 2_000;
const WAIT_MAX_MS: i64 = 8 * 3600 * 1000;
/// Deliveries in one alarm; the rest is for the next.
const BATCH_MAX: i64 = 20;

#[derive(Deserialize)]
struct Config {
    url: String,
    secret_version: u32,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    json: String,
    tries: u32,
}

/// Delivers every event that is due, oldest first. One that fails waits by itself.
pub async fn due(storage: &Storage, edge: &Edge, endpoint: &str) -> Result<(), Fault> {
    let sql = storage.sql();
    let Some(id) = WebhookEndpointId::parse(endpoint) else {
        return Ok(());
    };
    let config: Vec<Config> = sql
        .exec("SELECT url, secret_version FROM config", None)?
        .to_array()?;
    let Some(config) = config.into_iter().next() else {
        return Ok(());
    };
    let secret = edge.keyring().webhook_secret(&id, config.secret_version);
    let rows: Vec<Row> = sql
        .exec(
            "SELECT seq, json, tries FROM queue WHERE standing = 'waiting' AND due_ms <= ? \
             ORDER BY seq LIMIT ?",
            vec![SystemClock.now_ms().into(), BATCH_MAX.into()],
        )?
        .to_array()?;
    for row in rows {
        let accepted = post(&config.url, &secret, &row.json).await;
        let tries = row.tries.saturating_add(1);
        let now_ms = SystemClock.now_ms();
        let (standing, due_ms) = match accepted {
            true => ("done", None),
            false if tries >= TRIES_MAX => ("failed", None),
            false => (
                "waiting",
                Some(now_ms.saturating_add(wait_ms(tries, jitter()))),
            ),
        };
        sql.exec(
            "UPDATE queue SET standing = ?, tries = ?, due_ms = ? WHERE seq = ?",
            vec![
                standing.into(),
                i64::from(tries).into(),
                due_ms.into(),
                row.seq.into(),
            ],
        )?;
    }
    rearm(storage).await
}

async fn rearm(storage: &Storage) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Next {
        due_ms: Option<i64>,
    }
    let sql = storage.sql();
    let next: Vec<Next> = sql
        .exec(
            "SELECT MIN(due_ms) AS due_ms FROM queue WHERE standing = 'waiting'",
            None,
        )?
        .to_array()?;
    set_timer(
        &sql,
        DELIVERY_TIMER,
        next.first().and_then(|next| next.due_ms),
    )?;
    arm(storage, SystemClock.now_ms()).await?;
    Ok(())
}

/// Whether the merchant's server answered 2xx in time. Redirects are not followed.
async fn post(url: &str, secret: &str, body: &str) -> bool {
    let timestamp = SystemClock.now_ms().div_euclid(1000);
    let Ok(request) = signed_request(url, secret, body, timestamp) else {
        return false;
    };
    let abort = AbortController::default();
    let signal = abort.signal();
    let fetch = Fetch::Request(request);
    let answered = fetch.send_with_signal(&signal);
    match select(pin!(answered), pin!(Delay::from(DEADLINE))).await {
        Either::Left((Ok(response), _)) => (200..300).contains(&response.status_code()),
        Either::Left((Err(_), _)) => false,
        Either::Right(((), _)) => {
            abort.abort();
            false
        }
    }
}

fn signed_request(url: &str, secret: &str, body: &str, timestamp: i64) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json; charset=utf-8")?;
    headers.set("User-Agent", "Kassa/1.0 (webhooks)")?;
    headers.set("Stripe-Signature", &signature(secret, body, timestamp))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(body.into()));
    Request::new_with_init(url, &init)
}

/// `t=…,v1=…`, as Stripe's libraries verify it.
pub fn signature(secret: &str, body: &str, timestamp: i64) -> String {
    let signed = format!("{timestamp}.{body}");
    format!("t={timestamp},v1={}", hmac_hex(secret, signed.as_bytes()))
}

/// Twice as long after each try, up to eight hours, and up to a quarter more by chance.
fn wait_ms(tries: u32, jitter: u8) -> i64 {
    let doubled = 1_i64
        .checked_shl(tries.saturating_sub(1).saturating_mul(2))
        .and_then(|factor| WAIT_FIRST_MS.checked_mul(factor))
        .filter(|wait| *wait > 0)
        .unwrap_or(WAIT_MAX_MS);
    let wait = doubled.min(WAIT_MAX_MS);
    let extra = wait.saturating_mul(i64::from(jitter)).div_euclid(1024);
    wait.saturating_add(extra)
}

fn jitter() -> u8 {
    let [byte, ..] = SystemRandom.bytes();
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_spread_over_three_days() {
        let total: i64 = (1..TRIES_MAX).map(|tries| wait_ms(tries, 0)).sum();
        let days = total / (24 * 3600 * 1000);
        assert_eq!(days, 3);
        assert_eq!(wait_ms(1, 0), 2_000);
        assert!(wait_ms(1, 255) < 2_500);
        assert_eq!(wait_ms(40, 0), WAIT_MAX_MS);
    }

    #[test]
    fn the_signature_covers_time_and_body() {
        let first = signature("whsec_x", "{}", 1);
        assert!(first.starts_with("t=1,v1="));
        assert_ne!(first, signature("whsec_x", "{}", 2));
        assert_ne!(first, signature("whsec_x", "{ }", 1));
        assert_ne!(first, signature("whsec_y", "{}", 1));
    }
}
