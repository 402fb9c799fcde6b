//! The order of offers: what buyers of a country are used to paying with comes first.

use super::catalogue::{Audience, Family, MethodType};
use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;

use CountryCode::*;
use MethodType::*;

/// By the buyer's country, the most used online first. Drawn from public market surveys and meant
/// to be replaced by measured conversion. A method that a country's row does not name follows in
/// the order of families, and so does everything in a country without a row.
const HABITS: &[(CountryCode, &[MethodType])] = &[
    (AT, &[Eps, Card, Klarna, Paypal, SepaDebit]),
    (
        AU,
        &[
            Card,
            AfterpayClearpay,
            Zip,
            Paypal,
            Payto,
            Klarna,
            AuBecsDebit,
        ],
    ),
    (BE, &[Bancontact, Card, Paypal, Klarna]),
    (BR, &[Pix, Card, Boleto]),
    (CA, &[Card, Paypal, AfterpayClearpay, Klarna, Affirm]),
    (CH, &[Twint, Card, Klarna, Paypal]),
    (CN, &[Alipay, WechatPay, Card]),
    (DE, &[Paypal, Klarna, SepaDebit, Card]),
    (DK, &[Card, Mobilepay, Klarna, Paypal]),
    (ES, &[Card, Bizum, Paypal, Klarna, Sequra]),
    (FI, &[Mobilepay, Card, Klarna, Paypal]),
    (FR, &[Card, Paypal, Klarna, Alma]),
    (GB, &[Card, Paypal, Klarna, AfterpayClearpay, PayByBank]),
    (IN, &[Upi, Card]),
    (IT, &[Paypal, Card, Satispay, Klarna, Scalapay]),
    (JP, &[Card, Paypay, Konbini]),
    (KR, &[KrCard, KakaoPay, NaverPay, Payco, SamsungPay, Card]),
    (MX, &[Card, Oxxo]),
    (MY, &[Fpx, Card, Grabpay]),
    (NL, &[Ideal, Card, Klarna, Paypal]),
    (NO, &[Card, Klarna, Paypal]),
    (NZ, &[Card, AfterpayClearpay, Paypal, Klarna]),
    (PL, &[Blik, P24, Card, Paypal, Klarna]),
    (PT, &[Multibanco, MbWay, Card, Paypal, Klarna]),
    (SE, &[Swish, Klarna, Card, Paypal]),
    (SG, &[Card, Paynow, Grabpay]),
    (TH, &[Promptpay, Card]),
    (US, &[Card, Cashapp, Affirm, Klarna, AfterpayClearpay]),
];

/// Below these amounts, in minor units, buyers rarely pay in parts: lenders come last. In other
/// currencies the amount says nothing.
const LENDERS_FROM: &[(Currency, i64)] = &[
    (Currency::Aud, 3_000),
    (Currency::Cad, 4_500),
    (Currency::Chf, 3_000),
    (Currency::Czk, 70_000),
    (Currency::Dkk, 20_000),
    (Currency::Eur, 3_000),
    (Currency::Gbp, 2_500),
    (Currency::Nok, 30_000),
    (Currency::Nzd, 3_000),
    (Currency::Pln, 12_000),
    (Currency::Ron, 15_000),
    (Currency::Sek, 30_000),
    (Currency::Usd, 3_000),
];

/// What is known of how buyers like those here pay.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Habits {
    used: &'static [MethodType],
    lenders_last: bool,
}

impl Habits {
    /// `amount`: `None` where nothing is paid yet.
    #[must_use]
    pub fn of(country: Option<CountryCode>, amount: Option<Money>) -> Self {
        let lenders_last = amount.is_some_and(|amount| {
            LENDERS_FROM
                .iter()
                .any(|(currency, from)| *currency == amount.currency() && amount.minor() < *from)
        });
        Self {
            used: country.map_or(&[], habits_of),
            lenders_last,
        }
    }
}

