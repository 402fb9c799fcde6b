//! The payment machine: `(state, command, now) → events | refusal`, and the fold of the events.

pub mod action;
mod amounts;
pub mod apply;
pub mod attempt;
pub mod call;
pub mod card_networks;
pub mod change;
pub mod charge;
pub mod command;
pub mod debit_failure;
pub mod decide;
pub mod dispute;
pub mod due;
pub mod event;
pub mod failure;
pub mod hold;
mod left_behind;
pub mod mandate;
pub mod method;
pub mod notice;
pub mod options;
mod partner_news;
pub mod refund;
pub mod refusal;
pub mod state;
pub mod terms;

#[cfg(test)]
pub(crate) mod tests;
