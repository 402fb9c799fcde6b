//! Payments that the merchant's server confirms, with what the page has made of the form.

use serde_json::{Value, json};

use crate::deferred::{open, twenty_dollars};
use crate::support::{Form, Intent, MODAL, MerchantPage, PAGE, Request, Stage, card, on_stage};

/// What the merchant's server is answered: it makes an intent and confirms it at once.
async fn paid(stage: &Stage, how: Form<'_>) -> Value {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.example/done"),
    ];
    let created = Request::post(stage.kassa.url("/v1/payment_intents"));
    let created = created.bearer(stage.kassa.secret_key());
    created.form(&[&form, how].concat()).send().await.ok()
}

/// What the page does with its form at the press of a button.
pub fn make(call: &str) -> String {
    format!(
        "const [{{ elements }}] = checkouts;
         note(async () => {{
           const {{ error }} = await elements.submit();
           return error ? {{ error }} : kassa.{call};
         }});"
    )
}

#[test]
fn a_server_pays_with_the_confirmation_token_of_a_form() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        buyer.fill_card(card::SUCCEEDS).await;
        let params = "{ return_url: 'https://shop.example/done',
            payment_method_data: { billing_details: { name: 'Jenny Rosen' } } }";
        let call = format!("createConfirmationToken({{ elements, params: {params} }})");
        buyer.ask(PAGE, &make(&call)).await;
        let outcome = buyer.outcome(1).await;
        let token = &outcome["confirmationToken"];
        assert_eq!(token["object"], "confirmation_token", "{outcome}");
        let preview = &token["payment_method_preview"];
        assert_eq!(preview["card"]["last4"], "4242", "{outcome}");
        assert_eq!(preview["billing_details"]["name"], "Jenny Rosen");
        let token = token["id"].as_str().expect("an id");
        let intent = paid(stage, &[("confirmation_token", token)]).await;
        assert_eq!(intent["status"], "succeeded", "{intent}");
        buyer.leave().await;
    });
}

#[test]
fn a_server_pays_with_the_payment_method_of_a_form() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let mut group = twenty_dollars();
        group["paymentMethodCreation"] = json!("manual");
        open(&buyer, stage, &page, &group).await;
        buyer.fill_card(card::SUCCEEDS).await;
        let params = "{ billing_details: { email: 'jenny@example.com' } }";
        let call = format!("createPaymentMethod({{ elements, params: {params} }})");
        buyer.ask(PAGE, &make(&call)).await;
        let outcome = buyer.outcome(1).await;
        let method = &outcome["paymentMethod"];
        assert_eq!(method["card"]["last4"], "4242", "{outcome}");
        assert_eq!(method["billing_details"]["email"], "jenny@example.com");
        assert_eq!(method["billing_details"]["address"]["postal_code"], "94107");
        let method = method["id"].as_str().expect("an id");
        let intent = paid(stage, &[("payment_method", method)]).await;
        assert_eq!(intent["status"], "succeeded", "{intent}");
        buyer.leave().await;
    });
}

#[test]
fn what_the_bank_asks_after_the_server_has_confirmed_is_asked_in_the_page() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer
            .ask(PAGE, &make("createConfirmationToken({ elements })"))
            .await;
        let outcome = buyer.outcome(1).await;
        let token = outcome["confirmationToken"]["id"].as_str().expect("an id");
        let how = [("confirmation_token", token), ("use_stripe_sdk", "true")];
        let intent = paid(stage, &how).await;
        assert_eq!(intent["status"], "requires_action", "{intent}");
        let secret = intent["client_secret"].as_str().expect("a text");
        let act = format!("note(() => kassa.handleNextAction({{ clientSecret: '{secret}' }}));");
        buyer.ask(PAGE, &act).await;
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.is_paid(2).await;
        let intent = Intent::of(secret, stage.kassa.publishable_key());
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}
