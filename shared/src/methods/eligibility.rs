//! Who may pay with what: the one function that chooses what a buyer is offered, and that guards
//! the confirmation, so that what was offered is not refused.

use super::catalogue::{Capture, CurrencyPairing, FutureUsage, Market, Method, MethodType};
use super::ranking;
use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use std::fmt;

/// What a method must suit.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Checkout<'a> {
    pub amount: Money,
    pub merchant_country: CountryCode,
    /// `None` where nothing tells. Rules about the buyer are then judged by the country whose
    /// currency it is, and where it is that of many, or does not follow the buyer with this
    /// method, they hold.
    pub buyer_country: Option<CountryCode>,
    pub capture: CaptureMethod,
    pub future_usage: Option<SetupFutureUsage>,
    /// The methods that the merchant takes here; `None` for all.
    pub allowed: Option<&'a [MethodType]>,
}

/// What a checkout offers, and why not more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The most relevant first.
    pub offered: Vec<MethodType>,
    /// In the catalogue's order.
    pub refused: Vec<(MethodType, Ineligible)>,
}

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
    /// What the buyer pays with belongs to a customer, and the payment has none.
    CustomerMissing,
}

/// Every method, divided into what can be used for a payment and what cannot.
#[must_use]
pub fn offers(checkout: &Checkout) -> Offers {
    let country = checkout
        .buyer_country
        .or(checkout.amount.currency().home_country());
    divide(country, |method| check(method, checkout))
}

/// Every method, divided by `check`; what is offered is ranked for a buyer in `country`.
#[must_use]
pub fn divide(
    country: Option<CountryCode>,
    check: impl Fn(MethodType) -> Result<(), Ineligible>,
) -> Offers {
    let mut offered = Vec::new();
    let mut refused = Vec::new();
    for &method in MethodType::ALL {
        match check(method) {
            Ok(()) => offered.push(method),
            Err(why) => refused.push((method, why)),
        }
    }
    ranking::rank(&mut offered, country);
    Offers { offered, refused }
}

/// Whether `method` can be kept for later without a payment now. Amount, currency and capture say
/// nothing then. Errors: the first rule that it breaks.
pub fn check_setup(method: MethodType, checkout: &Checkout) -> Result<(), Ineligible> {
    let row = method.row();
    check_allowed(method, checkout)?;
    let usage = checkout
        .future_usage
        .unwrap_or(SetupFutureUsage::OffSession);
    check_future_usage(row, Some(usage))?;
    check_merchant_country(row, checkout.merchant_country)?;
    match checkout.buyer_country {
        Some(buyer) if !row.buyer_countries.contain(buyer) => {
            Err(Ineligible::BuyerCountryUnsupported { buyer })
        }
        Some(_) | None => Ok(()),
    }
}

/// Errors: the first rule that `method` breaks, those that no buyer can mend before those that
/// another amount would.
pub fn check(method: MethodType, checkout: &Checkout) -> Result<(), Ineligible> {
    let row = method.row();
    check_allowed(method, checkout)?;
    check_capture(row, checkout.capture)?;
    check_future_usage(row, checkout.future_usage)?;
    check_merchant(row, checkout)?;
    check_buyer(row, checkout)?;
    check_amount(row, checkout.amount)
}

fn check_allowed(method: MethodType, checkout: &Checkout) -> Result<(), Ineligible> {
    match checkout.allowed {
        Some(allowed) if !allowed.contains(&method) => Err(Ineligible::NotAllowedHere),
        Some(_) | None => Ok(()),
    }
}

fn check_capture(row: &Method, asked: CaptureMethod) -> Result<(), Ineligible> {
    match (asked, row.capture) {
        (CaptureMethod::Manual, Capture::AutomaticOnly) => {
            Err(Ineligible::ManualCaptureUnsupported)
        }
        (CaptureMethod::Manual, Capture::ManualWithin { .. })
        | (CaptureMethod::Automatic | CaptureMethod::AutomaticAsync, _) => Ok(()),
    }
}

