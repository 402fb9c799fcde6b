//! Who the buyer is and where they live: the `address` element, drawn in the merchant's page.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Request, Stage, card, on_stage};

const TAB: &str = "\u{e004}";
/// The form's document.
pub const FORM: &str = "document.querySelector('#address').firstChild.shadowRoot";

/// A buyer at a page with an address element for these options above a payment element.
pub async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    intent: &Intent,
    group: &str,
    options: &str,
) -> Buyer<'s> {
    let buyer = stage.buyer().await;
    open_with(&buyer, stage, page, intent, group, options).await;
    buyer
}

/// Opens such a page in a browser that is there.
pub async fn open_with(
    buyer: &Buyer<'_>,
    stage: &Stage,
    page: &MerchantPage,
    intent: &Intent,
    group: &str,
    options: &str,
) {
    let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
    let url = page.url(
        &origin,
        key,
        &[&intent.client_secret],
        &[("waits", "true"), ("width", "320")],
    );
    buyer.open(&url).await;
    let mount = format!(
        "const [checkout] = checkouts;
         const place = document.createElement('div');
         place.id = 'address';
         main.prepend(place);
         const {{ clientSecret }} = checkout;
         checkout.elements = kassa.elements({{ clientSecret, ...{group} }});
         window.elements = checkout.elements;
         window.address = elements.create('address', {options});
         for (const name of ['ready', 'change', 'focus', 'blur', 'escape', 'loaderror']) {{
           address.on(name, (event) => seen.events.push({{ name: `address:${{name}}`, ...event }}));
         }}
         address.mount(place);
         open(checkout);"
    );
    buyer.ask(PAGE, &mount).await;
    buyer.hears("ready").await;
    buyer.hears("address:ready").await;
}

/// Waits until the form has the focus in a field.
pub async fn is_at(buyer: &Buyer<'_>, field: &str) {
    buyer
        .until(
            PAGE,
            &format!("return {FORM}.activeElement?.id === '{field}';"),
        )
        .await;
}

/// Types into a field.
pub async fn write(buyer: &Buyer<'_>, field: &str, text: &str) {
    let selector = format!("#address > div >>> #{field}");
    let input = buyer.find_behind(&selector).await.expect("the field");
    input.send_keys(text).await.expect("typing");
}

/// Types into one field after the other, led by the tabulator alone.
async fn type_through(buyer: &Buyer<'_>, fields: &[(&str, &str)]) {
    buyer.ask(PAGE, "address.focus();").await;
    for (field, text) in fields {
        is_at(buyer, field).await;
        write(buyer, field, &format!("{text}{TAB}")).await;
    }
}

/// The problems that the form tells, by their fields.
pub async fn problems(buyer: &Buyer<'_>) -> Value {
    let told = format!(
        "return Object.fromEntries([...{FORM}.querySelectorAll('[aria-invalid]')].map((field) =>
           [field.id, {FORM}.getElementById(field.getAttribute('aria-describedby')).innerText]));"
    );
    buyer.ask(PAGE, &told).await
}

/// What the merchant's server sees of the payment.
pub async fn charge_of(stage: &Stage, intent: &Intent) -> Value {
    let path = format!("/v1/payment_intents/{}?expand[]=latest_charge", intent.id);
    let request = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
    request.send().await.ok()["latest_charge"].clone()
}

#[test]
fn a_shipping_address_is_typed_by_keyboard_and_goes_along_with_the_payment() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options = "{ mode: 'shipping', fields: { phone: 'always' },
                         defaultValues: { address: { country: 'US' } } }";
        let buyer = arrive(stage, &page, &intent, "{}", options).await;
        let fields = [
            ("name", "Alex Kassa"),
            ("country", ""),
            ("line1", "354 Oyster Point Blvd"),
            ("line2", ""),
            ("city", "South San Francisco"),
            ("state", "Cal"),
            ("postal_code", "94080"),
            ("phone", "+1 650 555 0100"),
        ];
        type_through(&buyer, &fields).await;
        let complete =
            "return seen.events.findLast(({ name }) => name === 'address:change')?.complete
                          && seen.events.some(({ name }) => name === 'address:blur');";
        buyer.until(PAGE, complete).await;
        let value = buyer.ask(PAGE, "return address.getValue();").await;
        let expected = json!({
            "name": "Alex Kassa",
            "phone": "+1 650 555 0100",
            "address": {
                "line1": "354 Oyster Point Blvd", "line2": null, "city": "South San Francisco",
                "state": "CA", "postal_code": "94080", "country": "US",
            },
        });
        let expected =
            json!({ "complete": true, "isNewAddress": true, "value": expected, "empty": false });
        for name in ["complete", "isNewAddress", "value"] {
            assert_eq!(value[name], expected[name], "{value}");
        }

        buyer.choose("Card").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.is_paid(1).await;
        let shipping = intent.now(&stage.kassa).await["shipping"].clone();
        assert_eq!(shipping["name"], "Alex Kassa", "{shipping}");
        assert_eq!(shipping["phone"], "+1 650 555 0100", "{shipping}");
        assert_eq!(
            shipping["address"], expected["value"]["address"],
            "{shipping}"
        );
        buyer.leave().await;
    });
}

