//! What the tests act with: the stage that they share, a buyer in front of a browser, a merchant's
//! page of the smallest kind, and a network that can fail.

mod buyer;
mod checkout;
// The API's tests use all of it.
#[allow(dead_code)]
#[path = "../../api/support/http.rs"]
mod http;
mod intent;
mod merchant_page;
pub mod react_page;
mod stage;
mod store;
mod wire;

pub use buyer::{Buyer, ELEMENT, MODAL, PAGE, PATIENCE, Place, quoted};
pub use checkout::press_elsewhere;
pub use http::Request;
pub use intent::Intent;
pub use merchant_page::MerchantPage;
pub use stage::{Stage, on_stage};
pub use store::Store;
pub use wire::Wire;

/// Parameters by their bracketed names.
pub type Form<'a> = &'a [(&'a str, &'a str)];

/// Cards of the sandbox, by what becomes of them.
pub mod card {
    pub const SUCCEEDS: &str = "4242424242424242";
    pub const SUCCEEDS_TOO: &str = "5555555555554444";
    pub const INSUFFICIENT_FUNDS: &str = "4000000000009995";
    pub const INCORRECT_CVC: &str = "4000000000000127";
    /// Visa and Cartes Bancaires.
    pub const OF_TWO_NETWORKS: &str = "4000002500001001";
    pub const ASKS_FOR_AUTHENTICATION: &str = "4000002760003184";
}
