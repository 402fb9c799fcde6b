//! Checkouts for tests: with a whole catalogue, chance alone would meet few of its rules.

use super::super::*;
use crate::methods::catalogue::{Countries, Currencies};
use crate::money::MINOR_UNITS_MAX;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A checkout, its buyer and its merchant in one.
#[derive(Debug, Copy, Clone)]
pub(crate) struct Case<'a> {
    pub purpose: Purpose,
    pub amount: Money,
    pub merchant_country: CountryCode,
    pub buyer_country: Option<CountryCode>,
    pub capture: CaptureMethod,
    pub future_usage: Option<SetupFutureUsage>,
    pub allowed: Option<&'a [MethodType]>,
    pub off: &'a [MethodType],
    pub wallets_off: &'a [CardWallet],
    pub order: &'a [MethodType],
    pub has_customer: bool,
}

impl Case<'_> {
    pub fn checkout(&self) -> Checkout<'_> {
        Checkout {
            purpose: self.purpose,
            amount: self.amount,
            capture: self.capture,
            future_usage: self.future_usage,
            allowed: self.allowed,
            has_customer: self.has_customer,
        }
    }

    pub fn account(&self) -> Account<'_> {
        Account {
            country: self.merchant_country,
            off: self.off,
            wallets_off: self.wallets_off,
            order: self.order,
        }
    }
}

/// Near to what some row of the catalogue asks for, or anything at all.
pub(crate) fn any_case() -> impl Strategy<Value = Case<'static>> {
    prop_oneof![3 => near_a_row().boxed(), 1 => anywhere().boxed()]
}

fn near_a_row() -> impl Strategy<Value = Case<'static>> {
    let drawn = any::<[Index; 4]>();
    let at_home = any::<bool>();
    (
        select(MethodType::ALL),
        drawn,
        at_home,
        offset(),
        anywhere(),
    )
        .prop_map(
            |(method, [currency, merchant, buyer, home], at_home, offset, anywhere)| {
                let row = method.row();
                let markets = match row.currency_pairing {
                    CurrencyPairing::Any => &[],
                    CurrencyPairing::BuyersHome(markets)
                    | CurrencyPairing::MerchantsHome(markets) => markets,
                };
                let market = (!markets.is_empty()).then(|| currency.get(markets));
                let currency = match (market, row.currencies) {
                    (Some(market), _) => market.currency,
                    (None, Currencies::Only(listed)) => *currency.get(listed),
                    (None, Currencies::All) => *currency.get(Currency::ALL),
                };
                let home = market.map(|market| *home.get(market.countries));
                let merchant = home.unwrap_or_else(|| country(&row.merchant_countries, merchant));
                let buyer = match (home, at_home) {
                    (Some(home), _) => home,
                    (None, true) => merchant,
                    (None, false) => country(&row.buyer_countries, buyer),
                };
                Case {
                    amount: near(row.limit(currency), offset),
                    merchant_country: match row.merchant_countries.contain(merchant) {
                        true => merchant,
                        false => anywhere.merchant_country,
                    },
                    buyer_country: anywhere.buyer_country.map(|_| buyer),
                    ..anywhere
                }
            },
        )
}

fn country(of: &Countries, index: Index) -> CountryCode {
    match of {
        Countries::Only(listed) => *index.get(listed),
        Countries::Worldwide | Countries::Except(_) => *index.get(CountryCode::ALL),
    }
}

/// Which bound, and how far from it.
fn offset() -> impl Strategy<Value = (bool, i64)> {
    (any::<bool>(), prop_oneof![-1..=1i64, -5_000..=5_000i64])
}

fn near((least, most): (Money, Money), (from_above, offset): (bool, i64)) -> Money {
    let bound = if from_above { most } else { least };
    Money::new(bound.minor() + offset, bound.currency()).unwrap_or(bound)
}

fn anywhere() -> impl Strategy<Value = Case<'static>> {
    const LISTS: &[Option<&[MethodType]>] = &[
        None,
        None,
        Some(MethodType::ALL),
        Some(&[MethodType::Card, MethodType::Swish, MethodType::Oxxo]),
    ];
    const OFF: &[&[MethodType]] = &[&[], &[], &[MethodType::Klarna, MethodType::Ideal]];
    let minor = prop_oneof![
        6 => 0..5_000_000i64,
        1 => -MINOR_UNITS_MAX..=MINOR_UNITS_MAX,
    ];
    let parties = (
        select(CountryCode::ALL),
        option::of(select(CountryCode::ALL)),
    );
    let terms = (
        prop_oneof![4 => Just(Purpose::Payment), 1 => Just(Purpose::Setup)],
        prop_oneof![
            3 => Just(CaptureMethod::AutomaticAsync),
            1 => select(CaptureMethod::ALL),
        ],
        prop_oneof![
            3 => Just(None),
            1 => option::of(select(SetupFutureUsage::ALL)),
        ],
        any::<bool>(),
    );
    let lists = (select(LISTS), select(OFF));
    (minor, select(Currency::ALL), parties, terms, lists).prop_map(
        |(minor, currency, (merchant_country, buyer_country), terms, (allowed, off))| {
            let (purpose, capture, future_usage, has_customer) = terms;
            Case {
                purpose,
                amount: Money::new(minor, currency).unwrap(),
                merchant_country,
                buyer_country,
                capture,
                future_usage,
                allowed,
                off,
                wallets_off: &[],
                order: &[],
                has_customer,
            }
        },
    )
}
