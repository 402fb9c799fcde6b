//! Whose key opens what: every route with every kind of key, and ids of others.

use axum::http::Method;
use base64::prelude::{BASE64_STANDARD, Engine};
use edge_worker::router::{Access, ROUTES};
use serde_json::Value;

use crate::support::{Documented, Merchant, Request, encode, invalid, text};

const UNAUTHENTICATED: Documented = invalid(None, None).with_status(401);
const SECRET_KEY_REQUIRED: Documented = invalid(Some("secret_key_required"), None).with_status(403);
const PUBLISHABLE_KEY_REQUIRED: Documented =
    invalid(Some("publishable_key_required"), None).with_status(403);
const NO_SUCH_INTENT: Documented =
    invalid(Some("resource_missing"), Some("intent")).with_status(404);
/// What another account's secret key is told of the id in a path, by the object that it is of.
fn missing(route: &str) -> Documented {
    let param = match route.split("::").next() {
        Some("webhook_endpoints") => "webhook_endpoint",
        Some("charges") => "charge",
        Some("refunds") => "refund",
        Some("disputes") => "dispute",
        Some("customers") => "id",
        Some("payment_methods") if route.ends_with("_of_customer") => "id",
        Some("payment_methods" | "saved_methods") => "payment_method",
        Some("confirmation_tokens") => "confirmation_token",
        Some("payment_method_configurations") => "configuration",
        Some("payment_method_domains") => "payment_method_domain",
        Some("mandates") => "mandate",
        Some("events" | "balance_transactions") => "id",
        _ => return NO_SUCH_INTENT,
    };
    invalid(Some("resource_missing"), Some(param)).with_status(404)
}

const WRONG_CLIENT_SECRET: Documented =
    invalid(Some("resource_missing"), Some("client_secret")).with_status(404);
const CLIENT_SECRET_MISSING: Documented = invalid(Some("parameter_missing"), Some("client_secret"));

