//! Wallets: an account with a brand of its own, approved on its page or in its app.

use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

pub const PAYPAL: Method = Method {
    family: Family::Wallet,
    display_name: "PayPal",
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
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const CASHAPP: Method = Method {
    family: Family::Wallet,
    display_name: "Cash App Pay",
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

/// For buyers with a Chinese bank account, in yuan or in the merchant's own currency.
pub const ALIPAY: Method = Method {
    family: Family::Wallet,
    display_name: "Alipay",
    audience: Audience::Consumers,
    // Uncertain: Chinese buyers shop from abroad too, but their billing country stays China.
    buyer_countries: Countries::Only(&[CN]),
    merchant_countries: Countries::Only(ALIPAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Aud, Cad, Cny, Eur, Gbp, Hkd, Jpy, Myr, Nzd, Sgd, Usd]),
    currency_pairing: CurrencyPairing::MerchantsHome(&[
        Market::of(Aud, &[AU]),
        Market::of(Cad, &[CA]),
        Market::of(Cny, ALIPAY_MERCHANTS),
        Market::of(Eur, ALIPAY_MERCHANTS_IN_EUROPE),
        Market::of(Gbp, &[GB]),
        Market::of(Hkd, &[HK]),
        Market::of(Jpy, &[JP]),
        Market::of(Myr, &[MY]),
        Market::of(Nzd, &[NZ]),
        Market::of(Sgd, &[SG]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    // By invitation only.
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

const ALIPAY_MERCHANTS: &[CountryCode] = &[
    AT, AU, BE, BG, CA, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HK, IE, IT, JP, LT, LU, LV, MT,
    MY, NL, NO, NZ, PT, RO, SE, SG, SI, SK, US,
];

const ALIPAY_MERCHANTS_IN_EUROPE: &[CountryCode] = &[
    AT, BE, BG, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GR, IE, IT, LT, LU, LV, MT, NL, NO, PT, RO, SE,
    SI, SK,
];
