//! Bank transfers: the buyer sends the money to an account that the merchant API names.

use super::*;
use crate::country::CountryCode::*;
use crate::country::EUROZONE;
use crate::currency::Currency::*;

pub const CUSTOMER_BALANCE: Method = Method {
    family: Family::BankTransfer,
    display_name: "Bank transfer",
    fee_basis_points: 50,
    audience: Audience::Anyone,
    buyer_countries: Countries::Worldwide,
    // Uncertain: whether all of the euro's members have accounts to send to.
    merchant_countries: Countries::Only(TRANSFER_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur, Gbp, Jpy, Mxn, Usd]),
    currency_pairing: CurrencyPairing::MerchantsHome(&[
        Market::of(Eur, EUROZONE),
        Market::of(Gbp, &[GB]),
        Market::of(Jpy, &[JP]),
        Market::of(Mxn, &[MX]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[],
    flow: Flow::BankTransfer,
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[],
    details: &[],
    options: &[
        Detail::optional("funding_type", DetailForm::OneOf(FUNDING_TYPES)).shown(Shown::OrNull),
        Detail::optional(
            "bank_transfer.eu_bank_transfer.country",
            DetailForm::OneOf(EU_COUNTRIES),
        ),
        Detail::optional(
            "bank_transfer.requested_address_types",
            DetailForm::SomeOf(ADDRESS_TYPES),
        ),
        Detail::optional("bank_transfer.type", DetailForm::OneOf(TRANSFER_TYPES)),
    ],
    instalments: &[],
    explanation_key: Some("transfer.explanation"),
};

const TRANSFER_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, DE, EE, ES, FI, FR, GR, HR, IE, IT, LT, LU, LV, MT, NL, PT, SI,
    SK, // the euro
    GB, JP, MX, US,
];

const FUNDING_TYPES: &[Choice] = &[Choice::new("bank_transfer", "Bank transfer")];

/// Where the account for euros can be.
const EU_COUNTRIES: &[Choice] = &[
    Choice::new("BE", "Belgium"),
    Choice::new("DE", "Germany"),
    Choice::new("ES", "Spain"),
    Choice::new("FR", "France"),
    Choice::new("IE", "Ireland"),
    Choice::new("NL", "Netherlands"),
];

const ADDRESS_TYPES: &[Choice] = &[
    Choice::new("aba", "ABA"),
    Choice::new("iban", "IBAN"),
    Choice::new("sepa", "SEPA"),
    Choice::new("sort_code", "Sort code"),
    Choice::new("spei", "SPEI"),
    Choice::new("swift", "SWIFT"),
    Choice::new("zengin", "Zengin"),
];

const TRANSFER_TYPES: &[Choice] = &[
    Choice::new("eu_bank_transfer", "Euros"),
    Choice::new("gb_bank_transfer", "Pounds"),
    Choice::new("jp_bank_transfer", "Yen"),
    Choice::new("mx_bank_transfer", "Mexican pesos"),
    Choice::new("us_bank_transfer", "US dollars"),
];
