//! Why a method is left out, as a sentence that names what would have to be otherwise.

use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;
use std::fmt;

/// Why a method cannot be used for a checkout.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Ineligible {
    /// Not among the methods that the merchant takes for this payment.
    NotAllowedHere,
    CurrencyUnsupported {
        currency: Currency,
    },
    MerchantCountryUnsupported {
        merchant: CountryCode,
    },
    BuyerCountryUnsupported {
        buyer: CountryCode,
    },
    /// Buyer and merchant must be in one country.
    NotDomestic {
        buyer: CountryCode,
        merchant: CountryCode,
    },
    CurrencyNotOfBuyersCountry {
        currency: Currency,
        buyer: CountryCode,
    },
    CurrencyNotOfMerchantsCountry {
        currency: Currency,
        merchant: CountryCode,
    },
    AmountBelowMinimum {
        minimum: Money,
    },
    AmountAboveMaximum {
        maximum: Money,
    },
    ManualCaptureUnsupported,
    FutureUsageUnsupported,
    /// Only a merchant knows that its buyers are businesses: it lists the method.
    BusinessesOnly,
    /// What the buyer pays with belongs to a customer, and the payment has none.
    CustomerMissing,
}

impl fmt::Display for Ineligible {
    /// A sentence for a merchant's developer, as part of an API error's message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowedHere => {
                write!(
                    f,
                    "It is not among the payment methods allowed for this payment."
                )
            }
            Self::CurrencyUnsupported { currency } => {
                write!(f, "It does not take payments in {currency}.")
            }
            Self::MerchantCountryUnsupported { merchant } => {
                write!(f, "It is not available to businesses in {merchant}.")
            }
            Self::BuyerCountryUnsupported { buyer } => {
                write!(f, "It is not available to buyers in {buyer}.")
            }
            Self::NotDomestic { buyer, merchant } => write!(
                f,
                "The buyer must be in the country of the business, {merchant}, not in {buyer}."
            ),
            Self::CurrencyNotOfBuyersCountry { currency, buyer } => write!(
                f,
                "It takes payments in the currency of the buyer's country only: {currency} is not \
                 that of {buyer}."
            ),
            Self::CurrencyNotOfMerchantsCountry { currency, merchant } => {
                write!(
                    f,
                    "It does not take payments in {currency} for businesses in {merchant}."
                )
            }
            Self::AmountBelowMinimum { minimum } => {
                write!(f, "The amount is below its minimum of {minimum}.")
            }
            Self::AmountAboveMaximum { maximum } => {
                write!(f, "The amount is above its maximum of {maximum}.")
            }
            Self::ManualCaptureUnsupported => write!(f, "It cannot be captured manually."),
            Self::FutureUsageUnsupported => {
                write!(f, "It cannot be saved for the future usage asked for.")
            }
            Self::BusinessesOnly => write!(
                f,
                "It is for buyers who are businesses: list it among the allowed payment methods of \
                 a payment by one."
            ),
            Self::CustomerMissing => write!(f, "It can be used with a `customer` only."),
        }
    }
}

impl std::error::Error for Ineligible {}
