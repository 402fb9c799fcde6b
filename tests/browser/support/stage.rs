//! What all tests share: one Kassa, one demo store, and windows that have been used before.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::runtime::Runtime;

use super::{Buyer, Form, MerchantPage, Store};
use crate::harness::{self, Browser, Kassa};

/// Weak, because what a static owns is never dropped, and the processes would outlive the tests.
static SHARED: Mutex<Weak<Stage>> = Mutex::new(Weak::new());

/// The servers and browsers of the tests that run right now.
pub struct Stage {
    idle_browsers: Mutex<Vec<Browser>>,
    pub store: Store,
    pub kassa: Kassa,
    // Last: browsers and the store end through it. One for all tests, because a browser that one
    // test has started serves the next.
    runtime: Runtime,
}

/// Runs a test on the shared stage, which is set up by whichever test comes first.
pub fn on_stage(test: impl AsyncFnOnce(&Stage)) {
    let stage = Stage::shared();
    stage.runtime.block_on(test(&stage));
}

impl Stage {
    fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let runtime = Runtime::new().expect("a runtime");
        let (kassa, store) = runtime.block_on(async {
            let kassa = Kassa::start().await;
            let store = Store::open(&kassa).await;
            (kassa, store)
        });
        let stage = Arc::new(Self {
            idle_browsers: Mutex::default(),
            store,
            kassa,
            runtime,
        });
        *shared = Arc::downgrade(&stage);
        stage
    }

    /// A buyer at a window without a history.
    pub async fn buyer(&self) -> Buyer<'_> {
        let idle = self.idle().pop();
        let browser = match idle {
            Some(browser) => browser,
            None => harness::browser().await,
        };
        Buyer::new(browser, Some(self))
    }

    /// A buyer at the store's checkout, from this country.
    pub async fn buyer_at_checkout(&self, country: &str) -> Buyer<'_> {
        let buyer = self.buyer().await;
        buyer.open(&self.store.checkout_for(country)).await;
        buyer
    }

    /// A buyer at the merchant's page, with the account of the tests; see [`MerchantPage::url`].
    pub async fn buyer_at_page(
        &self,
        page: &MerchantPage,
        client_secrets: &[&str],
        more: Form<'_>,
    ) -> Buyer<'_> {
        let buyer = self.buyer().await;
        let (origin, key) = (self.kassa.origin(), self.kassa.publishable_key());
        buyer
            .open(&page.url(&origin, key, client_secrets, more))
            .await;
        buyer
    }

    /// A buyer whose browser has never been here, and is not used again.
    pub async fn new_buyer(&self) -> Buyer<'static> {
        self.new_buyer_with(&[]).await
    }

    /// [`Stage::new_buyer`], at a browser that was started with these arguments of Chromium's.
    pub async fn new_buyer_with(&self, arguments: &[&str]) -> Buyer<'static> {
        Buyer::new(harness::browser_with(arguments).await, None)
    }

    /// Takes a browser back for the next test.
    pub fn give_back(&self, browser: Browser) {
        self.idle().push(browser);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Browser>> {
        self.idle_browsers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
