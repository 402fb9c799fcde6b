//! Apple Pay and Google Pay, on a device that has them: what stands in for it is
//! `support/wallets.js`.

use serde_json::{Value, json};

use crate::harness::Kassa;
use crate::support::{
    Buyer, ELEMENT, Form, Intent, MODAL, MerchantPage, PAGE, Request, Stage, card, on_stage,
};

/// A buyer at the checkout of a page that is registered for wallets. `more` is the device, and what
/// else the page's address says.
async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: Form<'_>,
) -> Buyer<'s> {
    page.register(&stage.kassa).await;
    let buyer = stage.buyer().await;
    open(&buyer, stage, page, intent, more).await;
    buyer
}

async fn open(
    buyer: &Buyer<'_>,
    stage: &Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: Form<'_>,
) {
    let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
    let url = page.url(&origin, key, &[&intent.client_secret], more);
    buyer.open(&url).await;
}

/// A device with a card in it.
fn device<'a>(name: &'a str, number: &'a str) -> [(&'a str, &'a str); 2] {
    [("device", name), ("card", number)]
}

/// Presses the merchant's button, and a button of the sheet that opens.
async fn press_on_sheet(buyer: &Buyer<'_>, button: &str) {
    buyer.pay().await;
    buyer
        .click(PAGE, &format!("#sheet button[value={button}]"))
        .await;
}

/// `card.wallet` of the intent's charge.
async fn wallet_of(kassa: &Kassa, intent: &Intent) -> Value {
    let read = async |path: &str| {
        let request = Request::get(kassa.url(path)).bearer(kassa.secret_key());
        request.send().await.ok()
    };
    let expanded = format!("/v1/payment_intents/{}?expand[]=latest_charge", intent.id);
    let charge = &read(&expanded).await["latest_charge"];
    charge["payment_method_details"]["card"]["wallet"].clone()
}

/// The names of all ways to pay, as soon as there are any.
async fn ways(buyer: &Buyer<'_>) -> String {
    buyer.hears("ready").await;
    buyer
        .until(
            ELEMENT,
            "return !!document.querySelector('.offer, .panel.bare');",
        )
        .await;
    let names =
        "return [...document.querySelectorAll('.row-name')].map((it) => it.innerText).join();";
    let names = buyer.ask(ELEMENT, names).await;
    names.as_str().expect("a text").to_owned()
}

/// Twenty dollars by card alone, so that no wallet is behind another row.
async fn by_card(kassa: &Kassa) -> Intent {
    let card = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method_types[]", "card"),
    ];
    Intent::with(kassa, &card).await
}

#[test]
fn apple_pay_opens_its_sheet_and_pays() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, by_card(&stage.kassa).await);
        let buyer = arrive(stage, &page, &intent, &device("apple", card::SUCCEEDS)).await;
        buyer.choose("Apple Pay").await;
        press_on_sheet(&buyer, "approve").await;
        buyer.is_paid(1).await;
        let told = "return standIn;";
        let told = buyer.ask(PAGE, told).await;
        assert_eq!(told["completed"], "success");
        let total = json!({ "label": "Test merchant", "amount": "20.00", "type": "final" });
        assert_eq!(told["opened"]["total"], total);
        assert_eq!(told["opened"]["currencyCode"], "USD");
        let expected = json!({ "apple_pay": {}, "dynamic_last4": "4242", "type": "apple_pay" });
        assert_eq!(wallet_of(&stage.kassa, &intent).await, expected);
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_buyer_who_closes_the_sheet_has_paid_nothing_and_can_still_pay() {
    on_stage(async |stage| {
        for wallet in ["apple", "google", "chrome"] {
            let (page, intent) = (MerchantPage::serve().await, by_card(&stage.kassa).await);
            let buyer = arrive(stage, &page, &intent, &device(wallet, card::SUCCEEDS)).await;
            let name = if wallet == "apple" {
                "Apple Pay"
            } else {
                "Google Pay"
            };
            buyer.choose(name).await;
            press_on_sheet(&buyer, "cancel").await;
            let error = &buyer.outcome(1).await["error"];
            assert_eq!(error["code"], "payment_canceled", "{wallet}: {error}");
            let status = intent.now(&stage.kassa).await["status"].clone();
            assert_eq!(status, "requires_payment_method", "{wallet}");
            press_on_sheet(&buyer, "approve").await;
            let outcome = buyer.outcome(2).await;
            assert_eq!(
                outcome["paymentIntent"]["status"], "succeeded",
                "{wallet}: {outcome}"
            );
            assert_eq!(intent.charges(&stage.kassa).await, 1, "{wallet}");
            buyer.leave().await;
        }
    });
}

