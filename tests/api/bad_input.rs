//! What is wrong is refused with the status, type, code and parameter that Stripe documents, and
//! leaves nothing behind.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Documented, Form, Merchant, Request, VISA, invalid, path_of};

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
async fn a_client_that_sends_all_before_it_reads_is_told_why_it_is_refused() {
    let merchant = Merchant::new("US").await;
    let body = "x".repeat(10_000_000);
    let authority = merchant.origin().trim_start_matches("http://");
    let form = "application/x-www-form-urlencoded";
    for (path, kind, status) in [
        ("/v1/payment_intents", form, 413),
        ("/v1/payment_intents", "application/json", 400),
        ("/v1/nothing", form, 404),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: {kind}\r\n\
             Authorization: Bearer {}\r\nConnection: close\r\n",
            merchant.secret_key()
        );
        let length = body.len();
        let whole = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        let chunked =
            format!("{head}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        for request in [whole, chunked] {
            let mut connection = TcpStream::connect(authority).await.unwrap();
            connection.write_all(request.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            connection.read_to_end(&mut answer).await.unwrap();
            let answer = String::from_utf8_lossy(&answer);
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")),
                "{path} {kind}: {answer}"
            );
        }
    }
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

fn raw_create(merchant: &Merchant, body: &str) -> Request {
    merchant
        .post("/v1/payment_intents", &[])
        .body(body.to_owned())
}
