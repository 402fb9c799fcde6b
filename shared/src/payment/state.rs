//! Where a payment stands. What is stored is the event log; this is its fold.

use crate::ids::{AttemptId, ChargeId, PaymentIntentId};
use crate::money::Money;
use crate::payment::action::NextAction;
use crate::payment::attempt::{Attempt, Stray};
use crate::payment::call::Call;
use crate::payment::change::Change;
use crate::payment::charge::Charge;
use crate::payment::dispute::Dispute;
use crate::payment::failure::{Failure, FailureCause};
use crate::payment::hold::Hold;
use crate::payment::method::PaymentMethod;
use crate::payment::refund::Refund;
pub use crate::payment::terms::Terms;
use serde::{Deserialize, Serialize};

/// One payment intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentIntentId,
    /// Unix seconds.
    pub created: i64,
    pub terms: Terms,
    pub state: State,
    /// Events applied so far; the sequence number of the last one.
    pub version: u64,
    /// When the last event was applied, Unix milliseconds.
    pub changed_at_ms: i64,
    pub latest_charge: Option<ChargeId>,
    /// Every charge of every attempt so far, the latest last.
    pub charges: Vec<Charge>,
    /// Every attempt so far, the latest last.
    pub attempts: Vec<AttemptId>,
    /// Authorisations that arrived for an attempt which had already ended.
    pub strays: Vec<Stray>,
    /// For later payments, where the method that was paid with cannot recur itself.
    pub left_behind: Option<PaymentMethod>,
}

/// The machine's state. Each variant holds what is true in it and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    RequiresPaymentMethod {
        last_failure: Option<Failure>,
    },
    RequiresConfirmation {
        method: PaymentMethod,
    },
    /// The partner was asked to authorise, and has not answered.
    Authorizing {
        attempt: Attempt,
        call: Call,
    },
    /// The partner was told to refuse the attempt, and has not answered.
    Withdrawing {
        attempt: Attempt,
        cause: FailureCause,
        call: Call,
    },
    RequiresAction {
        attempt: Attempt,
        action: NextAction,
        /// Unix seconds; the attempt fails when nothing happened by then.
        expires_at: Option<i64>,
    },
    /// The buyer has done what was asked of them, the money is reserved, and the merchant's server,
    /// which alone confirms this intent, has not said that it shall be taken.
    AwaitsConfirmation {
        attempt: Attempt,
        authorized: Money,
        /// Unix seconds; the authorisation lapses then.
        expires_at: i64,
    },
    /// The buyer's bank takes its time; the partner will tell.
    Processing {
        attempt: Attempt,
    },
    RequiresCapture {
        attempt: Attempt,
        hold: Hold,
    },
    Capturing {
        attempt: Attempt,
        hold: Hold,
        /// On top of what was captured before.
        asked: Money,
        /// What is left of the authorisation then goes back.
        is_final: bool,
        call: Call,
    },
    /// The partner was asked to reserve more, and has not answered.
    Incrementing {
        attempt: Attempt,
        hold: Hold,
        /// The new total.
        asked: Money,
        /// Come with the increment, and only if it succeeds.
        changes: Vec<Change>,
        call: Call,
    },
    /// The partner was asked to void the attempt, and has not answered.
    Canceling {
        attempt: Attempt,
        /// Of the authorisation, where there was one.
        charge: Option<ChargeId>,
        reason: CancelReason,
        call: Call,
    },
    Succeeded {
        attempt: Attempt,
        charge: ChargeId,
        authorized: Money,
        captured: Money,
        /// The earliest first.
        refunds: Vec<Refund>,
        disputes: Vec<Dispute>,
    },
    /// A setup succeeded: nothing was paid, and the method can be charged from now on.
    SetUp {
        attempt: Attempt,
    },
    Canceled {
        reason: Option<CancelReason>,
        /// Unix seconds.
        at: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    Abandoned,
    /// The authorisation or the voucher lapsed.
    Automatic,
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
    /// The merchant gave none.
    Unstated,
}

