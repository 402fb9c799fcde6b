//! Link in the element: a buyer keeps a card, is known again, and shows who they are elsewhere.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::layouts::url;
use crate::saved_methods::rows;
use crate::support::{
    Buyer, ELEMENT, Intent, MerchantPage, PAGE, Request, Stage, Wire, card, on_stage,
};

/// As many dollars as the intents of these tests are for, in a page of its own.
async fn arrive(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage) -> Intent {
    let intent = Intent::new(&stage.kassa).await;
    buyer
        .open(&url(stage, page, &intent, "420", &json!({})))
        .await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, ".offer").await;
    intent
}

/// Pays with a typed card, and has it kept.
async fn save(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage, email: &str) {
    arrive(buyer, stage, page).await;
    buyer.fill_card(card::SUCCEEDS).await;
    buyer.click(ELEMENT, "#link-save").await;
    buyer.fill(ELEMENT, "#link-email", email).await;
    buyer.pay().await;
    buyer.is_paid(1).await;
}

/// The network's name and wallet of what an intent was paid with.
async fn wallet_of(stage: &Stage, intent: &Intent) -> Value {
    let path = format!("/v1/charges?payment_intent={}", intent.id);
    let charges = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
    let mut charges = charges.send().await.ok();
    charges["data"][0]["payment_method_details"]["card"]["wallet"]["type"].take()
}

/// A buyer saves a card, comes again, and only presses the button.
async fn save_and_pay_with_it(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage, email: &str) {
    save(buyer, stage, page, email).await;
    let intent = arrive(buyer, stage, page).await;
    let rows = rows(buyer).await;
    assert!(rows[0].contains("4242"), "{rows:?}");
    let saved = format!("Saved with Link by {email}");
    buyer.sees(ELEMENT, ".offer.open", &saved).await;
    buyer.pay().await;
    buyer.is_paid(1).await;
    assert_eq!(wallet_of(stage, &intent).await, "link");
}

#[test]
fn who_has_saved_a_card_pays_with_it_at_once_the_next_time() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save_and_pay_with_it(&buyer, stage, &page, "returning@example.com").await;
    });
}

#[test]
fn a_buyer_is_known_the_next_time_also_where_cookies_of_third_parties_are_blocked() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let blocking = ["--test-third-party-cookie-phaseout"];
        let buyer = stage.new_buyer_with(&blocking).await;
        arrive(&buyer, stage, &page).await;
        let probe = "document.cookie = 'probe=1; SameSite=None; Secure'; return document.cookie;";
        assert_eq!(buyer.ask(ELEMENT, probe).await, "", "nothing is blocked");
        save_and_pay_with_it(&buyer, stage, &page, "blocking@example.com").await;
    });
}

#[test]
fn a_code_makes_a_new_device_known_and_the_cards_code_pays() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let own = stage.new_buyer().await;
        save(&own, stage, &page, "elsewhere@example.com").await;

        let other = stage.new_buyer().await;
        let intent = arrive(&other, stage, &page).await;
        open_link(&other).await;
        other.fill(ELEMENT, "#email", "elsewhere@example.com").await;
        other.click(ELEMENT, ".link-panel .button").await;
        other
            .sees(ELEMENT, ".link-panel [role=status]", "e•••@example.com")
            .await;
        let axe = axe();
        let asking = audit(&other, &axe, ELEMENT, "asking for the code").await;
        assert_eq!(asking, Vec::<String>::new());
        other.fill(ELEMENT, "#code", "424242").await;
        other.sees(ELEMENT, ".offer.open", "4242").await;
        let known = audit(&other, &axe, ELEMENT, "a card on a new device").await;
        assert_eq!(known, Vec::<String>::new());
        other.fill(ELEMENT, ".offer.open #card-cvc", "123").await;
        other.pay().await;
        other.is_paid(1).await;
        assert_eq!(wallet_of(stage, &intent).await, "link");
    });
}

