//! Payment method domains: where the element may be embedded, and Apple Pay's association file.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::harness::APPLE_PAY_ASSOCIATION;
use crate::support::{Merchant, Request, ids, invalid, text};

const PATH: &str = "/v1/payment_method_domains";
const FILE: &str = "/.well-known/apple-developer-merchantid-domain-association";

/// A merchant's web server with a file that changes.
pub struct Shop {
    pub host: String,
    answer: Arc<Mutex<(StatusCode, String)>>,
    server: JoinHandle<()>,
}

impl Shop {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("its address").to_string();
        let answer = Arc::new(Mutex::new((StatusCode::NOT_FOUND, String::new())));
        let shown = answer.clone();
        let handler = move |uri: Uri| {
            let (status, body) = match uri.path() {
                FILE => shown.lock().expect("the answer").clone(),
                // What a redirect leads to.
                _ => (StatusCode::OK, APPLE_PAY_ASSOCIATION.to_owned()),
            };
            let mut headers = HeaderMap::new();
            headers.insert("Location", "/elsewhere".parse().expect("a path"));
            async move { (status, headers, body) }
        };
        let router = Router::new().fallback(handler);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self {
            host,
            answer,
            server,
        }
    }

    pub fn answers(&self, status: StatusCode, body: &str) {
        *self.answer.lock().expect("the answer") = (status, body.to_owned());
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn create(merchant: &Merchant, name: &str) -> Value {
    let form = [("domain_name", name)];
    merchant.post(PATH, &form).send().await.ok()
}

fn path(domain: &Value) -> String {
    format!("{PATH}/{}", text(domain, "id"))
}

async fn validate(merchant: &Merchant, domain: &Value) -> Value {
    let path = format!("{}/validate", path(domain));
    merchant.post(&path, &[]).send().await.ok()
}

/// Who may embed the merchant's element.
async fn ancestors(merchant: &Merchant) -> String {
    let url = merchant.url(&format!("/element?key={}", merchant.publishable_key()));
    let policy = Request::get(url).send().await;
    let policy = policy.header("Content-Security-Policy").to_owned();
    let (_, ancestors) = policy.split_once("frame-ancestors").expect("ancestors");
    ancestors.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn kassa_serves_its_association_file() {
    let merchant = Merchant::new("US").await;
    let file = Request::get(merchant.url(FILE)).send().await;
    assert_eq!(file.status, 200);
    assert_eq!(file.text(), APPLE_PAY_ASSOCIATION);
    assert!(file.header("Content-Type").starts_with("text/plain"));
}

#[tokio::test(flavor = "multi_thread")]
async fn apple_pay_is_active_where_a_copy_of_the_file_is_served() {
    let (merchant, shop) = (Merchant::new("US").await, Shop::open().await);
    let domain = create(&merchant, &shop.host).await;
    assert!(text(&domain, "id").starts_with("pmd_"));
    assert_eq!(domain["object"], "payment_method_domain");
    assert_eq!(domain["domain_name"], shop.host);
    assert_eq!(domain["enabled"], true);
    assert_eq!(domain["livemode"], false);
    for method in ["amazon_pay", "google_pay", "klarna", "link", "paypal"] {
        assert_eq!(domain[method], json!({ "status": "active" }), "{method}");
    }
    let error = |domain: &Value| {
        assert_eq!(domain["apple_pay"]["status"], "inactive");
        text(&domain["apple_pay"]["status_details"], "error_message").to_owned()
    };
    assert!(error(&domain).contains("404"));

    shop.answers(StatusCode::FOUND, "");
    assert!(error(&validate(&merchant, &domain).await).contains("302"));
    shop.answers(StatusCode::OK, "somebody else's");
    assert!(error(&validate(&merchant, &domain).await).contains("another one"));
    let endless = APPLE_PAY_ASSOCIATION.repeat(50_000);
    shop.answers(StatusCode::OK, &endless);
    assert!(error(&validate(&merchant, &domain).await).contains("another one"));

    shop.answers(StatusCode::OK, &format!("{APPLE_PAY_ASSOCIATION}\n"));
    let validated = validate(&merchant, &domain).await;
    assert_eq!(validated["apple_pay"], json!({ "status": "active" }));
    assert_eq!(validated["id"], domain["id"]);
    assert_eq!(merchant.get(&path(&domain)).send().await.ok(), validated);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_element_may_be_embedded_on_enabled_domains() {
    let merchant = Merchant::new("US").await;
    assert!(!ancestors(&merchant).await.contains("localhost:4567"));
    let domain = create(&merchant, "shop.localhost:4567").await;
    let embeds = " https://shop.localhost:4567";
    assert!(ancestors(&merchant).await.contains(embeds));
    let off = [("enabled", "false")];
    let disabled = merchant.post(&path(&domain), &off).send().await.ok();
    assert_eq!(disabled["enabled"], false);
    assert!(!ancestors(&merchant).await.contains(embeds));

    let on = create(&merchant, "localhost:4568").await;
    let listed = |query: &'static str| {
        let merchant = &merchant;
        async move { ids(&merchant.get(&format!("{PATH}{query}")).send().await.ok()) }
    };
    let (first, second) = (text(&domain, "id"), text(&on, "id"));
    assert_eq!(listed("").await, [second, first]);
    assert_eq!(listed("?enabled=true").await, [second]);
    assert_eq!(listed("?domain_name=shop.localhost:4567").await, [first]);
    assert_eq!(listed("?domain_name=shop.example").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_that_no_buyer_visits_are_refused_and_each_is_registered_once() {
    let merchant = Merchant::new("US").await;
    let bad = || invalid(None, Some("domain_name"));
    for name in [
        "10.0.0.1",
        "169.254.169.254",
        "metadata.google.internal",
        "https://shop.example",
        "shop.example/path",
        "user@shop.example",
    ] {
        let request = merchant.post(PATH, &[("domain_name", name)]);
        bad().assert_answers(&request, name).await;
    }
    let request = merchant.post(PATH, &[]);
    invalid(Some("parameter_missing"), Some("domain_name"))
        .assert_answers(&request, "no name")
        .await;
    create(&merchant, "localhost:4569").await;
    let request = merchant.post(PATH, &[("domain_name", "LOCALHOST:4569")]);
    invalid(Some("resource_already_exists"), Some("domain_name"))
        .assert_answers(&request, "the same again")
        .await;
    // Other accounts have their own.
    create(&Merchant::new("US").await, "localhost:4569").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_international_name_is_registered_in_its_ascii_form() {
    let merchant = Merchant::new("US").await;
    let domain = create(&merchant, "Bücher.example").await;
    assert_eq!(domain["domain_name"], "xn--bcher-kva.example");
    let request = merchant.post(PATH, &[("domain_name", "bü cher.example")]);
    invalid(None, Some("domain_name"))
        .assert_answers(&request, "no name")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_create_registers_one_domain() {
    let merchant = Merchant::new("US").await;
    let request = merchant
        .post(PATH, &[("domain_name", "localhost:4570")])
        .idempotency_key("domain-1");
    let first = request.send().await;
    first.ok();
    let second = request.send().await;
    assert_eq!(second.header("Idempotent-Replayed"), "true");
    assert_eq!(second.text(), first.text());
    assert_eq!(ids(&merchant.get(PATH).send().await.ok()).len(), 1);
}
