//! Wallets: an account with a brand of its own, approved on its page or in its app. These are known
//! on several continents, or in North America.

use super::merchants::LINK_MERCHANTS;
use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

pub const PAYPAL: Method = Method {
    family: Family::Wallet,
    display_name: "PayPal",
    fee_basis_points: 349,
    audience: Audience::Anyone,
    buyer_countries: Countries::Worldwide,
    merchant_countries: Countries::Only(&[
        AT, BE, BG, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV,
        MT, NL, NO, PL, PT, RO, SE, SI, SK,
    ]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[
        Aud, Cad, Chf, Czk, Dkk, Eur, Gbp, Hkd, Nok, Nzd, Pln, Sek, Sgd, Usd,
    ]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    // Uncertain: PayPal's orders end after some hours without approval.
    approval_window_s: Some(3 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 10 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[
        Detail::optional("preferred_locale", DetailForm::Word(locales::PAYPAL))
            .shown(Shown::OrNull),
        Detail::optional("reference", DetailForm::Text { max: 127 }).shown(Shown::OrNull),
        Detail::optional("risk_correlation_id", DetailForm::Text { max: 32 }).shown(Shown::Never),
    ],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const CASHAPP: Method = Method {
    family: Family::Wallet,
    display_name: "Cash App Pay",
    fee_basis_points: 290,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[US]),
    merchant_countries: Countries::Only(&[US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Usd, &[US])]),
    // Cash App limits the buyer, not the payment.
    limits: &[],
    // Uncertain: the code is refreshed for about ten minutes.
    flow: Flow::QrCode { expires_s: 10 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

pub const AMAZON_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "Amazon Pay",
    fee_basis_points: 290,
    audience: Audience::Consumers,
    buyer_countries: Countries::Worldwide,
    merchant_countries: Countries::Only(&[
        AT, BE, CH, CY, DE, DK, ES, FR, GB, HU, IE, IT, LU, NL, PT, SE, US,
    ]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Aud, Chf, Dkk, Eur, Gbp, Hkd, Jpy, Nok, Nzd, Sek, Usd, Zar]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

/// Remembers buyers across merchants. It is Kassa's own: who the buyer is, the element asks, or a page
/// of this deployment's; no partner has a part in it but the one that takes the card.
pub const LINK: Method = Method {
    family: Family::Wallet,
    display_name: "Link",
    fee_basis_points: 290,
    audience: Audience::Anyone,
    buyer_countries: Countries::Except(&[IN]),
    merchant_countries: Countries::Only(LINK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::All,
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    // Time to find a card and to type it, and no more: what is left open keeps a buyer from nothing.
    approval_window_s: Some(3 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

/// Stablecoins from a wallet of the buyer's choice; the merchant is paid in dollars.
pub const CRYPTO: Method = Method {
    family: Family::Wallet,
    display_name: "Crypto",
    fee_basis_points: 150,
    audience: Audience::Anyone,
    // But for countries under sanctions, to which nobody sells.
    buyer_countries: Countries::Worldwide,
    // Elsewhere by invitation only.
    merchant_countries: Countries::Only(&[US]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Usd]),
    currency_pairing: CurrencyPairing::Any,
    // A buyer may not spend more than 100,000 dollars a month either, which only the provider sees.
    limits: &[Limit::between(Usd, 50, 1_000_000)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: no end is documented.
    refunds: Refunds::Supported,
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};
