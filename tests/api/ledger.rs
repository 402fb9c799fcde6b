//! What payments leave in the merchant's balance, and the transactions that explain it.

mod refunds_and_disputes;

use serde_json::{Value, json};

use crate::support::{Answer, Merchant, Request, VISA, eventually, path_of, text};

const IMMEDIATELY: (&str, &str) = ("metadata[sandbox_available]", "immediately");

async fn transactions(merchant: &Merchant, query: &str) -> Vec<Value> {
    let list = merchant.get(&format!("/v1/balance_transactions?{query}"));
    let list = list.send().await.ok();
    assert_eq!(list["object"], "list");
    list["data"].as_array().expect("data").clone()
}

/// Available and pending, in a currency.
async fn balance(merchant: &Merchant, currency: &str) -> [i64; 2] {
    let balance = merchant.get("/v1/balance").send().await.ok();
    assert_eq!(balance["object"], "balance");
    assert_eq!(balance["livemode"], false);
    ["available", "pending"].map(|which| {
        let amounts = balance[which].as_array().expect("amounts");
        let amount = amounts.iter().find(|amount| amount["currency"] == currency);
        let amount = amount.unwrap_or_else(|| panic!("no {currency} in {balance}"));
        assert_eq!(amount["source_types"]["card"], amount["amount"]);
        amount["amount"].as_i64().expect("an amount")
    })
}