#[test]
fn a_declined_card_is_told_to_apple_pays_sheet_and_to_the_page() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, by_card(&stage.kassa).await);
        let device = device("apple", card::INSUFFICIENT_FUNDS);
        let buyer = arrive(stage, &page, &intent, &device).await;
        buyer.choose("Apple Pay").await;
        press_on_sheet(&buyer, "approve").await;
        let error = &buyer.outcome(1).await["error"];
        assert_eq!(error["decline_code"], "insufficient_funds", "{error}");
        assert_eq!(
            buyer.ask(PAGE, "return standIn.completed;").await,
            "failure"
        );
        buyer.leave().await;
    });
}

#[test]
fn google_pay_pays_by_its_own_script_and_by_the_browser() {
    on_stage(async |stage| {
        for wallet in ["google", "chrome"] {
            let (page, intent) = (MerchantPage::serve().await, by_card(&stage.kassa).await);
            let buyer = arrive(stage, &page, &intent, &device(wallet, card::SUCCEEDS)).await;
            buyer.choose("Google Pay").await;
            press_on_sheet(&buyer, "approve").await;
            let outcome = buyer.outcome(1).await;
            assert_eq!(
                outcome["paymentIntent"]["status"], "succeeded",
                "{wallet}: {outcome}"
            );
            let opened = buyer.ask(PAGE, "return standIn.opened;").await;
            assert_eq!(opened["transactionInfo"]["totalPrice"], "20.00");
            assert_eq!(opened["transactionInfo"]["countryCode"], "US");
            let expected = json!({ "google_pay": {}, "dynamic_last4": null, "type": "google_pay" });
            assert_eq!(wallet_of(&stage.kassa, &intent).await, expected);
            buyer.leave().await;
        }
    });
}

#[test]
fn a_card_on_file_in_google_pay_may_have_to_be_authenticated() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, by_card(&stage.kassa).await);
        let device = device("google", card::ASKS_FOR_AUTHENTICATION);
        let buyer = arrive(stage, &page, &intent, &device).await;
        buyer.choose("Google Pay").await;
        press_on_sheet(&buyer, "approve").await;
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn a_wallet_that_cannot_or_may_not_be_used_is_not_shown() {
    on_stage(async |stage| {
        let off = Request::post(stage.kassa.url("/v1/payment_method_configurations"))
            .bearer(stage.kassa.secret_key())
            .form(&[
                ("apple_pay[display_preference][preference]", "off"),
                ("google_pay[display_preference][preference]", "off"),
            ])
            .send()
            .await
            .ok();
        let off = off["id"].as_str().expect("an id").to_owned();
        let money = [("amount", "2000"), ("currency", "usd")];
        let configured = [&money[..], &[("payment_method_configuration", &off)]].concat();
        let switched_off = Intent::with(&stage.kassa, &configured).await;
        let intent = by_card(&stage.kassa).await;

        let page = MerchantPage::serve().await;
        let apple = device("apple", card::SUCCEEDS);
        let never = [&apple[..], &[("never", "applePay")]].concat();
        let never_google = [("device", "google"), ("never", "googlePay")];
        // Before the page is registered.
        let buyer = stage.buyer().await;
        open(&buyer, stage, &page, &intent, &apple).await;
        let shown = ways(&buyer).await;
        assert!(!shown.contains("Pay"), "an unregistered page: {shown}");
        page.register(&stage.kassa).await;
        for (case, intent, more) in [
            ("no device", &intent, &[][..]),
            (
                "a page that breaks the interfaces",
                &intent,
                &[("device", "hostile")],
            ),
            ("never Apple Pay", &intent, &never),
            ("never Google Pay", &intent, &never_google),
            ("switched off", &switched_off, &apple),
        ] {
            open(&buyer, stage, &page, intent, more).await;
            let shown = ways(&buyer).await;
            let is_shown = shown.contains("Apple Pay") || shown.contains("Google Pay");
            assert!(!is_shown, "{case}: {shown}");
        }
        // The counter-proof: nothing else was missing.
        open(&buyer, stage, &page, &intent, &apple).await;
        let shown = ways(&buyer).await;
        assert!(shown.contains("Apple Pay"), "{shown}");
        buyer.leave().await;
    });
}
