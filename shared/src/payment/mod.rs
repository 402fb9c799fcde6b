//! The payment machine: `(state, command, now) → events | refusal`, and the fold of the events.

pub mod options;
pub mod method;
pub mod failure;
pub mod action;
pub mod state;
pub mod command;
pub mod event;
pub mod decide;
pub mod apply;
pub mod due;
