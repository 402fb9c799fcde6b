//! The telephone number that a buyer has left with a card.

use crate::phone::{PhoneProblem, normalized};
use serde::{Deserialize, Serialize};

/// How many of the last digits are shown.
const SHOWN: usize = 4;

/// A number in E.164: `+351912345678`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Errors: it cannot be a number, or does not say of which country.
    pub fn parse(text: &str) -> Result<Self, PhoneProblem> {
        normalized(text.trim(), None).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough for its owner to recognise: `••• 5678`, with a space that does not break.
    #[must_use]
    pub fn masked(&self) -> String {
        let from = self.0.len().saturating_sub(SHOWN);
        let last = self.0.get(from..).unwrap_or_default();
        format!("•••\u{a0}{last}")
    }
}

impl TryFrom<String> for Phone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| "not a telephone number")
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_spelling() {
        for spelling in ["+15555550100", " +1 (555) 555-0100 ", "001 555.555.0100"] {
            assert_eq!(Phone::parse(spelling).unwrap().as_str(), "+15555550100");
        }
    }

    #[test]
    fn what_cannot_be_called_from_anywhere_is_refused() {
        for text in [
            "",
            "+",
            "555 555 0100",
            "+1 555",
            "+1555555O100",
            "+0155555555",
        ] {
            assert!(Phone::parse(text).is_err(), "{text}");
        }
        assert!(Phone::parse(&format!("+{}", "1".repeat(16))).is_err());
    }

    #[test]
    fn what_is_shown_of_a_number_is_its_last_four_digits() {
        let phone = Phone::parse("+351 912 345 678").unwrap();
        assert_eq!(phone.masked(), "•••\u{a0}5678");
    }

    #[test]
    fn what_is_stored_is_read_again_and_nothing_else_is() {
        let phone = Phone::parse("+351912345678").unwrap();
        let stored = serde_json::to_string(&phone).unwrap();
        assert_eq!(stored, "\"+351912345678\"");
        assert_eq!(serde_json::from_str::<Phone>(&stored).unwrap(), phone);
        assert!(serde_json::from_str::<Phone>("\"912345678\"").is_err());
    }
}
