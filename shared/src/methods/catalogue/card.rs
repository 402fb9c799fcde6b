//! Cards.

use super::*;

pub const CARD: Method = Method {
    family: Family::Card,
    display_name: "Card",
    audience: Audience::Anyone,
    buyer_countries: Countries::Worldwide,
    merchant_countries: Countries::Worldwide,
    domestic_only_for: Countries::NONE,
    currencies: Currencies::All,
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::CardForm,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // The shortest of the networks; an issuer's answer may name a longer one.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[
        BuyerField::CardNumber,
        BuyerField::CardExpiry,
        BuyerField::CardCvc,
        BuyerField::Country,
        BuyerField::PostalCode,
    ],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: None,
};
