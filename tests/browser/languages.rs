//! Buyers read the element in their own language.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{ELEMENT, Intent, MerchantPage, PAGE, Place, card, on_stage};

const TAG: Place = Place(Some("kassa-checkout >>> iframe"));

/// An element in each theme.
const THEMES: &str = "['stripe', 'night', 'flat', 'auto']";
const PLACES: [Place; 4] = [
    Place(Some("main > div:nth-child(2) iframe")),
    Place(Some("main > div:nth-child(3) iframe")),
    Place(Some("main > div:nth-child(4) iframe")),
    Place(Some("main > div:nth-child(5) iframe")),
];

/// The languages that there are, by tag.
fn languages() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/locales");
    let files = fs::read_dir(folder).expect("the languages");
    let mut languages: Vec<(String, Value)> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let tag = path.file_stem().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a language");
            (tag.into_owned(), serde_json::from_str(&text).expect("JSON"))
        })
        .collect();
    languages.sort_by(|(one, _), (other, _)| one.cmp(other));
    languages
}

#[test]
fn the_card_form_is_in_every_language_in_its_direction_and_without_english() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let languages = languages();
        let (_, english) = languages
            .iter()
            .find(|(tag, _)| tag == "en")
            .expect("English");
        for (tag, language) in &languages {
            let intent = Intent::new(&stage.kassa).await;
            let attributes = [
                ("publishable-key", intent.publishable_key.as_str()),
                ("client-secret", &intent.client_secret),
                ("locale", tag),
            ];
            let buyer = stage.buyer().await;
            let url = page.tag_url(&stage.kassa.origin(), &attributes);
            buyer.open(&url).await;
            let label = language["edge"]["field.card_number"].as_str();
            buyer.sees(TAG, "#kassa", label.expect("a label")).await;
            let written = "const { lang, dir } = document.documentElement; return [lang, dir];";
            let written = buyer.ask(TAG, written).await;
            assert_eq!(written, json!([tag, language["direction"]]));
            let shown = buyer.ask(TAG, "return document.body.innerText;").await;
            let lines: Vec<&str> = shown.as_str().expect("text").lines().collect();
            for (key, text) in english["edge"].as_object().expect("texts") {
                let is_left = language["edge"][key] != *text;
                let is_shown = lines.iter().any(|line| Some(*line) == text.as_str());
                assert!(!(is_left && is_shown), "{tag}: {key} is in English");
            }
            buyer.leave().await;
        }
    });
}

#[test]
fn another_language_takes_nothing_from_the_buyer() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &[("locale", "en")])
            .await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        let typed = "return [document.activeElement.id,
            ...[...document.querySelectorAll('.panel input')].map(({ value }) => value)].join('|');";
        let before = buyer.ask(ELEMENT, typed).await;
        assert!(
            before.as_str().expect("a text").contains("4242 4242"),
            "{before}"
        );
        for (locale, label) in [("ar", "رقم البطاقة"), ("de", "Kartennummer")] {
            let change = format!("return checkouts[0].elements.update({{ locale: '{locale}' }});");
            buyer.ask(PAGE, &change).await;
            buyer.sees(ELEMENT, "#kassa", label).await;
            assert_eq!(buyer.until(ELEMENT, typed).await, before, "{locale}");
        }
        buyer.pay().await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn every_theme_loads_in_every_language_and_the_console_stays_empty() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let buyer = stage.buyer().await;
        let more = [("waits", "true")];
        let url = page.url(&origin, key, &[&intent.client_secret], &more);
        for (tag, language) in languages() {
            buyer.open(&url).await;
            let mount = format!(
                "for (const theme of {THEMES}) {{
                   const [{{ clientSecret }}] = checkouts;
                   const elements = kassa.elements({{ clientSecret, locale: '{tag}', appearance: {{ theme }} }});
                   const payment = elements.create('payment');
                   payment.on('ready', () => seen.events.push({{ name: theme }}));
                   payment.mount(main.appendChild(document.createElement('div')));
                 }}"
            );
            buyer.ask(PAGE, &mount).await;
            buyer.until(PAGE, "return seen.events.length === 4;").await;
            let label = language["edge"]["field.card_number"].as_str();
            for place in PLACES {
                buyer.sees(place, "#kassa", label.expect("a label")).await;
            }
            let said = buyer.log("browser").await;
            // There is no network here in which Google Pay could be asked for.
            let said: Vec<_> = said
                .iter()
                .filter(|entry| !entry["message"].to_string().contains("google.com/pay"))
                .collect();
            assert!(said.is_empty(), "{tag}: {said:#?}");
        }
        buyer.leave().await;
    });
}
