//! The addresses that a buyer keeps: left by payments that were agreed to, looked after on their own
//! pages, and known to nobody who has only typed somebody's e-mail address.

use serde_json::{Value, json};

use super::{Browser, address, id_of, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::harness::traces::readable_in;
use crate::support::{Form, Merchant, SOON, VISA, eventually, text, with};

const HOME: Form<'static> = &[
    ("name", "Jenny Rosen"),
    ("phone", "+1 555 555 0100"),
    ("address[line1]", "1 Linden Street"),
    ("address[line2]", "Apt 4"),
    ("address[city]", "Springfield"),
    ("address[state]", "IL"),
    ("address[postal_code]", "62701"),
    ("address[country]", "US"),
];
const WORK: Form<'static> = &[
    ("name", "Jenny Rosen"),
    ("address[line1]", "Lindenallee 7"),
    ("address[city]", "Berlin"),
    ("address[postal_code]", "10117"),
    ("address[country]", "DE"),
];
const MAX: usize = 20;

/// As a payment says it.
fn shipping(to: Form<'static>) -> Vec<(String, &'static str)> {
    let under = |name: &str| match name.split_once('[') {
        Some((first, rest)) => format!("shipping[{first}][{rest}"),
        None => format!("shipping[{name}]"),
    };
    to.iter()
        .map(|(name, value)| (under(name), *value))
        .collect()
}

/// Pays for goods that are shipped there, with `form`.
async fn paid_for_goods(
    browser: &mut Browser,
    merchant: &Merchant,
    to: Form<'static>,
    form: Form<'_>,
) -> Value {
    let to = shipping(to);
    let to: Vec<_> = to.iter().map(|(name, value)| (&**name, *value)).collect();
    let intent = merchant.create(1999, "usd", &to).await;
    browser.confirm(&intent, form).await.ok()
}

async fn shipped_and_saved(
    browser: &mut Browser,
    merchant: &Merchant,
    email: &str,
    to: Form<'static>,
) -> Value {
    let save = [("link[save]", "true"), ("link[email]", email)];
    paid_for_goods(browser, merchant, to, &with(VISA, &save)).await
}

/// A buyer who has shown who they are, and keeps nothing.
async fn proven(merchant: &Merchant, email: &str) -> Browser {
    let mut browser = Browser::at(merchant);
    browser.prove(email, "424242").await.ok();
    browser
}

async fn addresses(browser: &Browser) -> Vec<Value> {
    let consumer = browser.consumer().await;
    consumer["addresses"].as_array().expect("a list").clone()
}

/// As soon as there are as many.
async fn kept(browser: &Browser, count: usize) -> Vec<Value> {
    eventually("the addresses are kept", SOON, || async {
        let kept = addresses(browser).await;
        (kept.len() == count).then_some(kept)
    })
    .await
}

async fn add(browser: &Browser, form: Form<'_>) -> String {
    let added = browser.own("addresses", form).await.ok();
    text(&added, "id").to_owned()
}

fn line1s(addresses: &[Value]) -> Vec<&str> {
    let lines = addresses.iter().map(|it| text(&it["address"], "line1"));
    lines.collect()
}

