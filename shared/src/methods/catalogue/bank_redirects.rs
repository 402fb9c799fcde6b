//! Bank redirects: the buyer approves a transfer on the page of their own bank.

use super::merchants::{EURO_BANK_MERCHANTS, TWINT_MERCHANTS};
use super::*;
use crate::country::CountryCode::*;
use crate::country::EEA;
use crate::currency::Currency::*;

pub const IDEAL: Method = Method {
    family: Family::BankRedirect,
    display_name: "iDEAL",
    fee_basis_points: 0,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[NL]),
    merchant_countries: Countries::Only(EURO_BANK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[Limit::at_least(Eur, 1)],
    flow: Flow::Redirect,
    // Uncertain: banks end the session after a quarter of an hour or so.
    approval_window_s: Some(15 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSessionAs(SavedAs::SepaDebit),
    refunds: Refunds::WithinDays(180),
    fields: &[],
    // iDEAL's own page asks for the bank.
    details: &[Detail::optional(
        "bank",
        DetailForm::OneOf(banks::IDEAL_BANKS),
    )],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const BANCONTACT: Method = Method {
    family: Family::BankRedirect,
    display_name: "Bancontact",
    fee_basis_points: 140,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[BE]),
    merchant_countries: Countries::Only(EURO_BANK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    // Uncertain: as for iDEAL.
    approval_window_s: Some(15 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    // Uncertain: saving as a SEPA debit was possible once and is no longer documented.
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    // A name is not asked for any more, since July 2026.
    fields: &[],
    details: &[],
    options: &[
        Detail::optional("preferred_language", DetailForm::Word(locales::BANCONTACT))
            .shown(Shown::OrElse("en")),
    ],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const EPS: Method = Method {
    family: Family::BankRedirect,
    display_name: "EPS",
    fee_basis_points: 160,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[AT]),
    merchant_countries: Countries::Only(EURO_BANK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    // Uncertain: as for iDEAL.
    approval_window_s: Some(15 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    // A name is not asked for any more, since July 2026.
    fields: &[],
    details: &[Detail::optional("bank", DetailForm::OneOf(banks::EPS_BANKS)).asked()],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const P24: Method = Method {
    family: Family::BankRedirect,
    display_name: "Przelewy24",
    fee_basis_points: 220,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[PL]),
    merchant_countries: Countries::Only(EURO_BANK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur, Pln]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::Redirect,
    // Uncertain: as for iDEAL.
    approval_window_s: Some(15 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    fields: &[BuyerField::Email],
    details: &[Detail::optional("bank", DetailForm::OneOf(banks::P24_BANKS)).asked()],
    options: &[Detail::optional("tos_shown_and_accepted", DetailForm::Flag).shown(Shown::Never)],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const BLIK: Method = Method {
    family: Family::BankRedirect,
    display_name: "BLIK",
    fee_basis_points: 160,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[PL]),
    merchant_countries: Countries::Only(EEA),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Pln]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Pln, &[PL])]),
    limits: &[],
    flow: Flow::InlineCode {
        digits: 6,
        expires_s: 60,
    },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Thirteen months.
    refunds: Refunds::WithinDays(395),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("code.explanation"),
};

pub const TWINT: Method = Method {
    family: Family::BankRedirect,
    display_name: "TWINT",
    fee_basis_points: 190,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[CH]),
    merchant_countries: Countries::Only(TWINT_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Chf]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Chf, &[CH])]),
    limits: &[Limit::between(Chf, 50, 500_000)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const FPX: Method = Method {
    family: Family::BankRedirect,
    display_name: "FPX",
    fee_basis_points: 300,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[MY]),
    merchant_countries: Countries::Only(&[MY]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Myr]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Myr, &[MY])]),
    // Uncertain: the scheme's bounds for consumers.
    limits: &[Limit::between(Myr, 200, 3_000_000)],
    flow: Flow::Redirect,
    // Uncertain: as for iDEAL.
    approval_window_s: Some(15 * 60),
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(60),
    fields: &[],
    details: &[
        Detail::required("bank", DetailForm::OneOf(banks::FPX_BANKS)),
        Detail::optional(
            "account_holder_type",
            DetailForm::Word(&["individual", "company"]),
        ),
    ],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};
