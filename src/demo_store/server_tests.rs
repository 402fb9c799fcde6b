//! The whole store over HTTP, against a Kassa that answers as the real one does.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde_json::json;
use stripe_webhook::Webhook;
use tokio::sync::oneshot;

use super::*;

const SECRET: &str = "whsec_test";

/// A store on a free port, and the Kassa that it talks to.
struct Running {
    origin: String,
    data_dir: tempfile::TempDir,
    _stop: oneshot::Sender<()>,
}

struct Answer {
    status: u16,
    url: String,
    headers: HeaderMap,
    body: String,
}

/// Declines orders of three pieces, so that a refusal can be seen.
async fn create_payment_intent(headers: HeaderMap, form: String) -> (StatusCode, String) {
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok());
    let key = key.expect("creates carry an idempotency key");
    assert!(form.contains(key), "the order is in the metadata: {form}");
    if form.contains("amount=8400&") {
        let error = json!({"error": {
            "type": "invalid_request_error", "message": "No such amount.",
            "code": "amount_too_large", "request_log_url": "https://kassa.example/logs/req_123",
        }});
        return (StatusCode::BAD_REQUEST, error.to_string());
    }
    let intent = payment_intent(key, "requires_payment_method", 0);
    (StatusCode::OK, intent.to_string())
}

fn payment_intent(order_id: &str, status: &str, received_minor: i64) -> serde_json::Value {
    let id = format!("pi_{order_id}");
    json!({
        "id": id, "object": "payment_intent", "amount": 2800, "amount_capturable": 0,
        "amount_received": received_minor, "capture_method": "automatic",
        "confirmation_method": "automatic", "created": 1, "currency": "usd", "livemode": false,
        "status": status, "metadata": {"order_id": order_id}, "payment_method_types": ["card"],
        "client_secret": format!("{id}_secret_abc1"),
    })
}

async fn create_webhook_endpoint(created: Arc<AtomicU32>, form: String) -> String {
    assert!(form.contains("payment_intent.succeeded"), "{form}");
    created.fetch_add(1, Ordering::Relaxed);
    let mut endpoint = webhook_endpoint();
    endpoint["secret"] = json!(SECRET);
    endpoint.to_string()
}

fn webhook_endpoint() -> serde_json::Value {
    json!({
        "id": "we_1", "object": "webhook_endpoint", "created": 1, "enabled_events": ["*"],
        "livemode": false, "metadata": {}, "status": "enabled", "url": "http://127.0.0.1/webhook",
    })
}

/// Returns the fake Kassa's origin, and how many endpoints were created there.
async fn start_kassa() -> (String, Arc<AtomicU32>) {
    let created = Arc::new(AtomicU32::new(0));
    let (creates, lists) = (created.clone(), created.clone());
    let list = move || async move {
        let data = match lists.load(Ordering::Relaxed) {
            0 => json!([]),
            _ => json!([webhook_endpoint()]),
        };
        let url = "/v1/webhook_endpoints";
        json!({"object": "list", "data": data, "has_more": false, "url": url}).to_string()
    };
    let create = move |form: String| create_webhook_endpoint(creates, form);
    let router = Router::new()
        .route("/v1/payment_intents", post(create_payment_intent))
        .route("/v1/webhook_endpoints", get(list).post(create));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, created)
}

fn config(port: u16, kassa_origin: &str, data_dir: &Path) -> Config {
    Config {
        port,
        kassa_origin: kassa_origin.to_owned(),
        secret_key: "sk_test_1".to_owned(),
        publishable_key: "pk_test_1".to_owned(),
        data_dir: data_dir.to_owned(),
        assets_dir: Path::new(env!("CARGO_MANIFEST_DIR")).join("static/demo"),
    }
}

async fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    listener.local_addr().expect("an address").port()
}

async fn start_store() -> Running {
    let (kassa_origin, _) = start_kassa().await;
    let data_dir = tempfile::tempdir().expect("a temporary folder");
    let config = config(free_port().await, &kassa_origin, data_dir.path());
    start(config, Vec::new(), data_dir).await
}

