//! Messages to buyers. Who carries them is the operator's choice; without one, they lie in an inbox
//! that the operator reads.

mod inbox;
mod postmark;
mod provider;
mod twilio;

use crate::env::Edge;
use crate::ports::Fault;
use inbox::InboxSender;
use postmark::Postmark;
use provider::Provider;
use serde::{Deserialize, Serialize};
use shared::link::email::Email;
use shared::link::phone::Phone;
use std::fmt;
use twilio::Twilio;

/// An e-mail to a buyer, in their language.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailMessage {
    pub to: Email,
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A message to a buyer's phone, in their language.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMessage {
    pub to: Phone,
    pub body: String,
}

/// Who carries messages of a kind.
// Futures here stay on the Worker's one thread, so nobody needs them to be `Send`.
#[allow(async_fn_in_trait)]
pub trait Sender<Message> {
    /// Errors: [`Unsent`].
    async fn send(&self, message: &Message) -> Result<(), Unsent>;
}

/// Why a message was not sent. Nothing in it is the buyer's: it may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// The provider does not take it: the HTTP status, and its own number for the reason.
    Refused { status: u16, code: Option<i64> },
    /// No answer, or none that can be read. Whether it was sent is not known.
    Unknown { reason: String },
}

impl Unsent {
    /// Whether the same message might be taken later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            Self::Unknown { .. } => true,
        }
    }
}

impl fmt::Display for Unsent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused {
                status,
                code: Some(code),
            } => write!(
                formatter,
                "the provider answers {status} with its code {code}"
            ),
            Self::Refused { status, code: None } => {
                write!(formatter, "the provider answers {status}")
            }
            Self::Unknown { reason } => formatter.write_str(reason),
        }
    }
}

impl From<Fault> for Unsent {
    fn from(fault: Fault) -> Self {
        Self::Unknown { reason: fault.0 }
    }
}

/// Whom the operator has chosen for e-mails.
pub enum EmailCarrier<'a> {
    Inbox(InboxSender<'a>),
    Postmark(Postmark),
}

impl<'a> EmailCarrier<'a> {
    /// Errors: what is wrong with the operator's settings.
    pub fn of(edge: &'a Edge) -> Result<Self, Fault> {
        let settings = edge.email_settings();
        match settings.provider.as_str() {
            "" => Ok(Self::Inbox(InboxSender { edge })),
            "postmark" => Ok(Self::Postmark(Postmark::new(Provider::read(
                settings,
                postmark::API,
            )?))),
            _ => Err(provider::unknown(settings.chosen_by, "postmark")),
        }
    }

    /// Whether messages only cross to another object of this deployment.
    #[must_use]
    pub fn is_near(&self) -> bool {
        match self {
            Self::Inbox(_) => true,
            Self::Postmark(_) => false,
        }
    }
}

impl Sender<EmailMessage> for EmailCarrier<'_> {
    async fn send(&self, message: &EmailMessage) -> Result<(), Unsent> {
        match self {
            Self::Inbox(inbox) => inbox.send(message).await,
            Self::Postmark(postmark) => postmark.send(message).await,
        }
    }
}

/// Whom the operator has chosen for messages to phones.
pub enum TextCarrier<'a> {
    Inbox(InboxSender<'a>),
    Twilio(Twilio),
}

impl<'a> TextCarrier<'a> {
    /// Errors: what is wrong with the operator's settings.
    pub fn of(edge: &'a Edge) -> Result<Self, Fault> {
        let settings = edge.sms_settings();
        match settings.provider.as_str() {
            "" => Ok(Self::Inbox(InboxSender { edge })),
            "twilio" => Ok(Self::Twilio(Twilio::new(
                Provider::read(settings, twilio::API)?,
                edge.sms_account(),
            )?)),
            _ => Err(provider::unknown(settings.chosen_by, "twilio")),
        }
    }
}

impl Sender<TextMessage> for TextCarrier<'_> {
    async fn send(&self, message: &TextMessage) -> Result<(), Unsent> {
        match self {
            Self::Inbox(inbox) => inbox.send(message).await,
            Self::Twilio(twilio) => twilio.send(message).await,
        }
    }
}

/// Whether somebody carries messages to phones. In test mode the inbox does.
#[must_use]
pub fn reaches_phones(edge: &Edge) -> bool {
    match TextCarrier::of(edge) {
        Ok(TextCarrier::Inbox(_)) => !edge.mode().is_live(),
        Ok(TextCarrier::Twilio(_)) => true,
        Err(_) => false,
    }
}

/// Errors: what is wrong with the operator's settings, for whoever reads the log.
pub fn check(edge: &Edge) -> Result<(), Fault> {
    EmailCarrier::of(edge)?;
    TextCarrier::of(edge)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_refuses_for_what_it_is_is_not_sent_again() {
        let refused = |status| Unsent::Refused { status, code: None };
        for status in [400, 401, 422] {
            assert!(!refused(status).may_pass(), "{status}");
        }
        for status in [429, 500, 503] {
            assert!(refused(status).may_pass(), "{status}");
        }
    }
}
