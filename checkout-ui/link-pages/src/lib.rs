//! The buyer's own pages, `/link`: what Link knows of them, for them alone.
//!
//! What follows from what they do is decided in [`pages_flow`], a pure function; the views only draw.

/// Rust's own allocator is five times its size.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub mod act;
pub mod border;
pub mod card_form;
pub mod edge_client;
pub mod kept;
pub mod page;
pub mod pages_flow;
pub mod strings;
pub mod view;
