//! What happened to a payment, as it is stored.

use crate::ids::{AttemptId, CallId, ChargeId, PaymentIntentId};
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::state::{CancelReason, Terms};
use serde::{Deserialize, Serialize};

/// An event with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// From 1, without gaps.
    pub seq: u64,
    /// Unix milliseconds.
    pub at_ms: i64,
    pub event: Event,
}

/// One fact. Stored as JSON: a variant's or a field's name is a storage format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Created {
        id: PaymentIntentId,
        terms: Terms,
        method: Option<PaymentMethod>,
    },
    AttemptStarted {
        attempt: AttemptId,
        method: PaymentMethod,
        return_url: Option<String>,
        style: ActionStyle,
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
    ProcessingStarted,
    Authorized {
        charge: ChargeId,
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
        call: CallId,
    },
    /// The partner would not capture; the authorisation stands.
    CaptureDeclined,
    Captured {
        charge: ChargeId,
        amount: Money,
    },
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
}

/// The types of the merchant's event feed that a payment intent causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    Created,
    RequiresAction,
    Processing,
    PaymentFailed,
    AmountCapturableUpdated,
    Succeeded,
    Canceled,
}

impl Notice {
    /// The event's `type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "payment_intent.created",
            Self::RequiresAction => "payment_intent.requires_action",
            Self::Processing => "payment_intent.processing",
            Self::PaymentFailed => "payment_intent.payment_failed",
            Self::AmountCapturableUpdated => "payment_intent.amount_capturable_updated",
            Self::Succeeded => "payment_intent.succeeded",
            Self::Canceled => "payment_intent.canceled",
        }
    }
}

impl Event {
    /// What the merchant is told of this event: one notice for each change that the API shows.
    pub fn notice(&self) -> Option<Notice> {
        match self {
            Self::Created { .. } => Some(Notice::Created),
            Self::ActionRequired { .. } => Some(Notice::RequiresAction),
            Self::ProcessingStarted => Some(Notice::Processing),
            Self::AttemptFailed { .. } => Some(Notice::PaymentFailed),
            Self::Authorized { .. } => Some(Notice::AmountCapturableUpdated),
            Self::Captured { .. } => Some(Notice::Succeeded),
            Self::Canceled { .. } => Some(Notice::Canceled),
            Self::AttemptStarted { .. }
            | Self::CallOutcomeUnknown { .. }
            | Self::CallNeverArrived { .. }
            | Self::WithdrawalRequested { .. }
            | Self::CaptureRequested { .. }
            | Self::CaptureDeclined
            | Self::CancelRequested { .. }
            | Self::StrayFound { .. }
            | Self::StrayVoidUnknown { .. }
            | Self::StrayVoided { .. } => None,
        }
    }
}
