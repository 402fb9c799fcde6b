//! Link's own page: where a buyer goes who has pressed Link, chooses a card, and is sent back.

use serde_json::Value;

use super::banks::{self, AGREED};
use super::{Browser, address, id_of, kept_cards, paid_and_saved};
use crate::support::{
    Form, Merchant, Request, SOON, VISA, come_back, eventually, path_of, text, with,
};

const RETURN_URL: &str = "https://shop.example/done";
const WITH_LINK: Form<'static> = &[
    ("payment_method_data[type]", "link"),
    ("return_url", RETURN_URL),
];
const LINK_ALONE: Form<'static> = &[("payment_method_types[]", "link")];

/// What is behind the `#` of the page that the buyer of this intent is sent to.
fn page_of(intent: &Value) -> String {
    assert_eq!(intent["status"], "requires_action", "{intent}");
    let url = text(&intent["next_action"]["redirect_to_url"], "url");
    let (path, name) = url.split_once('#').expect("a fragment");
    assert!(path.ends_with("/link/pay"), "{path}");
    name.to_owned()
}

/// The buyer's browser, and the page that a press on Link has led it to.
async fn pressed(merchant: &Merchant, intent: &Value) -> (Browser, String) {
    let mut browser = Browser::at(merchant);
    let name = page_of(&browser.confirm(intent, WITH_LINK).await.ok());
    (browser, name)
}

/// What the page shows.
async fn shown(browser: &Browser, name: &str) -> Value {
    browser.own("payment", &[("payment", name)]).await.ok()
}

/// The browser as the element on the page has it.
async fn on_page(browser: Browser, name: &str) -> Browser {
    let page = shown(&browser, name).await;
    assert_eq!(page["standing"], "open", "{page}");
    browser.with_key(text(&page, "publishable_key"))
}

/// How the buyer comes back to the merchant from the page.
async fn status_of_return(merchant: &Merchant, browser: &Browser, name: &str) -> String {
    let page = shown(browser, name).await;
    let back = come_back(&merchant.url(text(&page, "back"))).await;
    assert_eq!(back.page, RETURN_URL);
    back.query["redirect_status"].clone()
}

/// What can be paid with that is not kept.
async fn ways(browser: &Browser, intent: &Value) -> Vec<String> {
    let secret = [("client_secret", text(intent, "client_secret"))];
    let session = browser.post("/v1/elements/sessions", &secret).await.ok();
    let offers = session["offers"].as_array().expect("offers").iter();
    offers.map(|offer| text(offer, "type").to_owned()).collect()
}

