//! Boletos: the 44 figures of the barcode and the 47 of the line that is typed where no barcode can
//! be scanned, as FEBRABAN defines them.

use crate::money::Money;

/// Figures that the issuing bank fills as it likes; they say which boleto it is.
pub const FREE_FIELD_LENGTH: usize = 25;
/// The real, among the currencies of boletos.
const REAL: &str = "9";
const DAY_S: i64 = 24 * 3600;
/// 7 October 1997 in days since 1970, from which the days of a boleto are counted.
const FIRST_DAY: i64 = 10_141;
/// Having reached 9999 on 21 February 2025, the count went on with 1000.
const DAYS_FROM: i64 = 1_000;
const DAYS_ROUND: i64 = 9_000;

/// What is printed on a boleto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boleto {
    /// 44 figures.
    pub barcode: String,
    /// 47 figures.
    pub line: String,
}

impl Boleto {
    /// A boleto of the bank with these three figures, over reais, payable until the day that begins
    /// `due` seconds after 1970 where it is paid. `None` where a part does not fit its field.
    #[must_use]
    pub fn new(bank: &str, amount: Money, due: i64, free_field: &str) -> Option<Self> {
        let amount = u64::try_from(amount.minor()).ok()?;
        let parts = format!("{:04}{amount:010}", days(due));
        let unchecked = format!("{bank}{REAL}{parts}{free_field}");
        if unchecked.len() != 43 || !unchecked.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let check = modulo_11(&unchecked);
        let (first, rest) = free_field.split_at_checked(5)?;
        let (second, third) = rest.split_at_checked(10)?;
        let first = format!("{bank}{REAL}{first}");
        Some(Self {
            barcode: format!("{bank}{REAL}{check}{parts}{free_field}"),
            line: format!(
                "{first}{}{second}{}{third}{}{check}{parts}",
                modulo_10(&first),
                modulo_10(second),
                modulo_10(third),
            ),
        })
    }
}

/// The day, as boletos count.
fn days(due: i64) -> i64 {
    due.div_euclid(DAY_S)
        .saturating_sub(FIRST_DAY)
        .saturating_sub(DAYS_FROM)
        .rem_euclid(DAYS_ROUND)
        .saturating_add(DAYS_FROM)
}

/// Of a field of the line.
fn modulo_10(digits: &str) -> u32 {
    let sum = from_the_right(digits, [2, 1]).fold(0_u32, |sum, (digit, weight)| {
        let product = digit.saturating_mul(weight);
        // Of two figures both count.
        sum.saturating_add(product.wrapping_div(10))
            .saturating_add(product.wrapping_rem(10))
    });
    10_u32.saturating_sub(sum.wrapping_rem(10)).wrapping_rem(10)
}

/// Of the barcode.
fn modulo_11(digits: &str) -> u32 {
    let weighted = from_the_right(digits, [2, 3, 4, 5, 6, 7, 8, 9]);
    let sum = weighted.fold(0_u32, |sum, (digit, weight)| {
        sum.saturating_add(digit.saturating_mul(weight))
    });
    match 11_u32.saturating_sub(sum.wrapping_rem(11)) {
        0 | 10 | 11 => 1,
        check => check,
    }
}

/// Each figure with its weight, which repeat.
fn from_the_right<const N: usize>(
    digits: &str,
    weights: [u32; N],
) -> impl Iterator<Item = (u32, u32)> {
    let figures = digits.bytes().rev().map(|byte| {
        let zero = u32::from(b'0');
        u32::from(byte).saturating_sub(zero)
    });
    figures.zip(weights.into_iter().cycle())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use proptest::prelude::*;

    fn reais(minor: i64) -> Money {
        Money::new(minor, Currency::Brl).unwrap()
    }

    /// The boleto that Stripe's API reference shows, of the Banco do Brasil over R$ 1.00.
    #[test]
    fn a_published_boleto_comes_out_as_it_was_published() {
        // 3737 days after 7 October 1997.
        let due = (FIRST_DAY + 3737) * DAY_S;
        let boleto = Boleto::new("001", reais(100), due, "0500940144816060680935031").unwrap();
        assert_eq!(
            boleto.line,
            "00190500954014481606906809350314337370000000100"
        );
        assert_eq!(
            boleto.barcode,
            "00193373700000001000500940144816060680935031"
        );
    }

    #[test]
    fn the_days_begin_anew_after_9999() {
        // 21 and 22 February 2025.
        assert_eq!(days(20_140 * DAY_S), 9_999);
        assert_eq!(days(20_141 * DAY_S), 1_000);
    }

    #[test]
    fn what_does_not_fit_is_no_boleto() {
        let free = "0".repeat(FREE_FIELD_LENGTH);
        assert!(Boleto::new("999", reais(4_999_999), 0, &free).is_some());
        assert_eq!(Boleto::new("99", reais(100), 0, &free), None);
        assert_eq!(Boleto::new("999", reais(-100), 0, &free), None);
        assert_eq!(Boleto::new("999", reais(10_000_000_000), 0, &free), None);
        assert_eq!(Boleto::new("999", reais(100), 0, "12"), None);
    }

    proptest! {
        #[test]
        fn every_line_is_valid(free in "[0-9]{25}", minor in 0_i64..5_000_000, due in 0_i64..5_000_000_000) {
            let boleto = Boleto::new("999", reais(minor), due, &free).unwrap();
            prop_assert_eq!((boleto.barcode.len(), boleto.line.len()), (44, 47));
            let fields = [&boleto.line[..10], &boleto.line[10..21], &boleto.line[21..32]];
            for field in fields {
                let (digits, check) = field.split_at(field.len() - 1);
                prop_assert_eq!(modulo_10(digits).to_string(), check);
            }
            prop_assert_eq!(&boleto.line[32..33], &boleto.barcode[4..5]);
            prop_assert_eq!(&boleto.line[33..], &boleto.barcode[5..19]);
            let value = format!("{minor:010}");
            prop_assert!(boleto.line.ends_with(&value));
        }
    }
}
