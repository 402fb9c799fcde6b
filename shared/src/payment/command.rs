//! What can be asked of a payment, and what a partner can say of it.

use crate::ids::{AttemptId, CallId, ChargeId, DisputeId, PaymentIntentId, RefundId, within};
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::attempt::AttemptTerms;
use crate::payment::change::Change;
use crate::payment::charge::ChargeChange;
use crate::payment::dispute::{DisputeAnswer, DisputeCase};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::refund::{RefundAnswer, RefundReason};
use crate::payment::state::CancelReason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that happens to a payment. Fresh ids come with the command, since the core makes none.
// A command lives for one decision and is never stored, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The merchant changes the intent, all of it or nothing.
    Update {
        changes: Vec<Change>,
    },
    /// The buyer, or the merchant for them, pays.
    Confirm {
        /// `None` uses the method that the intent already has.
        method: Option<PaymentMethod>,
        attempt: AttemptId,
        call: CallId,
        return_url: Option<String>,
        style: ActionStyle,
        terms: AttemptTerms,
        /// Made together with the attempt, or not at all.
        changes: Vec<Change>,
    },
    /// The buyer chose another way to pay while the partner still waits for them.
    Replace {
        call: CallId,
    },
    /// The merchant takes what was authorised; `None` takes all that is left of it.
    Capture {
        amount: Option<Money>,
        /// `false` keeps the rest for later captures.
        is_final: bool,
        call: CallId,
    },
    /// The merchant wants more reserved.
    IncrementAuthorization {
        /// The new total.
        amount: Money,
        /// Made when the issuer agrees.
        changes: Vec<Change>,
        call: CallId,
    },
    Cancel {
        reason: CancelReason,
        call: CallId,
    },
    /// The merchant gives money back; `None` all that is left.
    Refund {
        refund: RefundId,
        amount: Option<Money>,
        reason: Option<RefundReason>,
        metadata: BTreeMap<String, String>,
        call: CallId,
    },
    UpdateRefund {
        refund: RefundId,
        /// The whole of it.
        metadata: BTreeMap<String, String>,
    },
    /// The merchant drops a refund that waits for the buyer.
    CancelRefund {
        refund: RefundId,
        call: CallId,
    },
    UpdateCharge {
        charge: ChargeId,
        changes: Vec<ChargeChange>,
    },
    UpdateDispute {
        dispute: DisputeId,
        /// The whole of it; `None` leaves it as it is.
        evidence: Option<BTreeMap<String, String>>,
        /// The whole of it; `None` leaves it as it is.
        metadata: Option<BTreeMap<String, String>>,
        /// The bank shall look at the evidence now.
        submit: bool,
        call: CallId,
    },
    /// The merchant gives in: the dispute is lost.
    CloseDispute {
        dispute: DisputeId,
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
    /// The partner answered the call about a refund.
    RefundAnswered {
        call: CallId,
        answer: RefundAnswer,
    },
    /// The partner was asked what became of the call about a refund; `None`: it never saw it.
    RefundLookedUp {
        call: CallId,
        found: Option<RefundAnswer>,
    },
    /// The partner tells of a refund on its own account.
    RefundNotified {
        refund: RefundId,
        answer: RefundAnswer,
    },
    /// The partner answered the call about a dispute.
    DisputeAnswered {
        call: CallId,
        answer: DisputeAnswer,
    },
    /// The partner tells of a dispute, perhaps for the first time.
    DisputeNotified {
        attempt: AttemptId,
        case: DisputeCase,
        answer: DisputeAnswer,
        fresh: FreshIds,
    },
    /// A deadline passed, or a stored payment was found with nobody working on it.
    Wake {
        fresh: FreshIds,
    },
}

/// What an answer may need to name something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshIds {
    /// Random, or derived: what a charge or a dispute is named by.
    pub name: [u8; 16],
    /// For a follow-up.
    pub call: CallId,
}

impl FreshIds {
    /// For money that moves.
    pub fn charge(&self, intent: &PaymentIntentId) -> ChargeId {
        ChargeId::from_bytes(within(intent, self.name))
    }

    pub fn dispute(&self, intent: &PaymentIntentId) -> DisputeId {
        DisputeId::from_bytes(within(intent, self.name))
    }
}

/// What a partner says of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The money is reserved, until `expires_at` (Unix seconds).
    Authorized {
        amount: Money,
        expires_at: i64,
    },
    /// A part of the reserved money is taken, and the rest stays reserved.
    PartiallyCaptured {
        /// All that was taken so far.
        captured: Money,
    },
    /// The money is taken, as much as there will be.
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
