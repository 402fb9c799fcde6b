//! What is wrong is refused with the status, type, code and parameter that Stripe documents, and
//! leaves nothing behind.

use axum::http::Method;
use base64::prelude::{BASE64_STANDARD, Engine};
use edge_worker::router::{Access, ROUTES};
use serde_json::{Value, json};

use crate::support::{Form, Merchant, Request, VISA, encode, path_of, text};

/// An error as the documentation describes it.
#[derive(Clone, Copy, Debug)]
struct Documented {
    status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<&'static str>,
}

const fn invalid(code: Option<&'static str>, param: Option<&'static str>) -> Documented {
    Documented {
        status: 400,
        kind: "invalid_request_error",
        code,
        param,
    }
}

impl Documented {
    const fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    async fn assert_answers(&self, request: &Request, what: &str) {
        let answer = request.send().await;
        assert_eq!(answer.status, self.status, "{what}: {}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["type"], self.kind, "{what}");
        assert_eq!(error["code"], json!(self.code), "{what}");
        assert_eq!(error["param"], json!(self.param), "{what}");
        assert!(!text(error, "message").is_empty(), "{what}");
        assert!(answer.header("Request-Id").starts_with("req_"), "{what}");
        assert_eq!(answer.header("Content-Type"), "application/json", "{what}");
    }
}

const UNAUTHENTICATED: Documented = invalid(None, None).with_status(401);
const SECRET_KEY_REQUIRED: Documented = invalid(Some("secret_key_required"), None).with_status(403);
const NO_SUCH_INTENT: Documented =
    invalid(Some("resource_missing"), Some("intent")).with_status(404);
const WRONG_CLIENT_SECRET: Documented =
    invalid(Some("resource_missing"), Some("client_secret")).with_status(404);
const CLIENT_SECRET_MISSING: Documented = invalid(Some("parameter_missing"), Some("client_secret"));

#[tokio::test(flavor = "multi_thread")]
async fn a_create_with_bad_parameters_is_refused_by_name() {
    let amount = |code| invalid(Some(code), Some("amount"));
    let unknown = |param| invalid(Some("parameter_unknown"), Some(param));
    let param = |param| invalid(None, Some(param));
    let cases: Vec<(&str, Documented)> = vec![
        ("currency=usd", amount("parameter_missing")),
        ("amount=&currency=usd", amount("parameter_missing")),
        (
            "amount=1999",
            invalid(Some("parameter_missing"), Some("currency")),
        ),
        ("amount=0&currency=usd", amount("parameter_invalid_integer")),
        (
            "amount=-5&currency=usd",
            amount("parameter_invalid_integer"),
        ),
        (
            "amount=19.99&currency=usd",
            amount("parameter_invalid_integer"),
        ),
        (
            "amount=abc&currency=usd",
            amount("parameter_invalid_integer"),
        ),
        (
            "amount=99999999999999999999&currency=usd",
            amount("parameter_invalid_integer"),
        ),
        ("amount=49&currency=usd", amount("amount_too_small")),
        ("amount=49&currency=jpy", amount("amount_too_small")),
        ("amount=100000000&currency=usd", amount("amount_too_large")),
        (
            "amount=9007199254740993&currency=usd",
            amount("amount_too_large"),
        ),
        ("amount=1999&currency=xyz", param("currency")),
        ("amount=1999&currency=us", param("currency")),
        ("amount=1999&currency=usd&colour=red", unknown("colour")),
        (
            "amount=1999&currency=usd&payment_method_data[type]=card&payment_method_data[card][nr]=1",
            invalid(
                Some("parameter_missing"),
                Some("payment_method_data[card][number]"),
            ),
        ),
        (
            "amount=1999&currency=usd&automatic_payment_methods[enabled]=true&automatic_payment_methods[x]=1",
            unknown("automatic_payment_methods[x]"),
        ),
        (
            "amount=1999&currency=usd&capture_method=later",
            param("capture_method"),
        ),
        ("amount=1999&currency=usd&confirm=maybe", param("confirm")),
        (
            "amount=1999&currency=usd&payment_method_types[]=gold",
            param("payment_method_types"),
        ),
        (
            "amount=1999&currency=usd&payment_method=pm_card_nobody",
            invalid(Some("resource_missing"), Some("payment_method")),
        ),
        ("amount=1999&currency=usd&metadata=x", param("metadata")),
        ("amount[x]=1999&currency=usd", param("amount")),
        // Malformed names.
        ("amount=1999&currency=usd&metadata[a=1", param("metadata[a")),
        ("amount=1999&currency=usd&metadata]=1", param("metadata]")),
        (
            "amount=1999&currency=usd&metadata[a]b=1",
            param("metadata[a]b"),
        ),
    ];
    let merchant = Merchant::new("US").await;
    for (body, documented) in cases {
        let request = raw_create(&merchant, body);
        documented.assert_answers(&request, body).await;
        // An idempotency key changes nothing about it.
        let keyed = request.idempotency_key("order-1");
        documented.assert_answers(&keyed, body).await;
    }
    assert!(merchant.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_are_too_long_are_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let long_key = format!("metadata[{}]", "k".repeat(41));
    let cases = [
        ("description", 1001, "description"),
        ("metadata[note]", 501, "metadata[note]"),
        (&long_key, 1, &long_key),
        ("statement_descriptor", 23, "statement_descriptor"),
    ];
    for (name, length, param) in cases {
        let value = "x".repeat(length);
        let form = [("amount", "1999"), ("currency", "usd"), (name, &value)];
        let error = merchant
            .post("/v1/payment_intents", &form)
            .send()
            .await
            .error(400);
        assert_eq!(error["type"], "invalid_request_error", "{name}");
        assert_eq!(error["param"], *param, "{name}");
    }
    assert!(merchant.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_ten_megabytes_and_of_other_types_are_refused() {
    let merchant = Merchant::new("US").await;
    let body = format!(
        "amount=1999&currency=usd&description={}",
        "x".repeat(10_000_000)
    );
    let answer = raw_create(&merchant, &body).send().await;
    assert_eq!(answer.error(413)["type"], "invalid_request_error");

    let json = Request::post(merchant.url("/v1/payment_intents"))
        .bearer(merchant.secret_key())
        .header("Content-Type", "application/json")
        .body(r#"{"amount":1999,"currency":"usd"}"#);
    assert_eq!(
        json.send().await.error(400)["type"],
        "invalid_request_error"
    );

    let many: String = (0..2_000).map(|index| format!("&a{index}=1")).collect();
    let body = format!("amount=1999&currency=usd{many}");
    let answer = raw_create(&merchant, &body).send().await;
    assert_eq!(answer.error(400)["type"], "invalid_request_error");

    assert!(merchant.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idempotency_key_has_at_most_255_characters() {
    let merchant = Merchant::new("US").await;
    let create = raw_create(&merchant, "amount=1999&currency=usd");
    let too_long = create.clone().idempotency_key(&"k".repeat(256));
    invalid(None, None)
        .assert_answers(&too_long, "256 characters")
        .await;
    assert!(merchant.listed_ids("").await.is_empty());
    let longest = create.idempotency_key(&"k".repeat(255));
    longest.send().await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_refuses_what_its_state_does_not_allow() {
    let merchant = Merchant::new("US").await;
    let unexpected = invalid(Some("payment_intent_unexpected_state"), None);
    let confirm =
        |intent: &Value, form: Form<'_>| merchant.post(&path_of(intent, "/confirm"), form);
    let capture =
        |intent: &Value, form: Form<'_>| merchant.post(&path_of(intent, "/capture"), form);

    let open = merchant.create(1999, "usd", &[]).await;
    unexpected
        .assert_answers(&confirm(&open, &[]), "no method to confirm with")
        .await;
    unexpected
        .assert_answers(&capture(&open, &[]), "capturing what is not authorised")
        .await;
    assert_eq!(merchant.retrieve(&open).await, open);

    let canceled = merchant.create(1999, "usd", &[]).await;
    let canceled = merchant.cancel(&canceled, &[]).await.ok();
    unexpected
        .assert_answers(&confirm(&canceled, VISA), "confirming what is canceled")
        .await;
    unexpected
        .assert_answers(
            &merchant.post(&path_of(&canceled, "/cancel"), &[]),
            "canceling twice",
        )
        .await;
    assert_eq!(merchant.retrieve(&canceled).await, canceled);

    let reserved = merchant
        .create(1999, "usd", &[("capture_method", "manual")])
        .await;
    let reserved = merchant.confirm(&reserved, VISA).await.ok();
    for (asked, code) in [
        ("2000", "amount_too_large"),
        ("0", "parameter_invalid_integer"),
        ("-1", "parameter_invalid_integer"),
        ("1.5", "parameter_invalid_integer"),
    ] {
        invalid(Some(code), Some("amount_to_capture"))
            .assert_answers(&capture(&reserved, &[("amount_to_capture", asked)]), asked)
            .await;
    }
    assert_eq!(merchant.retrieve(&reserved).await, reserved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirm_with_bad_parameters_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let unknown = |param| invalid(Some("parameter_unknown"), Some(param));
    let cases: &[(&str, Documented)] = &[
        ("colour=red", unknown("colour")),
        (
            "payment_method_data[type]=klarna&payment_method_data[colour]=red",
            unknown("payment_method_data[colour]"),
        ),
        (
            "payment_method_data[type]=card&payment_method_data[card][number]=4242424242424242&\
             payment_method_data[card][exp_month]=12&payment_method_data[card][exp_year]=34&\
             payment_method_data[card][colour]=red",
            unknown("payment_method_data[card][colour]"),
        ),
        (
            "payment_method_data[type]=gold",
            invalid(None, Some("payment_method_data[type]")),
        ),
        (
            "payment_method_data[card][number]=4242424242424242",
            invalid(Some("parameter_missing"), Some("payment_method_data[type]")),
        ),
        (
            "payment_method_data[type]=card",
            invalid(Some("parameter_missing"), Some("payment_method_data[card]")),
        ),
        (
            "payment_method=pm_card_visa&payment_method_data[type]=klarna",
            invalid(None, Some("payment_method_data")),
        ),
        (
            "payment_method=pm_card_visa&return_url=not-a-url",
            invalid(Some("url_invalid"), Some("return_url")),
        ),
        (
            "payment_method=pm_card_visa&return_url=javascript:alert(1)",
            invalid(Some("url_invalid"), Some("return_url")),
        ),
        // A redirect needs a way back.
        (
            "payment_method_data[type]=klarna",
            invalid(Some("parameter_missing"), Some("return_url")),
        ),
        // Not for this merchant or currency.
        (
            "payment_method_data[type]=ideal&return_url=https://shop.example/",
            invalid(
                Some("payment_method_currency_mismatch"),
                Some("payment_method_data[type]"),
            ),
        ),
    ];
    for (body, documented) in cases {
        let request = merchant
            .post(&path_of(&intent, "/confirm"), &[])
            .body((*body).to_owned());
        documented.assert_answers(&request, body).await;
    }
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_with_bad_parameters_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let limit = invalid(Some("parameter_invalid_integer"), Some("limit"));
    let missing = |param| invalid(Some("resource_missing"), Some(param));
    for (query, documented) in [
        ("limit=0", limit),
        ("limit=101", limit),
        ("limit=ten", limit),
        ("starting_after=pi_nothing", missing("starting_after")),
        ("ending_before=pi_nothing", missing("ending_before")),
        (
            "colour=red",
            invalid(Some("parameter_unknown"), Some("colour")),
        ),
    ] {
        let request = merchant.get(&format!("/v1/payment_intents?{query}"));
        documented.assert_answers(&request, query).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_takes_the_keys_that_it_should_and_no_other() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let intent = merchant.create(1999, "usd", &[]).await;
    let others = merchant.create(1999, "usd", &[]).await;
    let secret_of = |intent: &Value| encode(&[("client_secret", text(intent, "client_secret"))]);
    for (method, pattern, access, route) in ROUTES {
        let path = pattern.replace("{}", text(&intent, "id"));
        let method = Method::from_bytes(method.to_string().as_bytes()).expect("a method");
        let request =
            |query: &str| Request::new(method.clone(), format!("{}?{query}", merchant.url(&path)));
        let what = |which: &str| format!("{route:?} with {which}");

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

        let publishable = request(&secret_of(&intent)).bearer(merchant.publishable_key());
        match access {
            Access::SecretKey => {
                SECRET_KEY_REQUIRED
                    .assert_answers(&publishable, &what("a publishable key"))
                    .await;
            }
            Access::EitherKey => {
                let bare = request("").bearer(merchant.publishable_key());
                CLIENT_SECRET_MISSING
                    .assert_answers(&bare, &what("a publishable key alone"))
                    .await;
                for wrong in ["client_secret=pi_1_secret_2".to_owned(), {
                    let mut secret = secret_of(&intent);
                    secret.insert(secret.len() - 2, 'x');
                    secret
                }] {
                    let wrong = request(&wrong).bearer(merchant.publishable_key());
                    WRONG_CLIENT_SECRET
                        .assert_answers(&wrong, &what("a wrong client secret"))
                        .await;
                }
                if pattern.contains("{}") {
                    let anothers = request(&secret_of(&others)).bearer(merchant.publishable_key());
                    WRONG_CLIENT_SECRET
                        .assert_answers(&anothers, &what("another intent's client secret"))
                        .await;
                }
                let foreign = request(&secret_of(&intent)).bearer(stranger.publishable_key());
                let documented = if pattern.contains("{}") {
                    NO_SUCH_INTENT
                } else {
                    WRONG_CLIENT_SECRET
                };
                documented
                    .assert_answers(&foreign, &what("another account's publishable key"))
                    .await;
            }
        }
        if pattern.contains("{}") {
            let foreign = request("").bearer(stranger.secret_key());
            NO_SUCH_INTENT
                .assert_answers(&foreign, &what("another account's secret key"))
                .await;
        }
    }
    assert_eq!(merchant.retrieve(&intent).await, intent);
    assert_eq!(merchant.listed_ids("").await.len(), 2);
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
    for path in ["/v1/charges", "/v1/", "/v1/payment_intents/a/b/c"] {
        let error = merchant.get(path).send().await.error(404);
        assert_eq!(error["type"], "invalid_request_error", "{path}");
    }
}

fn raw_create(merchant: &Merchant, body: &str) -> Request {
    merchant
        .post("/v1/payment_intents", &[])
        .body(body.to_owned())
}
