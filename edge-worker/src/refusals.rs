//! What the payment machine refuses, in Stripe's words.

use crate::error::missing_param;
use shared::api::error::ApiError;
use shared::methods::eligibility::Ineligible;
use shared::payment::dispute::DisputeStatus;
use shared::payment::refusal::{Asked, Refusal};
use shared::payment::state::Status;
use shared::payment::terms::Purpose;

/// The refusal as an error of the API, about an intent of this kind.
pub fn refusal(refusal: &Refusal, purpose: Purpose) -> ApiError {
    match refusal {
        Refusal::UnexpectedState { status, asked } => {
            ApiError::invalid(unexpected_state(*status, *asked, purpose))
                .with_code(unexpected_state_code(purpose))
        }
        Refusal::MethodMissing => ApiError::invalid(format!(
            "You cannot confirm this {intent} because it's missing a payment method. You can either update the {intent} with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
            intent = name(purpose)
        ))
        .with_code(unexpected_state_code(purpose)),
        Refusal::CardDataMissing => ApiError::invalid(
            "The card's number is not kept. Confirm with `payment_method_data` again.",
        )
        .with("parameter_missing", "payment_method_data"),
        Refusal::MethodIneligible { method, why } => ApiError::invalid(format!(
            "The payment method type \"{method}\" cannot be used for this {}. {why}",
            name(purpose)
        ))
        .with(ineligible_code(why), "payment_method_data[type]"),
        Refusal::OptionMissing { method, name } => {
            missing_param(&format!("payment_method_options[{method}][{name}]"))
        }
        Refusal::ReturnUrlMissing { method } => ApiError::invalid(format!(
            "A `return_url` must be specified to confirm this {} with {method}, because the customer leaves the page to pay.",
            name(purpose)
        ))
        .with("parameter_missing", "return_url"),
        Refusal::MandateMissing { method } => ApiError::invalid(format!(
            "When confirming a {} with a `{method}` PaymentMethod, `mandate_data` is required: how and when the customer agreed to be debited.",
            name(purpose)
        ))
        .with("parameter_missing", "mandate_data"),
        Refusal::ExpiryOutOfRange { method, min, max } => {
            let name = format!("payment_method_options[{method}][expires_at]");
            ApiError::invalid(format!(
                "Invalid {name}: must be from {min} to {max} now, in Unix seconds."
            ))
            .with("payment_intent_invalid_parameter", &name)
        }
        Refusal::TransferTypeMismatch { method, currency } => {
            let name = format!("payment_method_options[{method}][bank_transfer][type]");
            ApiError::invalid(format!(
                "Invalid {name}: this type of bank transfer does not bring {currency}."
            ))
            .with("payment_intent_invalid_parameter", &name)
        }
        Refusal::NetworkUnavailable { asked, available } => {
            let name = "payment_method_options[card][network]";
            let available: Vec<_> = available.iter().map(|network| network.as_str()).collect();
            ApiError::invalid(format!(
                "Invalid {name}: with this card, this {} cannot go over {asked}. It must be one of {}",
                self::name(purpose),
                available.join(", ")
            ))
            .with(invalid_parameter_code(purpose), name)
        }
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
            "This PaymentIntent cannot be captured in parts: it takes a card, and `payment_method_options[card][request_multicapture]=if_available` when the PaymentIntent is created.",
        )
        .with_param("final_capture"),
        Refusal::CapturesExhausted { captures_max } => ApiError::invalid(format!(
            "This PaymentIntent was captured {captures_max} times, which is the most. Capture the rest with `final_capture=true`."
        ))
        .with_param("final_capture"),
        Refusal::PartlyCaptured => ApiError::invalid(
            "Part of this PaymentIntent is captured, so it cannot be canceled. A capture with `final_capture=true` frees the rest.",
        )
        .with_code("payment_intent_unexpected_state"),
        Refusal::IncrementUnavailable => ApiError::invalid(
            "The authorization of this PaymentIntent cannot be incremented: it takes a card, and `payment_method_options[card][request_incremental_authorization]=if_available` when the PaymentIntent is created.",
        )
        .with_code("payment_intent_invalid_parameter"),
        Refusal::IncrementNotGreater { authorized, .. } => ApiError::invalid(format!(
            "The amount must be greater than what is authorized already ({} {}): it is the new total.",
            authorized.minor(),
            authorized.currency().code()
        ))
        .with("amount_too_small", "amount"),
        Refusal::IncrementsExhausted { increments_max } => ApiError::invalid(format!(
            "The authorization of this PaymentIntent was incremented {increments_max} times, which is the most."
        ))
        .with_code("payment_intent_invalid_parameter"),
        Refusal::NotRefundable { status } => ApiError::invalid(format!(
            "This PaymentIntent has a status of {} and no successful charge to refund. An uncaptured one can be canceled.",
            status.as_str()
        ))
        .with_code("charge_not_refundable"),
        Refusal::AlreadyRefunded => {
            ApiError::invalid("The charge has already been refunded.")
                .with_code("charge_already_refunded")
        }
        Refusal::RefundNotPositive => {
            ApiError::invalid("This value must be greater than or equal to 1.")
                .with("parameter_invalid_integer", "amount")
        }
        Refusal::RefundExceedsCaptured { refundable, asked } => ApiError::invalid(format!(
            "Refund amount ({asked}) is greater than the unrefunded amount on the charge ({refundable})."
        ))
        .with("amount_too_large", "amount"),
        Refusal::ChargeDisputed => ApiError::invalid(
            "The charge has been charged back; it cannot be refunded as well.",
        )
        .with_code("charge_disputed"),
        Refusal::RefundUnsupported { method } => ApiError::invalid(format!(
            "Payments with {method} cannot be refunded."
        ))
        .with_code("charge_not_refundable"),
        Refusal::RefundWindowOver { method, days } => ApiError::invalid(format!(
            "Payments with {method} can be refunded within {days} days, which are over."
        ))
        .with_code("charge_not_refundable"),
        Refusal::RefundsExhausted { refunds_max } => ApiError::invalid(format!(
            "The charge has {refunds_max} refunds, which is the most."
        ))
        .with_code("charge_not_refundable"),
        Refusal::RefundMissing => {
            ApiError::missing("No such refund of this PaymentIntent.", "refund")
        }
        Refusal::RefundNotCancelable { status } => ApiError::invalid(format!(
            "The refund has a status of {}. Only a refund with the status requires_action can be canceled.",
            status.as_str()
        )),
        Refusal::ChargeMissing => {
            ApiError::missing("No such charge of this PaymentIntent.", "charge")
        }
        Refusal::DisputeMissing => {
            ApiError::missing("No such dispute of this PaymentIntent.", "dispute")
        }
        Refusal::DisputeNotOpen { status } => ApiError::invalid(dispute_not_open(*status))
            .with_param("submit"),
        // Told to partners alone, who come again.
        Refusal::NewsTooEarly => ApiError::internal(),
        Refusal::DisputePastDue { evidence_due_by } => ApiError::invalid(format!(
            "The evidence for this dispute was due by {evidence_due_by} (Unix time). It cannot be changed any more."
        ))
        .with_param("evidence"),
    }
}