#[test]
fn a_code_sent_to_the_phone_of_a_card_stands_for_the_cards_own() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let own = stage.new_buyer().await;
        arrive(&own, stage, &page).await;
        own.fill_card(card::SUCCEEDS).await;
        own.click(ELEMENT, "#link-save").await;
        own.fill(ELEMENT, "#link-email", "phone@example.com").await;
        own.fill(ELEMENT, "#link-phone", "555 555 0177").await;
        own.pay().await;
        own.sees(ELEMENT, "#link-phone-problem", "country code")
            .await;
        own.fill(ELEMENT, "#link-phone", "+1 (555) 555-0177").await;
        own.pay().await;
        own.is_paid(2).await;

        let other = stage.new_buyer().await;
        let intent = arrive(&other, stage, &page).await;
        open_link(&other).await;
        other.fill(ELEMENT, "#email", "phone@example.com").await;
        other.click(ELEMENT, ".link-panel .button").await;
        other.fill(ELEMENT, "#code", "424242").await;
        let offer = ".offer.open .link-panel .link";
        let sends = "Send a code to •••\u{a0}0177 instead";
        other.sees(ELEMENT, offer, sends).await;
        // Another choice takes it away, and the card brings it back.
        other.click(ELEMENT, "label:has(#method-1)").await;
        let offers = "return document.querySelectorAll('.link-panel').length === 0;";
        other.until(ELEMENT, offers).await;
        other.click(ELEMENT, "label:has(#method-0)").await;
        other.sees(ELEMENT, offer, sends).await;
        other.click(ELEMENT, offer).await;
        other
            .sees(ELEMENT, ".link-panel [role=status]", "•••\u{a0}0177")
            .await;
        let axe = axe();
        let asking = audit(&other, &axe, ELEMENT, "asking for the phone's code").await;
        assert_eq!(asking, Vec::<String>::new());
        other.fill(ELEMENT, "#code", "000001").await;
        other
            .sees(ELEMENT, "#code-problem", "That is not the code.")
            .await;
        other.fill(ELEMENT, "#code", "424242").await;
        let trusted = "return document.querySelector('.offer.open')?.innerText.includes('4242')
            && !document.querySelector('.offer.open #card-cvc');";
        other.until(ELEMENT, trusted).await;
        other.pay().await;
        other.is_paid(1).await;
        assert_eq!(wallet_of(stage, &intent).await, "link");
    });
}

#[test]
fn a_wrong_code_is_told_beside_it_and_paying_leads_to_what_is_missing() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        arrive(&buyer, stage, &page).await;
        open_link(&buyer).await;
        buyer.find_in(ELEMENT, "#email").await;
        buyer.pay().await;
        buyer
            .sees(ELEMENT, "#email-problem", "Enter your email address.")
            .await;
        buyer
            .until(ELEMENT, "return document.activeElement.id === 'email';")
            .await;
        buyer.fill(ELEMENT, "#email", "wrong@example.com").await;
        buyer.click(ELEMENT, ".link-panel .button").await;
        buyer.fill(ELEMENT, "#code", "000001").await;
        buyer
            .sees(ELEMENT, "#code-problem", "That is not the code.")
            .await;
        buyer.fill(ELEMENT, "#code", "424242").await;
        buyer.sees(ELEMENT, ".link-panel", "No card is saved").await;
        // Nobody is known any more, and the form is as it was.
        buyer.click(ELEMENT, ".link-panel .link").await;
        buyer.find_in(ELEMENT, "#email").await;
    });
}

#[test]
fn the_buyers_own_page_shows_what_is_kept_and_erases_it() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "own@example.com").await;
        // Another site than the merchant's: the buyer is not known there yet.
        buyer.open(&stage.kassa.url("/link")).await;
        buyer.fill(PAGE, "#email", "own@example.com").await;
        buyer.click(PAGE, ".actions button").await;
        buyer.fill(PAGE, "#code", "424242").await;
        buyer
            .sees(PAGE, "main", "Signed in as own@example.com")
            .await;
        buyer.sees(PAGE, "li", "Visa ••••\u{a0}4242").await;
        let axe = axe();
        let shown = audit(&buyer, &axe, PAGE, "the buyer's own page").await;
        assert_eq!(shown, Vec::<String>::new());
        buyer.click(PAGE, ".row .danger").await;
        let asked = audit(&buyer, &axe, PAGE, "before erasing").await;
        assert_eq!(asked, Vec::<String>::new());
        buyer.click(PAGE, "[role=group] .danger").await;
        buyer.sees(PAGE, "#news", "Everything is erased.").await;

        arrive(&buyer, stage, &page).await;
        let rows = rows(&buyer).await;
        assert!(!rows[0].contains("4242"), "{rows:?}");
    });
}

#[test]
fn what_a_buyer_changes_on_their_own_page_is_so_at_the_edge() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "keep@example.com").await;
        // A window of its own: what it is asked for is not what the others are told.
        let other = stage.new_buyer().await;
        for device in [&buyer, &other] {
            device.open(&stage.kassa.url("/link")).await;
            device.fill(PAGE, "#email", "keep@example.com").await;
            device.click(PAGE, ".actions button").await;
            device.fill(PAGE, "#code", "424242").await;
            device.sees(PAGE, "li", "Visa ••••\u{a0}4242").await;
        }
        let title = "return document.activeElement.id === 'title';";
        other.until(PAGE, title).await;
        let language = "return document.documentElement.lang && document.title === 'Your Link';";
        assert_eq!(other.ask(PAGE, language).await, true);

        other.click(PAGE, "[aria-label^='Sign out there']").await;
        other.sees(PAGE, "#news", "Your change is saved.").await;
        other.until(PAGE, title).await;
        // Whose session has ended finds out with the next act, and changes nothing by it.
        buyer.click(PAGE, "[aria-label^='Remove: Visa']").await;
        buyer.find_in(PAGE, "#email").await;

        other.click(PAGE, "[aria-label^='Remove: Visa']").await;
        other.sees(PAGE, "main", "No card is saved.").await;
        other.open(&stage.kassa.url("/link")).await;
        other.sees(PAGE, "main", "No card is saved.").await;
    });
}