#[test]
fn each_country_has_its_own_form_and_the_payment_element_does_not_ask_again() {
    let japan = [
        ("postal_code", "100-0001"),
        ("state", "東京"),
        ("city", "千代田区"),
        ("line1", "千代田1-1"),
        ("line2", ""),
    ];
    let germany = [
        ("line1", "Unter den Linden 1"),
        ("line2", ""),
        ("postal_code", "10117"),
        ("city", "Berlin"),
    ];
    let britain = [
        ("line1", "10 Downing Street"),
        ("line2", "Flat 2"),
        ("city", "London"),
        ("postal_code", "sw1a 2aa"),
    ];
    let brazil = [
        ("line1", "Avenida Paulista 1578"),
        ("line2", ""),
        ("city", "São Paulo"),
        ("state", "São"),
        ("postal_code", "01310-200"),
    ];
    for (country, locale, fields, expected) in [
        (
            "JP",
            "ja",
            &japan[..],
            json!({ "state": "東京都", "postal_code": "100-0001", "city": "千代田区" }),
        ),
        (
            "DE",
            "de",
            &germany,
            json!({ "state": null, "postal_code": "10117", "city": "Berlin" }),
        ),
        (
            "GB",
            "en",
            &britain,
            json!({ "line2": "Flat 2", "postal_code": "SW1A 2AA", "state": null }),
        ),
        (
            "BR",
            "pt-BR",
            &brazil,
            json!({ "state": "SP", "postal_code": "01310-200", "line2": null }),
        ),
    ] {
        on_stage(async |stage| {
            let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
            let options = format!(
                "{{ mode: 'billing', defaultValues: {{ address: {{ country: '{country}' }} }} }}"
            );
            let group = format!("{{ locale: '{locale}' }}");
            let buyer = arrive(stage, &page, &intent, &group, &options).await;
            let head = [("name", "Alex Kassa"), ("country", "")];
            type_through(&buyer, &[&head[..], fields].concat()).await;
            buyer.click(ELEMENT, ".offer .row").await;
            buyer.find_in(ELEMENT, "#card-number").await;
            let asked = "return !!document.querySelector('#country, #postal-code, #name');";
            assert_eq!(buyer.ask(ELEMENT, asked).await, false, "{country}");
            buyer.fill_card(card::SUCCEEDS).await;
            buyer.pay().await;
            buyer.is_paid(1).await;
            let billing = charge_of(stage, &intent).await["billing_details"].clone();
            assert_eq!(billing["name"], "Alex Kassa", "{billing}");
            assert_eq!(billing["address"]["country"], country, "{billing}");
            for (name, value) in expected.as_object().expect("fields") {
                assert_eq!(
                    &billing["address"][name], value,
                    "{country} {name}: {billing}"
                );
            }
            buyer.leave().await;
        });
    }
}

