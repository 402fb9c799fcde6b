//! `expand[]`: ids give way to objects, in answers of every kind.

use serde_json::Value;

use crate::support::{Merchant, VISA, path_of, text, with};

/// An intent that a customer's kept card has paid.
async fn paid(merchant: &Merchant) -> (Value, Value) {
    let form = [("name", "Jenny"), ("payment_method", "pm_card_visa")];
    let customer = merchant.post("/v1/customers", &form).send().await.ok();
    let id = text(&customer, "id");
    let methods = merchant.get(&format!("/v1/customers/{id}/payment_methods"));
    let methods = methods.send().await.ok();
    let form = [
        ("customer", id),
        ("payment_method", text(&methods["data"][0], "id")),
        ("confirm", "true"),
    ];
    (merchant.create(1999, "usd", &form).await, customer)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_shows_what_stands_behind_it_four_levels_deep() {
    let merchant = Merchant::new("US").await;
    let (intent, customer) = paid(&merchant).await;
    let query = "?expand[]=customer&expand[]=payment_method.customer\
                 &expand[]=latest_charge.balance_transaction.source.customer";
    let shown = merchant.get(&path_of(&intent, query)).send().await.ok();
    assert_eq!(shown["customer"], customer);
    assert_eq!(shown["payment_method"]["customer"], customer);
    let charge = &shown["latest_charge"];
    assert_eq!(charge["id"], intent["latest_charge"]);
    let transaction = &charge["balance_transaction"];
    assert_eq!(transaction["object"], "balance_transaction");
    assert_eq!(transaction["source"]["id"], charge["id"]);
    assert_eq!(transaction["source"]["customer"], customer);
    // Without it the ids stay.
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_answers_expanded_and_replays_the_same() {
    let merchant = Merchant::new("US").await;
    let form = with(
        VISA,
        &[
            ("amount", "1999"),
            ("currency", "usd"),
            ("confirm", "true"),
            ("expand[]", "latest_charge.balance_transaction"),
            ("expand[]", "payment_method"),
        ],
    );
    let request = merchant
        .post("/v1/payment_intents", &form)
        .idempotency_key("pay-1");
    let first = request.send().await;
    let intent = first.ok();
    let charge = &intent["latest_charge"];
    assert_eq!(charge["paid"], true);
    assert_eq!(charge["balance_transaction"]["amount"], 1999);
    assert_eq!(intent["payment_method"]["card"]["last4"], "4242");
    assert_eq!(request.send().await.text(), first.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_expand_each_of_their_objects_and_methods_of_one_payment_too() {
    let merchant = Merchant::new("US").await;
    let (first, customer) = paid(&merchant).await;
    let second = merchant
        .create(500, "usd", &with(VISA, &[("confirm", "true")]))
        .await;
    let path = "/v1/payment_intents?expand[]=data.customer&expand[]=data.payment_method";
    let list = merchant.get(path).send().await.ok();
    let (newer, older) = (&list["data"][0], &list["data"][1]);
    assert_eq!(newer["id"], second["id"]);
    assert_eq!(newer["customer"], Value::Null);
    assert_eq!(newer["payment_method"]["id"], second["payment_method"]);
    assert_eq!(older["id"], first["id"]);
    assert_eq!(older["customer"], customer);
    assert_eq!(older["payment_method"]["id"], first["payment_method"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_expanded_is_refused_before_anything_is_done() {
    let merchant = Merchant::new("US").await;
    let create = |path: &str| {
        let form = [("amount", "1999"), ("currency", "usd"), ("expand[]", path)];
        merchant.post("/v1/payment_intents", &form)
    };
    for path in ["amount", "customer.email", "nonsense", "data.customer"] {
        let error = create(path).send().await.error(400);
        let expected = format!("This property cannot be expanded ({path}).");
        assert_eq!(text(&error, "message"), expected);
    }
    assert!(merchant.listed_ids("").await.is_empty());
    let list = merchant.get("/v1/payment_intents?expand[]=customer");
    let error = list.send().await.error(400);
    assert!(text(&error, "message").contains("data.customer"));
    merchant
        .post("/v1/customers", &[("expand[]", "name")])
        .send()
        .await
        .error(400);
    let customers = merchant.get("/v1/customers").send().await.ok();
    assert_eq!(customers["data"].as_array().map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_customer_expands_to_what_is_left() {
    let merchant = Merchant::new("US").await;
    let (intent, customer) = paid(&merchant).await;
    let path = format!("/v1/customers/{}", text(&customer, "id"));
    let delete = crate::support::Request::new(axum::http::Method::DELETE, merchant.url(&path));
    delete.bearer(merchant.secret_key()).send().await.ok();
    let shown = merchant.get(&path_of(&intent, "?expand[]=customer"));
    assert_eq!(shown.send().await.ok()["customer"]["deleted"], true);
}
