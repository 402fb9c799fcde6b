//! What the tests act with: the stage that they share, and a buyer in front of a browser.

mod buyer;
#[path = "../../api/support/http.rs"]
mod http;
mod stage;
mod store;

pub use buyer::{Buyer, ELEMENT, MODAL, PAGE, Place};
pub use http::Request;
pub use stage::{Stage, on_stage};
pub use store::Store;

/// Parameters by their bracketed names.
pub type Form<'a> = &'a [(&'a str, &'a str)];
