//! Proofs of the ledger: what fees cost, what postings refuse to be, and that the books of any
//! history add up.

mod fees;
mod histories;
mod posting;
