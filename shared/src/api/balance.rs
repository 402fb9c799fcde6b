use crate::currency::Currency;
use serde::Serialize;

/// What a merchant has, in each currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Always `balance`.
    pub object: &'static str,
    /// What the merchant can dispose of.
    pub available: Vec<BalanceAmount>,
    pub livemode: bool,
    /// What will be available after a few days.
    pub pending: Vec<BalanceAmount>,
}

/// An amount of the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BalanceAmount {
    /// Minor units; negative where refunds and disputes exceed what is there.
    pub amount: i64,
    pub currency: Currency,
    pub source_types: SourceTypes,
}

/// The amount by what it came from. Stripe counts what is not a bank account under `card`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceTypes {
    pub card: i64,
}

impl BalanceAmount {
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self {
            amount,
            currency,
            source_types: SourceTypes { card: amount },
        }
    }
}
