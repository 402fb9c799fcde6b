//! A stand-in for Postmark: a server of its own that takes e-mails as Postmark documents it, and keeps
//! to what Postmark answers (<https://postmarkapp.com/developer/api/email-api>).

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use kassa::serve::config::Binding;
use kassa::serve::senders::Senders;
use serde::Deserialize;
use serde_json::{Value, json};

use super::local_server::LocalServer;

/// What the stand-in knows Kassa by.
pub const TOKEN: &str = "ed742d75-5a45-49b6-a0a1-5b9ec3dc9e5d";
pub const FROM: &str = "Kassa <link@kassa.example>";

/// How it takes what comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Takes,
    /// Its error 406: the address has bounced before. The message repeats the address.
    KnowsAsInactive,
    /// Its error 100, as while it is being maintained.
    IsDown,
    /// A proxy in front of it answers a page instead.
    AnswersWithAPage,
    NeverAnswers,
}

/// An e-mail as Postmark's documentation spells it; a field that it has not is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Email {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text_body: String,
    pub message_stream: String,
    pub track_opens: bool,
    pub track_links: String,
}

/// A listening stand-in. Dropping it closes the port.
#[derive(Debug)]
pub struct Postmark {
    server: LocalServer,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    manner: Mutex<Manner>,
    /// Every e-mail that came with the right token, and whether it was taken.
    came: Mutex<Vec<(Email, bool)>>,
}

impl Postmark {
    /// Listens on a free loopback port.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let router = Router::new()
            .route("/email", post(receive))
            .with_state(shared.clone());
        Self {
            server: LocalServer::serve(router).await,
            shared,
        }
    }

    /// What makes a Kassa send its e-mails here.
    pub fn senders(&self) -> Senders {
        Senders::default()
            .with(Binding::EMAIL_PROVIDER, "postmark")
            .with(Binding::EMAIL_FROM, FROM)
            .with(Binding::EMAIL_TOKEN, TOKEN)
            .with(Binding::EMAIL_API, self.server.origin())
    }

    /// From now on.
    pub fn becomes(&self, manner: Manner) {
        *self.shared.manner.lock().expect("not poisoned") = manner;
    }

    /// What it has taken for this address, the oldest first.
    pub fn taken_for(&self, address: &str) -> Vec<Email> {
        self.to(address, |taken| taken)
    }

    /// What it was asked to send to this address, whether or not it did.
    pub fn asked_for(&self, address: &str) -> Vec<Email> {
        self.to(address, |_| true)
    }

    fn to(&self, address: &str, counts: impl Fn(bool) -> bool) -> Vec<Email> {
        let came = self.shared.came.lock().expect("not poisoned");
        let theirs = came
            .iter()
            .filter(|(email, taken)| email.to == address && counts(*taken));
        theirs.map(|(email, _)| email.clone()).collect()
    }
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("X-Postmark-Server-Token") != Some(TOKEN) {
        return error(401, 10, "The Server Token you provided is not valid.");
    }
    if header("Accept") != Some("application/json") {
        return error(422, 409, "JSON required.");
    }
    let is_json = header("Content-Type").is_some_and(|kind| kind.starts_with("application/json"));
    let Some(email) = is_json
        .then(|| serde_json::from_slice(&body).ok())
        .flatten()
    else {
        return error(422, 402, "Invalid JSON.");
    };
    let email: Email = email;
    if email.from != FROM {
        return error(422, 400, "The Sender Signature was not found.");
    }
    let manner = *shared.manner.lock().expect("not poisoned");
    let answer = answer(manner, &email);
    let came = (email, manner == Manner::Takes);
    shared.came.lock().expect("not poisoned").push(came);
    match answer {
        Some(answer) => answer,
        None => std::future::pending().await,
    }
}

/// `None`: there is none.
fn answer(manner: Manner, email: &Email) -> Option<Response> {
    let to = &email.to;
    match manner {
        Manner::Takes => Some(answered(
            200,
            json!({
                "To": to,
                "SubmittedAt": "2026-11-21T12:00:00.0000000-05:00",
                "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
                "ErrorCode": 0,
                "Message": "OK",
            }),
        )),
        Manner::KnowsAsInactive => Some(error(
            422,
            406,
            &format!("You tried to send to recipients that have been marked as inactive: {to}."),
        )),
        Manner::IsDown => Some(error(503, 100, "Maintenance.")),
        Manner::AnswersWithAPage => Some((StatusCode::OK, "<html>Welcome</html>").into_response()),
        Manner::NeverAnswers => None,
    }
}

fn error(status: u16, code: i64, message: &str) -> Response {
    answered(status, json!({ "ErrorCode": code, "Message": message }))
}

fn answered(status: u16, body: Value) -> Response {
    let status = StatusCode::from_u16(status).expect("an HTTP status");
    (status, Json(body)).into_response()
}
