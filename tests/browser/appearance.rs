//! The element looks as the merchant wants it, as far as that does nobody harm: colours, shapes and
//! fonts arrive and change while it stands, and what could cover or load something is refused.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, on_stage};

/// Before the element is made: what the page's developer would read in the console, and every
/// height that the page has given to the element.
const LISTEN: &str = "
    seen.warnings = [];
    seen.heights = [];
    console.warn = (text) => seen.warnings.push(text);
    new ResizeObserver(() => seen.heights.push(main.getBoundingClientRect().height)).observe(main);";

/// The card form alone, in a group with these options beside its client secret.
async fn open_with(stage: &Stage, page: &MerchantPage, buyer: &Buyer<'_>, options: &Value) {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method_types[]", "card"),
    ];
    let intent = Intent::with(&stage.kassa, &form).await;
    let (key, secrets) = (
        stage.kassa.publishable_key(),
        [intent.client_secret.as_str()],
    );
    let url = page.url(&stage.kassa.origin(), key, &secrets, &[("waits", "true")]);
    buyer.open(&url).await;
    buyer.ask(PAGE, LISTEN).await;
    let open = format!(
        "const [checkout] = checkouts;
         checkout.elements = kassa.elements({{ clientSecret: checkout.clientSecret, ...{options} }});
         open(checkout);"
    );
    buyer.ask(PAGE, &open).await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "#card-number").await;
}

/// What the browser makes of a property of what a selector finds in the element.
async fn look(buyer: &Buyer<'_>, selector: &str, property: &str) -> String {
    let script =
        format!("return getComputedStyle(document.querySelector('{selector}'))['{property}'];");
    let value = buyer.ask(ELEMENT, &script).await;
    value.as_str().unwrap_or_default().to_owned()
}

async fn becomes(buyer: &Buyer<'_>, selector: &str, property: &str, value: &str) {
    let script = format!(
        "return getComputedStyle(document.querySelector('{selector}'))['{property}'] === '{value}';"
    );
    buyer.until(ELEMENT, &script).await;
}

async fn warnings(buyer: &Buyer<'_>) -> Vec<String> {
    let warnings = buyer.ask(PAGE, "return seen.warnings;").await;
    serde_json::from_value(warnings).expect("texts")
}

#[test]
fn an_appearance_is_there_from_the_first_drawing_and_changes_while_the_buyer_types() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let appearance = json!({
            "theme": "flat",
            "variables": {"colorDanger": "rgb(200, 0, 100)", "borderRadius": "3px", "fontSizeBase": "18px"},
            "rules": {
                ".Label": {"textTransform": "uppercase", "color": "var(--colorDanger)"},
                ".Input:focus": {"borderColor": "rgb(1, 2, 3)", "transition": "none"},
            },
        });
        open_with(stage, &page, &buyer, &json!({"appearance": appearance})).await;
        let label = "label[for=card-number]";
        assert_eq!(look(&buyer, label, "color").await, "rgb(200, 0, 100)");
        assert_eq!(look(&buyer, label, "textTransform").await, "uppercase");
        assert_eq!(look(&buyer, "#card-number", "borderRadius").await, "3px");
        assert_eq!(look(&buyer, "#card-number", "fontSize").await, "18px");

        buyer.fill(ELEMENT, "#card-number", "4242").await;
        assert_eq!(
            look(&buyer, "#card-number", "borderTopColor").await,
            "rgb(1, 2, 3)"
        );
        let update = "checkouts[0].elements.update({ appearance: {
            theme: 'night', variables: { borderRadius: '12px' } } });";
        buyer.ask(PAGE, update).await;
        becomes(&buyer, "#card-number", "borderRadius", "12px").await;
        assert_eq!(look(&buyer, label, "textTransform").await, "none");
        assert_eq!(look(&buyer, "#kassa", "colorScheme").await, "dark");
        buyer
            .ask(
                PAGE,
                "checkouts[0].elements.update({ appearance: { theme: 'stripe' } });",
            )
            .await;
        becomes(&buyer, "#card-number", "borderRadius", "8px").await;
        assert_eq!(look(&buyer, "#kassa", "colorScheme").await, "light");
        let typed = "return document.querySelector('#card-number').value;";
        assert_eq!(buyer.ask(ELEMENT, typed).await, "4242");
        assert_eq!(warnings(&buyer).await, [""; 0]);
        buyer.leave().await;
    });
}

#[test]
fn a_theme_alone_loads_nothing_more() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open_with(
            stage,
            &page,
            &buyer,
            &json!({"appearance": {"theme": "night"}}),
        )
        .await;
        assert_eq!(look(&buyer, "#kassa", "colorScheme").await, "dark");
        let loaded = "return performance.getEntriesByType('resource').map(({ name }) => name)
                        .filter((name) => name.includes('appearance')).length;";
        assert_eq!(buyer.ask(ELEMENT, loaded).await, 0);
        buyer.leave().await;
    });
}

