//! Vouchers: a reference to pay with at a till or in a banking app, days later.

use super::merchants::MULTIBANCO_MERCHANTS;
use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

/// The last second of the year 9999, Unix.
const MOMENT_MAX: i64 = 253_402_300_799;

pub const OXXO: Method = Method {
    family: Family::Voucher,
    display_name: "OXXO",
    fee_basis_points: 360,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[MX]),
    merchant_countries: Countries::Only(&[MX]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Mxn]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Mxn, &[MX])]),
    limits: &[Limit::between(Mxn, 1_000, 1_000_000)],
    flow: Flow::Voucher {
        expires_days_default: 3,
        expires_days_min: 1,
        expires_days_max: 7,
        grace_days: 0,
        // Mexico City, without daylight saving time since 2022.
        utc_offset_min: -6 * 60,
        reference: VoucherReference::Number { digits: 14 },
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // The buyer paid in cash, and nobody knows where it came from.
    refunds: Refunds::Unsupported,
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[],
    options: &[
        Detail::optional(EXPIRES_AFTER_DAYS, DetailForm::Number { min: 1, max: 7 })
            .shown(Shown::OrElse("3")),
    ],
    instalments: &[],
    explanation_key: Some("voucher.explanation"),
};

pub const BOLETO: Method = Method {
    family: Family::Voucher,
    display_name: "Boleto",
    fee_basis_points: 0,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[BR]),
    merchant_countries: Countries::Only(&[BR]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Brl]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Brl, &[BR])]),
    limits: &[Limit::between(Brl, 500, 4_999_999)],
    flow: Flow::Voucher {
        expires_days_default: 3,
        expires_days_min: 0,
        expires_days_max: 60,
        grace_days: 0,
        // São Paulo, without daylight saving time since 2019.
        utc_offset_min: -3 * 60,
        reference: VoucherReference::Boleto,
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::Unsupported,
    fields: &[
        BuyerField::Name,
        BuyerField::Email,
        BuyerField::AddressLine1,
        BuyerField::City,
        BuyerField::State,
        BuyerField::PostalCode,
    ],
    details: &[Detail::required("tax_id", DetailForm::BrazilianTaxNumber)],
    options: &[
        Detail::optional(EXPIRES_AFTER_DAYS, DetailForm::Number { min: 0, max: 60 })
            .shown(Shown::OrElse("3")),
    ],
    instalments: &[],
    explanation_key: Some("voucher.explanation"),
};

pub const KONBINI: Method = Method {
    family: Family::Voucher,
    display_name: "Konbini",
    fee_basis_points: 360,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[JP]),
    merchant_countries: Countries::Only(&[JP]),
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Jpy]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Jpy, &[JP])]),
    limits: &[Limit::between(Jpy, 120, 300_000)],
    flow: Flow::Voucher {
        expires_days_default: 3,
        expires_days_min: 1,
        expires_days_max: 60,
        grace_days: 0,
        // Tokyo.
        utc_offset_min: 9 * 60,
        reference: VoucherReference::StoreCodes,
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[],
    options: &[
        Detail::optional(
            "confirmation_number",
            DetailForm::Digits { min: 10, max: 11 },
        )
        .shown(Shown::OrNull),
        Detail::optional(EXPIRES_AFTER_DAYS, DetailForm::Number { min: 1, max: 60 })
            .shown(Shown::OrNull),
        // How far ahead it may be is checked when the voucher is issued.
        Detail::optional(
            EXPIRES_AT,
            DetailForm::Number {
                min: 1,
                max: MOMENT_MAX,
            },
        )
        .shown(Shown::OrNull),
        Detail::optional("product_description", DetailForm::Text { max: 22 }).shown(Shown::OrNull),
    ],
    instalments: &[],
    explanation_key: Some("voucher.explanation"),
};

pub const MULTIBANCO: Method = Method {
    family: Family::Voucher,
    display_name: "Multibanco",
    fee_basis_points: 295,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[PT]),
    merchant_countries: Countries::Only(MULTIBANCO_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[Limit::between(Eur, 50, 9_999_900)],
    flow: Flow::Voucher {
        expires_days_default: 7,
        expires_days_min: 7,
        expires_days_max: 7,
        // The transfer behind a payment takes days. Uncertain: how many are waited for.
        grace_days: 4,
        // Lisbon in winter; in summer the voucher ends an hour into the next day.
        utc_offset_min: 0,
        reference: VoucherReference::EntityAndNumber { digits: 9 },
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("voucher.explanation"),
};
