//! The field into which the number of a card or an account is typed.

use super::id;
use crate::methods::MethodType;
use crate::methods::catalogue::{BuyerField, Detail, DetailForm};

/// Its id in the form of `method`, if that asks for such a number.
#[must_use]
pub fn number_field(method: MethodType) -> Option<String> {
    let row = method.row();
    if row.fields.contains(&BuyerField::CardNumber) {
        return Some(id::CARD_NUMBER.to_owned());
    }
    let mut details = row.details.iter();
    let number = details
        .find(|detail| matches!(detail.form, DetailForm::Iban | DetailForm::AccountNumber(_)));
    number.map(|detail| detail_id(method, detail))
}

/// What an element's document calls the field of a detail.
pub(super) fn detail_id(method: MethodType, detail: &Detail) -> String {
    format!("{method}-{}", detail.name).replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::field::FieldKind;
    use crate::element::language::{ENGLISH, Language};
    use crate::element::offer_fields::offer_fields;

    #[test]
    fn every_method_with_a_mandate_has_a_field_for_the_number_and_others_have_none() {
        let english = Language::read(ENGLISH).unwrap();
        for method in MethodType::ALL.iter().copied() {
            let Some(number) = number_field(method) else {
                assert!(!method.row().flow.needs_mandate(), "{method}");
                continue;
            };
            let fields = offer_fields(method, &english.edge);
            let field = fields.iter().find(|field| field.id == number);
            let kind = field.map(|field| field.kind);
            let numbers = [FieldKind::CardNumber, FieldKind::Iban, FieldKind::Digits];
            assert!(kind.is_some_and(|kind| numbers.contains(&kind)), "{number}");
        }
    }
}
