//! What a payment answers when it won't.

use crate::currency::Currency;
use crate::methods::MethodType;
use crate::methods::eligibility::Ineligible;
use crate::money::Money;
use crate::payment::dispute::DisputeStatus;
use crate::payment::method::CardBrand;
use crate::payment::refund::RefundStatus;
use crate::payment::state::Status;

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
    /// The method needs something in its `payment_method_options`.
    OptionMissing {
        method: MethodType,
        name: &'static str,
    },
    /// The method leaves the page, and there is nowhere to come back to.
    ReturnUrlMissing {
        method: MethodType,
    },
    /// The account is to be debited, and its owner has not agreed to that.
    MandateMissing {
        method: MethodType,
    },
    /// The moment that the merchant chose for the end of a voucher or a code is too soon or too far
    /// away, Unix seconds, both bounds inclusive.
    ExpiryOutOfRange {
        method: MethodType,
        min: i64,
        max: i64,
    },
    /// The merchant chose a kind of transfer that brings another currency.
    TransferTypeMismatch {
        method: MethodType,
        currency: Currency,
    },
    /// The card, or the currency, does not go over the network that was named with it.
    NetworkUnavailable {
        asked: String,
        available: Vec<CardBrand>,
    },
    CaptureExceedsAuthorized {
        authorized: Money,
        asked: Money,
    },
    CaptureNotPositive,
    /// The intent was not created, or cannot be, for captures in parts.
    MulticaptureUnavailable,
    /// It was captured in as many parts as there can be.
    CapturesExhausted {
        captures_max: u32,
    },
    /// Part of the authorisation is taken: a last capture frees the rest.
    PartlyCaptured,
    /// The intent was not created, or cannot be, for increments.
    IncrementUnavailable,
    IncrementNotGreater {
        authorized: Money,
        asked: Money,
    },
    IncrementsExhausted {
        increments_max: u32,
    },
    /// Nothing was paid that could go back.
    NotRefundable {
        status: Status,
    },
    /// `charge_already_refunded`.
    AlreadyRefunded,
    RefundNotPositive,
    RefundExceedsCaptured {
        refundable: Money,
        asked: Money,
    },
    /// `charge_disputed`: the bank has the money.
    ChargeDisputed,
    RefundUnsupported {
        method: MethodType,
    },
    RefundWindowOver {
        method: MethodType,
        days: u16,
    },
    RefundsExhausted {
        refunds_max: usize,
    },
    RefundMissing,
    RefundNotCancelable {
        status: RefundStatus,
    },
    ChargeMissing,
    DisputeMissing,
    /// Evidence was submitted, or the dispute is closed.
    DisputeNotOpen {
        status: DisputeStatus,
    },
    /// News of a payment that is not known to have succeeded: the partner must repeat them.
    NewsTooEarly,
    /// Evidence comes too late.
    DisputePastDue {
        /// Unix seconds.
        evidence_due_by: i64,
    },
}

/// What a refused command wanted to do, for the error's wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Update,
    Confirm,
    Capture,
    Increment,
    Cancel,
}
