//! Who may pay with what: the one function that chooses what a buyer is offered, and that guards
//! the confirmation, so that what was offered is not refused.

mod reason;

use super::card_wallet::CardWallet;
use super::catalogue::{
    Audience, Capture, CurrencyPairing, FutureUsage, Market, Method, MethodType,
};
use super::ranking::{self, Habits};
use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use crate::payment::terms::Purpose;

pub use reason::Ineligible;

/// What is to be paid, and how; what a method must suit.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Checkout<'a> {
    pub purpose: Purpose,
    /// Zero for a setup, whose currency then says nothing.
    pub amount: Money,
    pub capture: CaptureMethod,
    pub future_usage: Option<SetupFutureUsage>,
    /// The methods that the merchant takes here; `None` for all.
    pub allowed: Option<&'a [MethodType]>,
    /// Whether the payment is that of a customer whom the merchant keeps.
    pub has_customer: bool,
}

/// Who pays, as far as it is known.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Default)]
pub struct Buyer {
    /// `None` where nothing tells. Rules about the buyer are then judged by the country whose
    /// currency it is, and where it is that of many, or does not follow the buyer with this
    /// method, they hold.
    pub country: Option<CountryCode>,
    pub device: Device,
}

/// What the buyer's browser says that it can do. It says how to offer, and never what is refused:
/// a confirmation comes without it.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Default)]
pub struct Device {
    pub apple_pay: bool,
    pub google_pay: bool,
    /// The buyer holds the phone that other methods' codes are scanned with.
    pub mobile: bool,
}

impl Buyer {
    pub const UNKNOWN: Self = Self::of(None);

    /// A buyer whose device says nothing.
    #[must_use]
    pub const fn of(country: Option<CountryCode>) -> Self {
        Self {
            country,
            device: Device {
                apple_pay: false,
                google_pay: false,
                mobile: false,
            },
        }
    }
}

/// What the merchant has settled for all its checkouts.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Account<'a> {
    pub country: CountryCode,
    /// Methods that its payment method configuration switches off. A checkout that lists its own
    /// methods asks for no configuration.
    pub off: &'a [MethodType],
    /// Wallets that it switches off.
    pub wallets_off: &'a [CardWallet],
    /// `payment_method_order`: these come first, in this order.
    pub order: &'a [MethodType],
}

/// What a checkout offers, and why not more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The most relevant first.
    pub offered: Vec<MethodType>,
    /// In which a card can be on this device, beside being typed.
    pub card_wallets: Vec<CardWallet>,
    /// In the catalogue's order.
    pub refused: Vec<(MethodType, Ineligible)>,
}

impl Device {
    fn card_wallets(self, off: &[CardWallet]) -> Vec<CardWallet> {
        let able = |wallet: &CardWallet| match wallet {
            CardWallet::ApplePay => self.apple_pay,
            CardWallet::GooglePay => self.google_pay,
            // Not the device knows who has one.
            CardWallet::Link => false,
        };
        let wallets = CardWallet::OF_DEVICES.iter().copied();
        wallets
            .filter(|wallet| able(wallet) && !off.contains(wallet))
            .collect()
    }
}

/// Every method, divided into what can be used and what cannot. Whatever is offered confirms: see
/// [`check`].
#[must_use]
pub fn offers(checkout: &Checkout, buyer: &Buyer, account: &Account) -> Offers {
    divide(checkout, buyer, account, |method| {
        check(method, checkout, buyer, account)
    })
}

