//! The sandbox's own protocol: requests, answers, notifications.

use crate::partners::AuthorizeCall;
use serde::{Deserialize, Serialize};
use shared::ids::{AccountId, AttemptId, CallId, PaymentIntentId};
use shared::money::Money;
use shared::payment::command::Answer;

/// A request to the provider about one attempt, whose object it is sent to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum SandboxRequest {
    Authorize {
        account: AccountId,
        call: Box<AuthorizeCall>,
        /// Kassa's origin: where the provider's hosted pages live.
        origin: String,
        /// Where the provider sends the buyer when it is done with them.
        return_url: String,
    },
    Capture {
        key: CallId,
        amount: Money,
    },
    Cancel {
        key: CallId,
    },
    Reverse {
        key: CallId,
    },
    Lookup {
        key: CallId,
    },
    /// A buyer opens the hosted page.
    View,
    /// A buyer presses a button there.
    Press {
        button: Button,
    },
    /// How often each effect happened, for tests that count money.
    Effects,
}

/// The buttons of the hosted pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Authorise, complete the authentication, pay the voucher.
    Authorize,
    Fail,
}

/// The provider's answer to a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum SandboxAnswer {
    Answer {
        answer: Answer,
    },
    /// The answer to a look-up of an unknown key.
    NotFound,
    /// The provider's 5xx: the caller cannot know whether the effect happened.
    ServerError,
    Page {
        page: HostedPage,
    },
    /// Where the buyer goes after pressing a button.
    Gone {
        return_url: String,
        framed: bool,
    },
    Effects {
        effects: Effects,
    },
}

/// What the hosted page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedPage {
    pub kind: PageKind,
    pub method: String,
    pub amount: Money,
    pub open: bool,
    pub return_url: String,
    /// Shown in a modal above the merchant's page rather than as a page of its own.
    pub framed: bool,
    /// A voucher's reference.
    pub reference: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    Authorize,
    Authenticate,
    Voucher,
}

/// How often money really moved for one attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effects {
    pub authorizations: u32,
    pub captures: u32,
    pub reversals: u32,
}

/// The provider's webhook to Kassa.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notification {
    pub account: AccountId,
    pub intent: PaymentIntentId,
    pub attempt: AttemptId,
    pub answer: Answer,
}
