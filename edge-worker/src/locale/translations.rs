//! Every language's file says everything that English says.

use shared::element::language::{ENGLISH, Language, Texts};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// What may read as it does in English, in any language: brands, examples, and what banks call so
/// everywhere.
const INTERNATIONAL: &[&str] = &[
    "0000",
    "000",
    "00",
    "000-000",
    "000.000.000-00",
    "000000",
    "10-88-00",
    "11",
    "110000000",
    "11000",
    "1234 1234 1234 1234",
    "BIC",
    "BSB",
    "CEP",
    "CLABE",
    "CVC",
    "DE00 0000 0000 0000 0000 00",
    "Eircode",
    "IBAN",
    "PayID",
    "Routing number",
    "Sort code",
];

/// Words that a language shares with English.
const SHARED_WORDS: &[(&str, &str)] = &[
    ("de", "Bank"),
    ("de", "County"),
    ("de", "Region"),
    ("de", "Suffix"),
    ("fr", "District"),
    ("fr", "Province"),
    ("it", "Area"),
    ("nl", "Bank"),
    ("nl", "District"),
    ("nl", "Postcode"),
    ("pl", "Bank"),
    ("pl", "Region"),
    ("sv", "Bank"),
    ("sv", "Region"),
    ("sv", "Suffix"),
];

fn languages() -> Vec<(String, Language)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../static/locales");
    let read = |path: PathBuf| {
        let tag = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let language = Language::read(&fs::read_to_string(&path).unwrap());
        (
            tag.clone(),
            language.unwrap_or_else(|error| panic!("{tag}: {error}")),
        )
    };
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| read(file.unwrap().path())).collect()
}

/// Every text of a file, under the name of its part and its key.
fn texts(language: &Language) -> Texts {
    let named = |part: &str, texts: &Texts| -> Texts {
        let named = |(key, text): (&String, &String)| (format!("{part}/{key}"), text.clone());
        texts.iter().map(named).collect()
    };
    let mut all = named("element", &language.element);
    all.extend(named("edge", &language.edge));
    all
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let opened = text.split('{').skip(1);
    opened
        .map(|part| part.split_once('}').expect("closed").0)
        .collect()
}

/// Panics with all that is wrong: a translator mends it at once.
fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_language_has_exactly_the_texts_of_english() {
    let english = texts(&Language::read(ENGLISH).unwrap());
    let mut problems = Vec::new();
    for (tag, language) in languages() {
        let texts = texts(&language);
        let missing = english.keys().filter(|key| !texts.contains_key(*key));
        problems.extend(missing.map(|key| format!("{tag} lacks {key}")));
        let unknown = texts.keys().filter(|key| !english.contains_key(*key));
        problems.extend(unknown.map(|key| format!("{tag} has {key}, which English does not have")));
    }
    assert_none(problems);
}

#[test]
fn every_text_has_the_places_of_english() {
    let english = texts(&Language::read(ENGLISH).unwrap());
    let mut problems = Vec::new();
    for (tag, language) in languages() {
        for (key, text) in texts(&language) {
            let (ours, theirs) = (english.get(&key), placeholders(&text));
            if ours.is_some_and(|ours| placeholders(ours) != theirs) {
                problems.push(format!("{tag}: {key} has the places {theirs:?}"));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn no_text_is_empty_or_left_in_english() {
    let english = texts(&Language::read(ENGLISH).unwrap());
    let mut problems = Vec::new();
    for (tag, language) in languages() {
        for (key, text) in texts(&language) {
            let is_shared = tag == "en"
                || INTERNATIONAL.contains(&text.as_str())
                || SHARED_WORDS.contains(&(tag.as_str(), text.as_str()));
            if text.trim().is_empty() {
                problems.push(format!("{tag}: {key} is empty"));
            } else if !is_shared && english.get(&key) == Some(&text) {
                problems.push(format!("{tag}: {key} is English: {text}"));
            }
        }
    }
    assert_none(problems);
}

/// What else a page tells may be mended in the form, which says how.
const MENDED_IN_THE_FORM: &str = "element/error.incomplete_payment_details";

#[test]
fn every_failure_says_what_the_buyer_can_do() {
    let mut problems = Vec::new();
    for (tag, language) in languages() {
        for (key, text) in texts(&language) {
            let is_failure = key.contains("/error.") || key.contains(".error.");
            let sentences = text.split_inclusive(['.', '。']).count();
            if is_failure && key != MENDED_IN_THE_FORM && sentences < 2 {
                problems.push(format!(
                    "{tag}: {key} says no more than what happened: {text}"
                ));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn every_language_reads_in_one_of_two_directions() {
    for (tag, language) in languages() {
        let expected = if tag == "ar" { "rtl" } else { "ltr" };
        assert_eq!(language.direction, expected, "{tag}");
    }
}