/// Sorts `methods`, the most relevant first: those of `order` as the merchant lists them, those that
/// buyers are used to, then by family, businesses' own methods behind everybody's. The order of any
/// two methods does not depend on which others are there.
pub fn rank(methods: &mut [MethodType], habits: &Habits, order: &[MethodType]) {
    methods.sort_by_cached_key(|method| {
        let row = method.row();
        let place = |list: &[MethodType]| list.iter().position(|listed| listed == method);
        (
            place(order).unwrap_or(usize::MAX),
            habits.lenders_last && row.family == Family::BuyNowPayLater,
            place(habits.used).unwrap_or(usize::MAX),
            row.audience == Audience::Businesses,
            row.family,
            *method,
        )
    });
}

fn habits_of(country: CountryCode) -> &'static [MethodType] {
    HABITS
        .iter()
        .find(|(of, _)| *of == country)
        .map_or(&[], |(_, habits)| habits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(country: Option<CountryCode>) -> Vec<MethodType> {
        let mut methods = MethodType::ALL.to_vec();
        rank(&mut methods, &Habits::of(country, None), &[]);
        methods
    }

    #[test]
    fn a_market_sees_what_it_is_used_to_first() {
        let cases = [
            (NL, &[Ideal][..]),
            (BE, &[Bancontact]),
            (SE, &[Swish, Klarna]),
            (PL, &[Blik, P24]),
            (BR, &[Pix]),
            (MX, &[Card, Oxxo]),
            (DE, &[Paypal, Klarna]),
            (US, &[Card]),
            (CN, &[Alipay]),
        ];
        for (country, first) in cases {
            assert!(ranked(Some(country)).starts_with(first), "{country}");
        }
    }

    #[test]
    fn elsewhere_the_families_come_in_order() {
        for country in [None, Some(RO), Some(ZW)] {
            let families: Vec<_> = ranked(country)
                .iter()
                .map(|m| m.row())
                .filter(|row| row.audience != Audience::Businesses)
                .map(|row| row.family)
                .collect();
            assert!(families.is_sorted(), "{families:?}");
        }
    }

    #[test]
    fn nobody_borrows_for_a_coffee() {
        let euros = |minor| Money::new(minor, Currency::Eur).unwrap();
        let ranked = |amount| {
            let mut methods = vec![Klarna, Card, Paypal, CustomerBalance];
            rank(&mut methods, &Habits::of(Some(DE), amount), &[]);
            methods
        };
        let usual = [Paypal, Klarna, Card, CustomerBalance];
        assert_eq!(ranked(Some(euros(3_000))), usual);
        assert_eq!(ranked(None), usual);
        let small = [Paypal, Card, CustomerBalance, Klarna];
        assert_eq!(ranked(Some(euros(2_999))), small);
    }

    #[test]
    fn the_merchants_own_order_comes_before_habits() {
        let mut methods = vec![Card, Ideal, Klarna, Paypal];
        rank(
            &mut methods,
            &Habits::of(Some(NL), None),
            &[Paypal, Swish, Card],
        );
        assert_eq!(methods, [Paypal, Card, Ideal, Klarna]);
    }

    #[test]
    fn ranking_loses_and_adds_nothing() {
        for &country in CountryCode::ALL {
            let mut methods = ranked(Some(country));
            methods.sort();
            assert_eq!(methods, MethodType::ALL, "{country}");
        }
    }

    #[test]
    fn the_table_names_each_country_and_each_habit_once_and_only_usable_ones() {
        for (index, (country, habits)) in HABITS.iter().enumerate() {
            let again = HABITS
                .iter()
                .skip(index + 1)
                .any(|(other, _)| other == country);
            assert!(!again, "{country} has two rows");
            for (place, method) in habits.iter().enumerate() {
                assert!(
                    !habits[..place].contains(method),
                    "{country} names {method} twice"
                );
                let usable = method.row().buyer_countries.contain(*country);
                assert!(usable, "buyers in {country} cannot use {method}");
            }
        }
    }
}