#[tokio::test(flavor = "multi_thread")]
async fn every_route_takes_the_keys_that_it_should_and_no_other() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let payments = [
        merchant.create(1999, "usd", &[]).await,
        merchant.create(1999, "usd", &[]).await,
    ];
    let setups = [
        merchant.create_setup(&[]).await,
        merchant.create_setup(&[]).await,
    ];
    let paid = merchant.pay_with("pm_card_visa", 1999, "usd", &[]).await;
    let refund = merchant
        .post(
            "/v1/refunds",
            &[("payment_intent", text(&paid, "id")), ("amount", "100")],
        )
        .send()
        .await
        .ok();
    let secret_of = |intent: &Value| encode(&[("client_secret", text(intent, "client_secret"))]);
    // Who is on Kassa's own pages is known by a cookie; see `link`.
    let keyed = ROUTES.iter().filter(|row| row.access != Access::OwnPages);
    for row in keyed {
        let group = row.name.split("::").next().unwrap_or_default();
        let [intent, others] = if group == "setup_intents" {
            &setups
        } else {
            &payments
        };
        let id = match group {
            "charges" => text(&paid, "latest_charge"),
            "refunds" => text(&refund, "id"),
            _ => text(intent, "id"),
        };
        let path = row.path.replace("{}", id);
        let method = Method::from_bytes(row.method.to_string().as_bytes()).expect("a method");
        let request =
            |query: &str| Request::new(method.clone(), format!("{}?{query}", merchant.url(&path)));
        let what = |which: &str| format!("{} with {which}", row.name);

        UNAUTHENTICATED
            .assert_answers(&request(""), &what("no key"))
            .await;
        for made_up in ["sk_test_123", "sk_live_123", "nonsense", "pk_test_x"] {
            let keyed = request("").bearer(made_up);
            UNAUTHENTICATED.assert_answers(&keyed, &what(made_up)).await;
        }
        let half = &merchant.secret_key()[..merchant.secret_key().len() - 1];
        let mut damaged = half.to_owned();
        damaged.push(if merchant.secret_key().ends_with('0') {
            '1'
        } else {
            '0'
        });
        UNAUTHENTICATED
            .assert_answers(&request("").bearer(&damaged), &what("a damaged key"))
            .await;

        let publishable = request(&secret_of(intent)).bearer(merchant.publishable_key());
        match row.access {
            Access::SecretKey => {
                SECRET_KEY_REQUIRED
                    .assert_answers(&publishable, &what("a publishable key"))
                    .await;
            }
            Access::EitherKey => {
                let status = request("").bearer(merchant.publishable_key()).send().await;
                assert!(
                    !matches!(status.status, 401 | 403),
                    "{}",
                    what("a publishable key")
                );
            }
            Access::OwnPages => unreachable!("not keyed"),
            Access::PublishableKey => {
                let secret = request("").bearer(merchant.secret_key());
                PUBLISHABLE_KEY_REQUIRED
                    .assert_answers(&secret, &what("a secret key"))
                    .await;
                let status = request("").bearer(merchant.publishable_key()).send().await;
                let is_let_in = !matches!(status.status, 401 | 403);
                assert!(is_let_in, "{}", what("a publishable key"));
                // No key of a merchant's opens a buyer's own.
                continue;
            }
            Access::ClientSecret => {
                let bare = request("").bearer(merchant.publishable_key());
                CLIENT_SECRET_MISSING
                    .assert_answers(&bare, &what("a publishable key alone"))
                    .await;
                for wrong in ["client_secret=pi_1_secret_2".to_owned(), {
                    let mut secret = secret_of(intent);
                    secret.insert(secret.len() - 2, 'x');
                    secret
                }] {
                    let wrong = request(&wrong).bearer(merchant.publishable_key());
                    WRONG_CLIENT_SECRET
                        .assert_answers(&wrong, &what("a wrong client secret"))
                        .await;
                }
                if row.path.contains("{}") {
                    let anothers = request(&secret_of(others)).bearer(merchant.publishable_key());
                    WRONG_CLIENT_SECRET
                        .assert_answers(&anothers, &what("another intent's client secret"))
                        .await;
                }
                let foreign = request(&secret_of(intent)).bearer(stranger.publishable_key());
                let documented = if row.path.contains("{}") {
                    NO_SUCH_INTENT
                } else {
                    WRONG_CLIENT_SECRET
                };
                documented
                    .assert_answers(&foreign, &what("another account's publishable key"))
                    .await;
            }
        }
        if row.path.contains("{}") {
            let foreign = request("").bearer(stranger.secret_key());
            missing(row.name)
                .assert_answers(&foreign, &what("another account's secret key"))
                .await;
        }
    }
    let [intent, _] = &payments;
    assert_eq!(&merchant.retrieve(intent).await, intent);
    assert_eq!(merchant.listed_ids("").await.len(), 3);
    assert!(stranger.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_can_also_come_as_the_user_of_basic_authentication() {
    let merchant = Merchant::new("US").await;
    // As curl's `-u key:` sends it.
    let encoded = BASE64_STANDARD.encode(format!("{}:", merchant.secret_key()));
    let answer = Request::get(merchant.url("/v1/payment_intents"))
        .header("Authorization", &format!("Basic {encoded}"))
        .send()
        .await;
    answer.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_routes_that_do_not_exist_are_404() {
    let merchant = Merchant::new("US").await;
    for id in ["pi_nothing", "pi_0000000000000000000000", "ch_1", "%00"] {
        let request = merchant.get(&format!("/v1/payment_intents/{id}"));
        let error = request.send().await.error(404);
        assert_eq!(error["code"], "resource_missing", "{id}");
        assert_eq!(error["param"], "intent", "{id}");
    }
    for path in ["/v1/nothing", "/v1/", "/v1/payment_intents/a/b/c"] {
        let error = merchant.get(path).send().await.error(404);
        assert_eq!(error["type"], "invalid_request_error", "{path}");
    }
}
