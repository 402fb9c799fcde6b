//! Fields that are told by data alone: what a keystroke leaves in one, which of it counts, and
//! whether that can be sent.

use card_input::edit::{Edit, ascii_digit, caret_after};
use card_input::problem::Problem;
use shared::bank_account::iban::remainder;
use shared::element::field::{FieldKind, OfferField};

/// Whether a value matches a regular expression: the browser's own, in the browser.
pub type Matches = fn(pattern: &str, value: &str) -> bool;

/// The field's next content after a keystroke or a paste left `raw` in it.
pub fn edit(field: &OfferField, raw: String, caret: usize) -> Edit {
    if counting(field.kind).is_none() {
        return Edit { text: raw, caret };
    }
    let mut value = bare(field, &raw);
    value.truncate(field.length_max as usize);
    let text = spaced(&field.mask, &value);
    let before: String = raw.chars().take(caret).collect();
    let caret = caret_after(&text, bare(field, &before).len());
    Edit { text, caret }
}

/// What counts of a field's content; this is what is sent.
pub fn bare(field: &OfferField, text: &str) -> String {
    match counting(field.kind) {
        Some(counts) => text.chars().filter_map(counts).collect(),
        None => text.trim().to_owned(),
    }
}

/// What is wrong with a field's content.
pub fn check(field: &OfferField, text: &str, matches: Matches) -> Result<(), Problem> {
    let value = bare(field, text);
    if value.is_empty() {
        return if field.optional {
            Ok(())
        } else {
            Err(Problem::Empty)
        };
    }
    // Offers that share a field may have other lists.
    let is_listed =
        field.choices.is_empty() || field.choices.iter().any(|choice| choice.code == value);
    if !is_listed {
        return Err(Problem::Empty);
    }
    if !field.pattern.is_empty() && !matches(&field.pattern, &value) {
        return Err(Problem::Incomplete);
    }
    let fits = field
        .checksums
        .iter()
        .all(|checksum| checksum.accepts(&value))
        && (field.kind != FieldKind::Iban || remainder(&value) == 1);
    if fits { Ok(()) } else { Err(Problem::Invalid) }
}

/// The character that counts for a typed one, in fields that take only some.
fn counting(kind: FieldKind) -> Option<fn(char) -> Option<char>> {
    match kind {
        FieldKind::Digits => Some(ascii_digit),
        FieldKind::Code | FieldKind::Iban => Some(|typed| {
            ascii_digit(typed).or_else(|| {
                typed
                    .is_ascii_alphabetic()
                    .then(|| typed.to_ascii_uppercase())
            })
        }),
        FieldKind::CardNumber
        | FieldKind::CardExpiry
        | FieldKind::CardCvc
        | FieldKind::Country
        | FieldKind::PostalCode
        | FieldKind::Text
        | FieldKind::Select
        | FieldKind::Checkbox
        | FieldKind::Fixed => None,
    }
}

