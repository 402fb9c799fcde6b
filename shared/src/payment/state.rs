//! Where a payment stands. What is stored is the event log; this is its fold.

use crate::country::CountryCode;
use crate::ids::{AttemptId, CallId, ChargeId, PaymentIntentId};
use crate::ledger::fees::FeeSchedule;
use crate::methods::MethodType;
use crate::methods::eligibility::Checkout;
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::failure::{Failure, FailureCause};
use crate::payment::method::PaymentMethod;
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

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
    /// Every attempt so far, the latest last.
    pub attempts: Vec<AttemptId>,
    /// Authorisations that arrived for an attempt which had already ended.
    pub strays: Vec<Stray>,
}

/// What the merchant asked for when creating the intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub amount: Money,
    pub merchant_country: CountryCode,
    pub capture: CaptureMethod,
    pub future_usage: Option<SetupFutureUsage>,
    /// `payment_method_types` as the merchant listed them; `None` leaves the choice to Kassa.
    pub methods: Option<Vec<MethodType>>,
    /// With `automatic_payment_methods[allow_redirects]=never` no method may leave the page.
    pub allow_redirects: bool,
    pub description: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub receipt_email: Option<String>,
    pub statement_descriptor: Option<String>,
    pub statement_descriptor_suffix: Option<String>,
    /// The account's own prices as they were when the intent was created; `None` where it has none,
    /// which are the standard ones. Kept here, so that a log says all about the fees it caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Box<FeeSchedule>>,
}

/// The methods that never leave the page, for merchants who allow no redirects.
static METHODS_WITHOUT_REDIRECT: LazyLock<Vec<MethodType>> = LazyLock::new(|| {
    let stays = |method: &MethodType| !method.row().flow.leaves_the_page();
    MethodType::ALL.iter().copied().filter(stays).collect()
});

impl Terms {
    /// What a method must suit to be offered, and to be confirmed.
    pub fn checkout(&self, buyer_country: Option<CountryCode>) -> Checkout<'_> {
        Checkout {
            amount: self.amount,
            merchant_country: self.merchant_country,
            buyer_country,
            capture: self.capture,
            future_usage: self.future_usage,
            allowed: match (&self.methods, self.allow_redirects) {
                (Some(listed), _) => Some(listed),
                (None, true) => None,
                (None, false) => Some(&METHODS_WITHOUT_REDIRECT),
            },
        }
    }
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
    /// The buyer's bank takes its time; the partner will tell.
    Processing {
        attempt: Attempt,
    },
    RequiresCapture {
        attempt: Attempt,
        charge: ChargeId,
        authorized: Money,
        /// Unix seconds; the authorisation lapses then.
        expires_at: i64,
    },
    Capturing {
        attempt: Attempt,
        charge: ChargeId,
        authorized: Money,
        expires_at: i64,
        asked: Money,
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
    },
    Canceled {
        reason: Option<CancelReason>,
        /// Unix seconds.
        at: i64,
    },
}

/// One try to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub method: PaymentMethod,
    pub return_url: Option<String>,
    pub style: ActionStyle,
    /// The call that asked for the authorisation: the partner can be asked about the attempt by it.
    pub opened_by: CallId,
}

/// A call to the partner that was decided and is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Also the partner's idempotency key.
    pub id: CallId,
    pub step: CallStep,
    /// How often the outcome stayed unknown; spaces the next tries.
    pub unknown: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStep {
    /// Never sent, or known not to have arrived.
    Send,
    /// May have arrived: ask before anything else.
    LookUp,
}

/// An authorisation that nobody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    pub attempt: AttemptId,
    /// The call that gives the money back.
    pub call: CallId,
    pub unknown: u32,
    /// The money is back; kept, so that a repeated notification is recognised.
    pub voided: bool,
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
            Self::RequiresConfirmation { .. } => Status::RequiresConfirmation,
            Self::RequiresAction { .. } => Status::RequiresAction,
            Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::Processing { .. }
            | Self::Capturing { .. }
            | Self::Canceling { .. } => Status::Processing,
            Self::RequiresCapture { .. } => Status::RequiresCapture,
            Self::Succeeded { .. } => Status::Succeeded,
            Self::Canceled { .. } => Status::Canceled,
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
            | Self::Canceling { attempt, .. }
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
            | Self::Canceling { .. }
            | Self::Succeeded { .. } => self.attempt().map(|attempt| &attempt.method),
        }
    }

    /// The call whose answer the state waits for.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Authorizing { call, .. }
            | Self::Withdrawing { call, .. }
            | Self::Capturing { call, .. }
            | Self::Canceling { call, .. } => Some(call),
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Succeeded { .. }
            | Self::Canceled { .. } => None,
        }
    }

    /// No event changes this state any more.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::Succeeded { .. } | Self::Canceled { .. } => true,
            Self::RequiresPaymentMethod { .. }
            | Self::RequiresConfirmation { .. }
            | Self::Authorizing { .. }
            | Self::Withdrawing { .. }
            | Self::RequiresAction { .. }
            | Self::Processing { .. }
            | Self::RequiresCapture { .. }
            | Self::Capturing { .. }
            | Self::Canceling { .. } => false,
        }
    }
}
