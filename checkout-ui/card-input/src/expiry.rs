//! An expiry date the way people type it: `4/27`, `0427`, `04 / 2027`.

use super::edit::{Edit, ascii_digit, caret_after, digits_before};
use crate::problem::Problem;

/// A month of a year, in the Gregorian calendar that cards are printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

/// No issuer prints a date further ahead than this.
const YEARS_AHEAD_MAX: u16 = 50;

const SEPARATOR: &str = " / ";

/// The field's next content after a keystroke turned `before` into `raw`.
pub fn edit_expiry(raw: &str, caret: usize, before: &str) -> Edit {
    let deleting = raw.chars().count() < before.chars().count();
    let parts = split(raw);
    let text = join(&parts, deleting);
    let at_end = raw
        .chars()
        .skip(caret)
        .all(|character| ascii_digit(character).is_none());
    let caret = if at_end {
        text.chars().count()
    } else {
        caret_after(&text, digits_before(raw, caret))
    };
    Edit { text, caret }
}

/// The month that `text` names, if it is one that a card sold today can end in.
pub fn check_expiry(text: &str, today: YearMonth) -> Result<YearMonth, Problem> {
    let parts = split(text);
    if parts.month.is_empty() {
        return Err(Problem::Empty);
    }
    let month: u8 = parts.month.parse().map_err(|_| Problem::Incomplete)?;
    if parts.month.len() == 2 && !(1..=12).contains(&month) {
        return Err(Problem::Invalid);
    }
    let year: u16 = match (parts.year.len(), parts.year.parse::<u16>()) {
        (2, Ok(year)) => today.year - today.year % 100 + year,
        (4, Ok(year)) => year,
        _ => return Err(Problem::Incomplete),
    };
    if month == 0 {
        return Err(Problem::Invalid);
    }
    let expiry = YearMonth { year, month };
    if expiry < today {
        return Err(Problem::Past);
    }
    if year > today.year + YEARS_AHEAD_MAX {
        return Err(Problem::Invalid);
    }
    Ok(expiry)
}

/// What of a date has been typed so far.
struct Parts {
    month: String,
    /// A separator was typed, or the digits went past the month.
    past_month: bool,
    year: String,
}

fn split(raw: &str) -> Parts {
    let mut month = String::new();
    let mut year = String::new();
    let mut past_month = false;
    for character in raw.chars() {
        match ascii_digit(character) {
            Some(digit) if past_month => year.push(digit),
            Some(digit) => {
                month.push(digit);
                match month.as_str() {
                    // No month starts with these, so the year comes next.
                    "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => {
                        month.insert(0, '0');
                        past_month = true;
                    }
                    // January and the first digit of a year: there is no 13th month.
                    "13" | "14" | "15" | "16" | "17" | "18" | "19" => {
                        month = "01".to_owned();
                        year.push(digit);
                        past_month = true;
                    }
                    _ => past_month = month.len() == 2,
                }
            }
            // "1/" is January; a separator before any digit means nothing.
            None if character == '/' && month.len() == 1 => {
                month.insert(0, '0');
                past_month = true;
            }
            None => {}
        }
    }
    if year.len() >= 4 && year.starts_with("20") {
        year = year.chars().skip(2).take(2).collect();
    } else if !year.starts_with("20") {
        year.truncate(2);
    }
    Parts {
        month,
        past_month,
        year,
    }
}

fn join(parts: &Parts, deleting: bool) -> String {
    let Parts {
        month,
        past_month,
        year,
    } = parts;
    if year.is_empty() && (deleting || !past_month) {
        // Backspace behind the separator takes the separator along.
        return month.clone();
    }
    [month.as_str(), SEPARATOR, year.as_str()].concat()
}

// Native only: so is what makes the random input.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: YearMonth = YearMonth {
        year: 2026,
        month: 11,
    };

    fn typed(keys: &str) -> String {
        keys.chars().fold(String::new(), |before, key| {
            let raw = format!("{before}{key}");
            edit_expiry(&raw, raw.chars().count(), &before).text
        })
    }

    fn backspace(text: &str) -> String {
        let mut raw = text.to_owned();
        raw.pop();
        edit_expiry(&raw, raw.chars().count(), text).text
    }

    #[test]
    fn dates_are_understood_as_people_type_them() {
        for keys in [
            "427",
            "0427",
            "4/27",
            "04/27",
            "04 / 27",
            "04 / 2027",
            "042027",
            "4/2027",
            "04-27",
        ] {
            assert_eq!(typed(keys), "04 / 27", "typed {keys}");
            assert_eq!(
                edit_expiry(keys, keys.len(), "").text,
                "04 / 27",
                "pasted {keys}"
            );
        }
        assert_eq!(typed("1"), "1");
        assert_eq!(typed("1/"), "01 / ");
        assert_eq!(typed("12"), "12 / ");
        assert_eq!(typed("13"), "01 / 3");
    }

    #[test]
    fn backspace_always_takes_something_away() {
        let mut text = typed("1227");
        for shorter in ["12 / 2", "12", "1", ""] {
            text = backspace(&text);
            assert_eq!(text, shorter);
        }
    }

    #[test]
    fn each_problem_is_told_apart() {
        for (text, outcome) in [
            ("", Err(Problem::Empty)),
            ("1", Err(Problem::Incomplete)),
            ("12 / ", Err(Problem::Incomplete)),
            ("12 / 2", Err(Problem::Incomplete)),
            ("00 / 30", Err(Problem::Invalid)),
            ("10 / 26", Err(Problem::Past)),
            ("04 / 20", Err(Problem::Past)),
            ("11 / 26", Ok(TODAY)),
            (
                "01 / 2030",
                Ok(YearMonth {
                    year: 2030,
                    month: 1,
                }),
            ),
            ("01 / 99", Err(Problem::Invalid)),
        ] {
            assert_eq!(check_expiry(text, TODAY), outcome, "{text}");
        }
    }

    proptest! {
        #[test]
        fn editing_is_stable(raw in "[0-9/ a]{0,12}", caret in 0usize..14) {
            let once = edit_expiry(&raw, caret, "");
            prop_assert!(once.caret <= once.text.chars().count());
            prop_assert_eq!(&edit_expiry(&once.text, once.caret, &once.text).text, &once.text);
        }
    }
}
