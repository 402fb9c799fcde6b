//! Proofs of the payment machine: each command in each state as the rows of a table, then the
//! stories that a table cannot tell, then what must hold after every history.

mod captures;
mod configurations;
mod disputes;
pub(crate) mod fixtures;
pub(crate) mod history;
mod notices;
mod offers;
mod orders;
pub(crate) mod properties;
mod refunds;
mod screening;
mod setups;
mod situation;
mod storage;
mod stories;
mod table;
mod table_of_news;
mod table_of_orders;
mod transfers;
mod trial;
mod vouchers;
