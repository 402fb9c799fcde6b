//! Kassa's pure core, compiled by the browser's side and the edge alike.
//!
//! No clock, no randomness, no I/O and no JavaScript: time and ids come in as arguments.

// `json!` recurses over the fields of the larger API objects.
#![recursion_limit = "256"]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

pub mod api;
pub mod bank_account;
pub mod country;
pub mod currency;
pub mod element;
pub mod gather;
pub mod ids;
pub mod json;
pub mod ledger;
pub mod link;
pub mod methods;
pub mod money;
pub mod payment;
pub mod phone;
pub mod rules;
mod text_on_the_wire;
