//! The plans by which a lender lets the buyer pay, shown before they commit.

use super::{Countries, Limit};
use crate::country::CountryCode;
use crate::money::Money;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use std::num::NonZeroU8;

const MONTH_DAYS: u16 = 30;
const MONTHS_A_YEAR: u8 = 12;
const BASIS_POINTS: u16 = 10_000;

/// Which buyers are granted a plan, for which amounts.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct InstalmentRule {
    pub countries: Countries,
    /// Every amount of the method's where empty, else those within.
    pub amounts: &'static [Limit],
    pub plan: Plan,
}

/// When the buyer pays the lender.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Equal parts without interest, the first of them now.
    Split {
        parts: NonZeroU8,
        /// Days between two payments.
        interval_days: u16,
    },
    /// The whole without interest, so many days from now.
    Later { days: u16 },
    /// Equal monthly payments with interest, the first in a month.
    Financing { months: NonZeroU8, rate: YearlyRate },
}

/// The interest of a year, in hundredths of a percent.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum YearlyRate {
    /// Twelve times that of a month, as the United States and Canada count.
    Nominal(u16),
    /// With the interest on interest, as Europe counts.
    Effective(u16),
}

impl InstalmentRule {
    pub(super) fn grants(&self, country: CountryCode, amount: Money) -> bool {
        let is_within = |limit: &Limit| {
            limit.currency == amount.currency()
                && limit.min <= amount.minor()
                && limit.max.is_none_or(|max| amount.minor() <= max)
        };
        self.countries.contain(country)
            && (self.amounts.is_empty() || self.amounts.iter().any(is_within))
    }
}

impl Plan {
    pub(super) const fn split(parts: u8, interval_days: u16) -> Self {
        Self::Split {
            parts: at_least_one(parts),
            interval_days,
        }
    }

    pub(super) const fn financing(months: u8, rate: YearlyRate) -> Self {
        Self::Financing {
            months: at_least_one(months),
            rate,
        }
    }

    /// The single payments in order. Without interest they add up to `total`; with it, they pay
    /// `total` and the interest back to the last minor unit. `None` for an amount that no such
    /// payments repay.
    #[must_use]
    pub fn payments(&self, total: Money) -> Option<Vec<Money>> {
        match self {
            Self::Split { parts, .. } => Some(total.split_evenly(*parts)),
            Self::Later { .. } => Some(vec![total]),
            Self::Financing { months, rate } => repayment(total, *months, rate.monthly()?),
        }
    }

    /// Days from now to the first payment.
    #[must_use]
    pub const fn first_days(&self) -> u16 {
        match self {
            Self::Split { .. } => 0,
            Self::Later { days } => *days,
            Self::Financing { .. } => MONTH_DAYS,
        }
    }

    /// Days between two payments.
    #[must_use]
    pub const fn interval_days(&self) -> u16 {
        match self {
            Self::Split { interval_days, .. } => *interval_days,
            Self::Later { .. } => 0,
            Self::Financing { .. } => MONTH_DAYS,
        }
    }

    /// What the country calls the annual percentage rate, in hundredths of a percent.
    #[must_use]
    pub const fn apr_basis_points(&self) -> Option<u16> {
        match self {
            Self::Split { .. } | Self::Later { .. } => None,
            Self::Financing { rate, .. } => match rate {
                YearlyRate::Nominal(points) | YearlyRate::Effective(points) => Some(*points),
            },
        }
    }
}

impl YearlyRate {
    /// The interest of a month, as a fraction.
    fn monthly(self) -> Option<Decimal> {
        let fraction = |points| Decimal::from(points).checked_div(Decimal::from(BASIS_POINTS));
        match self {
            Self::Nominal(points) => fraction(points)?.checked_div(Decimal::from(MONTHS_A_YEAR)),
            Self::Effective(points) => {
                let year = fraction(points)?.checked_add(Decimal::ONE)?;
                twelfth_root(year)?.checked_sub(Decimal::ONE)
            }
        }
    }
}

/// By Newton's method, for numbers from 1 to 2, where eight steps are exact to 20 places.
fn twelfth_root(of: Decimal) -> Option<Decimal> {
    let (degree, before) = (
        Decimal::from(MONTHS_A_YEAR),
        Decimal::from(MONTHS_A_YEAR - 1),
    );
    let mut root = Decimal::ONE;
    for _ in 0..8 {
        let rest = of.checked_div(power(root, MONTHS_A_YEAR - 1)?)?;
        root = root
            .checked_mul(before)?
            .checked_add(rest)?
            .checked_div(degree)?;
    }
    Some(root)
}

fn power(base: Decimal, exponent: u8) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |product, _| product.checked_mul(base))
}

