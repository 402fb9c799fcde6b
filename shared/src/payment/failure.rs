//! Why an attempt failed, in the terms of the merchant API.

use crate::ids::ChargeId;
use crate::methods::MethodType;
use crate::methods::catalogue::Flow;
use crate::payment::debit_failure::DebitFailure;
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

crate::tagged! {
    tag = "cause";
    /// What a partner, a buyer or the clock decided.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum FailureCause {
        /// The issuer declined; the code is its reason, in Stripe's list of decline codes.
        CardDeclined {
            decline_code: String,
        },
        /// The velocity rules kept the attempt from the partner.
        Blocked,
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
        /// The provider said no and why, in Stripe's list of decline codes.
        ProviderDeclinedFor {
            decline_code: String,
        },
        /// The provider asked the buyer, who did not answer in time.
        ProviderTimedOut,
        /// The buyer's account cannot pay with this method.
        MethodUnavailable,
        /// The buyer said no in their app.
        CustomerDeclined,
        /// The code from the buyer's app is not one that their bank gave out.
        CodeInvalid,
        /// The code from the buyer's app is too old.
        CodeExpired,
        /// The buyer's bank debited nothing, or may not be asked to.
        DebitFailed {
            reason: DebitFailure,
        },
        /// The buyer did not act in time.
        AttemptExpired,
        /// The buyer chose another way to pay instead.
        Replaced,
        /// The outcome at the partner could not be learnt, so the attempt was withdrawn there.
        Withdrawn,
    }
}

impl FailureCause {
    /// Why an attempt with `method` fails that nobody approved in time. A bank that was given a code
    /// asks its customer, and says that they did not answer; elsewhere it is the attempt that ends.
    pub fn of_lapse(method: MethodType) -> Self {
        match method.row().flow {
            Flow::InlineCode { .. } => Self::ProviderTimedOut,
            Flow::CardForm
            | Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankDebit { .. }
            | Flow::BankTransfer => Self::AttemptExpired,
        }
    }

    /// Whether the buyer's consent to debits is worth nothing from now on.
    #[must_use]
    pub fn ends_the_mandate(&self) -> bool {
        matches!(self, Self::DebitFailed { reason } if reason.ends_the_mandate())
    }

    /// `type` of the error.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::CardDeclined { .. }
            | Self::Blocked
            | Self::ExpiredCard
            | Self::IncorrectCvc
            | Self::IncorrectNumber
            | Self::ProcessingError
            | Self::AuthenticationRequired
            | Self::Withdrawn => "card_error",
            Self::AuthenticationFailed
            | Self::ProviderDeclined
            | Self::ProviderDeclinedFor { .. }
            | Self::ProviderTimedOut
            | Self::MethodUnavailable
            | Self::CustomerDeclined
            | Self::CodeInvalid
            | Self::CodeExpired
            | Self::DebitFailed { .. }
            | Self::AttemptExpired
            | Self::Replaced => "invalid_request_error",
        }
    }

    /// `code` of the error, about an intent of this kind.
    pub fn code(&self, purpose: Purpose) -> &'static str {
        match self {
            Self::CardDeclined { .. } | Self::Blocked => "card_declined",
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::IncorrectNumber => "incorrect_number",
            Self::ProcessingError | Self::Withdrawn => "processing_error",
            Self::AuthenticationFailed => match purpose {
                Purpose::Payment => "payment_intent_authentication_failure",
                Purpose::Setup => "setup_intent_authentication_failure",
            },
            Self::AuthenticationRequired => "authentication_required",
            Self::ProviderDeclined | Self::ProviderDeclinedFor { .. } => {
                "payment_method_provider_decline"
            }
            Self::ProviderTimedOut => "payment_method_provider_timeout",
            Self::MethodUnavailable => "payment_method_not_available",
            Self::CodeInvalid | Self::CodeExpired => "payment_method_invalid_parameter",
            Self::DebitFailed { reason } => reason.code(),
            Self::AttemptExpired => match purpose {
                Purpose::Payment => "payment_intent_payment_attempt_expired",
                Purpose::Setup => "setup_intent_setup_attempt_expired",
            },
            Self::Replaced | Self::CustomerDeclined => "payment_method_customer_decline",
        }
    }

    /// `decline_code` of the error, where Stripe documents one beside the code.
    pub fn decline_code(&self) -> Option<&str> {
        match self {
            Self::CardDeclined { decline_code } | Self::ProviderDeclinedFor { decline_code } => {
                Some(decline_code)
            }
            // As of all that is stopped for its risk.
            Self::Blocked => Some("fraudulent"),
            Self::CodeInvalid => Some("code_invalid"),
            Self::CodeExpired => Some("code_expired"),
            Self::ExpiredCard => Some("expired_card"),
            Self::IncorrectCvc => Some("incorrect_cvc"),
            Self::IncorrectNumber => Some("incorrect_number"),
            Self::ProcessingError | Self::Withdrawn => Some("processing_error"),
            Self::AuthenticationRequired => Some("authentication_required"),
            Self::AuthenticationFailed
            | Self::ProviderDeclined
            | Self::ProviderTimedOut
            | Self::MethodUnavailable
            | Self::CustomerDeclined
            | Self::DebitFailed { .. }
            | Self::AttemptExpired
            | Self::Replaced => None,
        }
    }

    /// What the buyer should look at, as `param` names it: a field of the card, or the code that
    /// `method` asks for.
    pub fn param(&self, method: MethodType) -> Option<String> {
        let card_field = match self {
            Self::CodeInvalid | Self::CodeExpired => {
                return Some(format!("payment_method_options[{method}][code]"));
            }
            Self::ExpiredCard => Some("exp_month"),
            Self::IncorrectCvc => Some("cvc"),
            Self::IncorrectNumber => Some("number"),
            Self::CardDeclined { .. }
            | Self::Blocked
            | Self::ProcessingError
            | Self::AuthenticationFailed
            | Self::AuthenticationRequired
            | Self::ProviderDeclined
            | Self::ProviderDeclinedFor { .. }
            | Self::ProviderTimedOut
            | Self::MethodUnavailable
            | Self::CustomerDeclined
            | Self::DebitFailed { .. }
            | Self::AttemptExpired
            | Self::Replaced
            | Self::Withdrawn => None,
        };
        card_field.map(str::to_owned)
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
            Self::Blocked => {
                "The payment was stopped for safety, and nothing was charged. Choose another way to pay, or ask the shop."
            }
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
            Self::ProviderDeclinedFor { decline_code } => match decline_code.as_str() {
                "insufficient_funds" => "The bank account has insufficient funds for this payment.",
                "payment_limit_exceeded" => {
                    "The payment exceeds a limit of the bank account. Raise the limit or choose another payment method."
                }
                "customer_declined" => "The payment was declined in the banking app.",
                _ => "The payment was declined by the bank. Choose another payment method.",
            },
            Self::ProviderTimedOut => {
                "The payment was not approved in the app in time. Try again or choose another payment method."
            }
            Self::MethodUnavailable => {
                "This payment method is not available for the account. Choose another payment method."
            }
            Self::CustomerDeclined => "The payment was declined in the app.",
            Self::CodeInvalid => "The code is not valid. Copy it from the banking app again.",
            Self::CodeExpired => {
                "The code has expired. Get a new one from the banking app and enter it."
            }
            Self::ProviderDeclined => {
                "The payment was declined by the payment method's provider. Try again or choose another payment method."
            }
            Self::DebitFailed { reason } => reason.message(),
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
