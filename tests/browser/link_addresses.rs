//! The addresses that a buyer keeps with Link, in the merchant's own form: by one tap, and not before.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::address::{FORM, charge_of, open_with, write};
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, card, on_stage};

const SHIPPING: &str = "{ mode: 'shipping' }";
const OFFERED: &str = ".panel .link-addresses button";
const HOME: [(&str, &str); 4] = [
    ("name", "Jenny Rosen"),
    ("line1", "1 Linden Street"),
    ("city", "Springfield"),
    ("postal_code", "62701"),
];

/// Pays for goods that are shipped home, and has all of it kept.
async fn save(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage, email: &str) {
    let intent = Intent::new(&stage.kassa).await;
    open_with(buyer, stage, page, &intent, "{}", SHIPPING).await;
    for (field, text) in HOME {
        write(buyer, field, text).await;
    }
    let state = format!(
        "const state = {FORM}.getElementById('state');
         state.value = 'IL';
         state.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    );
    buyer.ask(PAGE, &state).await;
    buyer.fill_card(card::SUCCEEDS).await;
    buyer.click(ELEMENT, "#link-save").await;
    buyer.fill(ELEMENT, "#link-email", email).await;
    buyer.pay().await;
    buyer.is_paid(1).await;
}

/// Whether the page was told where the buyer lives.
async fn has_heard(buyer: &Buyer<'_>) -> bool {
    let heard = "return seen.messages.some((message) => message.includes('Linden'));";
    buyer.ask(PAGE, heard).await == true
}

async fn offered(buyer: &Buyer<'_>) -> Value {
    let texts =
        format!("return [...document.querySelectorAll('{OFFERED}')].map((it) => it.innerText);");
    buyer.ask(ELEMENT, &texts).await
}

#[test]
fn one_tap_fills_the_pages_address_which_hears_of_nothing_before() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "ships@example.com").await;

        let intent = Intent::new(&stage.kassa).await;
        open_with(&buyer, stage, &page, &intent, "{}", SHIPPING).await;
        let ship = "Ship to Jenny Rosen, 1 Linden Street, Springfield, IL, 62701, United States";
        buyer.sees(ELEMENT, OFFERED, ship).await;
        let found = audit(&buyer, &axe(), ELEMENT, "addresses below a card").await;
        assert_eq!(found, Vec::<String>::new());
        assert!(!has_heard(&buyer).await);
        let typed = format!("return {FORM}.getElementById('line1').value;");
        assert_eq!(buyer.ask(PAGE, &typed).await, "");

        buyer.click(ELEMENT, OFFERED).await;
        buyer
            .until(PAGE, &typed.replace(';', " === '1 Linden Street';"))
            .await;
        let filled = "The address was filled in on this page.";
        buyer
            .sees(ELEMENT, ".link-addresses [role=status]", filled)
            .await;
        let told = "return address.getValue();";
        let told = buyer.ask(PAGE, told).await;
        assert_eq!(told["complete"], true, "{told}");
        assert_eq!(told["value"]["address"]["state"], "IL");
        buyer.pay().await;
        buyer.is_paid(1).await;
        let shipping = &charge_of(stage, &intent).await["shipping"];
        assert_eq!(shipping["name"], "Jenny Rosen");
        assert_eq!(shipping["address"]["line1"], "1 Linden Street");
    });
}

#[test]
fn nothing_is_offered_where_the_page_asks_for_no_address_or_for_one_elsewhere() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "stays@example.com").await;

        let intent = Intent::new(&stage.kassa).await;
        let elsewhere = "{ mode: 'shipping', allowedCountries: ['DE'] }";
        open_with(&buyer, stage, &page, &intent, "{}", elsewhere).await;
        let saved = "Saved with Link by stays@example.com";
        buyer.sees(ELEMENT, ".panel", saved).await;
        // The form for any country comes in its place, and the address with it.
        buyer.ask(PAGE, "address.destroy();").await;
        let billing = "const place = document.querySelector('#address');
             window.address = elements.create('address', { mode: 'billing' });
             address.mount(place);";
        let before = offered(&buyer).await;
        buyer.ask(PAGE, billing).await;
        let bill = "Bill to Jenny Rosen, 1 Linden Street";
        buyer.sees(ELEMENT, OFFERED, bill).await;
        assert_eq!(before, json!([]));
        buyer.ask(PAGE, "address.destroy();").await;
        let gone = format!("return !document.querySelector('{OFFERED}');");
        buyer.until(ELEMENT, &gone).await;
        assert!(!has_heard(&buyer).await);
    });
}