/// An annuity: payments of one height, of which the last takes up what rounding left over.
fn repayment(total: Money, months: NonZeroU8, rate: Decimal) -> Option<Vec<Money>> {
    let level = level(total, months.get(), rate)?;
    let mut owed = total;
    let mut payments = Vec::new();
    for _ in 1..months.get() {
        payments.push(level);
        owed = owed.checked_add(interest(owed, rate)?).ok()?;
        owed = owed.checked_sub(level).ok()?;
    }
    payments.push(owed.checked_add(interest(owed, rate)?).ok()?);
    payments.iter().all(Money::is_positive).then_some(payments)
}

/// `total × rate × q ÷ (q − 1)` with `q = (1 + rate) ^ months`.
fn level(total: Money, months: u8, rate: Decimal) -> Option<Money> {
    let growth = power(rate.checked_add(Decimal::ONE)?, months)?;
    let interest = Decimal::from(total.minor()).checked_mul(rate)?;
    let ratio = growth.checked_div(growth.checked_sub(Decimal::ONE)?)?;
    rounded(interest.checked_mul(ratio)?, total)
}

/// What a month costs.
fn interest(owed: Money, rate: Decimal) -> Option<Money> {
    rounded(Decimal::from(owed.minor()).checked_mul(rate)?, owed)
}

/// `minor` as money of `like`'s currency, to its nearest payable amount, half of one away from zero.
fn rounded(minor: Decimal, like: Money) -> Option<Money> {
    let step = like.currency().amount_step();
    let steps = minor.checked_div(Decimal::from(step))?;
    let steps = steps.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    Money::new(steps.to_i64()?.checked_mul(step)?, like.currency()).ok()
}

const fn at_least_one(number: u8) -> NonZeroU8 {
    match NonZeroU8::new(number) {
        Some(number) => number,
        None => NonZeroU8::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn money(minor: i64, currency: Currency) -> Money {
        Money::new(minor, currency).unwrap()
    }

    fn minors(plan: Plan, minor: i64, currency: Currency) -> Vec<i64> {
        let payments = plan.payments(money(minor, currency)).unwrap();
        payments.iter().map(Money::minor).collect()
    }

    #[test]
    fn a_nominal_rate_is_paid_back_as_lenders_publish_it() {
        // Affirm's own example: $800 in 12 months at 15 % are $72.21 a month.
        let plan = Plan::financing(12, YearlyRate::Nominal(1_500));
        let payments = minors(plan, 80_000, Currency::Usd);
        assert_eq!(payments[0], 7_221);
        assert_eq!(payments.len(), 12);
        assert!((payments[11] - 7_221).abs() <= 12, "{payments:?}");
    }

    #[test]
    fn an_effective_rate_contains_interest_on_interest() {
        let monthly = YearlyRate::Effective(1_268).monthly().unwrap();
        let one_percent = Decimal::new(1, 2);
        let difference = (monthly - one_percent).abs();
        assert!(difference < Decimal::new(1, 5), "{monthly}");
        let year = power(monthly + Decimal::ONE, 12).unwrap();
        assert!((year - Decimal::new(11_268, 4)).abs() < Decimal::new(1, 20));
    }

    #[test]
    fn what_is_paid_later_is_paid_whole() {
        let plan = Plan::Later { days: 30 };
        assert_eq!(minors(plan, 4_999, Currency::Eur), [4_999]);
        assert_eq!((plan.first_days(), plan.apr_basis_points()), (30, None));
    }

    #[test]
    fn too_small_a_loan_has_no_plan() {
        let plan = Plan::financing(12, YearlyRate::Nominal(1_500));
        assert_eq!(plan.payments(money(3, Currency::Usd)), None);
    }

    fn plans() -> impl Strategy<Value = Plan> {
        let rate = (1u16..=4_000, any::<bool>()).prop_map(|(points, nominal)| match nominal {
            true => YearlyRate::Nominal(points),
            false => YearlyRate::Effective(points),
        });
        prop_oneof![
            (1u8..=24).prop_map(|parts| Plan::split(parts, 30)),
            Just(Plan::Later { days: 30 }),
            (1u8..=48, rate).prop_map(|(months, rate)| Plan::financing(months, rate)),
        ]
    }

    proptest! {
        #[test]
        fn payments_repay_the_total_exactly_in_every_currency(
            plan in plans(),
            steps in 10_000i64..=99_999_999,
            currency in select(Currency::ALL),
        ) {
            let total = money(steps * currency.amount_step(), currency);
            let payments = plan.payments(total).unwrap();
            let mut owed = total.minor();
            for payment in &payments {
                prop_assert!(payment.is_positive());
                prop_assert_eq!(payment.minor() % currency.amount_step(), 0);
                if let Plan::Financing { rate, .. } = plan {
                    let rate = rate.monthly().unwrap();
                    owed += interest(money(owed, currency), rate).unwrap().minor();
                }
                owed -= payment.minor();
            }
            prop_assert_eq!(owed, 0);
        }
    }
}
