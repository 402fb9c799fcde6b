//! iDEAL cannot recur: it leaves a debit of the same account behind, which can.

use serde_json::{Value, json};

use crate::support::{Button, DECIDED, HostedPage, Merchant, eventually, ids, text};

const RETURN: (&str, &str) = ("return_url", "https://shop.example/done");
const KEEP: (&str, &str) = ("setup_future_usage", "off_session");
const IDEAL: (&str, &str) = ("payment_method_data[type]", "ideal");

async fn customer(merchant: &Merchant) -> Value {
    merchant.post("/v1/customers", &[]).send().await.ok()
}

/// What the customer has, once that is anything.
async fn kept(merchant: &Merchant, customer: &Value) -> Value {
    let path = format!("/v1/customers/{}/payment_methods", text(customer, "id"));
    eventually("a kept method", DECIDED, || async {
        let list = merchant.get(&path).send().await.ok();
        let one = ids(&list).len() == 1;
        one.then(|| list["data"][0].clone())
    })
    .await
}

/// A debit of what is kept, without the buyer.
async fn debited(merchant: &Merchant, customer: &Value, method: &Value) -> Value {
    let form = [
        ("customer", text(customer, "id")),
        ("payment_method", text(method, "id")),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let processing = merchant.create(2_000, "eur", &form).await;
    assert_eq!(processing["status"], "processing", "{processing}");
    let path = format!("/v1/payment_intents/{}", text(&processing, "id"));
    merchant.reaches(&path, "succeeded").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_leaves_a_sepa_debit_with_the_customer() {
    let merchant = Merchant::new("NL").await;
    let owner = customer(&merchant).await;
    let intent = merchant
        .create(5_000, "eur", &[("customer", text(&owner, "id")), KEEP])
        .await;
    let agreed = [
        ("mandate_data[customer_acceptance][type]", "online"),
        (
            "mandate_data[customer_acceptance][online][ip_address]",
            "203.0.113.7",
        ),
    ];
    let form = [&[IDEAL, RETURN], &agreed[..]].concat();
    let waiting = merchant.confirm(&intent, &form).await.ok();
    let page = HostedPage::of(&waiting);
    page.press_and_return(Button::Authorize).await;
    let paid = merchant.retrieve(&intent).await;
    let charge = merchant.charge_of(&paid).await;
    let details = &charge["payment_method_details"]["ideal"];

    let method = kept(&merchant, &owner).await;
    assert_eq!(method["id"], details["generated_sepa_debit"]);
    assert_ne!(method["id"], paid["payment_method"]);
    assert_eq!(method["type"], "sepa_debit");
    assert_eq!(method["customer"], owner["id"]);
    let from = json!({ "charge": charge["id"], "setup_attempt": null });
    assert_eq!(method["sepa_debit"]["generated_from"], from);

    let id = text(details, "generated_sepa_debit_mandate");
    let mandate = merchant.get(&format!("/v1/mandates/{id}"));
    let mandate = mandate.send().await.ok();
    assert_eq!(mandate["payment_method"], method["id"]);
    assert_eq!(mandate["payment_method_details"]["type"], "sepa_debit");
    assert_eq!(mandate["type"], "multi_use");
    assert_eq!(mandate["status"], "active");
    let online = &mandate["customer_acceptance"]["online"];
    assert_eq!(online["ip_address"], "203.0.113.7");

    let later = debited(&merchant, &owner, &method).await;
    let charge = merchant.charge_of(&later).await;
    let details = &charge["payment_method_details"];
    assert_eq!(details["type"], "sepa_debit");
    assert_eq!(details["sepa_debit"]["mandate"], mandate["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_behind_is_shown_in_place_of_its_id() {
    let merchant = Merchant::new("NL").await;
    let owner = customer(&merchant).await;
    let email = "payment_method_data[billing_details][email]";
    let form = [
        ("customer", text(&owner, "id")),
        (email, "succeed_immediately@example.com"),
        ("confirm", "true"),
        KEEP,
        IDEAL,
        RETURN,
    ];
    let intent = merchant.create(5_000, "eur", &form).await;
    let path = format!("/v1/payment_intents/{}", text(&intent, "id"));
    let paid = merchant.reaches(&path, "succeeded").await;
    let within = "payment_method_details.ideal";
    let path = format!(
        "/v1/charges/{}?expand[]={within}.generated_sepa_debit&expand[]={within}.generated_sepa_debit_mandate",
        text(&paid, "latest_charge")
    );
    let charge = eventually("the kept method", DECIDED, || async {
        let charge = merchant.get(&path).send().await.ok();
        let details = &charge["payment_method_details"]["ideal"];
        let is_kept = details["generated_sepa_debit"]["customer"] == owner["id"];
        is_kept.then_some(charge)
    })
    .await;
    let details = &charge["payment_method_details"]["ideal"];
    assert_eq!(details["generated_sepa_debit"]["object"], "payment_method");
    let mandate = &details["generated_sepa_debit_mandate"];
    assert_eq!(mandate["object"], "mandate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_leaves_a_sepa_debit_and_its_mandate() {
    let merchant = Merchant::new("NL").await;
    let owner = customer(&merchant).await;
    let setup = merchant
        .create_setup(&[
            ("customer", text(&owner, "id")),
            ("confirm", "true"),
            IDEAL,
            RETURN,
        ])
        .await;
    let page = HostedPage::of(&setup);
    page.press_and_return(Button::Authorize).await;
    let path = format!("/v1/setup_intents/{}", text(&setup, "id"));
    let setup = merchant.reaches(&path, "succeeded").await;
    let method = kept(&merchant, &owner).await;
    assert_eq!(method["type"], "sepa_debit");
    let mandate = merchant.get(&format!("/v1/mandates/{}", text(&setup, "mandate")));
    assert_eq!(mandate.send().await.ok()["payment_method"], method["id"]);
    debited(&merchant, &owner, &method).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_nobody_asked_to_keep_leaves_nothing_behind() {
    let merchant = Merchant::new("NL").await;
    let owner = customer(&merchant).await;
    let intent = merchant
        .create(5_000, "eur", &[("customer", text(&owner, "id"))])
        .await;
    let waiting = merchant.confirm(&intent, &[IDEAL, RETURN]).await.ok();
    let page = HostedPage::of(&waiting);
    page.press_and_return(Button::Authorize).await;
    let charge = merchant.charge_of(&merchant.retrieve(&intent).await).await;
    let details = &charge["payment_method_details"]["ideal"];
    assert_eq!(details["generated_sepa_debit"], Value::Null);
    assert_eq!(details["generated_sepa_debit_mandate"], Value::Null);
}
