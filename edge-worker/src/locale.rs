//! The languages that Kassa speaks to buyers, and the texts of each.

use crate::ports::Fault;
use shared::json;
use std::collections::BTreeMap;

/// One language. `element` is what the element itself shows, `edge` what the edge puts into its
/// answers; both are flat JSON.
pub struct Locale {
    /// BCP 47.
    pub tag: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    element: &'static str,
    edge: &'static str,
}

const ENGLISH: Locale = Locale {
    tag: "en",
    direction: "ltr",
    element: include_str!("../../static/locales/en.json"),
    edge: include_str!("../../static/locales/edge/en.json"),
};
const LOCALES: &[Locale] = &[ENGLISH];

/// Texts by key.
pub type Texts = BTreeMap<String, String>;

impl Locale {
    /// The tag itself, else its language, else English.
    pub fn of(asked: Option<&str>) -> &'static Self {
        let asked = asked.unwrap_or_default();
        let language = asked.split('-').next().unwrap_or_default();
        [asked, language]
            .into_iter()
            .find_map(|tag| {
                LOCALES
                    .iter()
                    .find(|known| known.tag.eq_ignore_ascii_case(tag))
            })
            .unwrap_or(&ENGLISH)
    }

    /// What the element shows by itself.
    pub fn element_texts(&self) -> Result<Texts, Fault> {
        Ok(json::from_str(self.element)?)
    }

    /// What the edge puts into its answers.
    pub fn edge_texts(&self) -> Result<Texts, Fault> {
        Ok(json::from_str(self.edge)?)
    }
}

/// The first language of an `Accept-Language` header.
pub fn first_language(accept_language: Option<&str>) -> Option<String> {
    let first = accept_language?.split([',', ';']).next()?.trim();
    (!first.is_empty() && first != "*").then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_speaks_is_answered_in_english() {
        for asked in [None, Some(""), Some("auto"), Some("tlh"), Some("EN-gb")] {
            assert_eq!(Locale::of(asked).tag, "en");
        }
    }

    #[test]
    fn a_header_names_its_first_language() {
        assert_eq!(
            first_language(Some("de-AT,de;q=0.9")).as_deref(),
            Some("de-AT")
        );
        assert_eq!(first_language(Some("*")), None);
        assert_eq!(first_language(None), None);
    }

    #[test]
    fn every_language_has_every_text() {
        let english = (
            ENGLISH.element_texts().unwrap(),
            ENGLISH.edge_texts().unwrap(),
        );
        for locale in LOCALES {
            let (element, edge) = (
                locale.element_texts().unwrap(),
                locale.edge_texts().unwrap(),
            );
            assert!(element.keys().eq(english.0.keys()), "{}", locale.tag);
            assert!(edge.keys().eq(english.1.keys()), "{}", locale.tag);
            let mut texts = element.values().chain(edge.values());
            assert!(texts.all(|text| !text.trim().is_empty()), "{}", locale.tag);
        }
    }
}
