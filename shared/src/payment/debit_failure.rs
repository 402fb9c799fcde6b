//! Why a bank debited nothing, as the merchant API names it.

use serde::{Deserialize, Serialize};

macro_rules! debit_failures {
    ($($(#[$doc:meta])* $variant:ident $code:literal $message:literal;)+) => {
        /// The bank's reason, or the verification's before it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DebitFailure {
            $($(#[$doc])* $variant,)+
        }

        impl DebitFailure {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The error's `code`, and a charge's `failure_code`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// For the buyer, in English.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self {
                    $(Self::$variant => $message,)+
                }
            }
        }
    };
}

debit_failures! {
    AccountClosed "account_closed"
        "The bank account has been closed. Use another account.";
    NoAccount "no_account"
        "The bank could not find the account. Check its number.";
    InsufficientFunds "insufficient_funds"
        "The bank account has insufficient funds for this payment.";
    DebitNotAuthorized "debit_not_authorized"
        "The account's owner has not authorized this debit.";
    ReferToCustomer "refer_to_customer"
        "The bank refused the debit. Contact the bank, or use another account.";
    CouldNotProcess "generic_could_not_process"
        "The bank could not process the debit. Try again or use another account.";
    InvalidCurrency "invalid_currency"
        "The bank account does not take payments in this currency.";
    ExceedsSourceLimit "charge_exceeds_source_limit"
        "The payment exceeds what can be debited from this account in a week.";
    ExceedsWeeklyLimit "charge_exceeds_weekly_limit"
        "The payment exceeds what can be debited from this account in a week.";
    ExceedsTransactionLimit "charge_exceeds_transaction_limit"
        "The payment exceeds what can be debited from this account at once.";
    /// Its bank lets nobody debit it.
    AccountUnusable "bank_account_unusable"
        "The bank account cannot be debited. Use another account.";
    MicrodepositsFailed "payment_method_microdeposit_failed"
        "The deposits that verify the bank account could not be sent. Check the account's numbers.";
    VerificationAttemptsExceeded "payment_method_microdeposit_verification_attempts_exceeded"
        "The bank account could not be verified: the deposits were entered wrongly too often.";
    VerificationTimeout "payment_method_microdeposit_verification_timeout"
        "The bank account was not verified in time.";
}

impl DebitFailure {
    /// Whether the buyer's consent is worth nothing from now on.
    #[must_use]
    pub const fn ends_the_mandate(self) -> bool {
        match self {
            Self::AccountClosed
            | Self::NoAccount
            | Self::DebitNotAuthorized
            | Self::AccountUnusable
            | Self::MicrodepositsFailed
            | Self::VerificationAttemptsExceeded
            | Self::VerificationTimeout => true,
            Self::InsufficientFunds
            | Self::ReferToCustomer
            | Self::CouldNotProcess
            | Self::InvalidCurrency
            | Self::ExceedsSourceLimit
            | Self::ExceedsWeeklyLimit
            | Self::ExceedsTransactionLimit => false,
        }
    }
}
