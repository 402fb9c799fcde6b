//! Velocity rules: what may be done how often before it is stopped. The rules are a table of data; what
//! was done is counted at each place (a network, a card, a merchant) by itself.

pub mod counter;
pub mod finding;
pub mod rule;
pub mod seen;
pub mod table;

#[cfg(test)]
mod tests;