async fn start(config: Config, further: Vec<Account>, data_dir: tempfile::TempDir) -> Running {
    let (stop, stopped) = oneshot::channel();
    let port = config.port;
    tokio::spawn(serve_with_accounts(config, further, Router::new(), async {
        let _ = stopped.await;
    }));
    let running = Running {
        origin: format!("http://127.0.0.1:{port}"),
        data_dir,
        _stop: stop,
    };
    for _ in 0..100 {
        // The port is taken before the webhooks are registered; an answer is what counts.
        let url = format!("{}/favicon", running.origin);
        let asked = tokio::task::spawn_blocking(move || agent().get(&url).call());
        if asked.await.expect("no panic").is_ok() {
            return running;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the store does not listen");
}

impl Running {
    async fn get(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.origin);
        answer(move || agent().get(&url).call()).await
    }

    async fn buy(&self, form: &'static str) -> Answer {
        let url = format!("{}/orders", self.origin);
        let form_type = "application/x-www-form-urlencoded";
        answer(move || {
            agent()
                .post(&url)
                .header("content-type", form_type)
                .send(form)
        })
        .await
    }

    async fn tell(&self, event: &serde_json::Value, secret: &str) -> Answer {
        let url = format!("{}/webhook/us", self.origin);
        let body = event.to_string();
        let signature = Webhook::generate_test_header(&body, secret, None);
        answer(move || {
            agent()
                .post(&url)
                .header("stripe-signature", &signature)
                .send(&body)
        })
        .await
    }

    /// Buys one cup and returns the order's id.
    async fn order_a_cup(&self) -> String {
        let page = self.buy("product=cup").await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.url.rsplit('/').next().expect("an order id").to_owned()
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .into()
}

async fn answer<F>(send: F) -> Answer
where
    F: FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
{
    use ureq::ResponseExt as _;
    let receive = move || {
        let mut response = send().expect("the store answers");
        Answer {
            status: response.status().as_u16(),
            url: response.get_uri().to_string(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_string().expect("readable"),
        }
    };
    tokio::task::spawn_blocking(receive)
        .await
        .expect("no panic")
}

fn event(id: &str, event_type: &str, intent: serde_json::Value) -> serde_json::Value {
    json!({
        "id": id, "object": "event", "created": 4_000_000_000_i64, "livemode": false,
        "pending_webhooks": 1, "type": event_type, "data": {"object": intent},
    })
}

#[tokio::test]
async fn an_order_is_paid_when_a_signed_webhook_says_so_and_not_before() {
    let store = start_store().await;
    let order_id = store.order_a_cup().await;
    let order_path = format!("/order/{order_id}?redirect_status=succeeded");

    let before = store.get(&order_path).await;
    assert!(
        before.body.contains(r#"data-state="confirming""#),
        "{}",
        before.body
    );

    let succeeded = payment_intent(&order_id, "succeeded", 2800);
    let succeeded = event("evt_1", "payment_intent.succeeded", succeeded);
    assert_eq!(store.tell(&succeeded, "whsec_wrong").await.status, 400);
    let forged = store.get(&order_path).await;
    assert!(forged.body.contains(r#"data-state="confirming""#));

    assert_eq!(store.tell(&succeeded, SECRET).await.status, 200);
    assert_eq!(
        store.tell(&succeeded, SECRET).await.status,
        200,
        "deliveries are repeated"
    );
    let after = store.get(&format!("/order/{order_id}/status")).await;
    assert!(
        after.body.contains(r#"data-state="paid""#),
        "{}",
        after.body
    );
    assert_eq!(after.body.matches("evt_1").count(), 1, "taken in once");
}

#[tokio::test]
async fn the_checkout_carries_the_intent_and_trusts_only_kassa() {
    let store = start_store().await;
    let order_id = store.order_a_cup().await;
    let page = store.get(&format!("/checkout/{order_id}")).await;
    assert!(page.body.contains(&format!(
        r#"data-client-secret="pi_{order_id}_secret_abc1""#
    )));
    assert!(page.body.contains(r#"data-country="US""#));
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_store_runs_with_the_policy_that_the_readme_prescribes() {
    let (kassa_origin, _) = start_kassa().await;
    let data_dir = tempfile::tempdir().expect("a temporary folder");
    let config = config(free_port().await, &kassa_origin, data_dir.path());
    let store = start(config, Vec::new(), data_dir).await;
    let page = store.get("/").await;
    let policy = page.headers["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(!policy.contains("unsafe"), "{policy}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("a README");
    let (_, block) = readme
        .split_once("```http\nContent-Security-Policy:")
        .expect("a policy in the README");
    let (prescribed, _) = block.split_once("```").expect("its end");
    let prescribed: Vec<_> = prescribed.split_whitespace().collect();
    let prescribed = prescribed
        .join(" ")
        .replace("https://pay.example.com", &kassa_origin);
    assert_eq!(policy, prescribed);
}

#[tokio::test]
async fn a_link_leads_into_the_checkout_of_another_country() {
    let store = start_store().await;
    let page = store
        .get("/checkout?product=vase&quantity=2&country=SE")
        .await;
    assert_eq!(page.status, 200);
    assert!(page.url.contains("/checkout/order_"), "{}", page.url);
    assert!(page.body.contains(r#"data-country="SE""#));
    assert!(page.body.contains(r#"data-currency="SEK""#));
}

#[tokio::test]
async fn a_refusal_is_shown_with_its_request_id() {
    let store = start_store().await;
    let page = store.buy("product=cup&quantity=3").await;
    assert_eq!(page.status, 502);
    assert!(page.body.contains("No such amount."), "{}", page.body);
    assert!(page.body.contains("amount_too_large"));
    assert!(page.body.contains("req_123"));
}

#[tokio::test]
async fn what_does_not_exist_is_said_kindly() {
    let store = start_store().await;
    for (path, status) in [
        ("/nowhere", 404),
        ("/assets/../templates/layout.html", 404),
        ("/assets/orders.json", 404),
        ("/order/order_0", 404),
        ("/checkout/order_0", 404),
        ("/checkout?product=car", 400),
        ("/?country=ZZ", 400),
    ] {
        let page = store.get(path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(
            page.body.contains("Back to the shop"),
            "{path}: {}",
            page.body
        );
    }
}

#[tokio::test]
async fn the_shelf_shows_the_prices_of_the_buyer_s_country() {
    let store = start_store().await;
    assert!(store.get("/").await.body.contains("$28.00"));
    assert!(store.get("/?country=JP").await.body.contains("¥4,200"));
    for (name, _) in [
        ("store.css", ()),
        ("checkout.js", ()),
        ("order.js", ()),
        ("favicon.svg", ()),
    ] {
        assert_eq!(
            store.get(&format!("/assets/{name}")).await.status,
            200,
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_webhook_endpoint_is_registered_once_and_remembered() {
    let (kassa_origin, created) = start_kassa().await;
    let data_dir = tempfile::tempdir().expect("a temporary folder");
    let config = config(4242, &kassa_origin, data_dir.path());
    for _ in 0..2 {
        let store = open(&config, Vec::new()).await.expect("the store opens");
        let branch = store.branches.find("US").expect("the home branch");
        assert_eq!(branch.webhook_secret, SECRET);
    }
    assert_eq!(created.load(Ordering::Relaxed), 1);
    // Another port is another URL, which the remembered endpoint does not deliver to.
    let moved = Config {
        port: 4243,
        ..config
    };
    open(&moved, Vec::new()).await.expect("the store opens");
    assert_eq!(created.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn orders_survive_a_restart() {
    let store = start_store().await;
    let order_id = store.order_a_cup().await;
    let book = OrderBook::open(store.data_dir.path().join("orders.json")).await;
    assert!(
        book.expect("readable")
            .find(&super::super::order::OrderId(order_id))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn an_order_is_placed_with_the_branch_that_is_nearest_to_the_buyer() {
    let (kassa_origin, created) = start_kassa().await;
    let data_dir = tempfile::tempdir().expect("a temporary folder");
    let mexico = Account {
        country: "MX".to_owned(),
        secret_key: "sk_test_2".to_owned(),
        publishable_key: "pk_test_2".to_owned(),
    };
    let config = config(free_port().await, &kassa_origin, data_dir.path());
    let store = start(config, vec![mexico], data_dir).await;
    assert_eq!(created.load(Ordering::Relaxed), 2, "an endpoint each");

    let mexican = store.get("/checkout?product=cup&country=MX").await;
    assert!(mexican.body.contains("pk_test_2"), "{}", mexican.body);
    let swede = store.get("/checkout?product=cup&country=SE").await;
    assert!(swede.body.contains("pk_test_1"), "{}", swede.body);
    assert_eq!(store.get("/webhook/fr").await.status, 405);
}
