//! The Durable Objects, and how they are called.

pub mod account;
pub mod alarm;
pub mod call;
pub mod consumer;
pub mod consumer_index;
pub mod endpoint;
pub mod idempotency;
pub mod inbox;
pub mod limits;
pub mod outbox;
pub mod payment;
mod read_rows;
pub mod rules;
pub mod sandbox;
mod tables;
