//! Every row of the catalogue, driven through the API to each of its ends. What is asked and told is
//! read from the row, so that a new one is tested by being there; a failure names it.

mod saving;
pub mod scenario;

use serde_json::Value;
use shared::methods::MethodType;
use shared::methods::catalogue::{BuyerField, Capture, Flow, Refunds};

use crate::support::{
    Button, HostedPage, Merchant, SOON, encode, eventually, listener, path_of, text, types_about,
};
use scenario::{RETURN_URL, Scenario};

/// Rows under test at a time: the machine has other work too.
const AT_ONCE: usize = 12;

/// Tests every row for which `applies`. Panics with the names of all that failed.
async fn for_every_row<F: Future<Output = ()> + Send + 'static>(
    applies: impl Fn(&Scenario) -> bool,
    test: impl Fn(Scenario) -> F,
) {
    let scenarios: Vec<_> = Scenario::of_every_row()
        .into_iter()
        .filter(applies)
        .collect();
    assert!(!scenarios.is_empty());
    let mut failed = Vec::new();
    for batch in scenarios.chunks(AT_ONCE) {
        let running: Vec<_> = batch
            .iter()
            .map(|scenario| (scenario.method, tokio::spawn(test(*scenario))))
            .collect();
        for (method, row) in running {
            if row.await.is_err() {
                failed.push(method.as_str());
            }
        }
    }
    assert!(failed.is_empty(), "rows that failed: {failed:?}");
}

/// Pays, and waits for the money.
async fn paid(row: Scenario, merchant: &Merchant, more: &[(&str, &str)]) -> Value {
    let intent = row.intent(merchant, more).await;
    row.confirm(merchant, &intent, "succeed_immediately")
        .await
        .ok();
    merchant.intent_reaches(&intent, "succeeded").await
}

