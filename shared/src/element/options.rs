//! How a merchant's page wants the payment element to look and to ask: the options of
//! `elements.create("payment")`, as the loader has checked and flattened them. They travel inside
//! the protocol as JSON text, in which everything may be missing.

/// The options of one payment element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ElementOptions {
    pub layout: Layout,
    /// Nothing is open until the buyer chooses.
    pub default_collapsed: bool,
    pub radios: Radios,
    /// Rows stand apart.
    pub spaced: bool,
    /// Rows of methods before the buyer asks for more; 0 for all of them.
    pub rows_max: Option<u32>,
    /// The method's logo stands behind its name.
    pub logo_at_end: bool,
    /// Nothing can be chosen or typed.
    pub read_only: bool,
    /// What the merchant is called here, if not as its account is.
    pub business: Option<String>,
    /// What fields start with: an [`OfferField::id`](super::field::OfferField::id) and a value.
    pub defaults: Vec<(String, String)>,
    /// Fields that the page answers itself: an id, or of one method alone `klarna/email`.
    pub hidden: Vec<String>,
    /// A method as pages write it (`sepaDebit`), and `always` or `never`: whether its terms are shown.
    pub terms: Vec<(String, String)>,
}

/// How the ways to pay are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// One below the other.
    #[default]
    Accordion,
    /// Beside each other; those that do not fit are behind the last.
    Tabs,
    /// Tabs where they fit.
    Auto,
}

/// Whether rows show radio buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Radios {
    Always,
    Never,
    #[default]
    IfMultiple,
}

impl ElementOptions {
    /// Whether the page answers a field of a method itself.
    #[must_use]
    pub fn hides(&self, method: &str, field: &str) -> bool {
        self.hidden
            .iter()
            .any(|hidden| match hidden.split_once('/') {
                Some((of, name)) => of == method && name == field,
                None => hidden == field,
            })
    }

    /// What is said of a method's terms: `always`, `never`, or nothing.
    #[must_use]
    pub fn terms_of(&self, method: &str) -> &str {
        let mut told = self.terms.iter();
        let told = told.find(|(name, _)| is_called(method, name));
        told.map_or("", |(_, when)| when.as_str())
    }
}

/// Whether `sepa_debit` is what a page writes as `sepaDebit`.
fn is_called(method: &str, name: &str) -> bool {
    let mut letters = name.bytes().filter(|letter| *letter != b'_');
    let mut of_method = method.bytes().filter(|letter| *letter != b'_');
    loop {
        match (letters.next(), of_method.next()) {
            (None, None) => return true,
            (Some(letter), Some(other)) if letter.eq_ignore_ascii_case(&other) => {}
            (_, _) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_told_by_the_names_that_pages_write() {
        let options = ElementOptions {
            terms: vec![("sepaDebit".to_owned(), "never".to_owned())],
            ..ElementOptions::default()
        };
        assert_eq!(options.terms_of("sepa_debit"), "never");
        assert_eq!(options.terms_of("sepa_debits"), "");
    }

    #[test]
    fn a_field_is_hidden_everywhere_or_in_one_method() {
        let options = ElementOptions {
            hidden: vec!["name".to_owned(), "klarna/email".to_owned()],
            ..ElementOptions::default()
        };
        assert!(options.hides("card", "name") && options.hides("klarna", "name"));
        assert!(options.hides("klarna", "email") && !options.hides("card", "email"));
    }
}