/// Deposits are told of to an intent that waits for none.
pub fn unexpected_verification(status: Status, purpose: Purpose) -> ApiError {
    ApiError::invalid(format!(
        "You cannot verify microdeposits for this {} because it has a status of {}. Only one whose next_action is verify_with_microdeposits waits for that.",
        name(purpose),
        status.as_str()
    ))
    .with_code(unexpected_state_code(purpose))
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
        | Ineligible::BusinessesOnly
        | Ineligible::CustomerMissing
        | Ineligible::ManualCaptureUnsupported
        | Ineligible::FutureUsageUnsupported => "payment_intent_incompatible_payment_method",
    }
}

fn name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Payment => "PaymentIntent",
        Purpose::Setup => "SetupIntent",
    }
}

fn invalid_parameter_code(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Payment => "payment_intent_invalid_parameter",
        Purpose::Setup => "setup_intent_invalid_parameter",
    }
}

fn unexpected_state_code(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Payment => "payment_intent_unexpected_state",
        Purpose::Setup => "setup_intent_unexpected_state",
    }
}

fn unexpected_state(status: Status, asked: Asked, purpose: Purpose) -> String {
    let status = status.as_str();
    let intent = name(purpose);
    match asked {
        Asked::Update => format!(
            "This {intent} could not be updated in this way because it has a status of {status}. Amount, currency, customer and payment methods may only be updated while it has one of the following statuses: requires_payment_method, requires_confirmation."
        ),
        Asked::Confirm => format!(
            "You cannot confirm this {intent} because it has a status of {status}. Only a {intent} with one of the following statuses may be confirmed: requires_confirmation, requires_action, requires_payment_method."
        ),
        Asked::Capture => format!(
            "This {intent} could not be captured because it has a status of {status}. Only a {intent} with one of the following statuses may be captured: requires_capture."
        ),
        Asked::Increment => format!(
            "The authorization of this {intent} could not be incremented because it has a status of {status}. Only a {intent} with one of the following statuses may be incremented: requires_capture."
        ),
        Asked::Cancel => format!(
            "You cannot cancel this {intent} because it has a status of {status}. Only a {intent} with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action."
        ),
    }
}

fn dispute_not_open(status: DisputeStatus) -> String {
    format!(
        "The dispute has a status of {}. Evidence can only be given, or the dispute closed, while it needs a response.",
        status.as_str()
    )
}