async fn charges(merchant: &Merchant, intent: &Value) -> Vec<Value> {
    let path = format!("/v1/charges?payment_intent={}", text(intent, "id"));
    let list = merchant.get(&path).send().await.ok();
    list["data"].as_array().expect("charges").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_card_pays_on_links_own_page_and_the_buyer_returns_as_from_any_method() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let intent = merchant.create(1999, "usd", &[]).await;
    let (mut browser, name) = pressed(&merchant, &intent).await;
    paid_and_saved(&mut browser, &merchant, &email).await;
    let cards = kept_cards(&browser, &merchant).await;

    let page = shown(&browser, &name).await;
    assert_eq!(page["amount"], 1999);
    assert_eq!(page["currency"], "usd");
    assert_eq!(page["purpose"], "payment");
    assert_ne!(page["merchant"], "");
    let mut browser = on_page(browser, &name).await;
    let offers = browser.offers(&intent).await;
    assert_eq!(offers["email"], email.as_str());
    let pay = [("payment_method", id_of(&cards[0]))];
    let paid = browser.confirm(&intent, &pay).await.ok();
    assert_eq!(paid["status"], "succeeded");

    let all = charges(&merchant, &intent).await;
    assert_eq!(all.len(), 1);
    let details = &all[0]["payment_method_details"];
    assert_eq!(details["card"]["wallet"]["type"], "link", "{details}");
    assert_eq!(
        status_of_return(&merchant, &browser, &name).await,
        "succeeded"
    );
    assert_eq!(shown(&browser, &name).await["standing"], "paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_account_pays_on_links_own_page_where_its_debits_are_taken() {
    let merchant = Merchant::new("DE").await;
    let (mut browser, _, bank) = banks::owner(&merchant, &[]).await;
    let intent = merchant.create(2500, "eur", &[]).await;
    let name = page_of(&browser.confirm(&intent, WITH_LINK).await.ok());
    let mut browser = on_page(browser, &name).await;
    let offers = browser.offers(&intent).await;
    assert_eq!(id_of(&offers["offers"][0]), bank, "{offers}");
    let pay = [("payment_method", bank.as_str())];
    let taken = browser.confirm(&intent, &with(&pay, AGREED)).await.ok();
    assert_eq!(taken["status"], "processing");
    assert_eq!(shown(&browser, &name).await["standing"], "paid");
    let back = status_of_return(&merchant, &browser, &name).await;
    assert_eq!(back, "pending", "the bank takes its time");

    merchant.intent_reaches(&taken, "succeeded").await;
    let all = charges(&merchant, &intent).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["payment_method_details"]["type"], "sepa_debit");

    let cards_alone = [
        ("payment_method_types[]", "card"),
        ("payment_method_types[]", "link"),
    ];
    let intent = merchant.create(2500, "eur", &cards_alone).await;
    let mut browser = browser.with_key(merchant.publishable_key());
    let name = page_of(&browser.confirm(&intent, WITH_LINK).await.ok());
    let browser = on_page(browser, &name).await;
    let offers = browser.offers(&intent).await;
    assert_eq!(offers["offers"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_has_links_ways_to_pay_alone_and_nobody_else_embeds_the_element_with_its_key() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let browser = on_page(browser, &name).await;
    assert_eq!(
        ways(&browser, &intent).await,
        ["link", "card", "us_bank_account", "acss_debit"]
    );

    let page = shown(&browser, &name).await;
    let path = format!("/element?key={}", text(&page, "publishable_key"));
    let element = merchant.get(&path).send().await;
    let policy = element.header("Content-Security-Policy");
    assert!(policy.ends_with("frame-ancestors 'self'"), "{policy}");
    let theirs = format!("/element?key={}", merchant.publishable_key());
    let element = merchant.get(&theirs).send().await;
    let policy = element.header("Content-Security-Policy");
    assert!(
        policy.contains("frame-ancestors http://localhost"),
        "{policy}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_back_without_paying_has_turned_the_payment_down_and_may_try_again() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let leave = [("payment", name.as_str())];
    let left = browser.own("payment/leave", &leave).await.ok();
    assert_eq!(left["standing"], "over");
    assert_eq!(left["publishable_key"], Value::Null);
    assert_eq!(left["client_secret"], Value::Null);
    // A second press changes nothing.
    browser.own("payment/leave", &leave).await.ok();
    assert_eq!(status_of_return(&merchant, &browser, &name).await, "failed");
    let failed = merchant.retrieve(&intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    let error = &failed["last_payment_error"];
    assert_eq!(error["code"], "payment_method_customer_decline");
    assert_eq!(error["payment_method"]["type"], "link");
    merchant
        .event_of(&intent, "payment_intent.payment_failed")
        .await;

    let mut again = Browser::at(&merchant);
    page_of(&again.confirm(&intent, WITH_LINK).await.ok());
    assert_eq!(shown(&browser, &name).await["standing"], "over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_that_its_payment_was_canceled_or_took_too_long() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    merchant.cancel(&intent, &[]).await.ok();
    assert_eq!(shown(&browser, &name).await["standing"], "over");

    let soon = [("metadata[sandbox_expires_in]", "1")];
    let intent = merchant.create(1999, "usd", &soon).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let late = merchant.intent_reaches(&intent, "requires_payment_method");
    let error = &late.await["last_payment_error"];
    assert_eq!(error["code"], "payment_intent_payment_attempt_expired");
    assert_eq!(shown(&browser, &name).await["standing"], "over");
    assert_eq!(status_of_return(&merchant, &browser, &name).await, "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_declined_on_the_page_leaves_it_open_for_another() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let mut browser = on_page(browser, &name).await;
    let declined = [("payment_method", "pm_card_chargeDeclined")];
    browser.confirm(&intent, &declined).await.error(402);
    assert_eq!(shown(&browser, &name).await["standing"], "open");
    browser.confirm(&intent, VISA).await.ok();
    assert_eq!(shown(&browser, &name).await["standing"], "paid");

    // One whose bank asks is turned away from, too.
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let mut browser = on_page(browser, &name).await;
    let asks = [
        ("payment_method", "pm_card_authenticationRequired"),
        ("use_stripe_sdk", "true"),
    ];
    let waits = browser.confirm(&intent, &asks).await.ok();
    assert_eq!(waits["status"], "requires_action");
    assert_eq!(shown(&browser, &name).await["standing"], "open");
    let leave = [("payment", name.as_str())];
    browser.own("payment/leave", &leave).await.ok();
    assert_eq!(status_of_return(&merchant, &browser, &name).await, "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_the_button_is_pressed_there_is_one_charge() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    // The same press again, and another in a second window.
    let again = merchant
        .buyers_confirm(&intent, WITH_LINK)
        .idempotency_key("press");
    let second = page_of(&again.send().await.ok());
    assert_eq!(page_of(&again.send().await.ok()), second);
    assert_ne!(name, second);
    assert_eq!(shown(&browser, &name).await["standing"], "open");

    let key = text(&shown(&browser, &name).await, "publishable_key").to_owned();
    let secret = [("client_secret", text(&intent, "client_secret"))];
    let pay = |idempotency_key: &'static str| {
        let path = path_of(&intent, "/confirm");
        let request = Request::post(merchant.url(&path)).bearer(&key);
        let request = request.form(&with(VISA, &secret));
        async move { request.idempotency_key(idempotency_key).send().await }
    };
    let answers = tokio::join!(pay("a"), pay("a"), pay("b"));
    let paid = [&answers.0, &answers.1, &answers.2];
    assert!(paid.iter().any(|answer| answer.status == 200));
    merchant.intent_reaches(&intent, "succeeded").await;
    assert_eq!(charges(&merchant, &intent).await.len(), 1);
    for page in [&name, &second] {
        assert_eq!(shown(&browser, page).await["standing"], "paid");
    }
    let late = merchant.buyers_confirm(&intent, WITH_LINK).send().await;
    let late = late.error(400);
    assert_eq!(late["code"], "payment_intent_unexpected_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_link_is_taken_and_no_card_the_payment_is_one_with_link() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let intent = merchant.create(1999, "usd", LINK_ALONE).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let mut browser = on_page(browser, &name).await;
    let save = [("link[save]", "true"), ("link[email]", email.as_str())];
    let paid = browser.confirm(&intent, &with(VISA, &save)).await.ok();
    assert_eq!(paid["status"], "succeeded");
    let [charge] = &charges(&merchant, &intent).await[..] else {
        panic!("one charge");
    };
    let details = &charge["payment_method_details"];
    assert_eq!(details["type"], "link");
    assert_eq!(details["card"], Value::Null, "no merchant sees the card");
    let refunded = merchant.refund(&paid, &[]).await.ok();
    assert_eq!(refunded["status"], "succeeded");

    // In the merchant's own page, too.
    let at_merchant = browser.with_key(merchant.publishable_key());
    let next = merchant.create(700, "usd", LINK_ALONE).await;
    let card = eventually("the card is kept", SOON, || async {
        let offers = at_merchant.offers(&next).await;
        offers["offers"].get(0).cloned()
    })
    .await;
    assert_eq!(card["type"], "link");
    let mut at_merchant = at_merchant;
    let pay = [("payment_method", id_of(&card))];
    let paid = at_merchant.confirm(&next, &pay).await.ok();
    assert_eq!(paid["status"], "succeeded");
    let all = charges(&merchant, &next).await;
    assert_eq!(all[0]["payment_method_details"]["type"], "link");

    // A card that was typed there is no Link's.
    let third = merchant.create(700, "usd", LINK_ALONE).await;
    at_merchant.confirm(&third, VISA).await.error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn link_that_was_set_up_pays_again_while_the_buyer_is_away() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let owner = ("customer", text(&customer, "id"));
    let form = with(LINK_ALONE, &[owner]);
    let setup = merchant.create_setup(&form).await;
    let path = format!("/v1/setup_intents/{}", text(&setup, "id"));
    let waiting = merchant
        .post(&format!("{path}/confirm"), WITH_LINK)
        .send()
        .await
        .ok();
    let name = page_of(&waiting);
    let browser = Browser::at(&merchant);
    assert_eq!(shown(&browser, &name).await["purpose"], "setup");
    let browser = on_page(browser, &name).await;
    let secret = [("client_secret", text(&setup, "client_secret"))];
    let form = with(VISA, &secret);
    let confirmed = browser.post(&format!("{path}/confirm"), &form).await;
    assert_eq!(confirmed.ok()["status"], "succeeded");
    assert_eq!(
        status_of_return(&merchant, &browser, &name).await,
        "succeeded"
    );

    let saved = merchant.get(&path).send().await.ok();
    let again = [
        owner,
        ("payment_method", text(&saved, "payment_method")),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let again = with(LINK_ALONE, &again);
    let paid = merchant.create(900, "usd", &again).await;
    assert_eq!(paid["status"], "succeeded", "{paid}");
    let all = charges(&merchant, &paid).await;
    assert_eq!(all[0]["payment_method_details"]["type"], "link");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_confirms_by_itself_sends_the_buyer_there_and_has_the_last_word() {
    let merchant = Merchant::new("US").await;
    let manual = [("confirmation_method", "manual")];
    let intent = merchant.create(1999, "usd", &manual).await;
    let name = page_of(&merchant.confirm(&intent, WITH_LINK).await.ok());
    let mut browser = on_page(Browser::at(&merchant), &name).await;
    let held = browser.confirm(&intent, VISA).await.ok();
    assert_eq!(held["status"], "requires_confirmation");
    assert_eq!(
        status_of_return(&merchant, &browser, &name).await,
        "succeeded"
    );
    let by_oneself = browser.confirm(&intent, &[]).await;
    by_oneself.error(400);
    let paid = merchant.confirm(&intent, &[]).await.ok();
    assert_eq!(paid["status"], "succeeded");

    // Nobody is there who could go to a page.
    let away = [("off_session", "true"), ("confirm", "true")];
    let form = with(&away, WITH_LINK);
    let form = with(&[("amount", "1999"), ("currency", "usd")], &form);
    let refused = merchant.post("/v1/payment_intents", &form).send().await;
    let refused = refused.error(402);
    assert_eq!(refused["code"], "authentication_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_account_is_debited_before_the_word_of_a_server_that_has_the_last() {
    let merchant = Merchant::new("DE").await;
    let (browser, _, bank) = banks::owner(&merchant, &[]).await;
    let manual = [("confirmation_method", "manual")];
    let intent = merchant.create(2500, "eur", &manual).await;
    let name = page_of(&merchant.confirm(&intent, WITH_LINK).await.ok());
    let mut browser = on_page(browser, &name).await;
    assert_eq!(ways(&browser, &intent).await, ["link", "card"]);
    let pay = [("payment_method", bank.as_str())];
    let refused = browser.confirm(&intent, &with(&pay, AGREED)).await;
    refused.error(400);
    assert_eq!(shown(&browser, &name).await["standing"], "open");
    assert_eq!(charges(&merchant, &intent).await, [Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_made_up_leads_to_no_payment() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let intent = merchant.create(1999, "usd", &[]).await;
    let (browser, name) = pressed(&merchant, &intent).await;
    let [account, payment, attempt] = name.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let other = &stranger.account().account;
    let other = other.trim_start_matches("acct_");
    let zeros = "0".repeat(attempt.len());
    for made_up in [
        String::new(),
        format!("{account}.{payment}"),
        format!("{other}.{payment}.{attempt}"),
        format!("{account}.{attempt}.{attempt}"),
        format!("{account}.{payment}.{zeros}"),
    ] {
        for path in ["payment", "payment/leave"] {
            let form = [("payment", made_up.as_str())];
            let answer = browser.own(path, &form).await;
            assert!([400, 404].contains(&answer.status), "{made_up}");
        }
    }
    // An attempt that another method takes the place of can be gone back to.
    let amazon = [
        ("payment_method_data[type]", "amazon_pay"),
        ("return_url", RETURN_URL),
    ];
    merchant.confirm(&intent, &amazon).await.ok();
    assert_eq!(shown(&browser, &name).await["standing"], "open");
}
