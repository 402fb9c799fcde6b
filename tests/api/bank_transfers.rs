//! Bank transfers: an account for each customer, and money that comes in one sum or in parts.

use serde_json::{Value, json};

use crate::support::{Effects, HostedPage, Merchant, all, text};

/// A country's way to send money.
#[derive(Clone, Copy, Debug)]
struct Market {
    country: &'static str,
    currency: &'static str,
    kind: &'static str,
    addresses: &'static [(&'static str, &'static [&'static str])],
}

const MARKETS: [Market; 5] = [
    Market {
        country: "DE",
        currency: "eur",
        kind: "eu_bank_transfer",
        addresses: &[("iban", &["bic", "iban", "country"])],
    },
    Market {
        country: "GB",
        currency: "gbp",
        kind: "gb_bank_transfer",
        addresses: &[("sort_code", &["account_number", "sort_code"])],
    },
    Market {
        country: "JP",
        currency: "jpy",
        kind: "jp_bank_transfer",
        addresses: &[(
            "zengin",
            &[
                "account_number",
                "account_type",
                "bank_code",
                "bank_name",
                "branch_code",
                "branch_name",
            ],
        )],
    },
    Market {
        country: "MX",
        currency: "mxn",
        kind: "mx_bank_transfer",
        addresses: &[("spei", &["bank_code", "bank_name", "clabe"])],
    },
    Market {
        country: "US",
        currency: "usd",
        kind: "us_bank_transfer",
        addresses: &[
            (
                "aba",
                &[
                    "account_number",
                    "account_type",
                    "bank_name",
                    "routing_number",
                ],
            ),
            (
                "swift",
                &["account_number", "account_type", "bank_name", "swift_code"],
            ),
        ],
    },
];

const PAY: &[(&str, &str)] = &[
    ("confirm", "true"),
    ("payment_method_types[]", "customer_balance"),
    ("payment_method_data[type]", "customer_balance"),
    (
        "payment_method_options[customer_balance][funding_type]",
        "bank_transfer",
    ),
];
const TYPE: &str = "payment_method_options[customer_balance][bank_transfer][type]";
const COUNTRY: &str =
    "payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]";
const ADDRESSES: &str =
    "payment_method_options[customer_balance][bank_transfer][requested_address_types][]";

async fn customer(merchant: &Merchant) -> String {
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    text(&customer, "id").to_owned()
}

/// An intent over ten thousand minor units that waits for the money.
async fn waiting(merchant: &Merchant, market: &Market, more: &[(&str, &str)]) -> Value {
    let customer = customer(merchant).await;
    let mut form = PAY.to_vec();
    form.extend([("customer", customer.as_str()), (TYPE, market.kind)]);
    form.extend(more);
    let intent = merchant.create(10_000, market.currency, &form).await;
    assert_eq!(intent["status"], "requires_action", "{market:?}");
    intent
}

