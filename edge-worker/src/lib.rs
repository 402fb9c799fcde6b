//! Kassa's edge backend. Entry points only: the Worker's `fetch`, and the Durable Objects, whose
//! classes the runtime finds by name.

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

pub mod action_view;
pub mod api_request;
pub mod auth;
pub mod barcode;
pub mod card_check;
pub mod configuration;
pub mod env;
pub mod error;
pub mod expand;
pub mod form;
pub mod health;
pub mod intent_checks;
pub mod keyed;
pub mod locale;
pub mod metadata;
pub mod mode;
mod objects;
pub mod outgoing;
pub mod partners;
pub mod payment_run;
pub mod pictures;
pub mod png;
pub mod ports;
pub mod qr_code;
pub mod refusals;
pub mod respond;
pub mod router;
pub mod routes;
pub mod rules;
pub mod screening;
pub mod secret;
pub mod sender;
pub mod vault;
pub mod web_address;
pub mod webauthn;

#[cfg(any(test, feature = "simulation"))]
pub use objects::consumer::simulation as link_simulation;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    router::handle(request, env).await
}
