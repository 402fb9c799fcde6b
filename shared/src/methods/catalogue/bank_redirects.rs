//! Bank redirects: the buyer approves a transfer on the page of their own bank.

use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

pub const IDEAL: Method = Method {
    family: Family::BankRedirect,
    display_name: "iDEAL",
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
    fields: &[BuyerField::Name],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const BANCONTACT: Method = Method {
    family: Family::BankRedirect,
    display_name: "Bancontact",
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
    fields: &[BuyerField::Name],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

/// The European Economic Area, its neighbours, and the markets beyond that can settle euros.
const EURO_BANK_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    CH, GB, GI, // its neighbours
    AU, CA, HK, JP, MX, NZ, SG, US,
];