/// Every method, divided by `check`, for checkouts that differ by method.
#[must_use]
pub fn divide(
    checkout: &Checkout,
    buyer: &Buyer,
    account: &Account,
    check: impl Fn(MethodType) -> Result<(), Ineligible>,
) -> Offers {
    let mut offered = Vec::with_capacity(MethodType::ALL.len());
    let mut refused = Vec::with_capacity(MethodType::ALL.len());
    for &method in MethodType::ALL {
        match check(method) {
            Ok(()) => offered.push(method),
            Err(why) => refused.push((method, why)),
        }
    }
    let (country, amount) = match checkout.purpose {
        Purpose::Payment => (
            checkout.amount.currency().home_country(),
            Some(checkout.amount),
        ),
        Purpose::Setup => (Some(account.country), None),
    };
    let habits = Habits::of(buyer.country.or(country), amount);
    ranking::rank(&mut offered, &habits, account.order);
    let card_wallets = match offered.contains(&MethodType::Card) {
        true => buyer.device.card_wallets(account.wallets_off),
        false => Vec::new(),
    };
    Offers {
        offered,
        card_wallets,
        refused,
    }
}

/// Whether the buyer can use `method` here; what guards a confirmation. Errors: the first rule that
/// it breaks, those that no buyer can mend before those that another amount would.
pub fn check(
    method: MethodType,
    checkout: &Checkout,
    buyer: &Buyer,
    account: &Account,
) -> Result<(), Ineligible> {
    let row = method.row();
    check_allowed(method, checkout, account)?;
    match checkout.purpose {
        Purpose::Payment => check_payment(row, checkout, buyer, account)?,
        Purpose::Setup => check_setup(row, checkout, buyer, account)?,
    }
    match row.flow.needs_customer() && !checkout.has_customer {
        true => Err(Ineligible::CustomerMissing),
        false => Ok(()),
    }
}

fn check_allowed(
    method: MethodType,
    checkout: &Checkout,
    account: &Account,
) -> Result<(), Ineligible> {
    match checkout.allowed {
        Some(allowed) if allowed.contains(&method) => Ok(()),
        None if account.off.contains(&method) => Err(Ineligible::NotAllowedHere),
        None => match method.row().audience {
            Audience::Anyone | Audience::Consumers => Ok(()),
            Audience::Businesses => Err(Ineligible::BusinessesOnly),
        },
        Some(_) => Err(Ineligible::NotAllowedHere),
    }
}

/// Amount, currency and capture say nothing where no money moves yet.
fn check_setup(
    row: &Method,
    checkout: &Checkout,
    buyer: &Buyer,
    account: &Account,
) -> Result<(), Ineligible> {
    let usage = checkout
        .future_usage
        .unwrap_or(SetupFutureUsage::OffSession);
    check_future_usage(row, Some(usage))?;
    check_merchant_country(row, account.country)?;
    match buyer.country {
        Some(buyer) if !row.buyer_countries.contain(buyer) => {
            Err(Ineligible::BuyerCountryUnsupported { buyer })
        }
        Some(_) | None => Ok(()),
    }
}

fn check_payment(
    row: &Method,
    checkout: &Checkout,
    buyer: &Buyer,
    account: &Account,
) -> Result<(), Ineligible> {
    check_capture(row, checkout.capture)?;
    check_future_usage(row, checkout.future_usage)?;
    check_merchant(row, checkout.amount.currency(), account.country)?;
    check_buyer(row, checkout.amount.currency(), buyer, account.country)?;
    check_amount(row, checkout.amount)
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

fn check_merchant(
    row: &Method,
    currency: Currency,
    merchant: CountryCode,
) -> Result<(), Ineligible> {
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

fn check_buyer(
    row: &Method,
    currency: Currency,
    buyer: &Buyer,
    merchant: CountryCode,
) -> Result<(), Ineligible> {
    let domestic = row.domestic_only_for.contain(merchant);
    let suggested = match row.currency_pairing {
        CurrencyPairing::BuyersHome(_) => currency.home_country(),
        // The currency follows the merchant or nobody, so it says nothing about the buyer.
        CurrencyPairing::Any | CurrencyPairing::MerchantsHome(_) => None,
    };
    let buyer = buyer.country.or(suggested).or(domestic.then_some(merchant));
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

#[cfg(test)]
pub(crate) mod tests;
