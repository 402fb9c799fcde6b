//! What the buyer agrees to, and what is kept of it.

use serde_json::json;

use super::{AGREED, BANKS, borrowed};
use crate::support::{Merchant, all, text, with};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_debited_without_a_mandate() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let form = bank.form(&[]);
        let answer = merchant.confirm(&intent, &borrowed(&form)).await;
        let error = answer.error(400);
        assert_eq!(error["code"], "parameter_missing", "{error}");
        assert_eq!(error["param"], "mandate_data", "{error}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_tells_when_and_how_the_buyer_agreed() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let more = [(
            "mandate_data[customer_acceptance][accepted_at]",
            "1750000000",
        )];
        let form = bank.form(&[]);
        let form = with(&with(&borrowed(&form), AGREED), &more);
        let processing = merchant.confirm(&intent, &form).await.ok();
        let paid = merchant.intent_reaches(&processing, "succeeded").await;
        let details = &merchant.charge_of(&paid).await["payment_method_details"][bank.method];
        if bank.method == "nz_bank_account" {
            assert_eq!(details.get("mandate"), None);
            return;
        }
        let path = format!("/v1/mandates/{}", text(details, "mandate"));
        let mandate = merchant.get(&path).send().await.ok();
        assert_eq!(mandate["object"], "mandate");
        assert_eq!(mandate["payment_method"], paid["payment_method"]);
        assert_eq!(mandate["payment_method_details"]["type"], bank.method);
        // It was good for this one debit.
        assert_eq!(mandate["status"], "inactive");
        assert_eq!(mandate["type"], "single_use");
        let used = json!({ "amount": 5_000, "currency": bank.currency });
        assert_eq!(mandate["single_use"], used);
        let acceptance = json!({
            "accepted_at": 1_750_000_000,
            "type": "online",
            "online": { "ip_address": "203.0.113.7", "user_agent": "Lynx/2.8" },
        });
        assert_eq!(mandate["customer_acceptance"], acceptance);
        let stranger = Merchant::new(bank.merchant).await;
        stranger.get(&path).send().await.error(404);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyers_browser_lets_the_server_see_who_agreed() {
    let merchant = Merchant::new("DE").await;
    let bank = &BANKS[0];
    let intent = bank.intent(&merchant).await;
    let inferred = [
        ("mandate_data[customer_acceptance][type]", "online"),
        (
            "mandate_data[customer_acceptance][online][infer_from_client]",
            "true",
        ),
    ];
    let form = bank.form(&[]);
    let request = merchant.buyers_confirm(&intent, &with(&borrowed(&form), &inferred));
    let request = request
        .header("User-Agent", "Mozilla/5.0 (test)")
        .header("CF-Connecting-IP", "198.51.100.4");
    request.send().await.ok();
    let paid = merchant.intent_reaches(&intent, "succeeded").await;
    let charge = merchant.charge_of(&paid).await;
    let mandate = text(&charge["payment_method_details"]["sepa_debit"], "mandate").to_owned();
    let path = format!("/v1/mandates/{mandate}?expand[]=payment_method");
    let mandate = merchant.get(&path).send().await.ok();
    let online = &mandate["customer_acceptance"]["online"];
    assert_eq!(online["user_agent"], "Mozilla/5.0 (test)");
    assert_eq!(online["ip_address"], "198.51.100.4");
    assert!(mandate["customer_acceptance"]["accepted_at"].is_i64());
    assert_eq!(mandate["payment_method"]["id"], paid["payment_method"]);
}
