//! What becomes of a buyer's consent: used up, refused by the bank, or let go with its account.

use serde_json::{Value, json};

use super::microdeposits::{US, verify, waiting};
use super::{AGREED, BANKS, Bank, borrowed};
use crate::support::{Merchant, all, eventually, text, with};

const CONFIRM: (&str, &str) = ("confirm", "true");
const LATER: (&str, &str) = ("off_session", "true");
const KEEP: (&str, &str) = ("setup_future_usage", "off_session");

fn bank(method: &str) -> &'static Bank {
    let mut banks = BANKS.iter();
    banks.find(|bank| bank.method == method).expect("a row")
}

async fn customer(merchant: &Merchant) -> Value {
    merchant.post("/v1/customers", &[]).send().await.ok()
}

async fn mandate(merchant: &Merchant, id: &str) -> Value {
    let path = format!("/v1/mandates/{id}");
    merchant.get(&path).send().await.ok()
}

/// Waits until the merchant is told once that the mandate has another status.
async fn assert_told_once(merchant: &Merchant, id: &str, before: &str, after: &str) {
    eventually("the mandate's change", crate::support::DECIDED, || async {
        let now = mandate(merchant, id).await;
        (now["status"] == after).then_some(())
    })
    .await;
    let named = json!({ "id": id });
    let event = merchant.event_of(&named, "mandate.updated").await;
    assert_eq!(event["data"]["object"], mandate(merchant, id).await);
    assert_eq!(event["data"]["object"]["status"], after);
    let previous = json!({ "status": before });
    assert_eq!(event["data"]["previous_attributes"], previous);
    assert_eq!(merchant.events_about(&named).await.len(), 1);
}

/// The mandate of the latest charge of an intent.
async fn mandate_of(merchant: &Merchant, intent: &Value, bank: &Bank) -> String {
    let charge = merchant.charge_of(intent).await;
    let details = &charge["payment_method_details"][bank.method];
    text(details, "mandate").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_that_refuses_for_good_ends_the_mandate_and_one_that_lacks_money_does_not() {
    let failing = BANKS.iter().filter(|bank| !bank.fails.is_empty());
    all(failing.map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let account = [(bank.own(), bank.fails)];
        bank.confirm(&merchant, &intent, &account).await.ok();
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let id = mandate_of(&merchant, &failed, bank).await;
        if bank.failure == "insufficient_funds" {
            assert_eq!(mandate(&merchant, &id).await["status"], "active");
            let told = merchant.events_about(&json!({ "id": id })).await;
            assert_eq!(told, Vec::<Value>::new());
        } else {
            assert_told_once(&merchant, &id, "active", "inactive").await;
            // Another account is another consent.
            bank.confirm(&merchant, &intent, &[]).await.ok();
            merchant.intent_reaches(&intent, "succeeded").await;
            assert_told_once(&merchant, &id, "active", "inactive").await;
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_to_one_debit_is_used_up_by_it_and_a_lasting_one_is_not() {
    let merchant = Merchant::new("DE").await;
    let bank = bank("sepa_debit");
    let paid = bank.paid(&merchant, &[]).await;
    let once = mandate_of(&merchant, &paid, bank).await;
    assert_told_once(&merchant, &once, "active", "inactive").await;

    let owner = customer(&merchant).await;
    let form = bank.form(&[]);
    let lasting = [("customer", text(&owner, "id")), KEEP, CONFIRM];
    let form = with(&with(&borrowed(&form), AGREED), &lasting);
    let processing = merchant.create(5_000, "eur", &form).await;
    let paid = merchant.intent_reaches(&processing, "succeeded").await;
    let id = mandate_of(&merchant, &paid, bank).await;
    assert_eq!(mandate(&merchant, &id).await["status"], "active");
}

/// A setup of the account, which the bank lets be debited or not.
async fn set_up(merchant: &Merchant, bank: &Bank, owner: &Value, own: &str) -> Value {
    let form = bank.form(&[(bank.own(), own)]);
    let more = [("customer", text(owner, "id")), CONFIRM];
    let form = with(&with(&borrowed(&form), AGREED), &more);
    let setup = merchant.create_setup(&form).await;
    assert_eq!(setup["status"], "succeeded", "{setup}");
    setup
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_debit_that_is_refused_for_good_ends_the_mandate_that_it_was_made_under() {
    let merchant = Merchant::new("GB").await;
    let bank = bank("bacs_debit");
    let owner = customer(&merchant).await;
    let setup = set_up(&merchant, bank, &owner, bank.fails).await;
    let id = text(&setup, "mandate");
    let pay = [
        ("amount", "5000"),
        ("currency", "gbp"),
        ("customer", text(&owner, "id")),
        ("payment_method", text(&setup, "payment_method")),
        CONFIRM,
        LATER,
    ];
    let later = merchant.post("/v1/payment_intents", &pay);
    let processing = later.send().await.ok();
    merchant
        .intent_reaches(&processing, "requires_payment_method")
        .await;
    assert_told_once(&merchant, id, "active", "inactive").await;

    let path = format!("/v1/setup_intents/{}?expand[]=mandate", text(&setup, "id"));
    let shown = merchant.get(&path).send().await.ok();
    assert_eq!(shown["mandate"]["status"], "inactive");
    let path = format!("/v1/mandates/{id}?expand[]=payment_method");
    let shown = merchant.get(&path).send().await.ok();
    assert_eq!(shown["payment_method"]["id"], setup["payment_method"]);

    // Nothing is debited any more until the owner agrees again.
    let error = later.send().await.error(400);
    assert_eq!(error["param"], "mandate_data", "{error}");
    let anew = merchant.post("/v1/payment_intents", &with(&pay, AGREED));
    assert_eq!(anew.send().await.ok()["status"], "processing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_let_go_takes_its_mandate_along() {
    let merchant = Merchant::new("DE").await;
    let bank = bank("sepa_debit");
    let owner = customer(&merchant).await;
    let setup = set_up(&merchant, bank, &owner, bank.pays[0]).await;
    let id = text(&setup, "mandate");
    assert_eq!(mandate(&merchant, id).await["status"], "active");
    let detach = format!(
        "/v1/payment_methods/{}/detach",
        text(&setup, "payment_method")
    );
    merchant.post(&detach, &[]).send().await.ok();
    assert_told_once(&merchant, id, "active", "inactive").await;
    let events = merchant.events().await;
    let types: Vec<_> = events.iter().map(|event| text(event, "type")).collect();
    let last = ["payment_method.detached", "mandate.updated"];
    assert!(types.ends_with(&last), "{types:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_is_pending_until_the_account_is_verified() {
    let merchant = Merchant::new("US").await;
    let intent = waiting(&merchant, "usd", &with(US, &[KEEP])).await;
    verify(&merchant, &intent, &[("descriptor_code", "SM11AA")])
        .await
        .ok();
    let paid = merchant.intent_reaches(&intent, "succeeded").await;
    let id = mandate_of(&merchant, &paid, bank("us_bank_account")).await;
    assert_told_once(&merchant, &id, "pending", "active").await;
}
