//! What the tests speak with: HTTP, a merchant with an account of their own, a buyer at the
//! provider's hosted page, the command line.

mod buyer;
mod documented;
mod http;
mod merchant;
mod objects;
mod rng;
mod tool;
mod webhooks;

pub use buyer::{Button, Effects, HostedPage, come_back};
pub use documented::{Documented, invalid};
pub use http::{Answer, Request, encode};
pub use merchant::{Form, Merchant, ids, path_of, text};
pub use objects::DECIDED;
pub use rng::Rng;
pub use tool::{asking_tool, complained, printed, run, tool};
pub use webhooks::{
    await_types, endpoint_path, listener, listening, register, register_with, types_about,
};

use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// For conditions that hold as soon as a message between two objects has arrived.
pub const SOON: Duration = Duration::from_secs(10);
/// A card that succeeds, as the element sends it.
pub const VISA: Form<'static> = &[
    ("payment_method_data[type]", "card"),
    ("payment_method_data[card][number]", "4242424242424242"),
    ("payment_method_data[card][exp_month]", "12"),
    ("payment_method_data[card][exp_year]", "2034"),
    ("payment_method_data[card][cvc]", "123"),
];

/// Asks until there is an answer. Panics when `timeout` has passed without one.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    timeout: Duration,
    mut ask: impl FnMut() -> F,
) -> T {
    let deadline = Instant::now() + timeout;
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {timeout:?}: {what}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// `base` with more parameters behind it.
pub fn with<'a>(
    base: &[(&'a str, &'a str)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    [base, more].concat()
}

/// Runs everything at once, until it has ended. Panics when one of them does.
pub async fn all(works: impl IntoIterator<Item = impl Future<Output = ()> + Send + 'static>) {
    let mut running = JoinSet::new();
    for work in works {
        running.spawn(work);
    }
    running.join_all().await;
}