#[test]
fn what_is_wrong_is_told_beside_its_field_in_the_buyers_language_and_the_first_is_led_to() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options = "{ mode: 'shipping', blockPoBox: true,
                         defaultValues: { name: 'Alex', address: { country: 'DE' } } }";
        let buyer = arrive(stage, &page, &intent, "{ locale: 'de' }", options).await;
        buyer
            .until(PAGE, &format!("return {FORM}?.querySelector('#line1');"))
            .await;
        let submitted = "return elements.submit().then(({ error }) => error);";
        let error = buyer.ask(PAGE, submitted).await;
        assert_eq!(error["type"], "validation_error", "{error}");
        assert_eq!(error["code"], "incomplete_address", "{error}");
        is_at(&buyer, "line1").await;
        let told = problems(&buyer).await;
        assert_eq!(
            told["line1"], "Geben Sie Ihre Straße und Hausnummer ein.",
            "{told}"
        );
        assert_eq!(
            told["postal_code"], "Geben Sie Ihre Postleitzahl ein.",
            "{told}"
        );
        // The first is read out with its field, which has the focus, and the others when they get it.
        let aloud = format!(
            "return [...{FORM}.querySelectorAll('[role=alert]')].map(({{ id }}) => id).join();"
        );
        assert_eq!(buyer.ask(PAGE, &aloud).await, "", "{told}");

        write(&buyer, "line1", "Postfach 12").await;
        write(&buyer, "postal_code", "1011").await;
        write(&buyer, "city", "Berlin").await;
        let told = problems(&buyer).await;
        assert_eq!(told.as_object().expect("problems").len(), 2, "{told}");
        let told_of_box = told["line1"].as_str().expect("a problem");
        assert!(told_of_box.contains("Postfach"), "{told}");
        let told_of_code = told["postal_code"].as_str().expect("a problem");
        assert!(told_of_code.contains("10117"), "{told}");
        assert_eq!(
            buyer.ask(PAGE, &aloud).await,
            "line1-problem,postal_code-problem",
            "{told}"
        );
        write(&buyer, "postal_code", "7").await;
        assert_eq!(problems(&buyer).await.get("postal_code"), None);

        // A payment is not tried with a wrong address.
        buyer.pay().await;
        let error = &buyer.outcome(1).await["error"];
        assert_eq!(error["code"], "incomplete_address", "{error}");
        assert_eq!(
            intent.now(&stage.kassa).await["status"],
            "requires_payment_method"
        );
        buyer.leave().await;
    });
}

#[test]
fn a_page_fills_in_and_offers_what_it_knows() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options = "{
          mode: 'shipping', allowedCountries: ['CA', 'US'], display: { name: 'split' },
          defaultValues: { name: 'Alex Maria Kassa',
            address: { country: 'CA', state: 'Ontario', city: 'Toronto', line1: '1 Yonge St', postal_code: 'M5E 1W7' } },
          contacts: [{ name: 'Mum', address: { line1: '2 Main St', city: 'Reno', state: 'NV', postal_code: '89501', country: 'US' } },
                     { name: 'Abroad', address: { line1: '1 Rue', city: 'Paris', state: '', postal_code: '75001', country: 'FR' } }],
        }";
        let buyer = arrive(stage, &page, &intent, "{}", options).await;
        let get = "return address.getValue();";
        let value = buyer.ask(PAGE, get).await;
        assert_eq!(value["isNewAddress"], false, "{value}");
        assert_eq!(value["value"]["name"], "Mum", "{value}");
        // Where nothing is sent to is not offered.
        let choices = format!("return {FORM}.querySelectorAll('[type=radio]').length;");
        assert_eq!(buyer.ask(PAGE, &choices).await, 2);
        let other = "#address > div >>> .contacts label:last-child";
        buyer.click(PAGE, other).await;
        let value = buyer.ask(PAGE, get).await;
        assert_eq!(value["isNewAddress"], true, "{value}");
        assert_eq!(value["complete"], true, "{value}");
        assert_eq!(value["value"]["firstName"], "Alex Maria", "{value}");
        assert_eq!(value["value"]["lastName"], "Kassa", "{value}");
        assert_eq!(value["value"]["address"]["state"], "ON", "{value}");
        let countries = format!("return {FORM}.querySelectorAll('#country option').length;");
        assert_eq!(buyer.ask(PAGE, &countries).await, 2);

        // What was typed stays in another country and another language, and goes when it is cleared.
        write(&buyer, "city", " East").await;
        write(&buyer, "country", "United").await;
        buyer
            .until(
                PAGE,
                &format!("return {FORM}.querySelector('#state option[value=NV]');"),
            )
            .await;
        buyer
            .ask(
                PAGE,
                "return elements.update({ locale: 'fr', appearance: { theme: 'night' } });",
            )
            .await;
        buyer
            .until(
                PAGE,
                &format!("return {FORM}.querySelector('label[for=city]')?.innerText === 'Ville';"),
            )
            .await;
        let city = format!("return {FORM}.querySelector('#city').value;");
        assert_eq!(buyer.ask(PAGE, &city).await, "Toronto East");
        buyer.ask(PAGE, "address.clear();").await;
        buyer
            .until(
                PAGE,
                &format!("return !{FORM}.querySelector('#city').value;"),
            )
            .await;
        let same = "return elements.getElement('address') === address
                      && elements.getElement('address', { mode: 'billing' }) === null;";
        assert_eq!(buyer.ask(PAGE, same).await, true);
        buyer.leave().await;
    });
}
