//! What the `address` and `linkAuthentication` elements say. They draw themselves in the merchant's
//! page, without a payment to belong to.

use super::language::Texts;
use crate::country::CountryCode;
use crate::gather::gather;
use serde::{Deserialize, Serialize};

/// Texts of the edge's that begin so are all theirs.
const PREFIX: &str = "address.";
/// Beside those, what forms of payment methods say too: texts of the edge's and of the element's.
const EDGE_KEYS: [&str; 16] = [
    "field.optional",
    "field.name",
    "field.name.empty",
    "field.country",
    "field.line1",
    "field.line1.empty",
    "field.city",
    "field.city.empty",
    "field.state",
    "field.state.empty",
    "field.phone",
    "field.phone.empty",
    "field.phone.invalid",
    "field.email",
    "field.email.empty",
    "field.email.invalid",
];
const ELEMENT_KEYS: [&str; 4] = [
    "postal_code.postal",
    "postal_code.postcode",
    "postal_code.zip",
    "postal_code.empty",
];

/// The answer to `GET /v1/elements/contact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// `elements.contact`
    pub object: String,
    /// BCP 47.
    pub locale: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// ISO 3166-1 alpha-2, upper case: where the buyer is taken to be.
    pub country: String,
    /// Where an address can be.
    pub countries: Vec<CountryCode>,
    /// Texts by key, with places for values: `{example}`.
    pub strings: Texts,
}

/// What such an element says, of one language's texts.
#[must_use]
pub fn contact_strings(edge: &Texts, element: &Texts) -> Texts {
    let is_theirs = |key: &str| key.starts_with(PREFIX) || EDGE_KEYS.contains(&key);
    let of_edge = edge.iter().filter(|(key, _)| is_theirs(key));
    let of_element = element
        .iter()
        .filter(|(key, _)| ELEMENT_KEYS.contains(&key.as_str()));
    let theirs = of_edge.chain(of_element);
    gather(theirs.map(|(key, text)| (key.clone(), text.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::language::{ENGLISH, Language};

    #[test]
    fn english_has_every_text_that_an_address_needs() {
        let english = Language::read(ENGLISH).expect("a language");
        let strings = contact_strings(&english.edge, &english.element);
        for key in EDGE_KEYS.iter().chain(&ELEMENT_KEYS) {
            assert!(strings.contains_key(*key), "{key}");
        }
        assert!(strings.keys().any(|key| key.starts_with(PREFIX)));
        assert!(!strings.contains_key("method.card"));
    }
}
