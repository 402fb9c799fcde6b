//! Money that goes back to the buyer of a payment that succeeded.

use crate::ids::RefundId;
use crate::money::Money;
use crate::payment::call::Call;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub amount: Money,
    pub reason: Option<RefundReason>,
    pub metadata: BTreeMap<String, String>,
    /// Unix seconds.
    pub created: i64,
    pub standing: RefundStanding,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundStanding {
    /// The partner was asked for it, and has not answered.
    Requested {
        call: Call,
    },
    /// On its way; the partner will tell.
    Pending,
    /// The buyer must say where the money shall go.
    RequiresAction,
    /// The partner was asked to drop it while the buyer has not said so, and has not answered.
    Canceling {
        call: Call,
    },
    Succeeded,
    Failed {
        reason: RefundFailureReason,
    },
    Canceled,
}

/// The merchant API's `status` of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

impl RefundStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }
}

impl Refund {
    pub fn status(&self) -> RefundStatus {
        match self.standing {
            RefundStanding::Requested { .. } | RefundStanding::Pending => RefundStatus::Pending,
            RefundStanding::RequiresAction | RefundStanding::Canceling { .. } => {
                RefundStatus::RequiresAction
            }
            RefundStanding::Succeeded => RefundStatus::Succeeded,
            RefundStanding::Failed { .. } => RefundStatus::Failed,
            RefundStanding::Canceled => RefundStatus::Canceled,
        }
    }

    /// Whether its money has left, or may leave, the merchant.
    pub fn counts(&self) -> bool {
        match self.status() {
            RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Succeeded => true,
            RefundStatus::Failed | RefundStatus::Canceled => false,
        }
    }

    /// Whether the partner has not answered yet whether it takes the refund on.
    pub fn is_asked_for(&self) -> bool {
        matches!(self.standing, RefundStanding::Requested { .. })
    }

    /// The call whose answer it waits for.
    pub fn call(&self) -> Option<&Call> {
        match &self.standing {
            RefundStanding::Requested { call } | RefundStanding::Canceling { call } => Some(call),
            RefundStanding::Pending
            | RefundStanding::RequiresAction
            | RefundStanding::Succeeded
            | RefundStanding::Failed { .. }
            | RefundStanding::Canceled => None,
        }
    }

    pub(super) fn call_mut(&mut self) -> Option<&mut Call> {
        match &mut self.standing {
            RefundStanding::Requested { call } | RefundStanding::Canceling { call } => Some(call),
            RefundStanding::Pending
            | RefundStanding::RequiresAction
            | RefundStanding::Succeeded
            | RefundStanding::Failed { .. }
            | RefundStanding::Canceled => None,
        }
    }
}

/// Why the merchant gives money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
}

impl RefundReason {
    /// The merchant API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::RequestedByCustomer => "requested_by_customer",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "duplicate" => Some(Self::Duplicate),
            "fraudulent" => Some(Self::Fraudulent),
            "requested_by_customer" => Some(Self::RequestedByCustomer),
            _ => None,
        }
    }
}

/// Why the money came back to the merchant, or never left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFailureReason {
    ChargeForPendingRefundDisputed,
    Declined,
    ExpiredOrCanceledCard,
    InsufficientFunds,
    LostOrStolenCard,
    MerchantRequest,
    Unknown,
}

impl RefundFailureReason {
    /// The merchant API's `failure_reason`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChargeForPendingRefundDisputed => "charge_for_pending_refund_disputed",
            Self::Declined => "declined",
            Self::ExpiredOrCanceledCard => "expired_or_canceled_card",
            Self::InsufficientFunds => "insufficient_funds",
            Self::LostOrStolenCard => "lost_or_stolen_card",
            Self::MerchantRequest => "merchant_request",
            Self::Unknown => "unknown",
        }
    }
}

/// What a partner says of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundAnswer {
    Pending,
    RequiresAction,
    Succeeded,
    Failed { reason: RefundFailureReason },
    Canceled,
}
