//! Passkeys, with the authenticator that Chromium has for tests: made in a window of Kassa's own, used
//! in a merchant's page.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::harness::Kassa;
use crate::link::open_link;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, card, on_stage};

/// An authenticator like a phone's own, whose owner is there and says yes.
async fn authenticator(buyer: &Buyer<'_>) -> String {
    let like_a_phone = json!({
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": true,
    });
    let id = buyer
        .tell_driver("webauthn/authenticator", &like_a_phone)
        .await;
    id.as_str().expect("an authenticator").to_owned()
}

async fn passkeys(buyer: &Buyer<'_>, authenticator: &str) -> Vec<Value> {
    let asked = format!("webauthn/authenticator/{authenticator}/credentials");
    let passkeys = buyer.ask_driver(&asked).await;
    passkeys.as_array().expect("passkeys").clone()
}

/// At a page with an intent of its own, of a Kassa that has a name.
async fn arrive(buyer: &Buyer<'_>, kassa: &Kassa, page: &MerchantPage) {
    let intent = Intent::new(kassa).await;
    let (origin, key) = (kassa.public_origin(), kassa.publishable_key());
    let more = [("width", "420")];
    let url = page.url_by_address(&origin, key, &intent.client_secret, &more);
    buyer.open(&url).await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, ".offer").await;
}

/// Types the address and the code that is sent there.
async fn prove(buyer: &Buyer<'_>, email: &str) {
    open_link(buyer).await;
    buyer.fill(ELEMENT, "#email", email).await;
    buyer.click(ELEMENT, ".link-panel .button").await;
    buyer.fill(ELEMENT, "#code", "424242").await;
}

#[test]
fn a_passkey_that_was_made_in_a_window_pays_on_another_device_without_any_code() {
    on_stage(async |stage| {
        let kassa = Kassa::start_with_a_name().await;
        let page = MerchantPage::serve().await;
        let email = "passkey@example.com";
        let own = stage.new_buyer().await;
        arrive(&own, &kassa, &page).await;
        own.fill_card(card::SUCCEEDS).await;
        own.click(ELEMENT, "#link-save").await;
        own.fill(ELEMENT, "#link-email", email).await;
        own.pay().await;
        own.is_paid(1).await;

        let phone = stage.new_buyer().await;
        arrive(&phone, &kassa, &page).await;
        prove(&phone, email).await;
        phone.fill(ELEMENT, ".offer.open #card-cvc", "123").await;
        phone.pay().await;
        phone.is_paid(1).await;
        arrive(&phone, &kassa, &page).await;
        open_link(&phone).await;
        phone.click(ELEMENT, ".link-panel .button").await;
        let made = made_in_a_window(&phone).await;
        phone
            .sees(ELEMENT, ".link-panel [role=status]", "was added")
            .await;

        // What the phone's maker keeps for its owner, another device of theirs has, too.
        let tablet = stage.new_buyer().await;
        arrive(&tablet, &kassa, &page).await;
        let id = authenticator(&tablet).await;
        let path = format!("webauthn/authenticator/{id}/credential");
        tablet.tell_driver(&path, &made).await;
        // The browser offers it with the addresses that it fills in, and the owner takes it.
        open_link(&tablet).await;
        tablet.sees(ELEMENT, ".offer.open", "4242").await;
        tablet.pay().await;
        tablet.is_paid(1).await;
    });
}

/// The passkey that the buyer makes in the window that has opened.
async fn made_in_a_window(buyer: &Buyer<'_>) -> Value {
    let page = buyer.window().await.expect("the page");
    let windows = buyer.windows().await.expect("windows");
    let window = windows.into_iter().find(|window| *window != page);
    let window = window.expect("a window");
    buyer.switch_to_window(window).await.expect("the window");
    buyer.find_in(PAGE, "button.primary").await;
    let id = authenticator(buyer).await;
    let shown = audit(buyer, &axe(), PAGE, "where a passkey is made").await;
    assert_eq!(shown, Vec::<String>::new());
    buyer.click(PAGE, "button.primary").await;
    buyer.sees(PAGE, "[role=status]", "was added").await;
    let made = passkeys(buyer, &id).await;
    buyer.close_window().await.expect("closed");
    buyer.switch_to_window(page).await.expect("the page");
    let [made] = made.try_into().expect("one passkey");
    made
}

#[test]
fn the_buyers_own_page_adds_shows_and_removes_passkeys_and_signs_in_with_them() {
    on_stage(async |stage| {
        let kassa = Kassa::start_with_a_name().await;
        let buyer = stage.new_buyer().await;
        let url = format!("{}/link", kassa.public_origin());
        buyer.open(&url).await;
        let id = authenticator(&buyer).await;
        buyer.fill(PAGE, "#email", "own@example.com").await;
        buyer.click(PAGE, ".actions .button").await;
        buyer.fill(PAGE, "#code", "424242").await;
        buyer.sees(PAGE, "main", "No passkey yet.").await;
        buyer.click(PAGE, "#passkey-add button").await;
        buyer.sees(PAGE, "#news", "was added").await;
        buyer.sees(PAGE, "main", "Added ").await;
        assert_eq!(passkeys(&buyer, &id).await.len(), 1);
        let shown = audit(&buyer, &axe(), PAGE, "with a passkey").await;
        assert_eq!(shown, Vec::<String>::new());

        let offer_none = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;";
        buyer.ask(PAGE, offer_none).await;
        buyer.click(PAGE, "main > button").await;
        buyer.click(PAGE, ".actions .link").await;
        buyer
            .sees(PAGE, "main", "Signed in as own@example.com")
            .await;
        buyer.click(PAGE, "[aria-label^='Remove']").await;
        buyer.sees(PAGE, "main", "No passkey yet.").await;
        // The authenticator has it still; Link does not know it.
        buyer.click(PAGE, "main > button").await;
        buyer.click(PAGE, ".actions .link").await;
        buyer
            .sees(
                PAGE,
                ".field-hint[role=status]",
                "This passkey did not work.",
            )
            .await;
    });
}
