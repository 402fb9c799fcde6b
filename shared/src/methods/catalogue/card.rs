//! Cards.

use super::merchants::KOREA_MERCHANTS;
use super::*;
use crate::country::CountryCode::KR;
use crate::currency::Currency::Krw;

pub const CARD: Method = Method {
    family: Family::Card,
    display_name: "Card",
    fee_basis_points: 290,
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
    // A page that confirms with a card has the buyer's word for it.
    options: &[Detail::optional("network", DetailForm::Word(NETWORKS))
        .asked()
        .shown(Shown::OrNull)
        .of(Intents::Both)],
    instalments: &[],
    explanation_key: None,
};

/// Of the API's names those of the networks that cards are on here.
const NETWORKS: &[&str] = &[
    "amex",
    "cartes_bancaires",
    "diners",
    "discover",
    "jcb",
    "mastercard",
    "unionpay",
    "visa",
];

/// Cards of Korean issuers: the buyer chooses theirs on the page of a local processor and
/// authenticates there.
pub const KR_CARD: Method = Method {
    family: Family::Card,
    display_name: "Korean card",
    fee_basis_points: 300,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[KR]),
    merchant_countries: Countries::Only(KOREA_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Krw]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Krw, &[KR])]),
    limits: &[Limit::at_least(Krw, 100)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};
