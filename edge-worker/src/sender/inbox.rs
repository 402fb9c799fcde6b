//! The deployment's own inbox.

use super::{Message, Sender, Unsent};
use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::inbox::{self, InboxAnswer, InboxQuestion};
use crate::ports::Fault;

pub struct InboxSender<'a> {
    pub edge: &'a Edge,
}

impl Sender for InboxSender<'_> {
    async fn send(&self, message: &Message) -> Result<(), Unsent> {
        let question = InboxQuestion::Deliver {
            message: message.clone(),
        };
        let inbox = self.edge.inbox().map_err(Fault::from)?;
        let answer = call(&inbox, inbox::NAME, &question, STORAGE_DEADLINE).await;
        match answer.map_err(Fault::from)? {
            InboxAnswer::Delivered => Ok(()),
            InboxAnswer::Messages { .. } => Err(Fault::unexpected_answer().into()),
        }
    }
}
