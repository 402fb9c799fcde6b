//! The smallest page that a merchant could have, on an origin of its own: one with Kassa's element,
//! and the same with Adyen's Drop-in.

use super::adyen_web::AdyenWeb;
use crate::page_server::{Document, PageServer};

const PAGE: &str = include_str!("merchant_page.html");
const KASSA_SCRIPT: &str = include_str!("kassa_page.js");
const ADYEN_SCRIPT: &str = include_str!("adyen_web/page.js");
const KASSA_PATH: &str = "/";
const ADYEN_PATH: &str = "/adyen";

/// A server of the pages, for as long as this process runs.
#[derive(Debug)]
pub struct MerchantPage {
    server: PageServer,
}

impl MerchantPage {
    /// Serves pages that load what they need from Kassa's origin.
    pub fn serve(kassa_origin: &str, adyen: Option<&AdyenWeb>) -> anyhow::Result<Self> {
        let loader = format!("<script src=\"{kassa_origin}/kassa.js\"></script>");
        let mut pages = vec![Document::html(KASSA_PATH, page(&loader, KASSA_SCRIPT))];
        pages.extend(adyen.map(|adyen| {
            Document::html(ADYEN_PATH, page(&adyen.head(kassa_origin), ADYEN_SCRIPT))
        }));
        let server = PageServer::serve(pages)?;
        Ok(Self { server })
    }

    /// The address of Kassa's page for one payment.
    pub fn kassa_url(&self, publishable_key: &str, client_secret: &str) -> String {
        let query = format!("{KASSA_PATH}?key={publishable_key}&client_secret={client_secret}");
        self.server.url(&query)
    }

    /// The address of Adyen's page.
    pub fn adyen_url(&self) -> String {
        self.server.url(ADYEN_PATH)
    }
}

fn page(head: &str, script: &str) -> String {
    PAGE.replace("{{head}}", head).replace("{{script}}", script)
}
