//! A stand-in for Twilio: a server of its own that takes messages to phones as Twilio documents it, and
//! keeps to what Twilio answers (<https://www.twilio.com/docs/messaging/api/message-resource>).

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use kassa::serve::config::Binding;
use kassa::serve::senders::Senders;
use serde_json::{Value, json};

use super::local_server::LocalServer;

pub const ACCOUNT: &str = "AC5ef8732a3c49700934481addd5ce1659";
/// What opens the account.
pub const TOKEN: &str = "f2ca1bb6c7e907d06dafe4687e579fce";
pub const FROM: &str = "+15005550006";

/// How it takes what comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Takes,
    /// Its error 21211, whose message repeats the number.
    KnowsNoSuchNumber,
    /// Its error 20429.
    HasHadTooMany,
    /// A proxy in front of it answers a page instead.
    IsDown,
    NeverAnswers,
}

/// A message with the parameters that Kassa may send.
#[derive(Clone, Debug, Default)]
pub struct TextMessage {
    pub to: String,
    pub from: String,
    pub body: String,
    /// Seconds.
    pub validity_period: String,
}

/// A listening stand-in. Dropping it closes the port.
#[derive(Debug)]
pub struct Twilio {
    server: LocalServer,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    manner: Mutex<Manner>,
    /// Every message that came with the right token.
    came: Mutex<Vec<TextMessage>>,
}

impl Twilio {
    /// Listens on a free loopback port.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let router = Router::new()
            .route(
                "/2010-04-01/Accounts/{account}/Messages.json",
                post(receive),
            )
            .with_state(shared.clone());
        Self {
            server: LocalServer::serve(router).await,
            shared,
        }
    }

    /// What makes a Kassa send its SMS here.
    pub fn senders(&self) -> Senders {
        Senders::default()
            .with(Binding::SMS_PROVIDER, "twilio")
            .with(Binding::SMS_FROM, FROM)
            .with(Binding::SMS_ACCOUNT, ACCOUNT)
            .with(Binding::SMS_TOKEN, TOKEN)
            .with(Binding::SMS_API, self.server.origin())
    }

    /// From now on.
    pub fn becomes(&self, manner: Manner) {
        *self.shared.manner.lock().expect("not poisoned") = manner;
    }

    /// What came for this number, taken or not, the oldest first.
    pub fn asked_for(&self, number: &str) -> Vec<TextMessage> {
        let came = self.shared.came.lock().expect("not poisoned");
        let theirs = came.iter().filter(|message| message.to == number);
        theirs.cloned().collect()
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let credentials = format!("Basic {}", BASE64.encode(format!("{ACCOUNT}:{TOKEN}")));
    if header("Authorization") != Some(&credentials) || account != ACCOUNT {
        return error((401, 20003, "Authenticate".to_owned()));
    }
    if header("Content-Type") != Some("application/x-www-form-urlencoded") {
        return error((415, 20001, "Unsupported Media Type".to_owned()));
    }
    let message = match read(&body) {
        Ok(message) => message,
        Err(refusal) => return error(refusal),
    };
    let manner = *shared.manner.lock().expect("not poisoned");
    let answer = answer(manner, &message);
    shared.came.lock().expect("not poisoned").push(message);
    match answer {
        Some(answer) => answer,
        None => std::future::pending().await,
    }
}

/// The status, the code and the message of an error of Twilio's.
type Refusal = (u16, i64, String);

/// Errors: what Twilio answers where a parameter lacks, or is none.
fn read(body: &[u8]) -> Result<TextMessage, Refusal> {
    let mut message = TextMessage::default();
    for (name, value) in form_urlencoded::parse(body) {
        let field = match name.as_ref() {
            "To" => &mut message.to,
            "From" => &mut message.from,
            "Body" => &mut message.body,
            "ValidityPeriod" => &mut message.validity_period,
            other => panic!("Twilio has no parameter {other}"),
        };
        *field = value.into_owned();
    }
    let is_number = |number: &str| {
        let digits = number.strip_prefix('+').unwrap_or_default();
        (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let seconds: Result<u32, _> = message.validity_period.parse();
    let refuse = |code, message: &str| Err((400, code, message.to_owned()));
    match &message {
        _ if message.to.is_empty() => refuse(21604, "A 'To' phone number is required."),
        _ if !is_number(&message.to) => Err(no_number(&message.to)),
        _ if message.from != FROM => refuse(21212, "Invalid From Number"),
        _ if message.body.is_empty() => refuse(21602, "Message body is required."),
        _ if !seconds.is_ok_and(|seconds| (1..=36_000).contains(&seconds)) => {
            refuse(21631, "Invalid ValidityPeriod")
        }
        _ => Ok(message),
    }
}

/// `None`: there is none.
fn answer(manner: Manner, message: &TextMessage) -> Option<Response> {
    match manner {
        Manner::Takes => Some(answered(201, taken(message))),
        Manner::KnowsNoSuchNumber => Some(error(no_number(&message.to))),
        Manner::HasHadTooMany => Some(error((429, 20429, "Too Many Requests".to_owned()))),
        Manner::IsDown => Some((StatusCode::BAD_GATEWAY, "<html>").into_response()),
        Manner::NeverAnswers => None,
    }
}

fn taken(message: &TextMessage) -> Value {
    let sid = "SM9752274e9e519418a7406176694466fa";
    json!({
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": "Sat, 21 Nov 2026 12:00:00 +0000",
        "date_sent": null,
        "date_updated": "Sat, 21 Nov 2026 12:00:00 +0000",
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": message.from,
        "messaging_service_sid": null,
        "num_media": "0",
        "num_segments": "1",
        "price": null,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "to": message.to,
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json"),
    })
}

fn no_number(to: &str) -> Refusal {
    let message = format!("The 'To' number {to} is not a valid phone number.");
    (400, 21211, message)
}

fn error((status, code, message): Refusal) -> Response {
    let more_info = format!("https://www.twilio.com/docs/errors/{code}");
    let body =
        json!({ "code": code, "message": message, "more_info": more_info, "status": status });
    answered(status, body)
}

fn answered(status: u16, body: Value) -> Response {
    let status = StatusCode::from_u16(status).expect("an HTTP status");
    (status, Json(body)).into_response()
}
