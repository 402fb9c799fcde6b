//! Passkeys: whoever has one is known without a code, and pays without the card's where its device has
//! shown to have the card.

use serde_json::Value;

use super::authenticator::Authenticator;
use super::{Browser, CVC, address, id_of, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::support::{Answer, Merchant, SOON, eventually, text, with};

struct Scene {
    kassa: Kassa,
    merchant: Merchant,
    email: String,
}

impl Scene {
    async fn new() -> Self {
        let kassa = Kassa::start_with_a_name().await;
        let merchant = Merchant::on(&kassa, "US").await;
        let email = address(&merchant);
        Self {
            kassa,
            merchant,
            email,
        }
    }

    fn browser(&self) -> Browser {
        Browser::at(&self.merchant).at_origin(&self.kassa.public_origin())
    }

    fn authenticator(&self, seed: u8) -> Authenticator {
        Authenticator::new(&self.kassa.public_origin(), seed)
    }

    /// A browser on which a card was typed and a code was, too.
    async fn owner(&self) -> Browser {
        let mut owner = self.browser();
        paid_and_saved(&mut owner, &self.merchant, &self.email).await;
        kept_cards(&owner, &self.merchant).await;
        self.prove(&mut owner).await;
        owner
    }

    async fn prove(&self, browser: &mut Browser) {
        browser.prove(&self.email, "424242").await.ok();
    }
}

fn form<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

async fn options(browser: &Browser) -> Value {
    browser.own("passkeys/options", &[]).await.ok()
}

async fn enrol(browser: &Browser, authenticator: &mut Authenticator) -> Answer {
    let made = authenticator.create(&options(browser).await);
    browser.own("passkeys", &form(&made)).await
}

/// A form with which `authenticator` signs in.
async fn signed(
    browser: &Browser,
    authenticator: &mut Authenticator,
) -> Vec<(&'static str, String)> {
    let challenge = browser.post("/v1/link/passkeys/challenge", &[]).await.ok();
    authenticator.sign(&challenge)
}

async fn sign_in(browser: &mut Browser, fields: &[(&'static str, String)]) -> Answer {
    let answer = browser
        .post("/v1/link/passkeys/verify", &form(fields))
        .await;
    browser.keep_cookie(&answer);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_made_where_the_card_was_typed_pays_on_a_new_device_without_any_code() {
    let scene = Scene::new().await;
    let mut owner = scene.owner().await;
    // The code made another session, which has to show the card first.
    let cards = kept_cards(&owner, &scene.merchant).await;
    let pay = [("payment_method", id_of(&cards[0]))];
    let intent = scene.merchant.create(1999, "usd", &[]).await;
    owner.confirm(&intent, &with(&pay, CVC)).await.ok();
    eventually("the device is trusted", SOON, || async {
        let intent = scene.merchant.create(1999, "usd", &[]).await;
        let offers = owner.offers(&intent).await;
        (offers["offers"][0]["fields"] == serde_json::json!([])).then_some(())
    })
    .await;
    let mut passkey = scene.authenticator(1);
    enrol(&owner, &mut passkey).await.ok();
    let subjects = owner.subjects_sent_to(&scene.email).await;
    assert!(subjects[0].contains("passkey"), "{subjects:?}");

    let mut other = scene.browser();
    let fields = signed(&other, &mut passkey).await;
    let known = sign_in(&mut other, &fields).await.ok();
    assert_eq!(known["email"], scene.email);
    let intent = scene.merchant.create(1999, "usd", &[]).await;
    let offers = other.offers(&intent).await;
    assert_eq!(offers["offers"][0]["fields"], serde_json::json!([]));
    let paid = other.confirm(&intent, &pay).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_security_chip_that_has_rsa_alone_makes_a_passkey_and_signs_in_with_it() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let mut passkey = Authenticator::with_rsa(&scene.kassa.public_origin(), 9);
    enrol(&owner, &mut passkey).await.ok();

    let mut other = scene.browser();
    let mut altered = signed(&other, &mut passkey).await;
    let (_, signature) = altered
        .iter_mut()
        .find(|(name, _)| *name == "signature")
        .expect("a signature");
    let first = if signature.starts_with('A') { "B" } else { "A" };
    signature.replace_range(..1, first);
    let refused = sign_in(&mut other, &altered).await.error(400);
    assert_eq!(refused["code"], "link_passkey_unknown");

    let fields = signed(&other, &mut passkey).await;
    let known = sign_in(&mut other, &fields).await.ok();
    assert_eq!(known["email"], scene.email);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_reads_the_owners_mail_makes_a_passkey_that_pays_with_nothing() {
    let scene = Scene::new().await;
    scene.owner().await;
    let mut thief = scene.browser();
    scene.prove(&mut thief).await;
    let mut passkey = scene.authenticator(1);
    enrol(&thief, &mut passkey).await.ok();

    let mut device = scene.browser();
    let fields = signed(&device, &mut passkey).await;
    sign_in(&mut device, &fields).await.ok();
    let cards = kept_cards(&device, &scene.merchant).await;
    let pay = [("payment_method", id_of(&cards[0]))];
    let intent = scene.merchant.create(1999, "usd", &[]).await;
    let refused = device.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");

    // Who has the card shows it once, and the passkey has shown it everywhere.
    device.confirm(&intent, &with(&pay, CVC)).await.ok();
    eventually("the passkey is trusted", SOON, || async {
        let mut other = scene.browser();
        let fields = signed(&other, &mut passkey.clone()).await;
        sign_in(&mut other, &fields).await.ok();
        let intent = scene.merchant.create(1999, "usd", &[]).await;
        let offers = other.offers(&intent).await;
        let asks = offers["offers"][0]["fields"].as_array()?.len();
        (asks == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_once_signs_in_once() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let mut passkey = scene.authenticator(1);
    enrol(&owner, &mut passkey).await.ok();
    let mut first = scene.browser();
    let fields = signed(&first, &mut passkey).await;
    sign_in(&mut first, &fields).await.ok();
    let mut second = scene.browser();
    let refused = sign_in(&mut second, &fields).await.error(400);
    assert_eq!(refused["code"], "link_passkey_expired");
    assert!(!second.has_cookie());

    // Nor is what one browser has made made again by another.
    let made = scene.authenticator(2).create(&options(&owner).await);
    owner.own("passkeys", &form(&made)).await.ok();
    let again = owner.own("passkeys", &form(&made)).await.error(400);
    assert_eq!(again["code"], "link_passkey_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_page_or_nobody_verified_has_signed_opens_nothing() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let mut passkey = scene.authenticator(1);
    enrol(&owner, &mut passkey).await.ok();
    let mut stranger = scene.browser();
    let mut phished = passkey.clone();
    phished.origin = "https://evil.example".to_owned();
    let mut unverified = passkey.clone();
    unverified.flags = 0b001;
    for mut authenticator in [phished, unverified] {
        let fields = signed(&stranger, &mut authenticator).await;
        let refused = sign_in(&mut stranger, &fields).await.error(400);
        assert_eq!(refused["code"], "link_passkey_invalid");
    }
    // A challenge of somebody else's making, or for making a passkey.
    for challenge in [
        serde_json::json!({ "challenge": "Y2hhbGxlbmdl" }),
        options(&owner).await,
    ] {
        let fields = passkey.sign(&challenge);
        let refused = sign_in(&mut stranger, &fields).await.error(400);
        assert_eq!(refused["code"], "link_passkey_invalid");
    }
    // Another key under the passkey's name, and a passkey that nobody has.
    let mut forged = signed(&stranger, &mut scene.authenticator(2)).await;
    forged[0] = signed(&stranger, &mut passkey).await.remove(0);
    forged[4] = signed(&stranger, &mut passkey).await.remove(4);
    let mut unknown = signed(&stranger, &mut passkey).await;
    unknown[4].1 = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    for fields in [forged, unknown] {
        let refused = sign_in(&mut stranger, &fields).await.error(400);
        assert_eq!(refused["code"], "link_passkey_unknown");
    }
    assert!(!stranger.has_cookie());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_an_authenticator_is_noticed_by_its_counter() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let mut passkey = scene.authenticator(1);
    passkey.sign_count = 5;
    enrol(&owner, &mut passkey).await.ok();
    let mut copy = passkey.clone();
    passkey.sign_count = 6;
    let mut browser = scene.browser();
    let fields = signed(&browser, &mut passkey).await;
    sign_in(&mut browser, &fields).await.ok();
    copy.sign_count = 6;
    let mut other = scene.browser();
    let fields = signed(&other, &mut copy).await;
    let refused = sign_in(&mut other, &fields).await.error(400);
    assert_eq!(refused["code"], "link_passkey_cloned");
    assert!(!other.has_cookie());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_out_of_a_merchants_page_makes_one_passkey_for_the_buyer_who_opened_it() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let began = owner.post("/v1/link/passkeys/enrol", &[]).await.ok();
    let (page, token) = text(&began, "url").split_once('#').expect("a token");
    assert_eq!(
        page,
        format!("{}/link/passkey", scene.kassa.public_origin())
    );
    // The window has none of the frame's cookies.
    let window = scene.browser();
    let enrolment = [("enrolment", token)];
    let options = window.own("passkeys/options", &enrolment).await.ok();
    assert_eq!(options["email"], scene.email);
    let mut passkey = scene.authenticator(1);
    let made = passkey.create(&options);
    window
        .own("passkeys", &with(&form(&made), &enrolment))
        .await
        .ok();
    let spent = window.own("passkeys/options", &enrolment).await.error(401);
    assert_eq!(spent["code"], "link_session_ended");

    let stranger = scene.browser();
    let refused = stranger
        .post("/v1/link/passkeys/enrol", &[])
        .await
        .error(401);
    assert_eq!(refused["code"], "link_session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_sees_and_removes_passkeys_and_a_removed_one_opens_nothing() {
    let scene = Scene::new().await;
    let owner = scene.owner().await;
    let mut passkey = scene.authenticator(1);
    enrol(&owner, &mut passkey).await.ok();
    let options = options(&owner).await;
    assert_eq!(options["exclude"].as_array().map(Vec::len), Some(1));
    let consumer = owner.consumer().await;
    let [shown] = &consumer["passkeys"].as_array().expect("passkeys")[..] else {
        panic!("{consumer}");
    };
    assert!(shown.get("public_key").is_none());

    let path = format!("passkeys/{}/remove", text(shown, "id"));
    let stranger = scene.browser();
    stranger.own(&path, &[]).await.error(401);
    owner.own(&path, &[]).await.ok();
    assert_eq!(owner.consumer().await["passkeys"], serde_json::json!([]));
    let mut browser = scene.browser();
    let fields = signed(&browser, &mut passkey).await;
    let refused = sign_in(&mut browser, &fields).await.error(400);
    assert_eq!(refused["code"], "link_passkey_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_only_a_card_was_typed_on_makes_no_passkey() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    paid_and_saved(&mut browser, &scene.merchant, &scene.email).await;
    kept_cards(&browser, &scene.merchant).await;
    let refused = browser.own("passkeys/options", &[]).await.error(401);
    assert_eq!(refused["code"], "link_session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_without_a_name_says_that_it_has_no_passkeys() {
    let merchant = Merchant::new("US").await;
    let browser = Browser::at(&merchant);
    let refused = browser
        .post("/v1/link/passkeys/challenge", &[])
        .await
        .error(400);
    assert_eq!(refused["code"], "link_passkey_unavailable");
}
