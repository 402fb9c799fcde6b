//! Real-time payments: an instant transfer that the buyer approves in their bank's app.

use super::*;
use crate::country::CountryCode::*;
use crate::country::EEA;
use crate::currency::Currency::*;

pub const SWISH: Method = Method {
    family: Family::RealTime,
    display_name: "Swish",
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
    options: &[],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};
