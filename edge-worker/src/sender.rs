//! Messages to buyers. Who carries them is the operator's choice; without one, they lie in an inbox
//! that the operator reads.

use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::inbox::{self, InboxAnswer, InboxQuestion};
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::link::email::Email;

/// What a buyer is told, in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub to: Email,
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Who carries messages.
// Futures here stay on the Worker's one thread, so nobody needs them to be `Send`.
#[allow(async_fn_in_trait)]
pub trait Sender {
    /// Errors: [`Fault`]; whether the message was sent is then not known.
    async fn send(&self, message: Message) -> Result<(), Fault>;
}

/// The deployment's own inbox.
pub struct InboxSender<'a> {
    pub edge: &'a Edge,
}

impl Sender for InboxSender<'_> {
    async fn send(&self, message: Message) -> Result<(), Fault> {
        let question = InboxQuestion::Deliver { message };
        let inbox = self.edge.inbox()?;
        match call(&inbox, inbox::NAME, &question, STORAGE_DEADLINE).await? {
            InboxAnswer::Delivered => Ok(()),
            InboxAnswer::Messages { .. } => Err(Fault::unexpected_answer()),
        }
    }
}
