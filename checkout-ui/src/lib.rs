//! Kassa's payment element: what a buyer sees and types, in an iframe of Kassa's own origin.
//!
//! It decides nothing about money. Its own decisions are in [`checkout_flow`], a pure function;
//! the views only draw.

/// Rust's own allocator is five times its size.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub mod checkout_flow;
pub mod dom;
pub mod edge_client;
pub mod element;
pub mod form;
pub mod from_js;
pub mod host_bridge;
pub mod idempotency_key;
pub mod intent_view;
pub mod locale;
pub mod model;
pub mod offers;
pub mod opened_session;
pub mod options_reader;
pub mod page;
pub mod session_reader;
pub mod strings;
pub mod text_input;
pub mod view;