/// `value` with the separators of the first of the masks that has room for it.
fn spaced(masks: &str, value: &str) -> String {
    let mut masks = masks.split('|');
    let mask = masks.find(|mask| mask.matches('#').count() >= value.len());
    let mut places = mask.unwrap_or_default().chars();
    let mut text = String::new();
    for character in value.chars() {
        // A separator comes with the character behind it, so that deleting never sticks at it.
        while let Some(place) = places.next().filter(|place| *place != '#') {
            text.push(place);
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::field::{Checksum, FieldChoice, FieldProblems};

    fn field(kind: FieldKind) -> OfferField {
        OfferField {
            id: "x".to_owned(),
            param: "x".to_owned(),
            kind,
            label: String::new(),
            example: String::new(),
            hint: String::new(),
            autocomplete: String::new(),
            input_mode: String::new(),
            length_max: 34,
            mask: String::new(),
            pattern: String::new(),
            checksums: Vec::new(),
            optional: false,
            half: false,
            choices: Vec::new(),
            when: None,
            problems: FieldProblems::default(),
        }
    }

    fn masked(kind: FieldKind, length_max: u32, mask: &str) -> OfferField {
        OfferField {
            length_max,
            mask: mask.to_owned(),
            ..field(kind)
        }
    }

    fn iban() -> OfferField {
        masked(
            FieldKind::Iban,
            34,
            "#### #### #### #### #### #### #### #### ##",
        )
    }

    #[test]
    fn numbers_are_spaced_as_they_are_printed() {
        let sort_code = masked(FieldKind::Digits, 6, "##-##-##");
        let tax = masked(FieldKind::Code, 14, "###.###.###-##|##.###.###/####-##");
        for (field, typed, text) in [
            (&sort_code, "108800", "10-88-00"),
            (&sort_code, "10-88-00-99", "10-88-00"),
            (&sort_code, "10", "10"),
            (&sort_code, "١٠٨٨", "10-88"),
            (&tax, "52998224725", "529.982.247-25"),
            (&tax, "12.abc.345/01de-35", "12.ABC.345/01DE-35"),
            (
                &iban(),
                "de89370400440532013000",
                "DE89 3704 0044 0532 0130 00",
            ),
        ] {
            let edit = edit(field, typed.to_owned(), typed.chars().count());
            assert_eq!(edit.text, text);
            assert_eq!(edit.caret, text.chars().count(), "{text}");
        }
    }

    #[test]
    fn the_caret_stays_with_its_character() {
        let edit = edit(&iban(), "DEX89 3704".to_owned(), 3);
        assert_eq!((edit.text.as_str(), edit.caret), ("DEX8 9370 4", 3));
    }

    #[test]
    fn text_is_left_as_it_is_typed_and_trimmed_to_be_sent() {
        let name = field(FieldKind::Text);
        assert_eq!(edit(&name, " Zoë  Ö. ".to_owned(), 2).text, " Zoë  Ö. ");
        assert_eq!(bare(&name, " Zoë  Ö. "), "Zoë  Ö.");
        assert_eq!(bare(&iban(), "de89 3704"), "DE893704");
    }

    #[test]
    fn a_wrong_check_digit_is_told_from_a_number_that_is_too_short() {
        let matches: Matches = |pattern, value| pattern == "nine digits" && value.len() == 9;
        let routing = OfferField {
            pattern: "nine digits".to_owned(),
            checksums: vec![Checksum {
                length: 9,
                weights: "371371371".to_owned(),
                modulus: 10,
            }],
            ..field(FieldKind::Digits)
        };
        assert_eq!(check(&routing, "", matches), Err(Problem::Empty));
        assert_eq!(check(&routing, "1100", matches), Err(Problem::Incomplete));
        assert_eq!(check(&routing, "110000001", matches), Err(Problem::Invalid));
        assert_eq!(check(&routing, "110000000", matches), Ok(()));
    }

    #[test]
    fn an_iban_shows_a_slip() {
        let any: Matches = |_, _| true;
        assert_eq!(check(&iban(), "DE89 3704 0044 0532 0130 00", any), Ok(()));
        assert_eq!(check(&iban(), "gb29 nwbk 6016 1331 9268 19", any), Ok(()));
        for wrong in [
            "DE88 3704 0044 0532 0130 00",
            "DE89 3704 0044 0532 0103 00",
            "DE",
        ] {
            assert_eq!(check(&iban(), wrong, any), Err(Problem::Invalid), "{wrong}");
        }
    }

    #[test]
    fn lists_and_fields_that_may_stay_empty() {
        let any: Matches = |_, _| true;
        let bank = OfferField {
            choices: vec![FieldChoice {
                code: "ing".to_owned(),
                name: "ING".to_owned(),
            }],
            ..field(FieldKind::Select)
        };
        assert_eq!(check(&bank, "", any), Err(Problem::Empty));
        assert_eq!(check(&bank, "ing", any), Ok(()));
        assert_eq!(check(&bank, "bunq", any), Err(Problem::Empty));
        let optional = OfferField {
            optional: true,
            ..bank
        };
        assert_eq!(check(&optional, "", any), Ok(()));
    }
}
