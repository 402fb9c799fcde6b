//! The deployment's own inbox.

use super::{EmailMessage, Sender, TextMessage, Unsent};
use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::inbox::{self, InboxAnswer, InboxQuestion, Message};
use crate::ports::Fault;

pub struct InboxSender<'a> {
    pub edge: &'a Edge,
}

impl InboxSender<'_> {
    async fn deliver(&self, message: Message) -> Result<(), Unsent> {
        let question = InboxQuestion::Deliver { message };
        let inbox = self.edge.inbox().map_err(Fault::from)?;
        let answer = call(&inbox, inbox::NAME, &question, STORAGE_DEADLINE).await;
        match answer.map_err(Fault::from)? {
            InboxAnswer::Delivered => Ok(()),
            InboxAnswer::Messages { .. } => Err(Fault::unexpected_answer().into()),
        }
    }
}

impl Sender<EmailMessage> for InboxSender<'_> {
    async fn send(&self, message: &EmailMessage) -> Result<(), Unsent> {
        self.deliver(Message {
            to: message.to.as_str().to_owned(),
            subject: message.subject.clone(),
            body: message.body.clone(),
        })
        .await
    }
}

impl Sender<TextMessage> for InboxSender<'_> {
    async fn send(&self, message: &TextMessage) -> Result<(), Unsent> {
        self.deliver(Message {
            to: message.to.as_str().to_owned(),
            subject: String::new(),
            body: message.body.clone(),
        })
        .await
    }
}
