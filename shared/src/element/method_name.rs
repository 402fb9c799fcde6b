//! What a method is called towards buyers.

use super::offer_fields::Texts;
use crate::methods::MethodType;

/// The name in the language of `texts`, whose `method.<type>` says it, else that of the row.
/// Brands are called the same everywhere; a card, a direct debit or a bank transfer is not.
#[must_use]
pub fn method_name(method: MethodType, texts: &Texts) -> &str {
    texts
        .get(&format!("method.{method}"))
        .map_or(method.row().display_name, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::language::{ENGLISH, Language};
    use crate::methods::catalogue::Family;

    fn english() -> Texts {
        Language::read(ENGLISH).unwrap().edge
    }

    #[test]
    fn a_language_names_what_is_no_brand() {
        let mut texts = english();
        texts.insert("method.card".to_owned(), "Karta".to_owned());
        assert_eq!(method_name(MethodType::Card, &texts), "Karta");
        assert_eq!(method_name(MethodType::Klarna, &texts), "Klarna");
    }

    #[test]
    fn every_method_without_a_brand_has_a_text_to_translate() {
        let texts = english();
        for method in MethodType::ALL {
            let needs_text = match method.row().family {
                Family::Card | Family::BankDebit | Family::BankTransfer => true,
                Family::Wallet
                | Family::BuyNowPayLater
                | Family::BankRedirect
                | Family::RealTime
                | Family::Voucher => false,
            };
            let has_text = texts.contains_key(&format!("method.{method}"));
            assert!(has_text || !needs_text, "{method}");
        }
    }

    #[test]
    fn texts_name_methods_that_there_are() {
        for key in english().keys() {
            if let Some(method) = key.strip_prefix("method.") {
                assert!(MethodType::parse(method).is_some(), "{key}");
            }
        }
    }
}
