//! The forms of the merchant's page: the e-mail address, and what axe finds.

use serde_json::json;

use crate::accessibility::axe;
use crate::address::{FORM, arrive, charge_of, is_at, problems, write};
use crate::link::open_link;
use crate::support::{ELEMENT, Intent, MerchantPage, PAGE, on_stage};

#[test]
fn axe_finds_nothing_in_a_form_that_is_wrong_in_any_theme_and_direction() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        for (locale, country, appearance) in [
            ("ar", "AE", "{ theme: 'stripe' }"),
            ("de", "US", "{ theme: 'night' }"),
            ("ja", "JP", "{ theme: 'flat', labels: 'floating' }"),
            (
                "en",
                "CN",
                "{ inputs: 'condensed', variables: { fontSizeBase: '18px' } }",
            ),
        ] {
            let contact = "{ name: 'Mum', address: { line1: '2 Main St', city: 'Reno', state: 'NV',
                                                     postal_code: '89501', country: 'US' } }";
            let options = format!(
                "{{ mode: 'shipping', fields: {{ phone: 'always' }}, contacts: [{contact}],
                    defaultValues: {{ address: {{ country: '{country}' }} }} }}"
            );
            let group = format!("{{ locale: '{locale}', appearance: {appearance} }}");
            let buyer = arrive(stage, &page, &intent, &group, &options).await;
            if appearance.contains("night") {
                buyer
                    .ask(PAGE, "document.body.style.background = '#12151c';")
                    .await;
            }
            let other = "#address > div >>> .contacts label:last-child";
            buyer.click(PAGE, other).await;
            buyer
                .ask(PAGE, "return elements.submit().then(() => 0);")
                .await;
            is_at(&buyer, "name").await;
            buyer.ask(PAGE, &axe()).await;
            let audit = "const done = arguments[arguments.length - 1];
                         axe.run('#address', { resultTypes: ['violations'] }).then(({ violations }) =>
                           done(violations.flatMap(({ id, nodes }) =>
                             nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`))));";
            let found = buyer
                .execute_async(audit, Vec::new())
                .await
                .expect("a list");
            assert_eq!(found, json!([]), "{locale} {appearance}");
            let small = format!(
                "return [...{FORM}.querySelectorAll('input:not([type=radio]), select, .contacts label')]
                   .filter((it) => it.getBoundingClientRect().height < 44).map(({{ id }}) => id).join();"
            );
            assert_eq!(buyer.ask(PAGE, &small).await, "", "{locale} {appearance}");
            let wide = format!(
                "return [...{FORM}.querySelectorAll('*')]
                   .filter((it) => it.getBoundingClientRect().width > 320).length;"
            );
            assert_eq!(buyer.ask(PAGE, &wide).await, 0, "{locale} {appearance}");
            buyer.leave().await;
        }
    });
}

#[test]
fn a_form_shows_the_fonts_of_its_group() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let group = "{ fonts: [{ cssSrc: '/fonts.css' }], appearance: { variables: { fontFamily: 'Squares' } } }";
        let buyer = arrive(stage, &page, &intent, group, "{ mode: 'shipping' }").await;
        let loaded = "return [...document.fonts].some((font) => font.family === 'Squares' && font.status === 'loaded');";
        buyer.until(PAGE, loaded).await;
        let family = format!("return getComputedStyle({FORM}.querySelector('input')).fontFamily;");
        assert_eq!(buyer.ask(PAGE, &family).await, "Squares");
        buyer.leave().await;
    });
}

#[test]
fn the_buyers_email_is_asked_once_and_goes_along_with_the_payment() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let p24 = [
            ("amount", "5000"),
            ("currency", "eur"),
            ("payment_method_types[]", "p24"),
        ];
        let intent = Intent::with(&stage.kassa, &p24).await;
        let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
        let secrets = [intent.client_secret.as_str()];
        buyer
            .open(&page.url(
                &origin,
                key,
                &secrets,
                &[("waits", "true"), ("country", "PL")],
            ))
            .await;
        let mount = "const [checkout] = checkouts;
             const place = document.createElement('div');
             place.id = 'address';
             main.prepend(place);
             const { clientSecret } = checkout;
             window.elements = checkout.elements = kassa.elements({ clientSecret, locale: 'fr' });
             const email = elements.create('linkAuthentication', { defaultValues: { email: 'alex@' } });
             email.on('change', (event) => seen.events.push({ name: 'email:change', ...event }));
             email.mount(place);
             open(checkout);";
        buyer.ask(PAGE, mount).await;
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, ".panel").await;
        assert_eq!(
            buyer
                .ask(ELEMENT, "return !!document.querySelector('#email');")
                .await,
            false
        );

        let change = buyer.hears("email:change").await;
        assert_eq!(change["value"]["email"], "alex@", "{change}");
        assert_eq!(change["complete"], false, "{change}");
        let error = buyer
            .ask(PAGE, "return elements.submit().then(({ error }) => error);")
            .await;
        assert_eq!(error["code"], "incomplete_email", "{error}");
        is_at(&buyer, "email").await;
        let told = problems(&buyer).await;
        assert!(
            told["email"]
                .as_str()
                .expect("a problem")
                .contains("adresse"),
            "{told}"
        );
        write(&buyer, "email", "example.com").await;
        let complete = "const { complete, value } = seen.events.findLast(({ name }) => name === 'email:change');
                        return complete && value.email;";
        assert_eq!(buyer.until(PAGE, complete).await, "alex@example.com");
        buyer.fill_details().await;
        buyer.pay().await;
        buyer.press_at_provider("authorize").await;
        buyer
            .until(PAGE, "return location.pathname === '/done';")
            .await;
        let billing = charge_of(stage, &intent).await["billing_details"].clone();
        assert_eq!(billing["email"], "alex@example.com", "{billing}");
        buyer.leave().await;
    });
}

#[test]
fn the_email_of_the_page_is_typed_already_where_link_asks_for_it() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        let intent = Intent::new(&stage.kassa).await;
        let email = "{ defaultValues: { email: 'alex@example.com' } }";
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let waits = [("waits", "true"), ("width", "420")];
        let url = page.url(&origin, key, &[&intent.client_secret], &waits);
        buyer.open(&url).await;
        let mount = format!(
            "const [checkout] = checkouts;
             const place = document.createElement('div');
             main.prepend(place);
             const {{ clientSecret }} = checkout;
             window.elements = checkout.elements = kassa.elements({{ clientSecret }});
             elements.create('linkAuthentication', {email}).mount(place);
             open(checkout);"
        );
        buyer.ask(PAGE, &mount).await;
        buyer.hears("ready").await;
        open_link(&buyer).await;
        let typed = "return document.querySelector('#email')?.value === 'alex@example.com';";
        buyer.until(ELEMENT, typed).await;
    });
}