fn instructions(intent: &Value) -> &Value {
    let action = &intent["next_action"];
    assert_eq!(action["type"], "display_bank_transfer_instructions");
    &action["display_bank_transfer_instructions"]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_country_has_its_account_as_documented() {
    all(MARKETS.map(|market| async move {
        let merchant = Merchant::new(market.country).await;
        let intent = waiting(&merchant, &market, &[]).await;
        let told = instructions(&intent);
        assert_eq!(told["type"], market.kind);
        assert_eq!(told["amount_remaining"], 10_000);
        assert_eq!(told["currency"], market.currency);
        assert_eq!(told["reference"].is_null(), market.country == "JP");
        let url = text(told, "hosted_instructions_url");
        assert!(url.starts_with(merchant.origin()), "{url}");
        let addresses = told["financial_addresses"].as_array().expect("addresses");
        let kinds: Vec<_> = addresses
            .iter()
            .map(|address| text(address, "type"))
            .collect();
        let expected: Vec<_> = market.addresses.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, expected);
        for (address, (kind, fields)) in addresses.iter().zip(market.addresses) {
            assert!(address["supported_networks"][0].is_string(), "{address}");
            let details = &address[kind];
            for field in fields.iter().chain(&["account_holder_name"]) {
                assert!(!text(details, field).is_empty(), "{field} in {details}");
            }
            for place in ["account_holder_address", "bank_address"] {
                assert!(details[place]["country"].is_string(), "{details}");
                assert_eq!(details[place]["line1"], Value::Null);
            }
        }
        let options = &intent["payment_method_options"]["customer_balance"];
        let expected = json!({
            "bank_transfer": { "type": market.kind },
            "funding_type": "bank_transfer",
        });
        assert_eq!(*options, expected);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_in_one_sum_pays_once() {
    all(MARKETS.map(|market| async move {
        let merchant = Merchant::new(market.country).await;
        let intent = waiting(&merchant, &market, &[]).await;
        let page = HostedPage::of(&intent);
        let whole = if market.currency == "jpy" {
            "10000"
        } else {
            "100.00"
        };
        page.send_money(whole).await;
        let paid = merchant.retrieve(&intent).await;
        assert_eq!(paid["status"], "succeeded", "{market:?}");
        assert_eq!(paid["amount_received"], 10_000);
        assert_eq!(page.effects().await, Effects::PAID_ONCE);
        let charge = merchant.charge_of(&paid).await;
        let details = &charge["payment_method_details"];
        assert_eq!(details["type"], "customer_balance");
        assert_eq!(details["customer_balance"], json!({}));
        assert_eq!(merchant.refund(&intent, &[]).await.ok()["amount"], 10_000);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_money_leaves_the_rest_to_be_sent() {
    let [market, ..] = MARKETS;
    let merchant = Merchant::new(market.country).await;
    let intent = waiting(&merchant, &market, &[]).await;
    let page = HostedPage::of(&intent);
    let stays = page.send_money("30.00").await;
    assert_eq!(stays.status, 303);
    assert_eq!(stays.header("Location"), page.url());
    let partly = merchant.retrieve(&intent).await;
    assert_eq!(partly["status"], "requires_action");
    assert_eq!(partly["amount_received"], 0);
    assert_eq!(instructions(&partly)["amount_remaining"], 7_000);
    assert_eq!(page.effects().await, Effects::default());
    let html = page.view().await.text();
    assert!(html.contains("70.00"), "{html}");

    page.send_money("69.99").await;
    let partly = merchant.retrieve(&intent).await;
    assert_eq!(instructions(&partly)["amount_remaining"], 1);
    page.send_money("0.01").await;
    let paid = merchant.retrieve(&intent).await;
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["amount_received"], 10_000);
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
    let types: Vec<_> = merchant
        .events_about(&intent)
        .await
        .iter()
        .map(|event| text(event, "type").to_owned())
        .collect();
    assert_eq!(
        types,
        [
            "payment_intent.created",
            "payment_intent.requires_action",
            "payment_intent.partially_funded",
            "payment_intent.partially_funded",
            "payment_intent.succeeded",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_than_was_asked_for_goes_back() {
    let [market, ..] = MARKETS;
    let merchant = Merchant::new(market.country).await;
    let intent = waiting(&merchant, &market, &[]).await;
    let page = HostedPage::of(&intent);
    page.send_money("60.00").await;
    page.send_money("55.00").await;
    let paid = merchant.retrieve(&intent).await;
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["amount_received"], 10_000);
    let effects = crate::support::Request::get(format!("{}/effects", page.url()));
    assert_eq!(effects.send().await.ok()["surplus_minor"], 1_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_intent_sends_back_what_came() {
    let [market, ..] = MARKETS;
    let merchant = Merchant::new(market.country).await;
    let intent = waiting(&merchant, &market, &[]).await;
    let page = HostedPage::of(&intent);
    page.send_money("30.00").await;
    let canceled = merchant.cancel(&intent, &[]).await.ok();
    assert_eq!(canceled["status"], "canceled");
    let expected = Effects {
        reversals: 1,
        ..Effects::default()
    };
    assert_eq!(page.effects().await, expected);
    page.send_money("70.00").await;
    assert_eq!(page.effects().await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_keeps_their_account() {
    let merchant = Merchant::new("DE").await;
    let [buyer, other] = [customer(&merchant).await, customer(&merchant).await];
    let mut accounts = Vec::new();
    for customer in [&buyer, &buyer, &other] {
        let mut form = PAY.to_vec();
        form.extend([("customer", customer.as_str()), (COUNTRY, "NL")]);
        let intent = merchant.create(10_000, "eur", &form).await;
        let iban = &instructions(&intent)["financial_addresses"][0]["iban"];
        assert_eq!(iban["country"], "NL");
        accounts.push((
            text(iban, "iban").to_owned(),
            instructions(&intent)["reference"].clone(),
        ));
    }
    assert_eq!(accounts[0].0, accounts[1].0);
    assert_ne!(accounts[0].1, accounts[1].1, "each payment is named");
    assert_ne!(accounts[0].0, accounts[2].0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_addresses_that_were_asked_for_are_told() {
    let [.., market] = MARKETS;
    let merchant = Merchant::new("US").await;
    let intent = waiting(&merchant, &market, &[(ADDRESSES, "aba")]).await;
    let addresses = &instructions(&intent)["financial_addresses"];
    assert_eq!(addresses.as_array().map(Vec::len), Some(1));
    assert_eq!(addresses[0]["type"], "aba");
    let shown = &intent["payment_method_options"]["customer_balance"]["bank_transfer"];
    let expected = json!({ "requested_address_types": ["aba"], "type": "us_bank_transfer" });
    assert_eq!(*shown, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_by_name() {
    let merchant = Merchant::new("DE").await;
    let customer = customer(&merchant).await;
    for (more, param, code) in [
        (
            vec![(TYPE, "us_bank_transfer")],
            TYPE,
            json!("payment_intent_invalid_parameter"),
        ),
        (vec![(TYPE, "wire")], TYPE, Value::Null),
        (vec![(COUNTRY, "PL")], COUNTRY, Value::Null),
        (
            vec![(ADDRESSES, "cheque")],
            ADDRESSES.trim_end_matches("[]"),
            Value::Null,
        ),
    ] {
        let mut form = PAY.to_vec();
        form.extend([
            ("amount", "10000"),
            ("currency", "eur"),
            ("customer", customer.as_str()),
        ]);
        form.extend(more);
        let refused = merchant.post("/v1/payment_intents", &form).send().await;
        let error = refused.error(400);
        assert_eq!(error["param"], param, "{error}");
        assert_eq!(error["code"], code, "{error}");
    }
    // The account belongs to a customer.
    let mut form = PAY.to_vec();
    form.extend([("amount", "10000"), ("currency", "eur")]);
    let refused = merchant.post("/v1/payment_intents", &form).send().await;
    let error = refused.error(400);
    assert!(text(&error, "message").contains("`customer`"), "{error}");
}
