//! Double entry: what each event of a payment moves between the accounts of a merchant's ledger.
//!
//! Everything here is a pure function of the payment's log, so that a ledger can be made again from
//! the logs at any time, and compared with the one that is kept.

pub mod posting;

pub mod books;
pub mod fees;
pub mod settlement;

pub mod postings;

#[cfg(test)]
mod tests;
