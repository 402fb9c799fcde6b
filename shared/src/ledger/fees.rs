//! What a merchant pays for a payment and for a dispute: a percentage and a fixed part, by method.

mod standard;

use crate::currency::Currency;
use crate::methods::MethodType;
use crate::money::{Money, MoneyError};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use standard::STANDARD;

/// The prices of one account. As JSON:
/// `{"other_methods": {"percent": "2.9", "fixed": {"usd": 30}}, "methods": {"ideal": {…}},
/// "dispute": {"usd": 1500}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeSchedule {
    /// For methods that are not listed.
    pub other_methods: FeeRate,
    #[serde(default)]
    pub methods: BTreeMap<MethodType, FeeRate>,
    /// For each dispute, whatever its outcome. A currency that is not listed costs nothing.
    #[serde(default)]
    pub dispute: FixedFees,
}

/// The price of one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "UncheckedRate")]
pub struct FeeRate {
    percent: Decimal,
    fixed: FixedFees,
}

/// An amount in minor units for each currency; nothing in one that is not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FixedFees(BTreeMap<Currency, u32>);

/// Why a rate cannot be charged.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum FeeRateError {
    /// Below 0 or above 100, or with more than 6 decimals.
    Percent { percent: Decimal },
}

/// What arrives on the wire, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedRate {
    percent: Decimal,
    #[serde(default)]
    fixed: FixedFees,
}

impl FeeSchedule {
    /// The fee for all that was captured of a payment. It never exceeds what was captured.
    /// Errors: `Overflow`.
    pub fn processing(&self, method: MethodType, captured: Money) -> Result<Money, MoneyError> {
        let rate = self.methods.get(&method).unwrap_or(&self.other_methods);
        rate.of(captured)
    }

    /// The fee for one more dispute in this currency.
    #[must_use]
    pub fn dispute(&self, currency: Currency) -> Money {
        self.dispute.in_currency(currency)
    }

    /// The part of the schedule that a payment in `currency` can meet.
    #[must_use]
    pub fn narrowed_to(mut self, currency: Currency) -> Self {
        let rates = std::iter::once(&mut self.other_methods).chain(self.methods.values_mut());
        for rate in rates {
            rate.fixed.0.retain(|listed, _| *listed == currency);
        }
        self.dispute.0.retain(|listed, _| *listed == currency);
        self
    }
}

impl FeeRate {
    /// Errors: `Percent`.
    pub fn new(percent: Decimal, fixed: FixedFees) -> Result<Self, FeeRateError> {
        const DECIMALS_MAX: u32 = 6;
        let bounds = Decimal::ZERO..=Decimal::ONE_HUNDRED;
        if !bounds.contains(&percent) || percent.normalize().scale() > DECIMALS_MAX {
            return Err(FeeRateError::Percent { percent });
        }
        Ok(Self { percent, fixed })
    }

    /// The fee for `amount`, at most `amount` itself: the percentage and the fixed part are added
    /// exactly and rounded once, midpoints away from zero, to the currency's
    /// [step](Currency::amount_step). Errors: `Overflow`.
    fn of(&self, amount: Money) -> Result<Money, MoneyError> {
        let currency = amount.currency();
        let step = currency.amount_step();
        let fixed = Decimal::from(self.fixed.in_currency(currency).minor());
        let steps = Decimal::from(amount.minor())
            .checked_mul(self.percent)
            .and_then(|product| product.checked_div(Decimal::ONE_HUNDRED))
            .and_then(|share| share.checked_add(fixed))
            .and_then(|exact| exact.checked_div(Decimal::from(step)))
            .map(|exact| exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|whole| whole.to_i64());
        let fee = steps.and_then(|steps| steps.checked_mul(step));
        let most = amount.minor().max(0);
        Money::new(fee.ok_or(MoneyError::Overflow)?.min(most), currency)
    }
}

impl FixedFees {
    #[must_use]
    pub fn new(fees: BTreeMap<Currency, u32>) -> Self {
        Self(fees)
    }

    fn in_currency(&self, currency: Currency) -> Money {
        let minor = self.0.get(&currency).copied().unwrap_or_default();
        // 32 bits are always within the bounds of `Money`.
        Money::new(i64::from(minor), currency).unwrap_or(Money::zero(currency))
    }
}

impl TryFrom<UncheckedRate> for FeeRate {
    type Error = FeeRateError;

    fn try_from(rate: UncheckedRate) -> Result<Self, FeeRateError> {
        Self::new(rate.percent, rate.fixed)
    }
}

impl std::fmt::Display for FeeRateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Percent { percent } => {
                write!(f, "{percent} is not a percentage with up to 6 decimals")
            }
        }
    }
}

impl std::error::Error for FeeRateError {}
