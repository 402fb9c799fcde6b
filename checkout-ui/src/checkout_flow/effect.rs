//! What `element.rs` does next.

use super::event::Creation;
use crate::form::FieldId;
use shared::element::protocol::ToPage;

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Tell(ToPage),
    /// Send the form with the kept idempotency key, or with a new one if none is kept.
    SendConfirm {
        ticket: u32,
    },
    /// Make something of the form.
    SendCreate(Creation),
    /// Ask the intent, after a while.
    Retrieve {
        ticket: u32,
        after_ms: u32,
    },
    /// Ask what the buyer has to do, after a while; with `after`, a version, as soon as that has
    /// changed.
    AskAction {
        ticket: u32,
        after_ms: u32,
        after: Option<String>,
    },
    /// The outcome is known.
    ForgetKey,
    /// Show every problem of the form.
    ShowProblems,
    /// Put the focus into the field that is wrong.
    LeadTo(FieldId),
    /// Show what the issuer or the edge objected to; without a message, that the field is not valid.
    RefuseField {
        field: FieldId,
        message: Option<String>,
    },
}
