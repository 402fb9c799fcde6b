//! What the buyer sees, and the page's question behind it.

use super::event::Action;
use shared::element::field::OfferField;
use shared::element::protocol::{ElementError, RedirectMode};

/// What the buyer sees.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    Loading,
    LoadFailed(ElementError),
    /// The offers and their forms; `notice` is a failure that belongs to no field.
    Form {
        notice: Option<Notice>,
    },
    /// The form again, out of reach while a payment is on its way.
    Busy {
        wait: Wait,
        confirmation: Confirmation,
    },
    /// What the buyer has to do, as the edge composed it.
    Action {
        action: Action,
        confirmation: Option<Confirmation>,
        /// Looks in a row that found nobody.
        misses: u8,
    },
    Done(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The confirm is on its way.
    Confirming,
    /// Its answer was lost: asking the intent first.
    Checking,
    /// The bank's page is open.
    Authenticating,
    /// The bank's page is closed: asking the intent. `done`: the page itself said so, and the
    /// intent may learn of it a moment later.
    Authenticated { done: bool },
    /// The intent was in another state than thought: asking which.
    Learning,
    /// There is something for the buyer to do: asking what.
    Preparing,
    /// The browser is on its way to another page.
    Leaving,
}

/// The page's question that is being answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    pub request: u32,
    pub return_url: Option<String>,
    pub redirect: RedirectMode,
    pub is_card: bool,
    /// Of the form that was sent.
    pub fields: &'static [OfferField],
    /// The intent as JSON text, for the page; empty until it waits for the buyer.
    pub intent: String,
    /// How often the intent was asked since the last certain answer.
    pub checks: u8,
    /// The kept idempotency key is from before a reload, so its request may have been another.
    pub key_is_old: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Succeeded,
    Processing,
    Canceled,
}

/// A failure, told above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    Unknown,
    /// The bank's page was closed, or said nothing.
    Authentication,
    Refused,
    /// Why, and what the buyer can do, in their language.
    Told(String),
}
