//! What happened to a payment, as it is stored.

use crate::ids::{AttemptId, CallId, ChargeId, DisputeId, PaymentIntentId, RefundId};
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::attempt::AttemptTerms;
use crate::payment::change::Change;
use crate::payment::charge::ChargeChange;
use crate::payment::dispute::{DisputeCase, DisputeOutcome};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::refund::{RefundFailureReason, RefundReason};
use crate::payment::state::CancelReason;
use crate::payment::terms::Terms;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// From 1, without gaps.
    pub seq: u64,
    /// Unix milliseconds.
    pub at_ms: i64,
    pub event: Event,
}

crate::tagged! {
    tag = "event";
    /// One fact. Stored as JSON: a variant's or a field's name is a storage format.
    // Events are stored as text; in memory a log is short.
    #[allow(clippy::large_enum_variant)]
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Event {
        Created {
            id: PaymentIntentId,
            terms: Terms,
            method: Option<PaymentMethod>,
        },
        Updated {
            changes: Vec<Change>,
        },
        AttemptStarted {
            attempt: AttemptId,
            method: PaymentMethod,
            return_url: Option<String>,
            style: ActionStyle,
            #[serde(default)]
            terms: AttemptTerms,
            call: CallId,
        },
        /// The call may have had its effect; the partner must be asked.
        CallOutcomeUnknown {
            call: CallId,
        },
        /// The partner never saw the call, which may therefore be sent again under the same key.
        CallNeverArrived {
            call: CallId,
        },
        /// The partner is told to refuse the attempt; if it does, the attempt failed for this cause.
        WithdrawalRequested {
            cause: FailureCause,
            call: CallId,
        },
        ActionRequired {
            action: NextAction,
            expires_at: Option<i64>,
        },
        ProcessingStarted {
            /// What the bank is at work on; a setup has none.
            #[serde(default)]
            charge: Option<ChargeId>,
        },
        Authorized {
            charge: ChargeId,
            amount: Money,
            expires_at: i64,
        },
        /// The money is reserved and waits for the merchant's server to confirm; until then the merchant
        /// is told nothing.
        ConfirmationAwaited {
            amount: Money,
            expires_at: i64,
        },
        AttemptFailed {
            cause: FailureCause,
            /// The declined charge, where the partner made one.
            charge: Option<ChargeId>,
        },
        CaptureRequested {
            amount: Money,
            #[serde(default = "is_final")]
            is_final: bool,
            call: CallId,
        },
        /// The partner would not capture; the authorisation stands.
        CaptureDeclined,
        /// The rest of the authorisation stands.
        PartiallyCaptured {
            /// On top of what was captured before.
            amount: Money,
        },
        Captured {
            charge: ChargeId,
            /// All of it, parts that were captured before included.
            amount: Money,
        },
        IncrementRequested {
            /// The new total.
            amount: Money,
            changes: Vec<Change>,
            call: CallId,
        },
        AuthorizationIncremented {
            /// The new total.
            amount: Money,
        },
        /// The issuer would not reserve more; the authorisation stands as it was.
        IncrementDeclined {
            cause: FailureCause,
        },
        /// The method can be charged from now on.
        SetUp,
        CancelRequested {
            reason: CancelReason,
            call: CallId,
        },
        Canceled {
            reason: CancelReason,
        },
        /// Money was reserved or taken for an attempt that had ended: it must go back.
        StrayFound {
            attempt: AttemptId,
            call: CallId,
        },
        StrayVoidUnknown {
            call: CallId,
        },
        StrayVoided {
            call: CallId,
        },
        ChargeUpdated {
            charge: ChargeId,
            changes: Vec<ChargeChange>,
        },
        Refund {
            refund: RefundId,
            fact: RefundFact,
        },
        Dispute {
            dispute: DisputeId,
            fact: DisputeFact,
        },
    }
}

/// What happened to a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFact {
    Requested {
        amount: Money,
        reason: Option<RefundReason>,
        metadata: BTreeMap<String, String>,
        call: CallId,
    },
    Pending,
    RequiresAction,
    Succeeded,
    /// Also after it succeeded: a bank may send the money back.
    Failed {
        reason: RefundFailureReason,
    },
    CancelRequested {
        call: CallId,
    },
    Canceled,
    Updated {
        metadata: BTreeMap<String, String>,
    },
}

/// What happened to a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeFact {
    Opened {
        case: DisputeCase,
    },
    Updated {
        evidence: Option<BTreeMap<String, String>>,
        metadata: Option<BTreeMap<String, String>>,
    },
    /// The evidence goes to the partner.
    Submitted {
        call: CallId,
    },
    UnderReview,
    AcceptRequested {
        call: CallId,
    },
    Closed {
        outcome: DisputeOutcome,
    },
}

/// Captures were always final before they could be made in parts.
fn is_final() -> bool {
    true
}
