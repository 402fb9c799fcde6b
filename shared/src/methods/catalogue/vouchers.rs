//! Vouchers: a reference to pay with at a till or in a banking app, days later.

use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

pub const OXXO: Method = Method {
    family: Family::Voucher,
    display_name: "OXXO",
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
    options: &[Detail::optional(
        "expires_after_days",
        DetailForm::Number { min: 1, max: 7 },
    )],
    instalments: &[],
    explanation_key: Some("voucher.explanation"),
};
