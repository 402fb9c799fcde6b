//! Buy now, pay later: a lender pays the merchant at once and the buyer pays the lender in parts.

use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

/// Europe's Klarna markets sell to each other; those outside Europe are one market each.
pub const KLARNA: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Klarna",
    fee_basis_points: 599,
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
        Market::of(Aud, &[AU]),
        Market::of(Cad, &[CA]),
        Market::of(Chf, &[CH]),
        Market::of(Czk, &[CZ]),
        Market::of(Dkk, &[DK]),
        Market::of(Eur, &[AT, BE, DE, ES, FI, FR, GR, IE, IT, NL, PT]),
        Market::of(Gbp, &[GB]),
        Market::of(Nok, &[NO]),
        Market::of(Nzd, &[NZ]),
        Market::of(Pln, &[PL]),
        Market::of(Ron, &[RO]),
        Market::of(Sek, &[SE]),
        Market::of(Usd, &[US]),
    ]),
    // Uncertain: Klarna sets limits by country, plan and buyer. These are about 10 US dollars
    // everywhere, below which it grants no plan, and no upper bound, since its own page says no.
    limits: &[
        Limit::at_least(Aud, 1_500),
        Limit::at_least(Cad, 1_400),
        Limit::at_least(Chf, 1_000),
        Limit::at_least(Czk, 25_000),
        Limit::at_least(Dkk, 7_000),
        Limit::at_least(Eur, 1_000),
        Limit::at_least(Gbp, 800),
        Limit::at_least(Nok, 10_000),
        Limit::at_least(Nzd, 1_600),
        Limit::at_least(Pln, 4_000),
        Limit::at_least(Ron, 4_500),
        Limit::at_least(Sek, 10_000),
        Limit::at_least(Usd, 1_000),
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(48 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 28 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    // Klarna's own page asks for all, since February 2025.
    fields: &[],
    details: &[Detail::optional("dob", DetailForm::Date)],
    options: agreements::KLARNA,
    instalments: lenders::KLARNA,
    explanation_key: Some("redirect.explanation"),
};

pub const AFFIRM: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Affirm",
    fee_basis_points: 600,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[CA, US]),
    merchant_countries: Countries::Only(&[CA, US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Cad, Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Cad, &[CA]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[
        Limit::between(Cad, 5_000, 3_000_000),
        Limit::between(Usd, 5_000, 3_000_000),
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(12 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 30 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(120),
    fields: &[],
    details: &[],
    options: &[Detail::optional(
        "preferred_locale",
        DetailForm::Text { max: 30 },
    )],
    instalments: lenders::AFFIRM,
    explanation_key: Some("redirect.explanation"),
};

/// Clearpay in the United Kingdom, Afterpay elsewhere.
pub const AFTERPAY_CLEARPAY: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Afterpay / Clearpay",
    fee_basis_points: 600,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[AU, CA, GB, NZ, US]),
    merchant_countries: Countries::Only(&[AU, CA, GB, NZ, US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Aud, Cad, Gbp, Nzd, Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Aud, &[AU]),
        Market::of(Cad, &[CA]),
        Market::of(Gbp, &[GB]),
        Market::of(Nzd, &[NZ]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[
        Limit::between(Aud, 100, 200_000),
        Limit::between(Cad, 100, 200_000),
        Limit::between(Gbp, 30, 120_000),
        Limit::between(Nzd, 100, 200_000),
        Limit::between(Usd, 100, 400_000),
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(3 * 60 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::ManualWithin { hours: 13 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(120),
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[],
    // The merchant's own name for the order.
    options: &[Detail::optional("reference", DetailForm::Text { max: 128 }).shown(Shown::OrNull)],
    instalments: lenders::AFTERPAY_CLEARPAY,
    explanation_key: Some("redirect.explanation"),
};

pub const ALMA: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Alma",
    fee_basis_points: 450,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(lenders::ALMA_BUYERS),
    merchant_countries: Countries::Only(&[FR]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[Limit::between(Eur, 5_000, 500_000)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: lenders::ALMA,
    explanation_key: Some("redirect.explanation"),
};

/// Lends to businesses, which pay the invoice weeks later.
pub const BILLIE: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Billie",
    fee_basis_points: 450,
    audience: Audience::Businesses,
    buyer_countries: Countries::Only(&[AT, DE, FR, GB, NL, SE]),
    merchant_countries: Countries::Only(&[AT, DE, FR, GB, NL, SE]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur, Gbp, Sek]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Eur, &[AT, DE, FR, NL]),
        Market::of(Gbp, &[GB]),
        Market::of(Sek, &[SE]),
    ]),
    // Uncertain: what other providers document of it.
    limits: &[
        Limit::between(Eur, 1, 2_500_000),
        Limit::between(Gbp, 1, 2_200_000),
        Limit::between(Sek, 100, 30_000_000),
    ],
    flow: Flow::Redirect,
    approval_window_s: Some(60 * 60),
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[BuyerField::Name, BuyerField::Email, BuyerField::Country],
    details: &[],
    options: BILLIE_OPTIONS,
    instalments: lenders::BILLIE,
    explanation_key: Some("redirect.explanation"),
};

/// Who the buyer's company is, which Billie looks up, and the merchant's own name for the order.
const BILLIE_OPTIONS: &[Detail] = &[
    of_company("company_details.registered_address.city", COMPANY_TEXT),
    of_company(
        "company_details.registered_address.country",
        DetailForm::Text { max: 2 },
    ),
    of_company("company_details.registered_address.line1", COMPANY_TEXT),
    of_company("company_details.registered_address.line2", COMPANY_TEXT),
    of_company(
        "company_details.registered_address.postal_code",
        COMPANY_TEXT,
    ),
    of_company("company_details.registered_address.state", COMPANY_TEXT),
    of_company("company_details.registered_name", COMPANY_TEXT),
    of_company("company_details.registration_number", COMPANY_TEXT),
    Detail::optional(
        "company_details.registration_type",
        DetailForm::Word(&[
            "ch_ein",
            "de_hrb",
            "dk_cvr",
            "es_cif",
            "fi_tunnus",
            "fr_siren",
            "fr_siret",
            "it_rea",
            "nl_kvk",
            "no_org_number",
            "no_pno",
            "se_org_number",
            "se_pno",
            "uk_crn",
        ]),
    ),
    of_company("company_details.vat", COMPANY_TEXT),
    Detail::optional("reference", DetailForm::Text { max: 128 }).shown(Shown::OrNull),
];

const COMPANY_TEXT: DetailForm = DetailForm::Text { max: 200 };

const fn of_company(name: &'static str, form: DetailForm) -> Detail {
    Detail::optional(name, form).shown(Shown::OrNull)
}

pub const SCALAPAY: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Scalapay",
    fee_basis_points: 450,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[ES, FR, IT, PT]),
    merchant_countries: Countries::Only(SCALAPAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    // Uncertain: documentation has named other bounds too.
    limits: &[Limit::between(Eur, 500, 499_999)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: lenders::SCALAPAY,
    explanation_key: Some("redirect.explanation"),
};

const SCALAPAY_MERCHANTS: &[CountryCode] = &[
    AT, AU, BE, CA, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HR, IE, IT, LI, LT, LU, LV, MT, NL,
    NO, PL, PT, RO, SE, SG, SI, SK, US,
];

pub const SEQURA: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "seQura",
    fee_basis_points: 450,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[ES, FR, IT, PT]),
    merchant_countries: Countries::Only(&[ES, FR, IT, PT]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    // Uncertain: nothing is documented, so the bounds of charges count.
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[],
    details: &[],
    options: &[],
    instalments: lenders::SEQURA,
    explanation_key: Some("redirect.explanation"),
};

pub const SUNBIT: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Sunbit",
    fee_basis_points: 450,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[US]),
    merchant_countries: Countries::Only(&[US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Usd, &[US])]),
    // Uncertain: documentation has also named half of the upper bound.
    limits: &[Limit::between(Usd, 6_000, 1_999_999)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: lenders::SUNBIT,
    explanation_key: Some("redirect.explanation"),
};

pub const ZIP: Method = Method {
    family: Family::BuyNowPayLater,
    display_name: "Zip",
    fee_basis_points: 600,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[AU, US]),
    merchant_countries: Countries::Only(&[AU, US]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Aud, Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Aud, &[AU]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[
        Limit::between(Aud, 100, 5_000_000),
        Limit::between(Usd, 3_500, 150_000),
    ],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    // Zip charges by the buyer's own account, so that nothing can be promised beforehand.
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};