fn defaults(addresses: &[Value]) -> usize {
    let defaults = addresses.iter().filter(|it| it["is_default"] == true);
    defaults.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_payment_went_is_kept_with_its_card_and_shown_at_another_merchant() {
    let first = Merchant::new("US").await;
    let email = address(&first);
    let mut at_first = Browser::at(&first);
    shipped_and_saved(&mut at_first, &first, &email, HOME).await;
    kept_cards(&at_first, &first).await;

    let second = Merchant::new("DE").await;
    let at_second = proven(&second, &email).await;
    let shown = kept(&at_second, 1).await.remove(0);
    assert!(text(&shown, "id").starts_with("lkad_"));
    assert_eq!(shown["name"], "Jenny Rosen");
    assert_eq!(shown["phone"], "+1 555 555 0100");
    assert_eq!(
        shown["address"],
        json!({
            "line1": "1 Linden Street", "line2": "Apt 4", "city": "Springfield", "state": "IL",
            "postal_code": "62701", "country": "US",
        })
    );
    assert_eq!(shown["is_default"], true);
    assert!(shown["added_ms"].is_i64());
    assert_eq!(shown.as_object().map(|it| it.len()), Some(6));
    // The element has the same, on the device where it was typed as on the other.
    for (browser, merchant) in [(&at_first, &first), (&at_second, &second)] {
        let intent = merchant.create(1999, "usd", &[]).await;
        let offers = browser.offers(&intent).await;
        assert_eq!(offers["addresses"][0]["name"], "Jenny Rosen");
        assert_eq!(offers["addresses"][0]["address"], shown["address"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_comes_with_the_confirmation_is_kept() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let save = [("link[save]", "true"), ("link[email]", email.as_str())];
    let to = shipping(WORK);
    let to: Vec<_> = to.iter().map(|(name, value)| (&**name, *value)).collect();
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = [VISA, &save, &to].concat();
    browser.confirm(&intent, &form).await.ok();
    let other = proven(&merchant, &email).await;
    assert_eq!(line1s(&kept(&other, 1).await), ["Lindenallee 7"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_is_kept_of_who_did_not_agree_or_pays_with_a_kept_card() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let not_agreed = with(VISA, &[("link[email]", email.as_str())]);
    paid_for_goods(&mut browser, &merchant, HOME, &not_agreed).await;
    paid_and_saved(&mut browser, &merchant, &email).await;
    let cards = kept_cards(&browser, &merchant).await;
    let pay = [("payment_method", id_of(&cards[0]))];
    paid_for_goods(&mut browser, &merchant, WORK, &pay).await;
    let other = proven(&merchant, &email).await;
    // The payment with the kept card has been told of, so whatever it leaves is there.
    let consumer = eventually("both payments are known", SOON, || async {
        let consumer = other.consumer().await;
        (consumer["payments"].as_array()?.len() == 2).then_some(consumer)
    })
    .await;
    assert_eq!(consumer["addresses"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_only_typed_an_e_mail_address_adds_and_sees_none_of_its_owners_addresses() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let owner = proven(&merchant, &email).await;
    add(&owner, HOME).await;

    let mut stranger = Browser::at(&merchant);
    shipped_and_saved(&mut stranger, &merchant, &email, WORK).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    assert_eq!(stranger.offers(&intent).await["addresses"], json!([]));
    assert_eq!(stranger.consumer().await["addresses"], json!([]));
    for path in ["addresses", "addresses/lkad_0000000000000000000000"] {
        let refused = stranger.own(path, WORK).await.error(401);
        assert_eq!(refused["code"], "link_session_ended");
    }
    // Theirs is told of behind the answer; another of the owner's comes after it.
    let mut again = owner.clone();
    shipped_and_saved(&mut again, &merchant, &email, HOME).await;
    kept_cards(&owner, &merchant).await;
    assert_eq!(line1s(&addresses(&owner).await), ["1 Linden Street"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_has_proven_nothing_sees_the_addresses_that_were_typed_on_it_alone() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut first = Browser::at(&merchant);
    shipped_and_saved(&mut first, &merchant, &email, WORK).await;
    kept_cards(&first, &merchant).await;
    let owner = proven(&merchant, &email).await;
    add(&owner, HOME).await;
    assert_eq!(addresses(&owner).await.len(), 2);
    let intent = merchant.create(1999, "usd", &[]).await;
    let offered = first.offers(&intent).await["addresses"].clone();
    let offered = offered.as_array().expect("a list");
    assert_eq!(line1s(offered), ["Lindenallee 7"]);
    // The buyer's own pages are for whoever has signed in.
    assert_eq!(first.consumer().await["addresses"], json!([]));

    // Nor does it see what the owner has made of what it left.
    let kept = addresses(&owner).await;
    let left = kept.iter().find(|it| it["address"]["country"] == "DE");
    let path = format!("addresses/{}", text(left.expect("theirs"), "id"));
    let moved = with(&WORK[..1], &[("address[line1]", "Gasse 9"), WORK[4]]);
    owner.own(&path, &moved).await.ok();
    assert_eq!(first.offers(&intent).await["addresses"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_is_renewed_and_not_doubled() {
    let merchant = Merchant::new("US").await;
    let browser = proven(&merchant, &address(&merchant)).await;
    let id = add(&browser, HOME).await;
    let louder = [
        ("name", "J. Rosen"),
        ("address[line1]", " 1 LINDEN  street"),
        ("address[line2]", "apt4"),
        ("address[city]", "springfield"),
        ("address[state]", "il"),
        ("address[postal_code]", "62 701"),
        ("address[country]", "US"),
    ];
    assert_eq!(add(&browser, &louder).await, id);
    let kept = addresses(&browser).await;
    assert_eq!(line1s(&kept), ["1 LINDEN  street"]);
    assert_eq!(kept[0]["name"], "J. Rosen");
    assert_eq!(kept[0]["phone"], "+1 555 555 0100", "none was given");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_the_default_whichever_is_chosen_or_removed() {
    let merchant = Merchant::new("US").await;
    let browser = proven(&merchant, &address(&merchant)).await;
    let ids = [add(&browser, HOME).await, add(&browser, WORK).await];
    let shown = addresses(&browser).await;
    assert_eq!(line1s(&shown), ["1 Linden Street", "Lindenallee 7"]);
    let paths = ids.clone().map(|id| format!("addresses/{id}/make_default"));
    let (one, other) = tokio::join!(browser.own(&paths[0], &[]), browser.own(&paths[1], &[]));
    one.ok();
    other.ok();
    assert_eq!(defaults(&addresses(&browser).await), 1);

    browser.own(&paths[1], &[]).await.ok();
    let shown = addresses(&browser).await;
    assert_eq!(line1s(&shown), ["Lindenallee 7", "1 Linden Street"]);
    let remove = format!("addresses/{}/remove", ids[1]);
    browser.own(&remove, &[]).await.ok();
    let left = addresses(&browser).await;
    assert_eq!(line1s(&left), ["1 Linden Street"]);
    assert_eq!(left[0]["is_default"], true);
    let again = browser.own(&remove, &[]).await.error(404);
    assert_eq!(again["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_changed_in_its_place_and_swallows_the_one_that_it_becomes() {
    let merchant = Merchant::new("US").await;
    let browser = proven(&merchant, &address(&merchant)).await;
    let home = add(&browser, HOME).await;
    let work = add(&browser, WORK).await;
    let moved = with(
        &[("name", "Jenny R."), ("address[line1]", "Lindenallee 8")],
        &[("address[city]", "Berlin"), ("address[country]", "DE")],
    );
    let path = format!("addresses/{work}");
    browser.own(&path, &moved).await.ok();
    let shown = addresses(&browser).await;
    assert_eq!(line1s(&shown), ["1 Linden Street", "Lindenallee 8"]);
    assert_eq!(shown[1]["id"], work);
    assert_eq!(shown[1]["address"]["postal_code"], Value::Null);

    browser.own(&path, HOME).await.ok();
    let shown = addresses(&browser).await;
    assert_eq!(line1s(&shown), ["1 Linden Street"]);
    assert_eq!(shown[0]["id"], work);
    assert_eq!(shown[0]["is_default"], true, "as the other was");
    let gone = browser.own(&format!("addresses/{home}"), HOME).await;
    assert_eq!(gone.error(404)["param"], "id");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_twenty_first_address_is_refused_and_a_payment_with_one_goes_through() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = proven(&merchant, &email).await;
    for number in 1..=MAX {
        let line1 = format!("{number} Long Road");
        let form = with(&HOME[..1], &[("address[line1]", &line1), HOME[7]]);
        add(&browser, &form).await;
    }
    let refused = browser.own("addresses", HOME).await.error(400);
    assert_eq!(refused["code"], "link_addresses_exceeded");
    // One that is there already can be renewed.
    let first = with(&HOME[..1], &[("address[line1]", "1 long road"), HOME[7]]);
    add(&browser, &first).await;

    let paid = shipped_and_saved(&mut browser, &merchant, &email, HOME).await;
    assert_eq!(paid["status"], "succeeded");
    kept_cards(&browser, &merchant).await;
    assert_eq!(addresses(&browser).await.len(), MAX);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_named_and_keeps_nothing() {
    let merchant = Merchant::new("US").await;
    let browser = proven(&merchant, &address(&merchant)).await;
    let long = "x".repeat(501);
    let cases: [(&str, &str, &str); 8] = [
        ("name", "", "name"),
        ("name", "  ", "name"),
        ("phone", "call me", "phone"),
        ("phone", "12345", "phone"),
        ("address[line1]", " ", "address[line1]"),
        ("address[country]", "", "address[country]"),
        ("address[country]", "Atlantis", "address[country]"),
        ("address[city]", &long, "address[city]"),
    ];
    for (field, value, param) in cases {
        let given = HOME.iter().filter(|(name, _)| *name != field).copied();
        let form: Vec<_> = given.chain([(field, value)]).collect();
        let refused = browser.own("addresses", &form).await.error(400);
        assert_eq!(refused["param"], param, "{field}={value}");
    }
    let unknown = with(HOME, &[("address[planet]", "Earth")]);
    let refused = browser.own("addresses", &unknown).await.error(400);
    assert_eq!(refused["param"], "address[planet]");
    let nowhere = browser.own("addresses/nonsense", HOME).await.error(404);
    assert_eq!(nowhere["code"], "resource_missing");
    assert_eq!(addresses(&browser).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_reads_the_owners_mail_is_not_told_the_number_that_stands_for_a_cards_code() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    let save = [
        ("link[save]", "true"),
        ("link[email]", email.as_str()),
        ("link[phone]", "+15555550100"),
    ];
    paid_for_goods(&mut own, &merchant, HOME, &with(VISA, &save)).await;
    kept_cards(&own, &merchant).await;

    let mut reader = proven(&merchant, &email).await;
    let shown = kept(&reader, 1).await;
    assert_eq!(shown[0]["phone"], Value::Null);
    // Who changes the rest does not take it away.
    let path = format!("addresses/{}", text(&shown[0], "id"));
    let other_name = with(&[("name", "J. Rosen")], &HOME[2..]);
    reader.own(&path, &other_name).await.ok();
    // Where somebody has shown to have the card, it is told.
    let intent = merchant.create(1999, "usd", &[]).await;
    let cards = kept_cards(&reader, &merchant).await;
    let pay = [("payment_method", id_of(&cards[0])), ("link[cvc]", "123")];
    reader.confirm(&intent, &pay).await.ok();
    let told = eventually("the device is trusted", SOON, || async {
        let told = addresses(&reader).await.remove(0);
        told["phone"].is_string().then_some(told)
    })
    .await;
    assert_eq!(told["name"], "J. Rosen");
    assert_eq!(told["phone"], "+1 555 555 0100");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_kept_address_can_be_read_on_the_disk_and_who_is_erased_leaves_none() {
    let server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let browser = proven(&merchant, &email).await;
    add(&browser, HOME).await;
    add(&browser, WORK).await;
    let secret = [
        "Jenny Rosen",
        "1 Linden Street",
        "Lindenallee 7",
        "555 0100",
    ];
    let exported = browser.consumer().await.to_string();
    for text in secret {
        assert!(exported.contains(text), "{text} is exported");
    }
    assert_eq!(readable_in(server.data_dir(), &secret), []);
    let log = server.log_tail();
    assert!(!secret.iter().any(|text| log.contains(text)), "{log}");

    browser.own("erase", &[]).await.ok();
    let later = proven(&merchant, &email).await;
    assert_eq!(addresses(&later).await, Vec::<Value>::new());
    assert_eq!(readable_in(server.data_dir(), &secret), []);
}
