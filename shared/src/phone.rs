//! Telephone numbers, by which apps find their owners.

use crate::country::CountryCode;
use std::fmt;

/// Of E.164, without the plus. Shorter ones than eight are no subscriber's.
const DIGITS_MIN: usize = 8;
const DIGITS_MAX: usize = 15;

/// Where buyers give their number to a payment method, and what comes before it from abroad.
const CALLING_CODES: &[(CountryCode, &str)] = &[
    (CountryCode::AU, "61"),
    (CountryCode::ES, "34"),
    (CountryCode::PT, "351"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// Something is in it that no number has, or too little, or too much.
    NotANumber,
    /// A number of a country that nobody named.
    WithoutCountry,
}

/// The number in E.164: `+351912345678`. One without the code of a country is of `home`.
///
/// Errors: it cannot be a number, or not outside a country that is not known.
pub fn normalized(text: &str, home: Option<CountryCode>) -> Result<String, PhoneProblem> {
    let is_spacing = |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')');
    let written: String = text.chars().filter(|c| !is_spacing(*c)).collect();
    let abroad = written
        .strip_prefix('+')
        .or_else(|| written.strip_prefix("00"));
    let digits = match abroad {
        Some(digits) => digits.to_owned(),
        None => {
            let known = CALLING_CODES.iter().find(|(of, _)| Some(*of) == home);
            let (_, code) = known.ok_or(PhoneProblem::WithoutCountry)?;
            // The zero before a number is dialled within the country alone.
            format!("{code}{}", written.strip_prefix('0').unwrap_or(&written))
        }
    };
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())
        && !digits.starts_with('0');
    match is_number {
        true => Ok(format!("+{digits}")),
        false => Err(PhoneProblem::NotANumber),
    }
}

impl fmt::Display for PhoneProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => {
                "must be a telephone number of 8 to 15 digits with the country's code, such as +351912345678"
            }
            Self::WithoutCountry => "must begin with + and the country's code",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_in_one_form_however_it_is_written() {
        let cases = [
            ("+351 912 345 678", None, "+351912345678"),
            ("00351 912-345-678", None, "+351912345678"),
            ("912 345 678", Some(CountryCode::PT), "+351912345678"),
            ("612 34 56 78", Some(CountryCode::ES), "+34612345678"),
            ("0412 345 678", Some(CountryCode::AU), "+61412345678"),
            ("+44 (7700) 900.123", Some(CountryCode::PT), "+447700900123"),
        ];
        for (text, home, expected) in cases {
            assert_eq!(normalized(text, home).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        use PhoneProblem::{NotANumber, WithoutCountry};
        let cases = [
            ("", Some(CountryCode::PT), NotANumber),
            ("+", None, NotANumber),
            ("+1234567", None, NotANumber),
            ("+1234567890123456", None, NotANumber),
            ("+0351912345678", None, NotANumber),
            ("+351 91A 345 678", None, NotANumber),
            ("+351+912345678", None, NotANumber),
            ("912345678", None, WithoutCountry),
            ("912345678", Some(CountryCode::DE), WithoutCountry),
        ];
        for (text, home, problem) in cases {
            assert_eq!(normalized(text, home), Err(problem), "{text}");
        }
    }
}
