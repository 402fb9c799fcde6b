//! Wallets of Europe.

use super::merchants::{EEA_AND_GB, EUROPE};
use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

pub const REVOLUT_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "Revolut Pay",
    fee_basis_points: 150,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(EEA_AND_GB),
    merchant_countries: Countries::Only(EEA_AND_GB),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Dkk, Eur, Gbp, Huf, Pln, Ron]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const MOBILEPAY: Method = Method {
    family: Family::Wallet,
    display_name: "MobilePay",
    fee_basis_points: 150,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[DK, FI]),
    merchant_countries: Countries::Only(MOBILEPAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Dkk, Eur, Nok, Sek]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: Some(5 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    // Uncertain: as for Swish.
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

const MOBILEPAY_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LI, LT, LU, LV, MT, NL, NO, PL,
    PT, RO, SE, SI, SK, // the EEA but Iceland
];

pub const MB_WAY: Method = Method {
    family: Family::Wallet,
    display_name: "MB WAY",
    fee_basis_points: 150,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[PT]),
    // Uncertain: businesses outside Europe may be able to take it too.
    merchant_countries: Countries::Only(EUROPE),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[Limit::between(Eur, 50, 500_000)],
    // Uncertain: how long the app asks.
    flow: Flow::AppApproval { expires_s: 5 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[BuyerField::Phone],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("app.explanation"),
};

pub const SATISPAY: Method = Method {
    family: Family::Wallet,
    display_name: "Satispay",
    fee_basis_points: 150,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[FR, IT, LU]),
    merchant_countries: Countries::Only(&[
        AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LI, LT, LU, LV, MT, NL, NO,
        PL, PT, RO, SE, SI, SK, // the EEA but Iceland
        AU, CA, CH, GB, SG, US,
    ]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[Limit::at_least(Eur, 50)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};