#[test]
fn a_buyer_writes_an_address_on_their_own_page_and_then_writes_it_anew() {
    on_stage(async |stage| {
        let buyer = stage.new_buyer().await;
        buyer.open(&stage.kassa.url("/link")).await;
        buyer.fill(PAGE, "#email", "address@example.com").await;
        buyer.click(PAGE, ".actions button").await;
        buyer.fill(PAGE, "#code", "424242").await;
        buyer.sees(PAGE, "main", "No address is saved.").await;
        buyer.click(PAGE, "#address-add").await;
        buyer.find_in(PAGE, "#address-form #country").await;
        let shown = audit(&buyer, &axe(), PAGE, "where an address is written").await;
        assert_eq!(shown, Vec::<String>::new());
        buyer.click(PAGE, "#address-form .primary").await;
        let led = "return document.activeElement.id === 'name';";
        buyer.until(PAGE, led).await;
        let germany = "const country = document.getElementById('country');
            country.value = 'DE';
            country.dispatchEvent(new Event('input'));";
        buyer.ask(PAGE, germany).await;
        for (field, text) in [
            ("#name", "Ada Lovelace"),
            ("#line1", "Hauptstr. 1"),
            ("#postal_code", "10115"),
            ("#city", "Berlin"),
        ] {
            buyer.fill(PAGE, field, text).await;
        }
        buyer.click(PAGE, "#address-form .primary").await;
        buyer
            .sees(PAGE, "li", "Hauptstr. 1, Berlin, 10115, Germany")
            .await;

        buyer.click(PAGE, "[aria-label='Edit: Ada Lovelace']").await;
        let filled = "return document.getElementById('line1')?.value === 'Hauptstr. 1';";
        buyer.until(PAGE, filled).await;
        buyer.fill(PAGE, "#line1", "Nebenstr. 2").await;
        buyer.click(PAGE, "#address-form .primary").await;
        buyer.sees(PAGE, "li", "Nebenstr. 2, Berlin, 10115").await;
        let shown = audit(&buyer, &axe(), PAGE, "with an address").await;
        assert_eq!(shown, Vec::<String>::new());
        buyer
            .click(PAGE, "[aria-label='Remove: Ada Lovelace']")
            .await;
        buyer.sees(PAGE, "main", "No address is saved.").await;
    });
}

#[test]
fn the_buyers_own_page_says_so_where_the_edge_does_not_answer() {
    on_stage(async |stage| {
        let (buyer, wire) = (stage.buyer().await, Wire::to(stage.kassa.origin()).await);
        wire.refuse(|path| path.starts_with("/link/api/"));
        buyer.open(&format!("{}/link", wire.origin())).await;
        buyer
            .sees(PAGE, "[role=alert]", "Link cannot be reached.")
            .await;
        wire.mend();
        buyer.click(PAGE, "main > button").await;
        buyer.find_in(PAGE, "#email").await;
    });
}

#[test]
fn a_page_that_wants_no_link_has_none_whoever_is_known() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "never@example.com").await;
        let intent = Intent::new(&stage.kassa).await;
        let options = json!({ "wallets": { "link": "never" } });
        buyer
            .open(&url(stage, &page, &intent, "420", &options))
            .await;
        buyer.hears("ready").await;
        let unfold = "document.querySelector('.more')?.click();";
        buyer.ask(ELEMENT, unfold).await;
        let rows = rows(&buyer).await;
        let is_links = |row: &String| row.contains("Link") || row.contains("4242");
        assert!(!rows.iter().any(is_links), "{rows:?}");
        buyer.fill_card(card::SUCCEEDS).await;
        let boxes = "return document.querySelectorAll('[type=checkbox]').length;";
        assert_eq!(buyer.ask(ELEMENT, boxes).await, 0);
    });
}

/// The row of Link, which may be behind the first few.
pub async fn open_link(buyer: &Buyer<'_>) {
    let unfold = "document.querySelector('.more')?.click();";
    buyer.ask(ELEMENT, unfold).await;
    let row = "return [...document.querySelectorAll('.row')]
        .find((row) => row.innerText.trim() === 'Link')?.querySelector('input').id;";
    let id = buyer.until(ELEMENT, row).await;
    let id = id.as_str().expect("an id");
    buyer.click(ELEMENT, &format!("label:has(#{id})")).await;
}
