//! Real-time payments: an instant transfer that the buyer approves in their bank's app.

use super::merchants::{INDIA_MERCHANTS, PIX_MERCHANTS};
use super::*;
use crate::bank_account::bank_code::BankCode;
use crate::bank_account::scheme::AccountScheme;
use crate::country::CountryCode::*;
use crate::country::EEA;
use crate::currency::Currency::*;

pub const SWISH: Method = Method {
    family: Family::RealTime,
    display_name: "Swish",
    fee_basis_points: 100,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[SE]),
    merchant_countries: Countries::Only(EEA),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Sek]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Sek, &[SE])]),
    limits: &[],
    flow: Flow::QrCode { expires_s: 3 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    // What the app shows of the order.
    options: &[Detail::optional("reference", DetailForm::Text { max: 35 }).shown(Shown::OrNull)],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

pub const BIZUM: Method = Method {
    family: Family::RealTime,
    display_name: "Bizum",
    fee_basis_points: 150,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[ES]),
    merchant_countries: Countries::Only(BIZUM_MERCHANTS),
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
    refunds: Refunds::WithinDays(395),
    fields: &[BuyerField::Phone],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("app.explanation"),
};

const BIZUM_MERCHANTS: &[CountryCode] = &[
    AT, AU, BE, CA, CH, CZ, DE, DK, ES, FI, FR, GB, GR, HU, IE, IT, LT, LU, NL, NO, PL, PT, RO, SE,
    SG, SI, SK, US,
];

pub const PAY_BY_BANK: Method = Method {
    family: Family::RealTime,
    display_name: "Pay by Bank",
    fee_basis_points: 150,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[DE, GB]),
    merchant_countries: Countries::Only(&[DE, GB]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur, Gbp]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Eur, &[DE]),
        Market::of(Gbp, &[GB]),
    ]),
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const PAYNOW: Method = Method {
    family: Family::RealTime,
    display_name: "PayNow",
    fee_basis_points: 130,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[SG]),
    merchant_countries: Countries::Only(&[SG]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Sgd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Sgd, &[SG])]),
    limits: &[],
    // Uncertain: how long the code can be scanned.
    flow: Flow::QrCode { expires_s: 60 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

pub const PAYTO: Method = Method {
    family: Family::RealTime,
    display_name: "PayTo",
    fee_basis_points: 100,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[AU]),
    merchant_countries: Countries::Only(&[AU]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Aud]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Aud, &[AU])]),
    limits: &[],
    // Uncertain: the scheme lets agreements wait for days, a checkout cannot.
    flow: Flow::AppApproval { expires_s: 15 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(2 * 365),
    fields: &[BuyerField::Name, BuyerField::Email],
    // An alias of the account, or its numbers. With neither, the e-mail address is the alias.
    details: &[
        Detail::optional("pay_id", DetailForm::Text { max: 256 }).asked(),
        Detail::optional("bsb_number", DetailForm::BankCode(BankCode::AuBsb))
            .asked()
            .in_place_of("pay_id"),
        Detail::optional(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::Australia),
        )
        .asked()
        .in_place_of("pay_id"),
    ],
    options: agreements::PAYTO,
    instalments: &[],
    explanation_key: Some("app.explanation"),
};

pub const PIX: Method = Method {
    family: Family::RealTime,
    display_name: "Pix",
    fee_basis_points: 119,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[BR]),
    merchant_countries: Countries::Only(PIX_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Brl]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Brl, &[BR])]),
    // Uncertain: the upper bound is 3,000 US dollars, whatever they are worth.
    limits: &[Limit::between(Brl, 50, 1_500_000)],
    flow: Flow::QrCode {
        expires_s: 24 * 60 * 60,
    },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: agreements::PIX,
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

pub const PROMPTPAY: Method = Method {
    family: Family::RealTime,
    display_name: "PromptPay",
    fee_basis_points: 150,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[TH]),
    merchant_countries: Countries::Only(&[TH]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Thb]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Thb, &[TH])]),
    limits: &[],
    // Uncertain: how long the code can be scanned.
    flow: Flow::QrCode { expires_s: 60 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[BuyerField::Email],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

pub const UPI: Method = Method {
    family: Family::RealTime,
    display_name: "UPI",
    fee_basis_points: 200,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[IN]),
    merchant_countries: Countries::Only(INDIA_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Inr]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Inr, &[IN])]),
    limits: &[Limit::between(Inr, 100, 10_000_000)],
    // Uncertain: how long the code can be scanned.
    flow: Flow::QrCode { expires_s: 5 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(60),
    fields: &[],
    details: &[],
    options: agreements::UPI,
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};
