//! Buy now, pay later: a lender pays the merchant at once and the buyer pays the lender in parts.

use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

/// Europe's Klarna markets sell to each other; those outside Europe are one market each.
pub const KLARNA: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Klarna",
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[
        AT, AU, BE, CA, CH, CZ, DE, DK, ES, FI, FR, GB, GR, IE, IT, NL, NO, NZ, PL, PT, RO, SE, US,
    ]),
    merchant_countries: Countries::Only(&[
        AT, AU, BE, CA, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HR, IE, IT, LT, LU, LV, MT, NL,
        NO, NZ, PL, PT, RO, SE, SI, SK, US,
    ]),
    domestic_only_for: Countries::Only(&[AU, CA, NZ, US]),
    currencies: Currencies::Only(&[
        Aud, Cad, Chf, Czk, Dkk, Eur, Gbp, Nok, Nzd, Pln, Ron, Sek, Usd,
    ]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market {
            currency: Aud,
            countries: &[AU],
        },
        Market {
            currency: Cad,
            countries: &[CA],
        },
        Market {
            currency: Chf,
            countries: &[CH],
        },
        Market {
            currency: Czk,
            countries: &[CZ],
        },
        Market {
            currency: Dkk,
            countries: &[DK],
        },
        Market {
            currency: Eur,
            countries: &[AT, BE, DE, ES, FI, FR, GR, IE, IT, NL, PT],
        },
        Market {
            currency: Gbp,
            countries: &[GB],
        },
        Market {
            currency: Nok,
            countries: &[NO],
        },
        Market {
            currency: Nzd,
            countries: &[NZ],
        },
        Market {
            currency: Pln,
            countries: &[PL],
        },
        Market {
            currency: Ron,
            countries: &[RO],
        },
        Market {
            currency: Sek,
            countries: &[SE],
        },
        Market {
            currency: Usd,
            countries: &[US],
        },
    ]),
    // Uncertain: Klarna sets limits by country, plan and buyer. These are about 10 US dollars
    // everywhere, below which it grants no plan, and no upper bound, since its own page says no.
    limits: &[
        Limit {
            currency: Aud,
            min: 15_00,
            max: None,
        },
        Limit {
            currency: Cad,
            min: 14_00,
            max: None,
        },
        Limit {
            currency: Chf,
            min: 10_00,
            max: None,
        },
        Limit {
            currency: Czk,
            min: 250_00,
            max: None,
        },
        Limit {
            currency: Dkk,
            min: 70_00,
            max: None,
        },
        Limit {
            currency: Eur,
            min: 10_00,
            max: None,
        },
        Limit {
            currency: Gbp,
            min: 8_00,
            max: None,
        },
        Limit {
            currency: Nok,
            min: 100_00,
            max: None,
        },
        Limit {
            currency: Nzd,
            min: 16_00,
            max: None,
        },
        Limit {
            currency: Pln,
            min: 40_00,
            max: None,
        },
        Limit {
            currency: Ron,
            min: 45_00,
            max: None,
        },
        Limit {
            currency: Sek,
            min: 100_00,
            max: None,
        },
        Limit {
            currency: Usd,
            min: 10_00,
            max: None,
        },
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(48 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 28 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[BuyerField::Email, BuyerField::Country],
    // Elsewhere Klarna's main offer is one later payment, which needs no plan.
    instalments: &[
        InstalmentRule {
            countries: Countries::Only(&[AU, CA, NZ, US]),
            plan: FOUR_FORTNIGHTLY,
        },
        InstalmentRule {
            countries: Countries::Only(&[ES, FR, GB, GR, IE, IT, NL, PT]),
            plan: THREE_MONTHLY,
        },
    ],
    explanation_key: Some("redirect.explanation"),
};

pub const AFFIRM: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Affirm",
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[CA, US]),
    merchant_countries: Countries::Only(&[CA, US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Cad, Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market {
            currency: Cad,
            countries: &[CA],
        },
        Market {
            currency: Usd,
            countries: &[US],
        },
    ]),
    limits: &[
        Limit {
            currency: Cad,
            min: 50_00,
            max: Some(30_000_00),
        },
        Limit {
            currency: Usd,
            min: 50_00,
            max: Some(30_000_00),
        },
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(12 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 30 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(120),
    fields: &[],
    // Affirm chooses between four payments and months with interest by amount and buyer, so that
    // nothing can be promised beforehand.
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

/// Clearpay in the United Kingdom, Afterpay elsewhere.
pub const AFTERPAY_CLEARPAY: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Afterpay / Clearpay",
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[AU, CA, GB, NZ, US]),
    merchant_countries: Countries::Only(&[AU, CA, GB, NZ, US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Aud, Cad, Gbp, Nzd, Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market {
            currency: Aud,
            countries: &[AU],
        },
        Market {
            currency: Cad,
            countries: &[CA],
        },
        Market {
            currency: Gbp,
            countries: &[GB],
        },
        Market {
            currency: Nzd,
            countries: &[NZ],
        },
        Market {
            currency: Usd,
            countries: &[US],
        },
    ]),
    limits: &[
        Limit {
            currency: Aud,
            min: 1_00,
            max: Some(2_000_00),
        },
        Limit {
            currency: Cad,
            min: 1_00,
            max: Some(2_000_00),
        },
        Limit {
            currency: Gbp,
            min: 30,
            max: Some(1_200_00),
        },
        Limit {
            currency: Nzd,
            min: 1_00,
            max: Some(2_000_00),
        },
        Limit {
            currency: Usd,
            min: 1_00,
            max: Some(4_000_00),
        },
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(3 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 13 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(120),
    fields: &[BuyerField::Name, BuyerField::Email],
    instalments: &[InstalmentRule {
        countries: Countries::Worldwide,
        plan: FOUR_FORTNIGHTLY,
    }],
    explanation_key: Some("redirect.explanation"),
};

const FOUR_FORTNIGHTLY: Instalments = plan(4, 14);
const THREE_MONTHLY: Instalments = plan(3, 30);

const fn plan(parts: u8, interval_days: u16) -> Instalments {
    let parts = match NonZeroU8::new(parts) {
        Some(parts) => parts,
        None => NonZeroU8::MIN,
    };
    Instalments {
        parts,
        interval_days,
    }
}
