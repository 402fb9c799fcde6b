//! Why an attempt failed, in the terms of the merchant API.

use crate::ids::ChargeId;
use crate::payment::method::PaymentMethod;
use crate::payment::terms::Purpose;
use serde::{Deserialize, Serialize};

/// A failed attempt, as `last_payment_error` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub cause: FailureCause,
    pub method: PaymentMethod,
    /// Present where the partner made a (declined) charge.
    pub charge: Option<ChargeId>,
}

/// What a partner, a buyer or the clock decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum FailureCause {
    /// The issuer declined; the code is its reason, in Stripe's list of decline codes.
    CardDeclined {
        decline_code: String,
    },
    ExpiredCard,
    IncorrectCvc,
    IncorrectNumber,
    ProcessingError,
    /// The buyer did not pass the authentication of their bank.
    AuthenticationFailed,
    /// Authentication is needed, and the merchant or the client cannot show it.
    AuthenticationRequired,
    /// The buyer or the provider of a redirect or QR method said no.
    ProviderDeclined,
    /// The buyer did not act in time.
    AttemptExpired,
    /// The buyer chose another way to pay instead.
    Replaced,
    /// The outcome at the partner could not be learnt, so the attempt was withdrawn there.
    Withdrawn,
}

impl FailureCause {
    /// `type` of the error.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::CardDeclined { .. }
            | Self::ExpiredCard
            | Self::IncorrectCvc
            | Self::IncorrectNumber
            | Self::ProcessingError
            | Self::AuthenticationRequired
            | Self::Withdrawn => "card_error",
            Self::AuthenticationFailed
            | Self::ProviderDeclined
            | Self::AttemptExpired
            | Self::Replaced => "invalid_request_error",
        }
    }

    /// `code` of the error, about an intent of this kind.
    pub fn code(&self, purpose: Purpose) -> &'static str {
        match self {
            Self::CardDeclined { .. } => "card_declined",
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::IncorrectNumber => "incorrect_number",
            Self::ProcessingError | Self::Withdrawn => "processing_error",
            Self::AuthenticationFailed => match purpose {
                Purpose::Payment => "payment_intent_authentication_failure",
                Purpose::Setup => "setup_intent_authentication_failure",
            },
            Self::AuthenticationRequired => "authentication_required",
            Self::ProviderDeclined => "payment_method_provider_decline",
            Self::AttemptExpired => match purpose {
                Purpose::Payment => "payment_intent_payment_attempt_expired",
                Purpose::Setup => "setup_intent_setup_attempt_expired",
            },
            Self::Replaced => "payment_method_customer_decline",
        }
    }

    /// `decline_code` of the error, where Stripe documents one beside the code.
    pub fn decline_code(&self) -> Option<&str> {
        match self {
            Self::CardDeclined { decline_code } => Some(decline_code),
            Self::ExpiredCard => Some("expired_card"),
            Self::IncorrectCvc => Some("incorrect_cvc"),
            Self::IncorrectNumber => Some("incorrect_number"),
            Self::ProcessingError | Self::Withdrawn => Some("processing_error"),
            Self::AuthenticationRequired => Some("authentication_required"),
            Self::AuthenticationFailed
            | Self::ProviderDeclined
            | Self::AttemptExpired
            | Self::Replaced => None,
        }
    }

    /// The card field that the buyer should look at, as `param` names it.
    pub fn param(&self) -> Option<&'static str> {
        match self {
            Self::ExpiredCard => Some("exp_month"),
            Self::IncorrectCvc => Some("cvc"),
            Self::IncorrectNumber => Some("number"),
            Self::CardDeclined { .. }
            | Self::ProcessingError
            | Self::AuthenticationFailed
            | Self::AuthenticationRequired
            | Self::ProviderDeclined
            | Self::AttemptExpired
            | Self::Replaced
            | Self::Withdrawn => None,
        }
    }

    /// For the buyer, in English.
    pub fn message(&self) -> &'static str {
        match self {
            Self::CardDeclined { decline_code } => match decline_code.as_str() {
                "insufficient_funds" => "Your card has insufficient funds.",
                "card_velocity_exceeded" => {
                    "Your card was declined because too many payments were made with it."
                }
                _ => "Your card was declined.",
            },
            Self::ExpiredCard => "Your card has expired.",
            Self::IncorrectCvc => "Your card's security code is incorrect.",
            Self::IncorrectNumber => "Your card number is incorrect.",
            Self::ProcessingError => {
                "An error occurred while processing your card. Try again in a little bit."
            }
            Self::AuthenticationFailed => {
                "We could not authenticate your payment method. Choose another payment method or try again."
            }
            Self::AuthenticationRequired => {
                "Your card was declined. This transaction requires authentication."
            }
            Self::ProviderDeclined => {
                "The payment was declined by the payment method's provider. Try again or choose another payment method."
            }
            Self::AttemptExpired => {
                "The payment was not approved in time. Try again or choose another payment method."
            }
            Self::Replaced => "The customer chose another payment method.",
            Self::Withdrawn => {
                "The payment could not be completed, and nothing was charged. Try again."
            }
        }
    }
}
