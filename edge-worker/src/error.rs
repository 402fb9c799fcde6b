//! The only place where a refusal or a fault becomes an HTTP answer.

use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::api::error::{ApiError, Envelope, ErrorType};
use shared::methods::eligibility::Ineligible;
use shared::payment::refusal::{Asked, Refusal};
use shared::payment::state::Status;

/// A status and a body, ready to be sent or to be kept for a retry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpAnswer {
    pub status: u16,
    /// JSON.
    pub body: String,
    /// Sent before, for the same idempotency key.
    #[serde(default)]
    pub replayed: bool,
}

impl HttpAnswer {
    pub fn ok(body: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self {
            status: 200,
            body: serde_json::to_string(body)?,
            replayed: false,
        })
    }
}

impl From<ApiError> for HttpAnswer {
    fn from(error: ApiError) -> Self {
        let status = error.status;
        let body = serde_json::to_string(&Envelope { error }).unwrap_or_else(|_| {
            // An envelope is strings and JSON values, so this text is never sent.
            r#"{"error":{"type":"api_error","message":"The error could not be written."}}"#
                .to_owned()
        });
        Self {
            status,
            body,
            replayed: false,
        }
    }
}

impl From<Fault> for HttpAnswer {
    /// The cause goes to the log, and never to the caller.
    fn from(fault: Fault) -> Self {
        worker::console_error!("fault: {}", fault.0);
        ApiError::internal().into()
    }
}

/// Logs the cause; the caller learns only that it was ours.
pub fn internal(fault: &Fault) -> ApiError {
    worker::console_error!("fault: {}", fault.0);
    ApiError::internal()
}

/// A refusal of the payment machine, in Stripe's words.
pub fn refusal(refusal: &Refusal) -> ApiError {
    match refusal {
        Refusal::UnexpectedState { status, asked } => {
            ApiError::invalid(unexpected_state(*status, *asked))
                .with_code("payment_intent_unexpected_state")
        }
        Refusal::MethodMissing => ApiError::invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
        )
        .with_code("payment_intent_unexpected_state"),
        Refusal::CardDataMissing => ApiError::invalid(
            "The card's number is not kept. Confirm with `payment_method_data` again.",
        )
        .with("parameter_missing", "payment_method_data"),
        Refusal::MethodIneligible { method, why } => ApiError::invalid(format!(
            "The payment method type \"{method}\" cannot be used for this PaymentIntent. {why}"
        ))
        .with(ineligible_code(why), "payment_method_data[type]"),
        Refusal::ReturnUrlMissing { method } => ApiError::invalid(format!(
            "A `return_url` must be specified to confirm this PaymentIntent with {method}, because the customer leaves the page to pay."
        ))
        .with("parameter_missing", "return_url"),
        Refusal::CaptureExceedsAuthorized { authorized, .. } => ApiError::invalid(format!(
            "The requested capture amount is greater than the amount you can capture for this PaymentIntent ({} {}).",
            authorized.minor(),
            authorized.currency().code()
        ))
        .with("amount_too_large", "amount_to_capture"),
        Refusal::CaptureNotPositive => {
            ApiError::invalid("This value must be greater than or equal to 1.")
                .with("parameter_invalid_integer", "amount_to_capture")
        }
        Refusal::MulticaptureUnavailable => ApiError::invalid(
            "This PaymentIntent cannot be captured more than once: create it with `payment_method_options[card][request_multicapture]=if_available` and pay it by card.",
        )
        .with("payment_intent_invalid_parameter", "final_capture"),
        Refusal::CapturesExhausted { captures_max } => ApiError::invalid(format!(
            "A PaymentIntent can be captured {captures_max} times: set `final_capture=true` on the last."
        ))
        .with("payment_intent_invalid_parameter", "final_capture"),
        Refusal::PartlyCaptured => ApiError::invalid(
            "Part of this PaymentIntent was captured already. Capture with `amount_to_capture=0` and `final_capture=true` to release the rest.",
        )
        .with_code("payment_intent_unexpected_state"),
        Refusal::IncrementUnavailable => ApiError::invalid(
            "This PaymentIntent's authorization cannot be incremented: create it with `payment_method_options[card][request_incremental_authorization]=if_available` and pay it by card.",
        )
        .with_code("payment_intent_unexpected_state"),
        Refusal::IncrementNotGreater { authorized, .. } => ApiError::invalid(format!(
            "The amount must be greater than the amount that is authorized already ({}).",
            authorized.minor()
        ))
        .with("amount_too_small", "amount"),
        Refusal::IncrementsExhausted { increments_max } => ApiError::invalid(format!(
            "An authorization can be incremented {increments_max} times."
        ))
        .with_code("payment_intent_unexpected_state"),
        Refusal::NotRefundable { status } => ApiError::invalid(format!(
            "This PaymentIntent does not have a successful charge to refund: it has a status of {}.",
            status.as_str()
        ))
        .with_code("payment_intent_unexpected_state"),
        Refusal::AlreadyRefunded => ApiError::invalid("The charge has already been refunded.")
            .with_code("charge_already_refunded"),
        Refusal::RefundNotPositive => {
            ApiError::invalid("This value must be greater than or equal to 1.")
                .with("parameter_invalid_integer", "amount")
        }
        Refusal::RefundExceedsCaptured { refundable, asked } => ApiError::invalid(format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({}).",
            asked.minor(),
            refundable.minor()
        ))
        .with_param("amount"),
        Refusal::ChargeDisputed => ApiError::invalid(
            "The charge has been charged back: its bank holds the money, so that it cannot be refunded.",
        )
        .with_code("charge_disputed"),
        Refusal::RefundUnsupported { method } => {
            ApiError::invalid(format!("Payments by {method} cannot be refunded."))
                .with_param("payment_intent")
        }
        Refusal::RefundWindowOver { method, days } => ApiError::invalid(format!(
            "Payments by {method} can be refunded within {days} days, which are over."
        ))
        .with_param("payment_intent"),
        Refusal::RefundsExhausted { refunds_max } => ApiError::invalid(format!(
            "A charge can have {refunds_max} refunds."
        ))
        .with_param("payment_intent"),
        Refusal::RefundMissing => ApiError::missing("No such refund", "refund"),
        Refusal::RefundNotCancelable { status } => ApiError::invalid(format!(
            "Only a refund with a status of requires_action can be canceled; this one has a status of {}.",
            status.as_str()
        ))
        .with_param("refund"),
        Refusal::ChargeMissing => ApiError::missing("No such charge", "charge"),
        Refusal::DisputeMissing => ApiError::missing("No such dispute", "dispute"),
        Refusal::DisputeNotOpen { status } => ApiError::invalid(format!(
            "This dispute takes no response any more: it has a status of {}.",
            status.as_str()
        ))
        .with_param("dispute"),
        Refusal::DisputePastDue { .. } => ApiError::invalid(
            "The time to respond to this dispute with evidence is over.",
        )
        .with_param("evidence"),
        // A partner's news are answered to the partner, in its own words.
        Refusal::NewsTooEarly => ApiError::internal(),
    }
}

