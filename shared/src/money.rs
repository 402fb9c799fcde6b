//! Amounts of money: a whole number of minor units in one currency.

use crate::currency::Currency;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU8;

/// The largest amount in either direction, 2^53−1: what a JavaScript number holds exactly.
pub const MINOR_UNITS_MAX: i64 = (1 << 53) - 1;

/// An amount in minor units of one currency; 1999 is 19.99 USD and ¥1,999. May be zero or
/// negative, never beyond [`MINOR_UNITS_MAX`] in either direction.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why a sum of money cannot be.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum MoneyError {
    /// Beyond [`MINOR_UNITS_MAX`].
    Overflow,
    /// Two currencies met in one operation.
    CurrencyMismatch { left: Currency, right: Currency },
}

/// What arrives on the wire, before its amount is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// Errors: `Overflow`.
    pub const fn new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor < -MINOR_UNITS_MAX || minor > MINOR_UNITS_MAX {
            return Err(MoneyError::Overflow);
        }
        Ok(Self { minor, currency })
    }

    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Minor units of [`Money::currency`], as the merchant API counts them.
    #[must_use]
    pub const fn minor(&self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.minor > 0
    }

    /// Errors: `Overflow`, `CurrencyMismatch`.
    pub fn checked_add(&self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor);
        Self::new(minor.ok_or(MoneyError::Overflow)?, self.currency)
    }

    /// Errors: `Overflow`, `CurrencyMismatch`.
    pub fn checked_sub(&self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor);
        Self::new(minor.ok_or(MoneyError::Overflow)?, self.currency)
    }

    /// Whether this is at most `other`. Amounts have no `PartialOrd`, since those of two
    /// currencies have no order. Errors: `CurrencyMismatch`.
    pub fn fits_in(&self, other: &Self) -> Result<bool, MoneyError> {
        self.same_currency(*other)?;
        Ok(self.minor <= other.minor)
    }

    /// Splits into `parts` amounts that add up to this one exactly. They differ by at most one
    /// [`Currency::amount_step`], the larger ones first: ¥100 in three is 34, 33, 33. An amount
    /// that is no multiple of the step is split by single minor units instead.
    #[must_use]
    pub fn split_evenly(&self, parts: NonZeroU8) -> Vec<Self> {
        let step = match self.minor.checked_rem(self.currency.amount_step()) {
            Some(0) => self.currency.amount_step(),
            _ => 1,
        };
        let count = i64::from(parts.get());
        let steps = self.minor.checked_div(step).unwrap_or(self.minor);
        // Euclidean, so that the remainder of a negative amount counts upwards too.
        let least = steps.checked_div_euclid(count).unwrap_or(steps);
        let larger_count = steps.checked_rem_euclid(count).unwrap_or(0);
        (0..count)
            .map(|index| {
                let steps = least.saturating_add(i64::from(index < larger_count));
                let minor = steps.saturating_mul(step);
                Self { minor, ..*self }
            })
            .collect()
    }

    fn same_currency(&self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch {
            left: self.currency,
            right: other.currency,
        })
    }

    /// The amount in the currency's units, with all of its decimals: `19.99`.
    #[must_use]
    pub fn decimal(&self) -> String {
        let digits = usize::from(self.currency.exponent());
        let sign = if self.minor < 0 { "-" } else { "" };
        let unsigned = format!(
            "{:0>1$}",
            self.minor.unsigned_abs(),
            digits.saturating_add(1)
        );
        let (whole, fraction) = unsigned.split_at(unsigned.len().saturating_sub(digits));
        let point = if digits == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }
}

impl TryFrom<Unchecked> for Money {
    type Error = MoneyError;

    fn try_from(money: Unchecked) -> Result<Self, MoneyError> {
        Self::new(money.minor, money.currency)
    }
}

impl fmt::Display for Money {
    /// For logs and messages to developers: `19.99 USD`. Buyers see what `Intl` makes of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overflow => write!(f, "the amount is beyond {MINOR_UNITS_MAX} minor units"),
            Self::CurrencyMismatch { left, right } => {
                write!(f, "amounts in {left} and {right} do not mix")
            }
        }
    }
}

