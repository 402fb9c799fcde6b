//! Proofs of the payment machine: each command in each state as the rows of a table, then the
//! stories that a table cannot tell, then what must hold after every history.

pub(crate) mod fixtures;
pub(crate) mod history;
pub(crate) mod properties;
mod situation;
mod stories;
mod table;
mod trial;
