//! A card number as it is typed: grouped the way it stands on the card, and checked.

use super::brand::{CardBrand, NUMBER_DIGITS_MAX};
use super::edit::{Edit, caret_after, digits, digits_before};
use crate::problem::Problem;

/// The field's next content after a keystroke or a paste left `raw` in it.
pub fn edit_number(raw: &str, caret: usize) -> Edit {
    let digits: String = digits(raw).chars().take(digits_max(&digits(raw))).collect();
    let text = group(&digits);
    let caret = caret_after(&text, digits_before(raw, caret));
    Edit { text, caret }
}

/// Whether `text` holds a complete number.
pub fn check_number(text: &str) -> Result<(), Problem> {
    let digits = digits(text);
    if digits.is_empty() {
        return Err(Problem::Empty);
    }
    let brand = CardBrand::detect(&digits);
    // A network that we do not know may still be one that the merchant's provider knows.
    let lengths = brand.map_or(&[14, 15, 16, 17, 18, 19][..], CardBrand::number_lengths);
    if !lengths.contains(&digits.len()) {
        return Err(Problem::Incomplete);
    }
    let checked = brand.is_none_or(CardBrand::has_check_digit);
    if checked && !luhn(&digits) {
        return Err(Problem::Invalid);
    }
    Ok(())
}

fn digits_max(digits: &str) -> usize {
    CardBrand::detect(digits)
        .and_then(|brand| brand.number_lengths().last().copied())
        .unwrap_or(NUMBER_DIGITS_MAX)
}

/// American Express and 14-digit Diners Club print 4-6-5 and 4-6-4, everyone else fours.
fn group(digits: &str) -> String {
    let breaks: &[usize] = match CardBrand::detect(digits) {
        Some(CardBrand::Amex) => &[4, 10],
        Some(CardBrand::Diners) if digits.len() <= 14 => &[4, 10],
        Some(
            CardBrand::Visa
            | CardBrand::Mastercard
            | CardBrand::Discover
            | CardBrand::Diners
            | CardBrand::Jcb
            | CardBrand::UnionPay,
        )
        | None => &[4, 8, 12, 16],
    };
    let mut text = String::with_capacity(digits.len() + breaks.len());
    for (index, digit) in digits.chars().enumerate() {
        if breaks.contains(&index) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// ISO/IEC 7812-1 annex B: every second digit from the right is doubled, the sum ends in 0.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(index, digit)| match (index % 2, digit) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

// Native only: so is what makes the random input.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(keys: &str) -> Edit {
        keys.chars().fold(edit_number("", 0), |before, key| {
            let at = before.caret;
            let raw: String = before
                .text
                .chars()
                .take(at)
                .chain([key])
                .chain(before.text.chars().skip(at))
                .collect();
            edit_number(&raw, at + 1)
        })
    }

    #[test]
    fn numbers_are_grouped_as_on_the_card() {
        for (keys, text) in [
            ("4242424242424242", "4242 4242 4242 4242"),
            ("378282246310005", "3782 822463 10005"),
            ("36227206271667", "3622 720627 1667"),
            ("3056930009020004", "3056 9300 0902 0004"),
            ("5555555555554444999", "5555 5555 5555 4444"),
            ("4242-4242 4242.4242", "4242 4242 4242 4242"),
        ] {
            assert_eq!(typed(keys).text, text);
            assert_eq!(edit_number(keys, keys.len()).text, text, "pasted");
        }
    }

    #[test]
    fn the_caret_stays_with_its_digit() {
        // A digit typed between the first two groups.
        let edit = edit_number("42429 4242", 5);
        assert_eq!(
            edit,
            Edit {
                text: "4242 9424 2".to_owned(),
                caret: 6
            }
        );
        // Backspace at the start of the second group takes the space, the caret crosses it.
        let edit = edit_number("42424242", 4);
        assert_eq!(
            edit,
            Edit {
                text: "4242 4242".to_owned(),
                caret: 4
            }
        );
    }

    #[test]
    fn each_problem_is_told_apart() {
        for (text, outcome) in [
            ("", Err(Problem::Empty)),
            ("4242 4242", Err(Problem::Incomplete)),
            ("4242 4242 4242 4241", Err(Problem::Invalid)),
            ("4242 4242 4242 4242", Ok(())),
            ("3782 822463 10005", Ok(())),
            ("6200 0000 0000 0005", Ok(())),
            ("6205 5000 0000 0000 004", Ok(())),
        ] {
            assert_eq!(check_number(text), outcome, "{text}");
        }
    }

    proptest! {
        #[test]
        fn editing_is_stable_and_keeps_the_caret_inside(raw in "[0-9 a-z]{0,30}", caret in 0usize..32) {
            let once = edit_number(&raw, caret);
            prop_assert!(once.caret <= once.text.chars().count());
            let twice = edit_number(&once.text, once.caret);
            prop_assert_eq!(once, twice);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(digits in "[0-9]{15}", at in 0usize..16, by in 1u32..10) {
            let check = (0..10).find(|check| luhn(&format!("{digits}{check}"))).expect("one fits");
            let mut wrong: Vec<u32> = format!("{digits}{check}").chars().filter_map(|c| c.to_digit(10)).collect();
            wrong[at] = (wrong[at] + by) % 10;
            let wrong: String = wrong.iter().map(u32::to_string).collect();
            prop_assert!(!luhn(&wrong));
        }
    }
}
