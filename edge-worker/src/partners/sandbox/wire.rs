//! The sandbox's own protocol: requests, answers, notifications.

use crate::partners::{AuthorizeCall, Microdeposits, RefundCall, Verification};
use serde::{Deserialize, Serialize};
use shared::ids::{AccountId, AttemptId, CallId, PaymentIntentId, RefundId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::action::NextAction;
use shared::payment::command::{Answer, Command, FreshIds};
use shared::payment::dispute::{DisputeAnswer, DisputeCase};
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;

/// A request to the provider about one attempt, whose object it is sent to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        is_final: bool,
    },
    Increment {
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
    Refund {
        call: Box<RefundCall>,
    },
    CancelRefund {
        key: CallId,
        refund: RefundId,
    },
    LookupRefund {
        key: CallId,
        refund: RefundId,
    },
    SubmitEvidence {
        key: CallId,
        dispute: String,
        evidence: BTreeMap<String, String>,
    },
    AcceptDispute {
        key: CallId,
        dispute: String,
    },
    /// The buyer tells what they read on their account's statement.
    Verify {
        given: Microdeposits,
    },
    /// A buyer opens the hosted page.
    View,
    /// A buyer presses a button there.
    Press {
        button: Button,
    },
    /// A buyer sends money to the account there, in minor units of the payment's currency.
    Send {
        minor: i64,
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
    /// Do nothing until it is too late.
    Expire,
    /// Leave, and authorise when the merchant's page has given up.
    Later,
    /// Pay although it is over.
    TooLate,
}

impl Button {
    pub const ALL: &[Self] = &[
        Self::Authorize,
        Self::Fail,
        Self::Expire,
        Self::Later,
        Self::TooLate,
    ];

    /// What the page's form sends.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Fail => "fail",
            Self::Expire => "expire",
            Self::Later => "later",
            Self::TooLate => "too_late",
        }
    }
}

/// The provider's answer to a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxAnswer {
    Answer {
        answer: Answer,
    },
    Refund {
        answer: RefundAnswer,
    },
    Dispute {
        answer: DisputeAnswer,
    },
    Verification {
        verification: Verification,
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
    pub method: MethodType,
    pub amount: Money,
    pub open: bool,
    pub return_url: String,
    /// Shown in a modal above the merchant's page rather than as a page of its own.
    pub framed: bool,
    /// What the buyer has to do, while the page is open.
    pub action: Option<NextAction>,
    /// Unix seconds.
    pub expires_at: Option<i64>,
    /// It is over, and somebody may pay all the same.
    pub can_be_paid_too_late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    Authorize,
    Authenticate,
    Voucher,
    /// Of a bank, where money is sent from.
    Transfer,
    /// What the method's app asks the buyer.
    App,
    /// What the app of the buyer's bank asks them.
    BankingApp,
    /// Shows that a bank account is the buyer's.
    Verify,
}

/// How often money really moved for one attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effects {
    pub authorizations: u32,
    pub captures: u32,
    pub reversals: u32,
    #[serde(default)]
    pub increments: u32,
    /// Those that went through or are on their way.
    #[serde(default)]
    pub refunds: u32,
    /// The sum of those, in minor units.
    #[serde(default)]
    pub refunded_minor: i64,
    /// What a transfer brought beyond the amount and went back, in minor units.
    #[serde(default)]
    pub surplus_minor: i64,
}

/// The provider's webhook to Kassa.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notification {
    pub account: AccountId,
    pub intent: PaymentIntentId,
    pub news: News,
}

/// What happened, with all that there is to know of it, so that news may be lost or come in any
/// order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    Attempt {
        attempt: AttemptId,
        answer: Answer,
    },
    Refund {
        refund: RefundId,
        answer: RefundAnswer,
    },
    Dispute {
        attempt: AttemptId,
        case: DisputeCase,
        answer: DisputeAnswer,
    },
}

impl News {
    /// What the payment is told.
    pub fn command(self, fresh: FreshIds) -> Command {
        match self {
            Self::Attempt { attempt, answer } => Command::Notified {
                attempt,
                answer,
                fresh,
            },
            Self::Refund { refund, answer } => Command::RefundNotified { refund, answer },
            Self::Dispute {
                attempt,
                case,
                answer,
            } => Command::DisputeNotified {
                attempt,
                case,
                answer,
                fresh,
            },
        }
    }
}
