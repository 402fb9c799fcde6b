//! Fees are exact, rounded once, and never more than the payment.

use crate::currency::Currency;
use crate::ledger::fees::{FeeSchedule, STANDARD};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::tests::properties::config;
use proptest::prelude::*;
use proptest::sample::select;

fn money(minor: i64, currency: Currency) -> Money {
    Money::new(minor, currency).unwrap()
}

/// A schedule with one rate for all.
fn flat(percent: &str, fixed: &str) -> FeeSchedule {
    let json = format!(
        r#"{{"other_methods":{{"percent":"{percent}","fixed":{fixed}}},"dispute":{{"usd":1500}}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

#[test]
fn a_fee_is_a_percentage_and_a_fixed_part_rounded_once() {
    use Currency::{Eur, Isk, Jpy, Kwd, Ugx, Usd};
    let cases = [
        ("2.9", r#"{"usd":30}"#, 1999, Usd, 88),
        // 72.5 and 73.5: midpoints go away from zero.
        ("2.9", "{}", 2500, Usd, 73),
        ("2.94", "{}", 2500, Usd, 74),
        ("0", r#"{"eur":29}"#, 100_000, Eur, 29),
        ("0", r#"{"eur":29}"#, 100_000, Usd, 0),
        ("3.6", r#"{"jpy":30}"#, 1999, Jpy, 102),
        ("1.5", "{}", 1010, Kwd, 20),
        ("2.9", "{}", 50_000, Isk, 1_500),
        ("2.9", "{}", 50_000, Ugx, 1_500),
        ("100", r#"{"usd":30}"#, 50, Usd, 50),
        ("2.9", r#"{"usd":30}"#, 20, Usd, 20),
        ("2.9", r#"{"usd":30}"#, 0, Usd, 0),
    ];
    for (percent, fixed, minor, currency, expected) in cases {
        let schedule = flat(percent, fixed);
        let fee = schedule.processing(MethodType::Card, money(minor, currency));
        assert_eq!(
            fee,
            Ok(money(expected, currency)),
            "{percent} % of {minor} {currency}"
        );
    }
}

#[test]
fn the_standard_prices_never_change() {
    use MethodType::{Card, Ideal, Klarna, Oxxo, Swish};
    let cases = [
        (Card, 1999, Currency::Usd, 88),
        (Card, 1999, Currency::Jpy, 88),
        (Klarna, 5000, Currency::Eur, 325),
        (Ideal, 5000, Currency::Eur, 25),
        (Swish, 10_000, Currency::Sek, 280),
        (Oxxo, 10_000, Currency::Mxn, 660),
        (Card, 10_000, Currency::Inr, 290),
    ];
    for (method, minor, currency, expected) in cases {
        let fee = STANDARD.processing(method, money(minor, currency));
        assert_eq!(fee, Ok(money(expected, currency)), "{method} in {currency}");
    }
    assert_eq!(STANDARD.dispute(Currency::Usd), money(1500, Currency::Usd));
}

#[test]
fn a_schedule_that_cannot_be_charged_is_refused() {
    for rate in [
        r#"{"percent":"-0.1"}"#,
        r#"{"percent":"100.1"}"#,
        r#"{"percent":"2.1234567"}"#,
        r#"{"percent":"2","fixed":{"usd":-30}}"#,
        r#"{"percent":"2","fixed":{"xxx":30}}"#,
        r#"{"percent":"two"}"#,
        r#"{"percent":"2","cap":"5"}"#,
        r#"{"fixed":{"usd":30}}"#,
    ] {
        let json = format!(r#"{{"other_methods":{rate}}}"#);
        assert!(
            serde_json::from_str::<FeeSchedule>(&json).is_err(),
            "{rate}"
        );
    }
}

#[test]
fn a_schedule_narrowed_to_a_currency_asks_the_same_in_it() {
    let narrowed = STANDARD.clone().narrowed_to(Currency::Eur);
    let amount = money(12_345, Currency::Eur);
    for &method in MethodType::ALL {
        assert_eq!(
            narrowed.processing(method, amount),
            STANDARD.processing(method, amount)
        );
    }
    assert_eq!(
        narrowed.dispute(Currency::Eur),
        STANDARD.dispute(Currency::Eur)
    );
    let json = serde_json::to_string(&narrowed).unwrap();
    assert!(!json.contains("usd"), "{json}");
    assert_eq!(
        serde_json::from_str::<FeeSchedule>(&json).unwrap(),
        narrowed
    );
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_fee_is_never_negative_never_more_than_the_amount_and_grows_with_it(
        currency in select(Currency::ALL),
        method in select(MethodType::ALL),
        steps in 0..=999_999_i64,
    ) {
        let step = currency.amount_step();
        let fee = |steps: i64| {
            let fee = STANDARD.processing(method, money(steps * step, currency));
            fee.unwrap().minor()
        };
        prop_assert!((0..=steps * step).contains(&fee(steps)));
        prop_assert_eq!(fee(steps) % step, 0);
        let more = fee(steps + 1) - fee(steps);
        prop_assert!((0..=step).contains(&more), "{more}");
    }
}
