//! Methods that are saved without a payment.

use serde_json::{Value, json};

use crate::deferred::{confirm, open};
use crate::support::{Intent, MODAL, MerchantPage, PAGE, Request, Stage, card, on_stage};

/// A new setup intent of the tests' account, as its server sees it.
async fn setup_intent(stage: &Stage) -> Value {
    let created = Request::post(stage.kassa.url("/v1/setup_intents"));
    let created = created.bearer(stage.kassa.secret_key()).form(&[]);
    created.send().await.ok()
}

fn secret(intent: &Value) -> &str {
    intent["client_secret"].as_str().expect("a text")
}

async fn now(stage: &Stage, intent: &Value) -> Value {
    let path = format!(
        "/v1/setup_intents/{}",
        intent["id"].as_str().expect("an id")
    );
    let retrieved = Request::get(stage.kassa.url(&path));
    retrieved.bearer(stage.kassa.secret_key()).send().await.ok()
}

#[test]
fn a_card_is_saved_by_a_setup_intent_after_a_refusal() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let intent = setup_intent(stage).await;
        open(
            &buyer,
            stage,
            &page,
            &json!({ "clientSecret": secret(&intent) }),
        )
        .await;
        let press = "const [{ elements }] = checkouts;
            const confirmParams = { return_url: new URL('/done', location.href).href };
            note(() => kassa.confirmSetup({ elements, confirmParams, redirect: 'if_required' }));";
        buyer.fill_card(card::INSUFFICIENT_FUNDS).await;
        buyer.ask(PAGE, press).await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["error"]["type"], "card_error", "{outcome}");
        let beside = &outcome["error"]["setup_intent"];
        assert_eq!(beside["id"], intent["id"], "{outcome}");
        assert_eq!(beside["client_secret"], intent["client_secret"]);

        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.ask(PAGE, press).await;
        buyer.click(MODAL, "button[value=authorize]").await;
        let outcome = buyer.outcome(2).await;
        let saved = &outcome["setupIntent"];
        assert_eq!(saved["status"], "succeeded", "{outcome}");
        assert_eq!(saved["client_secret"], intent["client_secret"]);
        assert_eq!(now(stage, &intent).await["status"], "succeeded");
        buyer.leave().await;
    });
}

#[test]
fn a_card_is_saved_by_a_setup_intent_that_is_made_after_the_form() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(
            &buyer,
            stage,
            &page,
            &json!({ "mode": "setup", "currency": "usd" }),
        )
        .await;
        buyer.fill_card(card::SUCCEEDS).await;
        let payment = Intent::new(&stage.kassa).await;
        buyer
            .ask(PAGE, &confirm("confirmSetup", &payment.client_secret))
            .await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["name"], "IntegrationError", "{outcome}");
        let intent = setup_intent(stage).await;
        buyer
            .ask(PAGE, &confirm("confirmSetup", secret(&intent)))
            .await;
        let outcome = buyer.outcome(2).await;
        assert_eq!(outcome["setupIntent"]["status"], "succeeded", "{outcome}");
        assert_eq!(now(stage, &intent).await["status"], "succeeded");
        buyer.leave().await;
    });
}

#[test]
fn after_a_setup_the_buyer_is_back_on_the_merchants_page() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let intent = setup_intent(stage).await;
        open(
            &buyer,
            stage,
            &page,
            &json!({ "clientSecret": secret(&intent) }),
        )
        .await;
        buyer.fill_card(card::SUCCEEDS).await;
        let press = "const [{ elements }] = checkouts;
            kassa.confirmSetup({ elements, confirmParams: { return_url: new URL('/done', location.href).href } });";
        buyer.ask(PAGE, press).await;
        let query = "return location.pathname === '/done' && Object.fromEntries(new URLSearchParams(location.search));";
        let query = buyer.until(PAGE, query).await;
        assert_eq!(query["setup_intent"], intent["id"], "{query}");
        assert_eq!(query["setup_intent_client_secret"], intent["client_secret"]);
        assert_eq!(query["redirect_status"], "succeeded", "{query}");
        buyer.leave().await;
    });
}
