//! The demo store: a merchant's server that talks to Kassa through its public API alone, with the
//! client library that a merchant has already, and calls an order paid only when a signed webhook
//! says so. Nothing in here uses Kassa's own crates.

mod server;

mod catalogue;
mod selection;

mod order;
mod order_book;

mod branches;
mod kassa_api;
mod webhook;

mod checkout;
mod order_page;
mod pages;
mod shop;

pub use server::{Account, Config, serve, serve_with_accounts};
