//! Cards of two networks: the buyer chooses one beside the number, or leaves it to the merchant.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::deferred::open;
use crate::finalizing::make;
use crate::layouts;
use crate::saved_methods::{Customer, rows};
use crate::support::{
    Buyer, ELEMENT, Form, Intent, MerchantPage, PAGE, Request, Stage, card, on_stage,
};

const LIST: &str = "#card-network-visa";
/// The names of the marks beside the number.
const MARKS: &str = "return [...document.querySelectorAll('.card-number .mark[role=img]')]
    .map((mark) => mark.ariaLabel);";
const CHOSEN: &str = "return document.querySelector('#card-network-visa')?.value;";

async fn in_euros(stage: &Stage, more: Form<'_>) -> Intent {
    let form = [("amount", "2000"), ("currency", "eur")];
    Intent::with(&stage.kassa, &[&form, more].concat()).await
}

/// A buyer at a payment of twenty euros with cards alone.
async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    more: Form<'_>,
    options: &Value,
) -> (Buyer<'s>, Intent) {
    let form = [("allowed_payment_method_types[]", "card")];
    let intent = in_euros(stage, &[&form, more].concat()).await;
    let buyer = stage.buyer().await;
    let url = layouts::url(stage, page, &intent, "400", options);
    buyer.open(&url).await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "#card-number").await;
    (buyer, intent)
}

/// Over which network the payment went.
async fn network_of(stage: &Stage, intent: &str) -> Value {
    let path = format!("/v1/charges?payment_intent={intent}");
    let charges = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
    let mut charges = charges.send().await.ok();
    charges["data"][0]["payment_method_details"]["card"]["network"].take()
}

/// The buyer presses the button, and the payment goes over this network.
async fn pays_over(stage: &Stage, buyer: Buyer<'_>, intent: &Intent, network: &str) {
    buyer.pay().await;
    buyer.is_paid(1).await;
    assert_eq!(network_of(stage, &intent.id).await, network);
    buyer.leave().await;
}

async fn choose(buyer: &Buyer<'_>, network: &str) {
    let list = buyer.find_in(ELEMENT, LIST).await;
    list.select_by_value(network).await.expect("an entry");
}

#[test]
fn the_brand_that_the_buyer_chooses_takes_the_payment() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        // The merchant would rather have the other.
        let merchants = [("payment_method_options[card][network]", "visa")];
        let (buyer, intent) = arrive(stage, &page, &merchants, &json!({})).await;
        assert_eq!(buyer.ask(ELEMENT, CHOSEN).await, Value::Null);
        buyer.fill_card(card::OF_TWO_NETWORKS).await;
        buyer.find_in(ELEMENT, LIST).await;
        assert_eq!(buyer.ask(ELEMENT, CHOSEN).await, "");
        let both = json!(["Cartes Bancaires", "Visa"]);
        assert_eq!(buyer.ask(ELEMENT, MARKS).await, both);
        choose(&buyer, "cartes_bancaires").await;
        assert_eq!(buyer.ask(ELEMENT, MARKS).await, json!(["Cartes Bancaires"]));
        pays_over(stage, buyer, &intent, "cartes_bancaires").await;
    });
}

#[test]
fn a_buyer_without_a_preference_leaves_the_brand_to_the_merchant() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let merchants = [("payment_method_options[card][network]", "cartes_bancaires")];
        let (buyer, intent) = arrive(stage, &page, &merchants, &json!({})).await;
        buyer.fill_card(card::OF_TWO_NETWORKS).await;
        buyer.find_in(ELEMENT, LIST).await;
        pays_over(stage, buyer, &intent, "cartes_bancaires").await;
    });
}

#[test]
fn a_page_says_what_the_choice_starts_with_and_the_buyer_chooses_otherwise() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let networks = ["eftpos_au", "cartes_bancaires", "visa"];
        let options = json!({ "defaultValues": { "card": { "network": networks } } });
        let (buyer, intent) = arrive(stage, &page, &[], &options).await;
        // Nothing of the form is typed by that.
        buyer.fill(ELEMENT, "#card-number", "4").await;
        let change = buyer.hears("change").await;
        assert_eq!(change["empty"], false, "{change}");
        buyer.ask(PAGE, "checkouts[0].payment.clear();").await;
        let emptied = "return seen.events.findLast(({ name }) => name === 'change').empty;";
        buyer.until(PAGE, emptied).await;

        buyer.fill_card(card::OF_TWO_NETWORKS).await;
        buyer.find_in(ELEMENT, LIST).await;
        choose(&buyer, "visa").await;
        pays_over(stage, buyer, &intent, "visa").await;

        let (buyer, intent) = arrive(stage, &page, &[], &options).await;
        buyer.fill_card(card::OF_TWO_NETWORKS).await;
        buyer.find_in(ELEMENT, LIST).await;
        assert_eq!(buyer.ask(ELEMENT, CHOSEN).await, "cartes_bancaires");
        pays_over(stage, buyer, &intent, "cartes_bancaires").await;
    });
}

