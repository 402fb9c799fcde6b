//! Customers, as Stripe documents them.

use serde_json::{Value, json};

use crate::support::{Merchant, Request, ids, invalid, text};

fn path(customer: &Value) -> String {
    format!("/v1/customers/{}", text(customer, "id"))
}

async fn create(merchant: &Merchant, form: &[(&str, &str)]) -> Value {
    merchant.post("/v1/customers", form).send().await.ok()
}

fn delete(merchant: &Merchant, path: &str) -> Request {
    Request::new(axum::http::Method::DELETE, merchant.url(path)).bearer(merchant.secret_key())
}

/// Types of the newest events, newest first.
async fn event_types(merchant: &Merchant) -> Vec<String> {
    let events = merchant.get("/v1/events?limit=100").send().await.ok();
    let list = events["data"].as_array().expect("a list").clone();
    list.iter()
        .map(|event| text(event, "type").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_keeps_what_it_was_given_and_is_null_elsewhere() {
    let merchant = Merchant::new("US").await;
    let customer = create(
        &merchant,
        &[
            ("name", "Jenny Rosen"),
            ("email", "jenny@example.com"),
            ("phone", "+1 555 0100"),
            ("description", "a good one"),
            ("address[line1]", "1 Main St"),
            ("address[country]", "US"),
            ("shipping[name]", "J. Rosen"),
            ("shipping[address][city]", "Berlin"),
            ("preferred_locales[]", "de"),
            ("preferred_locales[]", "en"),
            ("metadata[order]", "6735"),
            ("tax_exempt", "reverse"),
        ],
    )
    .await;
    assert!(text(&customer, "id").starts_with("cus_"));
    assert_eq!(customer["object"], "customer");
    assert_eq!(customer["name"], "Jenny Rosen");
    assert_eq!(customer["address"]["line1"], "1 Main St");
    assert_eq!(customer["address"]["line2"], Value::Null);
    assert_eq!(customer["shipping"]["address"]["city"], "Berlin");
    assert_eq!(customer["shipping"]["phone"], Value::Null);
    assert_eq!(customer["preferred_locales"], json!(["de", "en"]));
    assert_eq!(customer["metadata"], json!({ "order": "6735" }));
    assert_eq!(customer["tax_exempt"], "reverse");
    let bare = create(&merchant, &[]).await;
    for nullable in [
        "address",
        "currency",
        "default_source",
        "description",
        "discount",
        "email",
        "name",
        "phone",
        "shipping",
        "test_clock",
    ] {
        assert!(bare.as_object().expect("an object").contains_key(nullable));
        assert_eq!(bare[nullable], Value::Null, "{nullable}");
    }
    assert_eq!(bare["balance"], 0);
    assert_eq!(bare["delinquent"], false);
    assert_eq!(
        bare["invoice_settings"]["default_payment_method"],
        Value::Null
    );
    for created in [customer, bare] {
        assert_eq!(merchant.get(&path(&created)).send().await.ok(), created);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_changes_what_it_names_and_tells_what_was_before() {
    let merchant = Merchant::new("US").await;
    let customer = create(
        &merchant,
        &[
            ("name", "Jenny"),
            ("email", "j@example.com"),
            ("metadata[a]", "1"),
            ("metadata[b]", "2"),
        ],
    )
    .await;
    let change = [("name", ""), ("metadata[b]", ""), ("metadata[c]", "3")];
    let updated = merchant.post(&path(&customer), &change).send().await.ok();
    assert_eq!(updated["name"], Value::Null);
    assert_eq!(updated["email"], "j@example.com");
    assert_eq!(updated["metadata"], json!({ "a": "1", "c": "3" }));
    let events = merchant.get("/v1/events").send().await.ok();
    let newest = &events["data"][0];
    assert_eq!(newest["type"], "customer.updated");
    assert_eq!(newest["data"]["object"], updated);
    assert_eq!(
        newest["data"]["previous_attributes"],
        json!({ "name": "Jenny", "metadata": { "b": "2", "c": null } })
    );
    // The same again is no change.
    merchant.post(&path(&customer), &change).send().await.ok();
    let types = event_types(&merchant).await;
    assert_eq!(types, ["customer.updated", "customer.created"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_customer_is_known_as_deleted_and_takes_its_methods_along() {
    let merchant = Merchant::new("US").await;
    let customer = create(&merchant, &[("payment_method", "pm_card_visa")]).await;
    let methods = format!("{}/payment_methods", path(&customer));
    let method = ids(&merchant.get(&methods).send().await.ok()).remove(0);
    let gone = json!({ "id": customer["id"], "object": "customer", "deleted": true });
    assert_eq!(delete(&merchant, &path(&customer)).send().await.ok(), gone);
    assert_eq!(merchant.get(&path(&customer)).send().await.ok(), gone);
    let again = delete(&merchant, &path(&customer)).send().await.error(404);
    assert_eq!(again["code"], "resource_missing");
    merchant
        .post(&path(&customer), &[("name", "x")])
        .send()
        .await
        .error(404);
    let list = merchant.get("/v1/customers").send().await.ok();
    assert_eq!(list["data"], json!([]));
    let method = merchant
        .get(&format!("/v1/payment_methods/{method}"))
        .send()
        .await
        .ok();
    assert_eq!(method["customer"], Value::Null);
    assert_eq!(
        event_types(&merchant).await,
        [
            "customer.deleted",
            "payment_method.detached",
            "payment_method.attached",
            "customer.created"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_can_start_with_a_method_and_pay_with_it_by_default() {
    let merchant = Merchant::new("US").await;
    let default = "invoice_settings[default_payment_method]";
    let customer = create(
        &merchant,
        &[
            ("payment_method", "pm_card_visa"),
            (default, "pm_card_visa"),
        ],
    )
    .await;
    let method = text(&customer["invoice_settings"], "default_payment_method");
    let found = merchant
        .get(&format!("/v1/payment_methods/{method}"))
        .send()
        .await
        .ok();
    assert_eq!(found["customer"], customer["id"]);
    // Somebody else's method cannot be the default.
    let other = create(&merchant, &[]).await;
    let refused = merchant
        .post(&path(&other), &[(default, method)])
        .send()
        .await
        .error(400);
    assert_eq!(refused["param"], default);
    // What is detached is the default no longer.
    merchant
        .post(&format!("/v1/payment_methods/{method}/detach"), &[])
        .send()
        .await
        .ok();
    let customer = merchant.get(&path(&customer)).send().await.ok();
    assert_eq!(
        customer["invoice_settings"]["default_payment_method"],
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_parameters_are_refused_by_name_and_leave_nothing() {
    let merchant = Merchant::new("US").await;
    let unknown = |param| invalid(Some("parameter_unknown"), Some(param));
    for (form, documented) in [
        (
            ("email", "nobody"),
            invalid(Some("email_invalid"), Some("email")),
        ),
        (("colour", "red"), unknown("colour")),
        (("balance", "100"), unknown("balance")),
        (("source", "tok_visa"), unknown("source")),
        (
            ("invoice_settings[footer]", "x"),
            unknown("invoice_settings[footer]"),
        ),
        (("tax_exempt", "maybe"), invalid(None, Some("tax_exempt"))),
        (
            ("address[country]", "Atlantis"),
            invalid(Some("country_code_invalid"), Some("address[country]")),
        ),
        (
            ("shipping[name]", "x"),
            invalid(Some("parameter_missing"), Some("shipping[address]")),
        ),
        (
            ("payment_method", "pm_nothing"),
            invalid(Some("resource_missing"), Some("payment_method")).with_status(404),
        ),
        (
            ("payment_method", "pm_card_chargeDeclined"),
            crate::support::Documented {
                status: 402,
                kind: "card_error",
                code: Some("card_declined"),
                param: None,
            },
        ),
    ] {
        let request = merchant.post("/v1/customers", &[form]);
        documented.assert_answers(&request, form.0).await;
    }
    let list = merchant.get("/v1/customers").send().await.ok();
    assert_eq!(list["data"], json!([]));
    assert!(event_types(&merchant).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_create_makes_one_customer_and_replays_byte_for_byte() {
    let merchant = Merchant::new("US").await;
    let request = merchant
        .post("/v1/customers", &[("name", "Jenny")])
        .idempotency_key("customer-1");
    let first = request.send().await;
    first.ok();
    let second = request.send().await;
    assert_eq!(second.header("Idempotent-Replayed"), "true");
    assert_eq!(second.text(), first.text());
    let other = merchant
        .post("/v1/customers", &[("name", "Joe")])
        .idempotency_key("customer-1");
    assert_eq!(other.send().await.error(400)["type"], "idempotency_error");
    let list = merchant.get("/v1/customers").send().await.ok();
    assert_eq!(ids(&list), [text(&first.json(), "id")]);
    assert_eq!(event_types(&merchant).await, ["customer.created"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_of_other_accounts_do_not_exist() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let customer = create(&merchant, &[]).await;
    stranger.get(&path(&customer)).send().await.error(404);
    stranger
        .post(&path(&customer), &[("name", "x")])
        .send()
        .await
        .error(404);
    delete(&stranger, &path(&customer)).send().await.error(404);
    let methods = format!("{}/payment_methods", path(&customer));
    stranger.get(&methods).send().await.error(404);
    assert_eq!(merchant.get(&path(&customer)).send().await.ok(), customer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_session_opens_a_customer_for_half_an_hour() {
    let merchant = Merchant::new("US").await;
    let customer = create(&merchant, &[]).await;
    let form = [
        ("customer", text(&customer, "id")),
        ("components[payment_element][enabled]", "true"),
        (
            "components[payment_element][features][payment_method_save]",
            "enabled",
        ),
        ("expand[]", "customer"),
    ];
    let session = merchant
        .post("/v1/customer_sessions", &form)
        .send()
        .await
        .ok();
    assert_eq!(session["object"], "customer_session");
    assert_eq!(session["customer"], customer);
    let secret = text(&session, "client_secret");
    assert!(secret.starts_with("cuss_secret_"));
    let lifetime = session["expires_at"]
        .as_i64()
        .zip(session["created"].as_i64());
    assert_eq!(lifetime.map(|(end, start)| end - start), Some(1_800));
    let element = &session["components"]["payment_element"];
    assert_eq!(element["enabled"], true);
    assert_eq!(element["features"]["payment_method_save"], "enabled");
    assert_eq!(element["features"]["payment_method_redisplay"], "disabled");
    assert_eq!(session["components"]["pricing_table"]["enabled"], false);
    for (form, documented) in [
        (
            &form[..1],
            invalid(Some("parameter_missing"), Some("components")),
        ),
        (
            &form[1..],
            invalid(Some("parameter_missing"), Some("customer")),
        ),
        (
            &[("customer", "cus_1"), form[1]][..],
            invalid(Some("resource_missing"), Some("customer")),
        ),
    ] {
        let request = merchant.post("/v1/customer_sessions", form);
        documented.assert_answers(&request, "a session").await;
    }
}
