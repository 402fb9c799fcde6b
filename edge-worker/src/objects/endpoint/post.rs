//! One try of one delivery: signed, sent, with a deadline.

use super::wire::Settings;
use crate::env::{Edge, SystemClock};
use crate::keyed::hmac_hex;
use crate::ports::Clock;
use futures_util::future::{Either, select};
use shared::ids::WebhookEndpointId;
use std::fmt::Write;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
};

/// A merchant's server that takes longer has failed.
const DEADLINE: Duration = Duration::from_secs(10);
const REASON_LENGTH_MAX: usize = 200;

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Accepted {
        status: u16,
    },
    /// 410: the merchant's server wants no more events.
    Gone,
    /// Any other answer; redirects are not followed.
    Refused {
        status: u16,
    },
    NoAnswer {
        reason: String,
    },
}

/// Sends the event to the merchant's server.
pub async fn post(edge: &Edge, id: &WebhookEndpointId, settings: &Settings, body: &str) -> Outcome {
    let now_ms = SystemClock.now_ms();
    let secrets: Vec<String> = settings
        .secrets
        .iter()
        .filter(|secret| secret.until_ms.is_none_or(|until_ms| until_ms > now_ms))
        .map(|secret| edge.keyring().webhook_secret(id, secret.version))
        .collect();
    let signature = signature(&secrets, body, now_ms.div_euclid(1000));
    let request = match signed_request(&settings.url, &signature, body) {
        Ok(request) => request,
        Err(error) => return no_answer(&error),
    };
    let abort = AbortController::default();
    let signal = abort.signal();
    let fetch = Fetch::Request(request);
    let answered = fetch.send_with_signal(&signal);
    let outcome = match select(pin!(answered), pin!(Delay::from(DEADLINE))).await {
        Either::Left((Ok(response), _)) => outcome_of(response.status_code()),
        Either::Left((Err(error), _)) => no_answer(&error),
        Either::Right(((), _)) => Outcome::NoAnswer {
            reason: format!("no answer within {} seconds", DEADLINE.as_secs()),
        },
    };
    // Nobody reads the answer's body: the connection is free again.
    abort.abort();
    outcome
}

fn outcome_of(status: u16) -> Outcome {
    match status {
        200..300 => Outcome::Accepted { status },
        410 => Outcome::Gone,
        _ => Outcome::Refused { status },
    }
}

fn no_answer(error: &worker::Error) -> Outcome {
    Outcome::NoAnswer {
        reason: error.to_string().chars().take(REASON_LENGTH_MAX).collect(),
    }
}

fn signed_request(url: &str, signature: &str, body: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json; charset=utf-8")?;
    headers.set("User-Agent", "Kassa/1.0 (webhooks)")?;
    headers.set("Stripe-Signature", signature)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(body.into()));
    Request::new_with_init(url, &init)
}

/// `t=…,v1=…`, as Stripe's libraries verify it: one `v1` for each secret that is still good.
fn signature(secrets: &[String], body: &str, timestamp: i64) -> String {
    let signed = format!("{timestamp}.{body}");
    let mut header = format!("t={timestamp}");
    for secret in secrets {
        // Writing to a String cannot fail.
        let _ = write!(header, ",v1={}", hmac_hex(secret, signed.as_bytes()));
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(secret: &str, body: &str, timestamp: i64) -> String {
        signature(&[secret.to_owned()], body, timestamp)
    }

    #[test]
    fn the_signature_covers_time_and_body() {
        let first = signed("whsec_x", "{}", 1);
        assert!(first.starts_with("t=1,v1="));
        assert_ne!(first, signed("whsec_x", "{}", 2));
        assert_ne!(first, signed("whsec_x", "{ }", 1));
        assert_ne!(first, signed("whsec_y", "{}", 1));
    }

    #[test]
    fn each_secret_signs_in_its_order() {
        let both = signature(&["whsec_new".to_owned(), "whsec_old".to_owned()], "{}", 1);
        let new = signed("whsec_new", "{}", 1);
        let old = signed("whsec_old", "{}", 1).replace("t=1,", "");
        assert_eq!(both, format!("{new},{old}"));
    }

    #[test]
    fn success_is_2xx_and_nothing_else() {
        assert_eq!(outcome_of(204), Outcome::Accepted { status: 204 });
        assert_eq!(outcome_of(302), Outcome::Refused { status: 302 });
        assert_eq!(outcome_of(410), Outcome::Gone);
        assert_eq!(outcome_of(500), Outcome::Refused { status: 500 });
    }
}