#[test]
fn nothing_is_asked_of_other_cards_nor_where_one_network_alone_can_take_the_payment() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (buyer, _) = arrive(stage, &page, &[], &json!({})).await;
        for (number, marks) in [
            (card::SUCCEEDS, json!(["Visa"])),
            ("4000002500003155", json!(["Visa"])),
            (
                "5555552500001001",
                json!(["Cartes Bancaires", "Mastercard"]),
            ),
        ] {
            buyer.fill(ELEMENT, "#card-number", number).await;
            assert_eq!(buyer.ask(ELEMENT, MARKS).await, marks, "{number}");
            assert_eq!(buyer.ask(ELEMENT, CHOSEN).await, Value::Null, "{number}");
        }
        buyer.find_in(ELEMENT, "#card-network-mastercard").await;

        let group = json!({ "mode": "payment", "amount": 2_000, "currency": "usd" });
        open(&buyer, stage, &page, &group).await;
        buyer
            .fill(ELEMENT, "#card-number", card::OF_TWO_NETWORKS)
            .await;
        assert_eq!(buyer.ask(ELEMENT, MARKS).await, json!(["Visa"]));
        assert_eq!(buyer.ask(ELEMENT, CHOSEN).await, Value::Null);
        buyer.leave().await;
    });
}

#[test]
fn the_choice_goes_along_with_what_a_server_pays_with() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        for (call, param, made, card_at) in [
            (
                "createConfirmationToken({ elements })",
                "confirmation_token",
                "confirmationToken",
                "/confirmationToken/payment_method_preview/card",
            ),
            (
                "createPaymentMethod({ elements })",
                "payment_method",
                "paymentMethod",
                "/paymentMethod/card",
            ),
        ] {
            let buyer = stage.buyer().await;
            let mut group = json!({ "mode": "payment", "amount": 2_000, "currency": "eur" });
            if param == "payment_method" {
                group["paymentMethodCreation"] = json!("manual");
            }
            open(&buyer, stage, &page, &group).await;
            buyer.choose("Card").await;
            buyer.fill_card(card::OF_TWO_NETWORKS).await;
            choose(&buyer, "cartes_bancaires").await;
            buyer.ask(PAGE, &make(call)).await;
            let outcome = buyer.outcome(1).await;
            let card = outcome.pointer(card_at).expect("a card");
            assert_eq!(card["networks"]["preferred"], "cartes_bancaires", "{card}");
            assert_eq!(card["display_brand"], "cartes_bancaires", "{card}");
            let id = outcome[made]["id"].as_str().expect("an id");
            let form = [
                ("confirm", "true"),
                ("return_url", "https://shop.example/done"),
                (param, id),
            ];
            let paid = in_euros(stage, &form).await;
            assert_eq!(network_of(stage, &paid.id).await, "cartes_bancaires");
            buyer.leave().await;
        }
    });
}

#[test]
fn a_saved_card_is_shown_with_the_brand_that_its_owner_chose() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let customer = Customer::with(stage, &["pm_card_visa_cartesBancaires"]).await;
        open(&buyer, stage, &page, &customer.group()).await;
        let first = async || rows(&buyer).await.swap_remove(0);
        let shown = first().await;
        assert!(shown.starts_with("Visa ••••\u{a0}1001"), "{shown}");
        let path = format!("/v1/customers/{}/payment_methods", customer.id);
        let saved = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
        let saved = saved.send().await.ok();
        let id = saved["data"][0]["id"].as_str().expect("an id");
        let update = Request::post(stage.kassa.url(&format!("/v1/payment_methods/{id}")));
        let form = [("card[networks][preferred]", "cartes_bancaires")];
        let update = update.bearer(stage.kassa.secret_key()).form(&form);
        update.send().await.ok();
        open(&buyer, stage, &page, &customer.group()).await;
        let shown = first().await;
        let expected = "Cartes Bancaires ••••\u{a0}1001";
        assert!(shown.starts_with(expected), "{shown}");
        buyer.leave().await;
    });
}

#[test]
fn the_choice_has_a_name_and_room_for_a_finger_and_is_reached_by_key() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let group = json!({ "mode": "payment", "amount": 2_000, "currency": "eur" });
        open(&buyer, stage, &page, &group).await;
        buyer.choose("Card").await;
        buyer
            .fill(ELEMENT, "#card-number", card::OF_TWO_NETWORKS)
            .await;
        buyer.find_in(ELEMENT, LIST).await;
        let label = "return document.querySelector('#card-network-visa').labels[0].innerText;";
        assert_eq!(buyer.ask(ELEMENT, label).await, "Card brand (optional)");
        let height = "return document.querySelector('#card-network-visa').offsetHeight;";
        assert!(buyer.ask(ELEMENT, height).await.as_u64() >= Some(44));
        assert_eq!(
            audit(&buyer, &axe(), ELEMENT, "two networks").await,
            [""; 0]
        );
        // From the number to the list, and there to the entry that begins so.
        let number = buyer.find_in(ELEMENT, "#card-number").await;
        number.send_keys("\u{e004}").await.expect("a tab");
        let focused = "return document.activeElement.id === 'card-network-visa';";
        buyer.until(ELEMENT, focused).await;
        let list = buyer.find_in(ELEMENT, LIST).await;
        list.send_keys("Car").await.expect("letters");
        let chosen =
            "return document.querySelector('#card-network-visa').value === 'cartes_bancaires';";
        buyer.until(ELEMENT, chosen).await;
        buyer.leave().await;
    });
}
