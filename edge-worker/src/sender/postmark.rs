//! E-mails through Postmark (<https://postmarkapp.com/developer/api/email-api>).

use super::provider::{Provider, read};
use super::{EmailMessage, Sender, Unsent};
use crate::outgoing::Answered;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};

pub const API: &str = "https://api.postmarkapp.com";
const SEND: &str = "/email";
/// The stream that every server of Postmark's has for messages to one person.
const STREAM: &str = "outbound";
/// Postmark's number for "sent".
const NO_ERROR: i64 = 0;

pub struct Postmark {
    provider: Provider,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Email<'a> {
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    text_body: &'a str,
    message_stream: &'a str,
    // Nobody is to learn when a buyer reads their codes, and links are to lead where they say.
    track_opens: bool,
    track_links: &'a str,
}

/// Of a message that was sent, and of one that was not.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    error_code: i64,
}

impl Postmark {
    pub fn new(provider: Provider) -> Self {
        Self { provider }
    }
}

impl Sender<EmailMessage> for Postmark {
    async fn send(&self, message: &EmailMessage) -> Result<(), Unsent> {
        let email = Email {
            from: &self.provider.from,
            to: message.to.as_str(),
            subject: &message.subject,
            text_body: &message.body,
            message_stream: STREAM,
            track_opens: false,
            track_links: "None",
        };
        let headers = [
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
            ("X-Postmark-Server-Token", self.provider.token.expose()),
        ];
        let body = serde_json::to_string(&email).map_err(Fault::from)?;
        outcome(&self.provider.post(SEND, &headers, body).await?)
    }
}

fn outcome(answered: &Answered) -> Result<(), Unsent> {
    let code = read(answered).map(|said: Said| said.error_code);
    match (answered.status, code) {
        (200, Some(NO_ERROR)) => Ok(()),
        (200, None) => Err(Unsent::Unknown {
            reason: "Postmark's answer cannot be read".to_owned(),
        }),
        (status, code) => Err(Unsent::Refused { status, code }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Result<(), Unsent> {
        outcome(&Answered {
            status,
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn only_an_answer_that_says_so_means_sent() {
        let sent = r#"{"To":"jenny@example.com","SubmittedAt":"2026-11-21T12:00:00Z","MessageID":"0a129aee","ErrorCode":0,"Message":"OK"}"#;
        assert_eq!(of(200, sent), Ok(()));
        let inactive = r#"{"ErrorCode":406,"Message":"You tried to send to recipients that have been marked as inactive."}"#;
        let refused = Unsent::Refused {
            status: 422,
            code: Some(406),
        };
        assert_eq!(of(422, inactive), Err(refused));
        let broken = Unsent::Refused {
            status: 502,
            code: None,
        };
        assert_eq!(of(502, "<html>"), Err(broken));
        assert!(matches!(of(200, "<html>"), Err(Unsent::Unknown { .. })));
    }
}
