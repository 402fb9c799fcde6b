//! The demo store: a merchant's server that talks to Kassa through its public API alone, with the
//! client library that a merchant has already, and calls an order paid only when a signed webhook
//! says so. Nothing in here uses Kassa's own crates.

mod catalogue;
mod checkout;
mod kassa_api;
mod order;
mod order_book;
mod order_page;
mod pages;
mod selection;
mod server;
mod shop;
mod webhook;

pub use server::{Config, serve};
