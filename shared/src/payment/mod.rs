//! The payment machine: `(state, command, now) → events | refusal`, and the fold of the events.

pub mod action;
pub mod apply;
pub mod command;
pub mod decide;
pub mod due;
pub mod event;
pub mod failure;
pub mod method;
pub mod options;
mod partner_news;
pub mod state;

#[cfg(test)]
pub(crate) mod tests;