#[test]
fn what_others_post_fills_in_no_address() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        let intent = Intent::new(&stage.kassa).await;
        open_with(&buyer, stage, &page, &intent, "{}", SHIPPING).await;
        // From the page itself, and from the frame in shapes that are none.
        let value = "{ name: 'Eve', address: { line1: '1 Evil Road', country: 'US' } }";
        let own = format!("postMessage({{ link: {{ mode: 'shipping', value: {value} }} }}, '*');");
        buyer.ask(PAGE, &own).await;
        for shape in [
            "null",
            "{ mode: 'shipping' }",
            "{ mode: 'shipping', value: { address: { line1: 1, country: 'US' } } }",
            "{ mode: 'shipping', value: { address: { line1: '1 Evil Road', country: 'Mars' } } }",
            "{ mode: 'billing', value: { address: { line1: '1 Evil Road', country: 'US' } } }",
        ] {
            let post = format!("parent.postMessage({{ link: {shape} }}, '*');");
            buyer.ask(ELEMENT, &post).await;
        }
        // Messages come in order: once this one has, the others have.
        let right = "parent.postMessage({ link: { mode: 'shipping',
            value: { name: 7, more: {}, address: { line1: '1 Right Road', country: 'US' } } } }, '*');";
        buyer.ask(ELEMENT, right).await;
        let line1 = format!("return {FORM}.getElementById('line1').value;");
        let is_there = line1.replace(';', " === '1 Right Road';");
        buyer.until(PAGE, &is_there).await;
        let lines = "return seen.events.filter(({ name }) => name === 'address:change').map(({ value }) => value.address.line1);";
        assert_eq!(buyer.ask(PAGE, lines).await, json!(["1 Right Road"]));
    });
}

#[test]
fn an_address_is_typed_on_kassas_own_page_under_its_policy() {
    on_stage(async |stage| {
        let buyer = stage.new_buyer().await;
        buyer.open(&stage.kassa.url("/link")).await;
        buyer.find_in(PAGE, "#email").await;
        let draw = "const place = document.querySelector('main').appendChild(document.createElement('div'));
             place.id = 'place';
             import('/address_form.js').then(({ addressForm }) => {
               const value = { name: 'Jenny', phone: null, address: { line1: 'Lindenallee 7', country: 'DE' } };
               window.form = addressForm(place, { said: (key) => key, locale: 'en', value });
             });";
        buyer.ask(PAGE, draw).await;
        buyer.find_in(PAGE, "#place #postal_code").await;
        let problems = "return form.problems();";
        assert_ne!(buyer.ask(PAGE, problems).await, json!([]));
        buyer.ask(PAGE, "form.complain();").await;
        buyer.find_in(PAGE, "#postal_code-problem").await;
        buyer.fill(PAGE, "#postal_code", "10117").await;
        buyer.fill(PAGE, "#city", "Berlin").await;
        assert_eq!(buyer.ask(PAGE, problems).await, json!([]));
        let typed = buyer.ask(PAGE, "return form.value();").await;
        assert_eq!(typed["phone"], Value::Null);
        assert_eq!(typed["address"]["country"], "DE");
        let fields = buyer.ask(PAGE, "return form.fields();").await;
        let expected = json!({
            "name": "Jenny", "address[line1]": "Lindenallee 7", "address[city]": "Berlin",
            "address[postal_code]": "10117", "address[country]": "DE",
        });
        assert_eq!(fields, expected);
    });
}