fn ineligible_code(why: &Ineligible) -> &'static str {
    match why {
        Ineligible::AmountBelowMinimum { .. } => "amount_too_small",
        Ineligible::AmountAboveMaximum { .. } => "amount_too_large",
        Ineligible::CurrencyUnsupported { .. }
        | Ineligible::CurrencyNotOfBuyersCountry { .. }
        | Ineligible::CurrencyNotOfMerchantsCountry { .. } => "payment_method_currency_mismatch",
        Ineligible::NotAllowedHere
        | Ineligible::MerchantCountryUnsupported { .. }
        | Ineligible::BuyerCountryUnsupported { .. }
        | Ineligible::NotDomestic { .. }
        | Ineligible::ManualCaptureUnsupported
        | Ineligible::FutureUsageUnsupported => "payment_intent_incompatible_payment_method",
    }
}

fn unexpected_state(status: Status, asked: Asked) -> String {
    let status = status.as_str();
    match asked {
        Asked::Update => format!(
            "This PaymentIntent could not be updated because it has a status of {status}. Only its description, metadata, receipt_email and shipping can be updated then."
        ),
        Asked::Increment => format!(
            "You cannot increment the authorization of this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the following statuses may be incremented: requires_capture."
        ),
        Asked::Confirm => format!(
            "You cannot confirm this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action, requires_payment_method."
        ),
        Asked::Capture => format!(
            "This PaymentIntent could not be captured because it has a status of {status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture."
        ),
        Asked::Cancel => format!(
            "You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action."
        ),
    }
}

/// The same key came with other parameters.
pub fn idempotency_mismatch(key: &str) -> ApiError {
    ApiError::invalid(format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
    ))
    .with_kind(ErrorType::IdempotencyError)
}

/// The first request with this key is still at work.
pub fn idempotency_in_use(key: &str) -> ApiError {
    ApiError::invalid(format!(
        "There is currently another in-progress request using this idempotency key ('{key}'). Try again in a moment."
    ))
    .with_code("idempotency_key_in_use")
    .with_status(409)
}

/// Another request is at work on the object, for longer than this one waits.
pub fn lock_timeout() -> ApiError {
    ApiError::invalid(
        "This object cannot be accessed right now because another API request is currently accessing it. Try again in a moment.",
    )
    .with_code("lock_timeout")
    .with_status(429)
}

/// An id that names nothing in this account.
pub fn no_such_intent(id: &str) -> ApiError {
    ApiError::missing(format!("No such payment_intent: '{id}'"), "intent")
}