#[test]
fn what_could_cover_or_load_something_has_no_effect_and_is_told_to_the_developer() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let appearance = json!({
            "theme": "night-x}",
            "variables": {"colorText": "url(//evil.example/x)", "colorPrimary": "no colour"},
            "rules": {
                ".Input": {
                    "position": "fixed", "inset": "0", "backgroundColor": "red}*{position:fixed",
                    "boxShadow": "0 0 0 9999px red", "borderColor": "rgb(1, 2, 3)",
                },
                ".Input[value^='4']": {"color": "red"},
                ".Error": {"color": "var(--nothing)"},
            },
        });
        open_with(stage, &page, &buyer, &json!({"appearance": appearance})).await;
        let told = warnings(&buyer).await;
        for part in [
            "appearance.theme",
            "variables.colorText",
            "variables.colorPrimary",
            "rules[\".Input\"].position",
            "rules[\".Input\"].inset",
            "rules[\".Input\"].backgroundColor",
            "rules[\".Input\"].boxShadow",
            "rules[\".Input[value^='4']\"]",
            "rules[\".Error\"].color",
        ] {
            assert!(
                told.iter().any(|warning| warning.contains(part)),
                "{part}: {told:#?}"
            );
        }
        assert_eq!(told.len(), 9, "{told:#?}");
        // The rest of a rule is taken.
        for (property, value) in [
            ("position", "static"),
            ("backgroundColor", "rgb(255, 255, 255)"),
            ("borderTopColor", "rgb(1, 2, 3)"),
        ] {
            assert_eq!(
                look(&buyer, "#card-number", property).await,
                value,
                "{property}"
            );
        }
        let elsewhere = "return performance.getEntriesByType('resource').map(({ name }) => name)
                           .filter((name) => new URL(name).origin !== location.origin);";
        assert_eq!(buyer.ask(ELEMENT, elsewhere).await, json!([]));
        buyer.leave().await;
    });
}

#[test]
fn what_is_no_appearance_changes_nothing() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open_with(stage, &page, &buyer, &json!({})).await;
        let before = look(&buyer, "#card-number", "color").await;
        let nonsense = "
            const element = document.querySelector('iframe').contentWindow;
            for (const data of [null, 7, '', [], {}, { appearance: 7 }, { appearance: '{' }, { appearance: 'null' },
                { appearance: '[]' }, { fonts: 7 }, { fonts: [null, {}, { family: 'x', source: new ArrayBuffer(8) }] }]) {
              element.postMessage(data, '*');
            }
            element.postMessage({ appearance: JSON.stringify({
              theme: 'stripe', variables: { borderRadius: '1px' } }) }, '*');";
        buyer.ask(PAGE, nonsense).await;
        // What comes after it is heard.
        becomes(&buyer, "#card-number", "borderRadius", "1px").await;
        assert_eq!(look(&buyer, "#card-number", "color").await, before);
        buyer.leave().await;
    });
}

#[test]
fn fonts_arrive_through_the_page_and_the_element_asks_nobody_for_them() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let options = json!({
            "fonts": [
                {"cssSrc": "/fonts.css"},
                {"family": "Own", "src": "url(/squares.ttf)", "weight": "600"},
                {"family": "Local", "src": "local('Arial')"},
            ],
            "appearance": {"variables": {"fontFamily": "Squares, Own"}},
        });
        open_with(stage, &page, &buyer, &options).await;
        let fonts =
            "const fonts = [...document.fonts].map(({ family, weight, status }) => `${family} ${weight} ${status}`);
             return fonts.length === 2 && fonts.sort();";
        let fonts = buyer.until(ELEMENT, fonts).await;
        assert_eq!(fonts, json!(["Own 600 loaded", "Squares normal loaded"]));
        let told = "return seen.warnings.length === 2 && seen.warnings.sort();";
        let told = buyer.until(PAGE, told).await;
        assert!(told[0].to_string().contains("Local"), "{told}");
        assert!(told[1].to_string().contains("Missing"), "{told}");
        let fetched = "return performance.getEntriesByType('resource').map(({ name }) => name)
                         .filter((name) => name.includes('.ttf') || name.includes('.css') && !name.includes('/a/'));";
        assert_eq!(buyer.ask(ELEMENT, fetched).await, json!([]));
        buyer.leave().await;
    });
}

#[test]
fn room_is_kept_for_inputs_of_every_shape() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        for (shape, label_position) in [
            (json!({"labels": "above"}), "static"),
            (json!({"labels": "floating"}), "absolute"),
            (json!({"inputs": "condensed"}), "absolute"),
            (
                json!({"inputs": "condensed", "labels": "above"}),
                "absolute",
            ),
            (json!({"disableAnimations": true}), "static"),
        ] {
            open_with(stage, &page, &buyer, &json!({"appearance": shape})).await;
            let heights = "return [...new Set(seen.heights.filter((height) => height > 0))];";
            let heights = buyer.ask(PAGE, heights).await;
            let heights = heights.as_array().expect("a list");
            assert_eq!(
                heights.len(),
                1,
                "from the first to the last: {shape} {heights:?}"
            );
            let position = look(&buyer, "label[for=card-number]", "position").await;
            assert_eq!(position, label_position, "{shape}");
            assert_eq!(warnings(&buyer).await, [""; 0], "{shape}");
        }
        assert_eq!(look(&buyer, ".panel", "animationName").await, "none");
        buyer.leave().await;
    });
}
