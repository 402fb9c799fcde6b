//! Every string that the element shows, as a typed key over the session's texts.

use shared::element::language::error_text;
use shared::element::protocol::ElementError;

shared::text_keys! {
    Methods = "methods.legend",
    MoreMethods = "methods.more",
    RemoveSaved = "saved.remove",
    RemoveQuestion = "saved.remove.question",
    Cancel = "loader.cancel",
    PostalCode = "postal_code.postal",
    Postcode = "postal_code.postcode",
    Zip = "postal_code.zip",
    ZipEmpty = "postal_code.zip.empty",
    ZipInvalid = "postal_code.zip.invalid",
    PostalCodeEmpty = "postal_code.empty",
    PostalCodeIncomplete = "postal_code.incomplete",
    InstalmentsSum = "instalments.sum",
    InstalmentsLater = "instalments.later",
    InstalmentsToday = "instalments.today",
    InstalmentsFrom = "instalments.from",
    Confirming = "wait.confirming",
    Checking = "wait.checking",
    Authenticating = "wait.authenticating",
    Leaving = "wait.leaving",
    Succeeded = "outcome.succeeded",
    SucceededHint = "outcome.succeeded.hint",
    Processing = "outcome.processing",
    ProcessingHint = "outcome.processing.hint",
    Canceled = "outcome.canceled",
    CanceledHint = "outcome.canceled.hint",
    FailedUnknown = "failure.unknown",
    FailedAuthentication = "error.payment_intent_authentication_failure",
    FailedRefused = "failure.refused",
    TermsReuse = "terms.reuse",
    LoadFailed = "load.failed",
    LoadRetry = "load.retry",
}

/// The session's texts. A list is enough for some sixty of them, each looked up once, and spares the
/// buyer a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strings(pub Vec<(String, String)>);

impl Strings {
    /// The text of `key`. A missing one is empty: a checkout with a gap in it still takes money,
    /// and the tests of `static/locales` see to it that none is missing.
    pub fn text(&self, key: Key) -> String {
        let found = self.0.iter().find(|(name, _)| name == key.as_str());
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// Says an error in the buyer's words, where the language has some for its code: those of
    /// `error.card_declined.insufficient_funds`, else of `error.card_declined`.
    pub fn say(&self, error: &mut ElementError) {
        let code = error.code.as_deref().unwrap_or_default();
        let named = |key: &str| self.0.iter().find(|(name, _)| name == key);
        if let Some((_, text)) = error_text(code, error.decline_code.as_deref(), named) {
            error.message.clone_from(text);
        }
    }

    /// The text of `key` with each `{name}` replaced.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values)
    }
}

/// A text with each `{name}` replaced.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or(("", part));
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map(|(_, value)| *value).unwrap_or_default());
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::language::{ENGLISH, Language};
    use std::collections::{BTreeMap, BTreeSet};

    fn english() -> BTreeMap<String, String> {
        Language::read(ENGLISH).expect("a language").element
    }

    #[test]
    fn english_says_exactly_what_the_element_and_the_loader_show() {
        let is_shown = |key: &String| !key.starts_with("error.") && !key.starts_with("loader.");
        let english: BTreeSet<String> = english().into_keys().filter(is_shown).collect();
        let keys = Key::ALL.iter().map(|key| key.as_str().to_owned());
        let keys: BTreeSet<String> = keys.filter(is_shown).collect();
        assert_eq!(english, keys);
    }

    #[test]
    fn no_text_is_empty() {
        for (key, text) in english() {
            assert!(!text.trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn an_error_is_said_as_precisely_as_the_language_can() {
        let strings = Strings(english().into_iter().collect());
        let said = |code: &str, decline_code: Option<&str>| {
            let mut error = ElementError {
                kind: "card_error".to_owned(),
                code: Some(code.to_owned()),
                decline_code: decline_code.map(str::to_owned),
                param: None,
                message: "Of the API.".to_owned(),
                payment_intent: None,
            };
            strings.say(&mut error);
            error.message
        };
        let poor = said("card_declined", Some("insufficient_funds"));
        assert_eq!(
            poor,
            "There is not enough money on your card. Try another card or another way to pay."
        );
        let declined = said("card_declined", Some("generic_decline"));
        assert_eq!(
            declined,
            "Your card was declined. Try another card or another way to pay."
        );
        assert_eq!(said("melted", None), "Of the API.");
    }

    #[test]
    fn placeholders_are_filled() {
        let strings = Strings(english().into_iter().collect());
        assert_eq!(
            strings.fill(Key::InstalmentsSum, &[("count", "4"), ("amount", "$5.00")]),
            "4 interest-free payments of $5.00"
        );
    }
}