impl CancelReason {
    /// As the merchant API shows it; `None` is `null`.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Abandoned => Some("abandoned"),
            Self::Automatic => Some("automatic"),
            Self::Duplicate => Some("duplicate"),
            Self::Fraudulent => Some("fraudulent"),
            Self::RequestedByCustomer => Some("requested_by_customer"),
            Self::Unstated => None,
        }
    }

    /// The reasons that a merchant may give.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "abandoned" => Some(Self::Abandoned),
            "duplicate" => Some(Self::Duplicate),
            "fraudulent" => Some(Self::Fraudulent),
            "requested_by_customer" => Some(Self::RequestedByCustomer),
            _ => None,
        }
    }
}

/// The merchant API's `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

impl State {
    pub fn status(&self) -> Status {
        match self {
            Self::RequiresPaymentMethod { .. } => Status::RequiresPaymentMethod,
            Self::RequiresConfirmation { .. } | Self::AwaitsConfirmation { .. } => {
                Status::RequiresConfirmation
            }
            Self::RequiresAction { .. } => Status::RequiresAction,
            Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::Processing { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. } => Status::Processing,
            Self::RequiresCapture { .. } => Status::RequiresCapture,
            Self::Succeeded { .. } | Self::SetUp { .. } => Status::Succeeded,
            Self::Canceled { .. } => Status::Canceled,
        }
    }

    /// Why the last attempt failed, while there is no other.
    pub fn last_failure(&self) -> Option<&Failure> {
        match self {
            Self::RequiresPaymentMethod { last_failure } => last_failure.as_ref(),
            Self::RequiresConfirmation { .. }
            | Self::Canceled { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. }
            | Self::SetUp { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::Succeeded { .. } => None,
        }
    }

    /// The attempt under way or successful.
    pub fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::Canceled { .. } => None,
            Self::Authorizing { attempt, .. }
            | Self::Withdrawing { attempt, .. }
            | Self::RequiresAction { attempt, .. }
            | Self::Processing { attempt }
            | Self::RequiresCapture { attempt, .. }
            | Self::Capturing { attempt, .. }
            | Self::Incrementing { attempt, .. }
            | Self::Canceling { attempt, .. }
            | Self::SetUp { attempt }
            | Self::AwaitsConfirmation { attempt, .. }
            | Self::Succeeded { attempt, .. } => Some(attempt),
        }
    }

    /// What the buyer pays with, where that is settled.
    pub fn method(&self) -> Option<&PaymentMethod> {
        match self {
            Self::RequiresConfirmation { method } => Some(method),
            Self::RequiresPaymentMethod { .. }
            | Self::Canceled { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Succeeded { .. } => self.attempt().map(|attempt| &attempt.method),
        }
    }

    /// The call whose answer the state waits for.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Authorizing { call, .. }
            | Self::Withdrawing { call, .. }
            | Self::Capturing { call, .. }
            | Self::Incrementing { call, .. }
            | Self::Canceling { call, .. } => Some(call),
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Succeeded { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Canceled { .. } => None,
        }
    }

    pub(super) fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Self::Authorizing { call, .. }
            | Self::Withdrawing { call, .. }
            | Self::Capturing { call, .. }
            | Self::Incrementing { call, .. }
            | Self::Canceling { call, .. } => Some(call),
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Succeeded { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Canceled { .. } => None,
        }
    }

    /// No event leads out of this state any more.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::Succeeded { .. } | Self::SetUp { .. } | Self::Canceled { .. } => true,
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. } => false,
        }
    }
    /// The reserved money.
    pub fn hold(&self) -> Option<&Hold> {
        match self {
            Self::RequiresCapture { hold, .. }
            | Self::Capturing { hold, .. }
            | Self::Incrementing { hold, .. } => Some(hold),
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::Canceling { .. }
            | Self::Succeeded { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Canceled { .. } => None,
        }
    }

    /// What went back of a payment that succeeded, or is to go back; the earliest first.
    pub fn refunds(&self) -> &[Refund] {
        match self {
            Self::Succeeded { refunds, .. } => refunds,
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Canceled { .. } => &[],
        }
    }

    /// The disputes of a payment that succeeded; the earliest first.
    pub fn disputes(&self) -> &[Dispute] {
        match self {
            Self::Succeeded { disputes, .. } => disputes,
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Incrementing { .. }
            | Self::Canceling { .. }
            | Self::AwaitsConfirmation { .. }
            | Self::SetUp { .. }
            | Self::Canceled { .. } => &[],
        }
    }
}
