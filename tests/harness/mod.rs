//! What end-to-end tests stand on: a Kassa of their own with an empty data folder, a merchant's
//! webhook endpoint, and a browser. Each ends with the value that stands for it.

// Every test binary compiles the harness and uses its own part of it.
#![allow(dead_code, unused_imports)]

mod bare_worker;
mod kassa_server;
mod local_server;
pub mod postmark;
pub mod traces;
pub mod twilio;
mod webhook_receiver;

pub use bare_worker::BareWorker;
pub use kassa::browser::{Browser, BrowserPrograms, free_port};
pub use kassa_server::{APPLE_PAY_ASSOCIATION, Kassa, LIVE_ORIGIN};
pub use webhook_receiver::{ReceivedWebhook, WebhookReceiver};

use kassa::progress::Progress;

/// A headless Chromium with an empty profile.
pub async fn browser() -> Browser {
    browser_with(&[]).await
}

/// [`browser`], with more of Chromium's own arguments.
pub async fn browser_with(arguments: &[&str]) -> Browser {
    let programs = BrowserPrograms::ensure(&Progress::stderr()).expect("Chromium and chromedriver");
    let browser = Browser::start_with(&programs, arguments).await;
    browser.expect("a browser")
}