async fn pay(merchant: &Merchant, minor: i64, more: &[(&str, &str)]) -> Value {
    let intent = merchant.create(minor, "usd", more).await;
    merchant.confirm(&intent, VISA).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_in_the_balance_less_its_fee() {
    let merchant = Merchant::new("US").await;
    assert_eq!(balance(&merchant, "usd").await, [0, 0]);
    let intent = pay(&merchant, 1999, &[("description", "A cup")]).await;

    let [charge] = &transactions(&merchant, "").await[..] else {
        panic!("not one transaction")
    };
    let created = charge["created"].as_i64().expect("a time");
    let available_on = charge["available_on"].as_i64().expect("a time");
    assert_eq!(available_on, (created / 86_400 + 2) * 86_400);
    assert_eq!(
        *charge,
        json!({
            "id": charge["id"],
            "object": "balance_transaction",
            "amount": 1999,
            "available_on": available_on,
            "balance_type": "payments",
            "created": created,
            "currency": "usd",
            "description": "A cup",
            "exchange_rate": null,
            "fee": 88,
            "fee_details": [{
                "amount": 88,
                "application": null,
                "currency": "usd",
                "description": "Processing fee",
                "type": "stripe_fee",
            }],
            "net": 1911,
            "reporting_category": "charge",
            "source": intent["latest_charge"],
            "status": "pending",
            "type": "charge",
        })
    );
    assert_eq!(balance(&merchant, "usd").await, [0, 1911]);

    let path = format!("/v1/balance_transactions/{}", text(charge, "id"));
    assert_eq!(merchant.get(&path).send().await.ok(), *charge);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_sandbox_is_asked_to_settle_at_once_is_available() {
    let merchant = Merchant::new("US").await;
    pay(&merchant, 1999, &[IMMEDIATELY]).await;
    pay(&merchant, 5000, &[]).await;
    assert_eq!(balance(&merchant, "usd").await, [1911, 4825]);
    let statuses: Vec<_> = transactions(&merchant, "")
        .await
        .iter()
        .map(|transaction| text(transaction, "status").to_owned())
        .collect();
    assert_eq!(statuses, ["pending", "available"]);

    // Stripe's card for it, by its name and by its number.
    let named = [("payment_method", "pm_card_bypassPending")];
    let typed = [
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", "4000000000000077"),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2034"),
    ];
    for method in [&named[..], &typed[..]] {
        let intent = merchant.create(1000, "usd", &[]).await;
        merchant.confirm(&intent, method).await.ok();
    }
    // 10.00 less 0.59, twice.
    assert_eq!(balance(&merchant, "usd").await, [1911 + 2 * 941, 4825]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_captured_counts() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(1999, "usd", &[("capture_method", "manual")])
        .await;
    merchant.confirm(&intent, VISA).await.ok();
    assert_eq!(transactions(&merchant, "").await, [] as [Value; 0]);
    assert_eq!(balance(&merchant, "usd").await, [0, 0]);

    let capture = merchant
        .post(
            &path_of(&intent, "/capture"),
            &[("amount_to_capture", "500")],
        )
        .idempotency_key("capture");
    let first = capture.send().await;
    first.ok();
    for _ in 0..3 {
        assert_eq!(capture.send().await.text(), first.text());
    }
    let [charge] = &transactions(&merchant, "").await[..] else {
        panic!("not one transaction")
    };
    // 2.9 % of 5.00, and 0.30.
    assert_eq!(
        (&charge["amount"], &charge["fee"]),
        (&json!(500), &json!(45))
    );
    assert_eq!(balance(&merchant, "usd").await, [0, 455]);

    let declined = merchant.create(1999, "usd", &[]).await;
    let declines = [("payment_method", "pm_card_chargeDeclined")];
    merchant.confirm(&declined, &declines).await.error(402);
    assert_eq!(transactions(&merchant, "").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_are_listed_newest_first_by_page_and_by_what_they_are() {
    let merchant = Merchant::new("US").await;
    let mut sources = Vec::new();
    for minor in [1000, 2000, 3000] {
        let intent = pay(&merchant, minor, &[]).await;
        sources.insert(0, text(&intent, "latest_charge").to_owned());
    }
    let euros = merchant.create(4000, "eur", &[]).await;
    let euros = merchant.confirm(&euros, VISA).await.ok();
    sources.insert(0, text(&euros, "latest_charge").to_owned());

    let all = transactions(&merchant, "").await;
    let listed: Vec<_> = all.iter().map(|it| text(it, "source")).collect();
    assert_eq!(listed, sources);

    let id = |index: usize| text(&all[index], "id");
    let by = async |query: String| -> Vec<Value> { transactions(&merchant, &query).await };
    assert_eq!(by("limit=2".to_owned()).await, all[..2]);
    assert_eq!(by(format!("starting_after={}", id(1))).await, all[2..]);
    assert_eq!(by(format!("ending_before={}", id(1))).await, all[..1]);
    assert_eq!(by("currency=eur".to_owned()).await, all[..1]);
    assert_eq!(by("currency=USD&type=charge".to_owned()).await, all[1..]);
    assert!(by("type=refund".to_owned()).await.is_empty());
    for (index, source) in sources.iter().enumerate() {
        assert_eq!(by(format!("source={source}")).await, all[index..=index]);
    }
    for unknown in ["ch_1", "ch_0000000000000000000000", "re_nothing"] {
        assert!(by(format!("source={unknown}")).await.is_empty());
    }
    let created = all[0]["created"].as_i64().expect("a time");
    assert_eq!(by(format!("created[lte]={created}")).await, all);
    assert!(by(format!("created[gt]={created}")).await.is_empty());
    assert!(
        by("created[lt]=-5&created[gte]=99999999999".to_owned())
            .await
            .is_empty()
    );
    assert_eq!(balance(&merchant, "eur").await, [0, 4000 - 141]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_refused_by_name() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    pay(&merchant, 1999, &[]).await;
    let own = &transactions(&merchant, "").await[0];
    let path = format!("/v1/balance_transactions/{}", text(own, "id"));
    let error = stranger.get(&path).send().await.error(404);
    assert_eq!(error["code"], "resource_missing");
    assert_eq!(error["param"], "id");
    assert!(transactions(&stranger, "").await.is_empty());

    let refused = async |query: &str| -> Answer {
        let path = format!("/v1/balance_transactions?{query}");
        merchant.get(&path).send().await
    };
    let error = refused("payout=po_1").await.error(404);
    assert_eq!(error["param"], "payout");
    let error = refused("starting_after=txn_1").await.error(400);
    assert_eq!(error["param"], "starting_after");
    let error = refused("currency=xxx").await.error(400);
    assert_eq!(error["param"], "currency");
    let error = refused("colour=red").await.error(400);
    assert_eq!(error["code"], "parameter_unknown");
}

/// Opens an account for which the operator has other prices.
async fn with_fees(host: &Merchant, fees: Value) -> Answer {
    let account = json!({ "display_name": "Dear", "country": "US", "fees": fees });
    Request::post(host.url("/operator/accounts"))
        .bearer(host.operator_token())
        .body(account.to_string())
        .send()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_can_have_prices_of_its_own() {
    let host = Merchant::new("US").await;
    let opened = with_fees(
        &host,
        json!({
            "other_methods": { "percent": "10", "fixed": { "usd": 5, "eur": 7 } },
            "methods": { "card": { "percent": "1.25" } },
        }),
    )
    .await
    .ok();
    let key = text(&opened, "secret_key");
    let call = async |path: &str, form: &[(&str, &str)]| -> Value {
        let request = Request::post(host.url(path)).bearer(key).form(form);
        request.send().await.ok()
    };
    let create = [("amount", "1000"), ("currency", "usd")];
    let intent = call("/v1/payment_intents", &create).await;
    call(&path_of(&intent, "/confirm"), VISA).await;
    let list = Request::get(host.url("/v1/balance_transactions")).bearer(key);
    let list = list.send().await.ok();
    let charge = &list["data"][0];
    // 12.5 away from zero.
    assert_eq!((&charge["fee"], &charge["net"]), (&json!(13), &json!(987)));

    for wrong in [json!({}), json!({ "other_methods": { "percent": "101" } })] {
        assert_eq!(with_fees(&host, wrong).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_of_its_own_has_its_own_price() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(10_000, "sek", &[]).await;
    let swish = [("payment_method_data[type]", "swish")];
    let waiting = merchant.confirm(&intent, &swish).await.ok();
    let page = crate::support::HostedPage::of(&waiting);
    page.press(crate::support::Button::Authorize).await;
    let [payment] = &eventually(
        "the transaction",
        std::time::Duration::from_secs(10),
        || async {
            let all = transactions(&merchant, "").await;
            (!all.is_empty()).then_some(all)
        },
    )
    .await[..] else {
        panic!("not one transaction")
    };
    assert_eq!(payment["type"], "payment");
    assert_eq!(payment["reporting_category"], "charge");
    // 1 % and 1.80 kr.
    assert_eq!(payment["fee"], 280);
}