impl std::error::Error for MoneyError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn money(minor: i64, currency: Currency) -> Money {
        Money::new(minor, currency).unwrap()
    }

    fn any_money() -> impl Strategy<Value = Money> {
        (-MINOR_UNITS_MAX..=MINOR_UNITS_MAX, select(Currency::ALL))
            .prop_map(|(minor, currency)| money(minor, currency))
    }

    fn minors(parts: &[Money]) -> Vec<i64> {
        parts.iter().map(Money::minor).collect()
    }

    #[test]
    fn amounts_end_where_javascript_stops_counting() {
        for minor in [MINOR_UNITS_MAX, -MINOR_UNITS_MAX] {
            assert!(Money::new(minor, Currency::Usd).is_ok());
        }
        for minor in [
            MINOR_UNITS_MAX + 1,
            -MINOR_UNITS_MAX - 1,
            i64::MAX,
            i64::MIN,
        ] {
            let refused = Money::new(minor, Currency::Usd);
            assert_eq!(refused, Err(MoneyError::Overflow));
        }
        let most = money(MINOR_UNITS_MAX, Currency::Usd);
        let one = money(1, Currency::Usd);
        assert_eq!(most.checked_add(one), Err(MoneyError::Overflow));
    }

    #[test]
    fn currencies_never_mix() {
        let (dollars, euros) = (money(1, Currency::Usd), money(1, Currency::Eur));
        let (left, right) = (Currency::Usd, Currency::Eur);
        let mismatch = MoneyError::CurrencyMismatch { left, right };
        assert_eq!(dollars.checked_add(euros), Err(mismatch));
        assert_eq!(dollars.checked_sub(euros), Err(mismatch));
        assert_eq!(dollars.fits_in(&euros), Err(mismatch));
    }

    #[test]
    fn instalments_are_even_with_the_larger_first() {
        let parts = |n| NonZeroU8::new(n).unwrap();
        let cases = [
            (100, Currency::Jpy, 3, vec![34, 33, 33]),
            (4999, Currency::Usd, 4, vec![1250, 1250, 1250, 1249]),
            (1000, Currency::Kwd, 3, vec![340, 330, 330]),
            (1005, Currency::Kwd, 2, vec![503, 502]),
            (500, Currency::Isk, 2, vec![300, 200]),
            (-100, Currency::Usd, 3, vec![-33, -33, -34]),
            (1, Currency::Usd, 3, vec![1, 0, 0]),
        ];
        for (minor, currency, count, expected) in cases {
            let split = money(minor, currency).split_evenly(parts(count));
            assert_eq!(minors(&split), expected, "{minor} {currency}");
        }
    }

    #[test]
    fn money_is_printed_as_developers_read_it() {
        let cases = [
            (1999, Currency::Usd, "19.99 USD"),
            (5, Currency::Eur, "0.05 EUR"),
            (-1050, Currency::Gbp, "-10.50 GBP"),
            (1999, Currency::Jpy, "1999 JPY"),
            (5120, Currency::Kwd, "5.120 KWD"),
        ];
        for (minor, currency, expected) in cases {
            assert_eq!(money(minor, currency).to_string(), expected);
        }
    }

    #[test]
    fn the_wire_cannot_carry_more_than_money_holds() {
        for json in [
            r#"{"minor":9007199254740992,"currency":"usd"}"#,
            r#"{"minor":1.5,"currency":"usd"}"#,
            r#"{"minor":1,"currency":"xxx"}"#,
            r#"{"minor":1,"currency":"usd","more":1}"#,
            r#"{"minor":1}"#,
        ] {
            assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_of_a_split_add_up_and_differ_by_one_step(
            whole in any_money(),
            count in 1..=u8::MAX,
        ) {
            let parts = whole.split_evenly(NonZeroU8::new(count).unwrap());
            prop_assert_eq!(parts.len(), usize::from(count));
            let sum = parts
                .iter()
                .try_fold(Money::zero(whole.currency()), |sum, part| sum.checked_add(*part));
            prop_assert_eq!(sum, Ok(whole));
            let minors = minors(&parts);
            prop_assert!(minors.is_sorted_by(|a, b| a >= b));
            let spread = minors[0] - minors[minors.len() - 1];
            prop_assert!(spread <= whole.currency().amount_step());
        }

        #[test]
        fn what_is_added_can_be_taken_away(a in any_money(), minor in -MINOR_UNITS_MAX..=MINOR_UNITS_MAX) {
            let b = money(minor, a.currency());
            if let Ok(sum) = a.checked_add(b) {
                prop_assert_eq!(sum.checked_sub(b), Ok(a));
            }
        }

        #[test]
        fn money_survives_json(whole in any_money()) {
            let json = serde_json::to_string(&whole).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), whole);
        }
    }
}
