//! What buyers are told in one language: a file of `static/locales`.

use crate::json;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The language that every other one is translated from, and that answers for a missing one.
pub const ENGLISH: &str = include_str!("../../../static/locales/en.json");

/// Texts by key, with places for values: `{amount}`.
pub type Texts = BTreeMap<String, String>;

/// One language's file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Language {
    /// `ltr` or `rtl`.
    pub direction: String,
    /// What the element and the loader show by themselves.
    pub element: Texts,
    /// What the edge puts into its answers.
    pub edge: Texts,
}

impl Language {
    /// Errors: the text is not such a file.
    pub fn read(file: &str) -> Result<Self, serde_json::Error> {
        json::from_str(file)
    }
}

/// What a language says of an error, looked up by key: `error.card_declined.insufficient_funds`, else
/// `error.card_declined`.
pub fn error_text<T>(
    code: &str,
    decline_code: Option<&str>,
    text: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let general = ["error.", code].concat();
    let precise = decline_code.and_then(|reason| text(&[&general, ".", reason].concat()));
    precise.or_else(|| text(&general))
}
