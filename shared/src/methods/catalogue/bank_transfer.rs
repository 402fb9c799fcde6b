//! Bank transfers: the buyer sends the money to an account that the merchant API names.

use super::*;
use crate::country::CountryCode::*;
use crate::country::EUROZONE;
use crate::currency::Currency::*;

pub const CUSTOMER_BALANCE: Method = Method {
    family: Family::BankTransfer,
    display_name: "Bank transfer",
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
    options: &[],
    instalments: &[],
    explanation_key: Some("transfer.explanation"),
};

const TRANSFER_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, DE, EE, ES, FI, FR, GR, HR, IE, IT, LT, LU, LV, MT, NL, PT, SI,
    SK, // the euro
    GB, JP, MX, US,
];
