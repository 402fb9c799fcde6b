//! What can be asked of a payment, and what it answers when it won't.

use crate::ids::{AttemptId, CallId, ChargeId};
use crate::methods::MethodType;
use crate::methods::eligibility::Ineligible;
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::state::{CancelReason, Status};
use serde::{Deserialize, Serialize};

/// Something that happens to a payment. Fresh ids come with the command, since the core makes none.
// A command lives for one decision and is never stored, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The buyer, or the merchant for them, pays.
    Confirm {
        /// `None` uses the method that the intent already has.
        method: Option<PaymentMethod>,
        attempt: AttemptId,
        call: CallId,
        return_url: Option<String>,
        style: ActionStyle,
    },
    /// The buyer chose another way to pay while the partner still waits for them.
    Replace {
        call: CallId,
    },
    /// The merchant takes what was authorised; `None` takes all of it.
    Capture {
        amount: Option<Money>,
        call: CallId,
    },
    Cancel {
        reason: CancelReason,
        call: CallId,
    },
    /// The partner answered the call.
    Answered {
        call: CallId,
        answer: Answer,
        fresh: FreshIds,
    },
    /// No answer, or one that does not tell whether the call had an effect.
    OutcomeUnknown {
        call: CallId,
    },
    /// The partner was asked what became of the call; `None`: it never saw it.
    LookedUp {
        call: CallId,
        found: Option<Answer>,
        fresh: FreshIds,
    },
    /// The partner tells of an attempt on its own account. It may repeat and reorder itself.
    Notified {
        attempt: AttemptId,
        answer: Answer,
        fresh: FreshIds,
    },
    /// A deadline passed, or a stored payment was found with nobody working on it.
    Wake {
        fresh: FreshIds,
    },
}

/// Ids that an answer may need: a charge for money that moves, a call for a follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshIds {
    pub charge: ChargeId,
    pub call: CallId,
}

/// What a partner says of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The money is reserved, until `expires_at` (Unix seconds).
    Authorized {
        amount: Money,
        expires_at: i64,
    },
    /// The money is taken.
    Captured {
        amount: Money,
    },
    ActionRequired {
        action: NextAction,
        expires_at: Option<i64>,
    },
    /// Accepted; the outcome comes by notification.
    Pending,
    Declined {
        cause: FailureCause,
    },
    /// Voided, or never to happen.
    Canceled,
}

/// The caller's fault, told precisely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `payment_intent_unexpected_state`.
    UnexpectedState {
        status: Status,
        asked: Asked,
    },
    /// Confirmed with neither a method of its own nor one on the intent.
    MethodMissing,
    /// The intent's card came without a token, so its data must be given again.
    CardDataMissing,
    MethodIneligible {
        method: MethodType,
        why: Ineligible,
    },
    /// The method leaves the page, and there is nowhere to come back to.
    ReturnUrlMissing {
        method: MethodType,
    },
    CaptureExceedsAuthorized {
        authorized: Money,
        asked: Money,
    },
    CaptureNotPositive,
}

/// What a refused command wanted to do, for the error's wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Confirm,
    Capture,
    Cancel,
}
