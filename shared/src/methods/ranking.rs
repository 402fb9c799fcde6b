//! The order of offers: what buyers of a country are used to paying with comes first.

use super::catalogue::MethodType;
use crate::country::CountryCode;

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

/// Sorts `methods`, the most relevant to a buyer in `country` first. The order of any two methods
/// does not depend on which others are there.
pub fn rank(methods: &mut [MethodType], country: Option<CountryCode>) {
    let habits = country.map_or(&[][..], habits_of);
    methods.sort_by_key(|method| {
        let place = habits.iter().position(|used| used == method);
        (place.unwrap_or(usize::MAX), method.row().family, *method)
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
        rank(&mut methods, country);
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
            let families: Vec<_> = ranked(country).iter().map(|m| m.row().family).collect();
            assert!(families.is_sorted(), "{families:?}");
        }
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