/// Whether somebody is waited for, who can be late.
fn can_expire(flow: Flow) -> bool {
    match flow {
        Flow::Redirect
        | Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::Voucher { .. } => true,
        Flow::CardForm | Flow::BankDebit { .. } | Flow::BankTransfer => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_pays_and_every_webhook_comes_in_order() {
    for_every_row(
        |_| true,
        |row| async move {
            let merchant = row.merchant().await;
            let (receiver, _) = listener(&merchant).await;
            let intent = row.intent(&merchant, &[]).await;
            let first = row
                .confirm(&merchant, &intent, "succeed_immediately")
                .await
                .ok();
            let paid = merchant.intent_reaches(&intent, "succeeded").await;
            assert_eq!(paid["amount_received"], row.amount.minor());
            assert_eq!(paid["next_action"], Value::Null);
            let charge = merchant.charge_of(&paid).await;
            let details = &charge["payment_method_details"];
            assert_eq!(details["type"], row.method.as_str());
            assert!(details[row.method.as_str()].is_object(), "{details}");
            let last = "payment_intent.succeeded";
            let types = eventually("the last webhook", SOON, || async {
                let types = types_about(&receiver, &intent);
                types.iter().any(|told| told == last).then_some(types)
            })
            .await;
            assert_eq!(types, expected_webhooks(&first, &types), "{}", row.method);
        },
    )
    .await;
}

/// The events of a payment that succeeds, by the status that the confirmation answered. That money
/// is on its way is told where it was.
fn expected_webhooks(first: &Value, told: &[String]) -> Vec<&'static str> {
    let acts = first["status"] == "requires_action";
    let waits = told.iter().any(|told| told == "payment_intent.processing");
    assert!(first["status"] != "processing" || waits, "{told:?}");
    let all = [
        (true, "payment_intent.created"),
        (acts, "payment_intent.requires_action"),
        (waits, "payment_intent.processing"),
        (
            waits && told.iter().any(|told| told == "charge.pending"),
            "charge.pending",
        ),
        (true, "charge.succeeded"),
        (true, "payment_intent.succeeded"),
    ];
    all.into_iter()
        .filter_map(|(happens, name)| happens.then_some(name))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_can_fail_and_leaves_a_reason_and_another_try() {
    for_every_row(
        |row| !matches!(row.row().flow, Flow::CardForm | Flow::BankTransfer),
        |row| async move {
            let merchant = row.merchant().await;
            let intent = row.intent(&merchant, &[]).await;
            row.confirm(&merchant, &intent, "fail_immediately")
                .await
                .ok();
            let failed = merchant
                .intent_reaches(&intent, "requires_payment_method")
                .await;
            let error = &failed["last_payment_error"];
            assert!(!text(error, "code").is_empty(), "{error}");
            assert_eq!(error["payment_method"]["type"], row.method.as_str());
            assert_eq!(failed["amount_received"], 0);
            row.confirm(&merchant, &intent, "succeed_immediately")
                .await
                .ok();
            merchant.intent_reaches(&intent, "succeeded").await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_that_waits_for_somebody_can_expire() {
    for_every_row(
        |row| can_expire(row.row().flow),
        |row| async move {
            let merchant = row.merchant().await;
            let intent = row.intent(&merchant, &[]).await;
            let waiting = row.confirm(&merchant, &intent, "expire_immediately").await;
            assert_eq!(waiting.ok()["status"], "requires_action", "{}", row.method);
            let expired = merchant
                .intent_reaches(&intent, "requires_payment_method")
                .await;
            let code = text(&expired["last_payment_error"], "code");
            let documented = match row.row().flow {
                Flow::InlineCode { .. } => "payment_method_provider_timeout",
                _ => "payment_intent_payment_attempt_expired",
            };
            assert_eq!(code, documented, "{}", row.method);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_gives_money_back_in_parts_or_says_that_it_cannot() {
    for_every_row(
        |_| true,
        |row| async move {
            let merchant = row.merchant().await;
            let paid = paid(row, &merchant, &[]).await;
            let step = row.amount.currency().amount_step();
            let part = row.amount.minor() / 2 / step * step;
            let first = merchant
                .refund(&paid, &[("amount", &part.to_string())])
                .await;
            match row.row().refunds {
                Refunds::Unsupported => {
                    let error = first.error(400);
                    assert_eq!(error["code"], "charge_not_refundable", "{}", row.method);
                }
                Refunds::WithinDays(_) | Refunds::Supported => {
                    assert_eq!(first.ok()["amount"], part, "{}", row.method);
                    let rest = merchant.refund(&paid, &[]).await.ok();
                    assert_eq!(rest["amount"], row.amount.minor() - part);
                    let charge = merchant.charge_of(&paid).await;
                    assert_eq!(charge["refunded"], true, "{}", row.method);
                    let again = merchant.refund(&paid, &[]).await.error(400);
                    assert_eq!(again["code"], "charge_already_refunded");
                }
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_is_held_and_captured_or_says_that_it_cannot() {
    for_every_row(
        |_| true,
        |row| async move {
            let merchant = row.merchant().await;
            let later = [("capture_method", "manual")];
            match row.row().capture {
                Capture::AutomaticOnly => {
                    let currency = row.amount.currency().code();
                    let amount = row.amount.minor().to_string();
                    let form = [
                        ("amount", amount.as_str()),
                        ("currency", currency),
                        ("allowed_payment_method_types[]", row.method.as_str()),
                        later[0],
                    ];
                    let created = merchant.post("/v1/payment_intents", &form).send().await;
                    if created.status == 200 {
                        let intent = created.ok();
                        row.confirm(&merchant, &intent, "succeed_immediately")
                            .await
                            .error(400);
                    }
                }
                Capture::ManualWithin { .. } => {
                    let intent = row.intent(&merchant, &later).await;
                    row.confirm(&merchant, &intent, "succeed_immediately")
                        .await
                        .ok();
                    let held = merchant.intent_reaches(&intent, "requires_capture").await;
                    assert_eq!(held["amount_capturable"], row.amount.minor());
                    let taken = merchant.capture(&intent, &[]).await.ok();
                    assert_eq!(taken["status"], "succeeded", "{}", row.method);
                }
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_is_offered_where_it_can_be_used() {
    for_every_row(
        |_| true,
        |row| async move {
            let merchant = row.merchant().await;
            let intent = row.intent(&merchant, &[]).await;
            let query = encode(&[
                ("key", merchant.publishable_key()),
                ("client_secret", text(&intent, "client_secret")),
                ("country", row.buyer.as_str()),
                ("locale", "en"),
            ]);
            let path = format!("/v1/elements/sessions?{query}");
            let session = merchant.post(&path, &[]).send().await.ok();
            let offers = session["offers"].as_array().expect("offers");
            assert_eq!(offers.len(), 1, "{} is not offered", row.method);
            assert_eq!(offers[0]["type"], row.method.as_str());
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_method_must_be_told_is_asked_for_by_name() {
    for_every_row(
        |row| row.row().flow != Flow::CardForm,
        |row| async move {
            let merchant = row.merchant().await;
            // An account's numbers are checked together, and have tests of their own.
            let required = row.row().details.iter().filter(|detail| {
                detail.required && !matches!(row.row().flow, Flow::BankDebit { .. })
            });
            let details = required.map(|detail| format!("[{}][{}]", row.method, detail.name));
            let fields = row.row().fields.iter().filter_map(|field| match field {
                BuyerField::Name => Some("[billing_details][name]"),
                BuyerField::Email => Some("[billing_details][email]"),
                _ => None,
            });
            for rest in details.chain(fields.map(str::to_owned)) {
                let name = format!("payment_method_data{rest}");
                let intent = row.intent(&merchant, &[]).await;
                let mut told = row.typed("jenny");
                told.retain(|(told, _)| *told != name);
                let refused = merchant.confirm(&intent, &scenario::borrowed(&told)).await;
                let error = refused.error(400);
                assert_eq!(error["code"], "parameter_missing", "{name}: {error}");
                assert_eq!(error["param"], name);
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_redirect_leads_to_a_page_and_back() {
    for_every_row(
        |row| row.row().flow == Flow::Redirect,
        |row| async move {
            let merchant = row.merchant().await;
            let intent = row.intent(&merchant, &[]).await;
            let waiting = row.confirm(&merchant, &intent, "jenny").await.ok();
            let kind = text(&waiting["next_action"], "type");
            let expected = match row.method {
                MethodType::Alipay => "alipay_handle_redirect",
                _ => "redirect_to_url",
            };
            assert_eq!(kind, expected, "{}", row.method);
            assert_eq!(waiting["next_action"][kind]["return_url"], RETURN_URL);
            let page = HostedPage::of(&waiting);
            let back = page.press_and_return(Button::Authorize).await;
            assert_eq!(back.query["redirect_status"], "succeeded");
            let paid = merchant.get(&path_of(&intent, "")).send().await.ok();
            assert_eq!(paid["status"], "succeeded", "{}", row.method);
        },
    )
    .await;
}
