//! Every row that can be saved: by a payment and by a setup, and then paid with by the merchant
//! alone.

use serde_json::Value;
use shared::methods::catalogue::{FutureUsage, SavedAs};

use super::for_every_row;
use super::scenario::{Scenario, borrowed};
use crate::support::{Merchant, SOON, eventually, ids, text};

const KEEP: (&str, &str) = ("setup_future_usage", "off_session");

fn can_be_saved(row: &Scenario) -> bool {
    match row.row().future_usage {
        FutureUsage::Unsupported | FutureUsage::OnSession => false,
        FutureUsage::OffSession | FutureUsage::OffSessionAs(_) => true,
    }
}

/// As what the method is kept.
fn saved_as(row: &Scenario) -> &'static str {
    match row.row().future_usage {
        FutureUsage::OffSessionAs(SavedAs::SepaDebit) => "sepa_debit",
        FutureUsage::Unsupported | FutureUsage::OnSession | FutureUsage::OffSession => {
            row.method.as_str()
        }
    }
}

async fn customer(merchant: &Merchant) -> Value {
    merchant.post("/v1/customers", &[]).send().await.ok()
}

/// The merchant charges what their customer has kept, and nobody is there.
async fn assert_recurs(row: Scenario, merchant: &Merchant, customer: &Value) {
    let owner = text(customer, "id");
    let path = format!("/v1/customers/{owner}/payment_methods");
    let what = format!("{} is kept", row.method);
    let kept = eventually(&what, SOON, || async {
        let list = merchant.get(&path).send().await.ok();
        (ids(&list).len() == 1).then(|| list["data"][0].clone())
    })
    .await;
    assert_eq!(kept["type"], saved_as(&row));
    let mut form = vec![
        ("customer", owner),
        ("payment_method", text(&kept, "id")),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let options = row.required_options();
    form.extend(borrowed(&options));
    let currency = row.amount.currency().code();
    let later = merchant.create(row.amount.minor(), currency, &form).await;
    assert_ne!(later["status"], "requires_action", "{}", row.method);
    let paid = merchant.intent_reaches(&later, "succeeded").await;
    assert_eq!(paid["amount_received"], row.amount.minor());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_that_can_be_saved_is_kept_by_a_payment_and_pays_again_alone() {
    for_every_row(can_be_saved, |row| async move {
        let merchant = row.merchant().await;
        let customer = customer(&merchant).await;
        let owner = ("customer", text(&customer, "id"));
        let intent = row.intent(&merchant, &[owner, KEEP]).await;
        let first = row.confirm(&merchant, &intent, "succeed_immediately").await;
        first.ok();
        merchant.intent_reaches(&intent, "succeeded").await;
        assert_recurs(row, &merchant, &customer).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_that_can_be_saved_is_kept_by_a_setup_and_pays_alone() {
    for_every_row(can_be_saved, |row| async move {
        let merchant = row.merchant().await;
        let customer = customer(&merchant).await;
        let owner = ("customer", text(&customer, "id"));
        let only = ("allowed_payment_method_types[]", row.method.as_str());
        let setup = merchant.create_setup(&[owner, only]).await;
        let told = row.told("succeed_immediately");
        let path = format!("/v1/setup_intents/{}", text(&setup, "id"));
        let confirm = merchant.post(&format!("{path}/confirm"), &borrowed(&told));
        confirm.send().await.ok();
        merchant.reaches(&path, "succeeded").await;
        assert_recurs(row, &merchant, &customer).await;
    })
    .await;
}
