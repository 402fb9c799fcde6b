//! What stands in each account of a ledger, in each currency.

use super::posting::{LedgerAccount, Posting};
use crate::currency::Currency;
use std::collections::BTreeMap;

/// Sums in minor units. Wider than [`Money`](crate::money::Money), because a ledger adds up any
/// number of amounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    sums: BTreeMap<(Currency, LedgerAccount), i128>,
}

impl Books {
    pub fn post(&mut self, posting: &Posting) {
        for entry in posting.entries() {
            let place = (entry.amount.currency(), entry.account);
            self.add(place, i128::from(entry.amount.minor()));
        }
    }

    /// Adds a sum of minor units that was computed elsewhere.
    pub fn add(&mut self, place: (Currency, LedgerAccount), minor: i128) {
        let sum = self.sums.entry(place).or_default();
        *sum = sum.saturating_add(minor);
        if *sum == 0 {
            self.sums.remove(&place);
        }
    }

    /// Minor units.
    #[must_use]
    pub fn sum(&self, currency: Currency, account: LedgerAccount) -> i128 {
        self.sums
            .get(&(currency, account))
            .copied()
            .unwrap_or_default()
    }

    /// Every account in which something stands.
    pub fn sums(&self) -> impl Iterator<Item = (Currency, LedgerAccount, i128)> {
        self.sums
            .iter()
            .map(|(&(currency, account), &sum)| (currency, account, sum))
    }

    /// The currencies whose accounts do not add up to zero, with what is left over. There are none
    /// as long as every posting is written as a whole.
    #[must_use]
    pub fn unbalanced(&self) -> Vec<(Currency, i128)> {
        let mut rests: BTreeMap<Currency, i128> = BTreeMap::new();
        for (currency, _, sum) in self.sums() {
            let rest = rests.entry(currency).or_default();
            *rest = rest.saturating_add(sum);
        }
        rests.into_iter().filter(|(_, rest)| *rest != 0).collect()
    }
}

impl<'a> FromIterator<&'a Posting> for Books {
    fn from_iter<T: IntoIterator<Item = &'a Posting>>(postings: T) -> Self {
        let mut books = Self::default();
        for posting in postings {
            books.post(posting);
        }
        books
    }
}
