//! The smallest page that a merchant could have, on a site of its own, with the policy that the
//! README prescribes. Unlike the demo store's it guards against nothing else, and notes everything
//! that a page can know.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::Query;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Request;
use super::http::encode;
use super::react_page;
use crate::harness::{APPLE_PAY_ASSOCIATION, Kassa};

/// A font in which every letter is a square.
const SQUARES: &[u8] = include_bytes!("squares.ttf");
/// The second is for letters that no element in English shows.
const FONTS_CSS: &str = "
    @font-face { font-family: 'Squares'; src: url('squares.ttf'); unicode-range: U+20-7E; }
    @font-face { font-family: 'Squares'; src: url('missing.ttf'); unicode-range: U+4E00-9FFF; }
    @font-face { font-family: 'Missing'; src: url('missing.ttf'); }";
const README: &str = include_str!("../../../README.md");
const PAGE: &str = include_str!("merchant_page.html");
const TAG_PAGE: &str = include_str!("tag_page.html");
const WALLETS: &str = include_str!("wallets.js");
const ASSOCIATION_PATH: &str = "/.well-known/apple-developer-merchantid-domain-association";

/// A server of the page. Dropping it closes the port.
pub struct MerchantPage {
    port: u16,
    server: JoinHandle<()>,
}

/// What the page's address says.
#[derive(Deserialize)]
struct Checkout {
    kassa: String,
    key: String,
    /// Several are separated by commas: an element each, on one page.
    client_secrets: String,
    /// Of the elements, in CSS pixels.
    width: Option<u32>,
    /// Of the buyer, as far as the merchant knows.
    country: Option<String>,
    /// The elements are not mounted before the test says so.
    #[serde(default)]
    waits: bool,
    /// Whose wallets the buyer's device has: see `wallets.js`.
    device: Option<String>,
    /// The number of the card in them.
    card: Option<String>,
    /// The path of the loader that the page pins, and what its content must hash to.
    loader: Option<String>,
    integrity: Option<String>,
    /// A wallet that the page never shows, by the name of its option.
    never: Option<String>,
    /// Options of the payment element, as JSON.
    options: Option<String>,
    /// Options of `elements()` in place of a client secret, as JSON.
    group: Option<String>,
}

impl MerchantPage {
    pub async fn serve() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let router = Router::new()
            .route("/", get(page))
            .route("/tag", get(tag_page))
            .route("/done", get(Html("<h1>Thank you</h1>")))
            .route("/fonts.css", get(([(CONTENT_TYPE, "text/css")], FONTS_CSS)))
            .route("/squares.ttf", get(([(CONTENT_TYPE, "font/ttf")], SQUARES)))
            .route(ASSOCIATION_PATH, get(async || APPLE_PAY_ASSOCIATION))
            .merge(react_page::routes());
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self { port, server }
    }

    /// Registers the page's host for wallets, with the account of the tests.
    pub async fn register(&self, kassa: &Kassa) {
        let name = format!("localhost:{}", self.port);
        let domain = Request::post(kassa.url("/v1/payment_method_domains"))
            .bearer(kassa.secret_key())
            .form(&[("domain_name", &name)])
            .send()
            .await
            .ok();
        assert_eq!(domain["apple_pay"]["status"], "active", "{domain}");
    }

    /// The page's address; `localhost` is another site than Kassa's `127.0.0.1`. `more` is a width,
    /// the buyer's country, that the page waits, or what wallets there are.
    pub fn url(
        &self,
        kassa: &str,
        key: &str,
        client_secrets: &[&str],
        more: super::Form<'_>,
    ) -> String {
        let client_secrets = client_secrets.join(",");
        let checkout = [
            ("kassa", kassa),
            ("key", key),
            ("client_secrets", &client_secrets),
        ];
        let query = encode(&[&checkout, more].concat());
        format!("http://localhost:{}/?{query}", self.port)
    }
}

impl MerchantPage {
    /// [`MerchantPage::url`] for a Kassa that is reached as `localhost`: this page has an address then,
    /// which is another site.
    pub fn url_by_address(
        &self,
        kassa: &str,
        key: &str,
        client_secret: &str,
        more: super::Form<'_>,
    ) -> String {
        let url = self.url(kassa, key, &[client_secret], more);
        url.replacen("localhost", &Ipv4Addr::LOCALHOST.to_string(), 1)
    }

    /// The address of a page that has no script of its own, only the tag `<kassa-checkout>` with
    /// these attributes, and the policy that the README prescribes.
    pub fn tag_url(&self, kassa: &str, attributes: super::Form<'_>) -> String {
        let query = encode(&[&[("kassa", kassa)], attributes].concat());
        format!("http://localhost:{}/tag?{query}", self.port)
    }
}

impl Drop for MerchantPage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn tag_page(Query(mut query): Query<BTreeMap<String, String>>) -> impl IntoResponse {
    let kassa = query.remove("kassa").unwrap_or_default();
    let attributes: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    let policy = prescribed_policy(&kassa);
    let page = TAG_PAGE
        .replace("{{kassa}}", &kassa)
        .replace("{{attributes}}", &attributes.join(" "));
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page))
}

/// What the README tells merchants to send.
pub fn prescribed_policy(kassa: &str) -> String {
    let (_, block) = README
        .split_once("```http\nContent-Security-Policy:")
        .expect("a policy in the README");
    let (policy, _) = block.split_once("```").expect("its end");
    let policy: Vec<_> = policy.split_whitespace().collect();
    policy.join(" ").replace("https://pay.example.com", kassa)
}

async fn page(Query(checkout): Query<Checkout>) -> impl IntoResponse {
    // The page's own scripts stand in its text.
    let policy = prescribed_policy(&checkout.kassa)
        .replace("script-src 'self'", "script-src 'self' 'nonce-own'");
    let loader = checkout.loader.as_deref().unwrap_or("/kassa.js");
    let integrity = checkout.integrity.unwrap_or_default();
    let client_secrets: Vec<_> = checkout.client_secrets.split(',').collect();
    let options = checkout.options.map_or_else(
        || {
            json!(
                checkout
                    .never
                    .map(|wallet| json!({ "wallets": { wallet: "never" } }))
            )
        },
        |options| serde_json::from_str(&options).expect("options"),
    );
    let page = json!({
        "key": checkout.key,
        "clientSecrets": client_secrets,
        "width": checkout.width,
        "country": checkout.country,
        "waits": checkout.waits,
        "device": checkout.device,
        "card": checkout.card,
        "options": options,
        "group": checkout.group.map(|group| serde_json::from_str::<Value>(&group).expect("options")),
    });
    let html = PAGE
        .replace("{{wallets}}", WALLETS)
        .replace("{{loader}}", &format!("{}{loader}", checkout.kassa))
        .replace("{{integrity}}", &integrity)
        .replace("{{page}}", &page.to_string());
    ([(CONTENT_SECURITY_POLICY, policy)], Html(html))
}