fn check_future_usage(row: &Method, usage: Option<SetupFutureUsage>) -> Result<(), Ineligible> {
    match (usage, row.future_usage) {
        (Some(_), FutureUsage::Unsupported)
        | (Some(SetupFutureUsage::OffSession), FutureUsage::OnSession) => {
            Err(Ineligible::FutureUsageUnsupported)
        }
        (None, _)
        | (Some(SetupFutureUsage::OnSession), FutureUsage::OnSession)
        | (Some(_), FutureUsage::OffSession | FutureUsage::OffSessionAs(_)) => Ok(()),
    }
}

fn check_merchant_country(row: &Method, merchant: CountryCode) -> Result<(), Ineligible> {
    if row.merchant_countries.contain(merchant) {
        return Ok(());
    }
    Err(Ineligible::MerchantCountryUnsupported { merchant })
}

fn check_merchant(row: &Method, checkout: &Checkout) -> Result<(), Ineligible> {
    let currency = checkout.amount.currency();
    let merchant = checkout.merchant_country;
    if !row.currencies.contain(currency) {
        return Err(Ineligible::CurrencyUnsupported { currency });
    }
    check_merchant_country(row, merchant)?;
    match row.currency_pairing {
        CurrencyPairing::MerchantsHome(markets) if !at_home(markets, currency, merchant) => {
            Err(Ineligible::CurrencyNotOfMerchantsCountry { currency, merchant })
        }
        CurrencyPairing::Any
        | CurrencyPairing::BuyersHome(_)
        | CurrencyPairing::MerchantsHome(_) => Ok(()),
    }
}

fn check_buyer(row: &Method, checkout: &Checkout) -> Result<(), Ineligible> {
    let currency = checkout.amount.currency();
    let merchant = checkout.merchant_country;
    let domestic = row.domestic_only_for.contain(merchant);
    let suggested = match row.currency_pairing {
        CurrencyPairing::BuyersHome(_) => currency.home_country(),
        // The currency follows the merchant or nobody, so it says nothing about the buyer.
        CurrencyPairing::Any | CurrencyPairing::MerchantsHome(_) => None,
    };
    let buyer = checkout
        .buyer_country
        .or(suggested)
        .or(domestic.then_some(merchant));
    let Some(buyer) = buyer else {
        return Ok(());
    };
    if !row.buyer_countries.contain(buyer) {
        return Err(Ineligible::BuyerCountryUnsupported { buyer });
    }
    if domestic && buyer != merchant {
        return Err(Ineligible::NotDomestic { buyer, merchant });
    }
    match row.currency_pairing {
        CurrencyPairing::BuyersHome(markets) if !at_home(markets, currency, buyer) => {
            Err(Ineligible::CurrencyNotOfBuyersCountry { currency, buyer })
        }
        CurrencyPairing::Any
        | CurrencyPairing::BuyersHome(_)
        | CurrencyPairing::MerchantsHome(_) => Ok(()),
    }
}

fn at_home(markets: &[Market], currency: Currency, country: CountryCode) -> bool {
    markets
        .iter()
        .any(|market| market.currency == currency && market.countries.contains(&country))
}

fn check_amount(row: &Method, amount: Money) -> Result<(), Ineligible> {
    let (minimum, maximum) = row.limit(amount.currency());
    if !minimum.fits_in(&amount).unwrap_or(false) {
        return Err(Ineligible::AmountBelowMinimum { minimum });
    }
    if !amount.fits_in(&maximum).unwrap_or(false) {
        return Err(Ineligible::AmountAboveMaximum { maximum });
    }
    Ok(())
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
            Self::CustomerMissing => write!(f, "It can be used with a `customer` only."),
        }
    }
}

impl std::error::Error for Ineligible {}

#[cfg(test)]
mod tests;
