//! What a form asks the buyer for, told by the edge so fully that the element draws, checks and
//! sends a field without knowing the method that it belongs to.

use serde::{Deserialize, Serialize};

/// Names of the fields that the element has behaviour of its own for.
pub mod id {
    pub const CARD_NUMBER: &str = "card-number";
    pub const CARD_EXPIRY: &str = "card-expiry";
    pub const CARD_CVC: &str = "card-cvc";
    pub const COUNTRY: &str = "country";
    pub const POSTAL_CODE: &str = "postal-code";
    pub const WALLET_TOKEN: &str = "wallet-token";
    pub const SAVE: &str = "save";
    /// What Link asks the buyer at the moment: the address, or the code that was sent there.
    pub const LINK: &str = "link-input";
    pub const LINK_SAVE: &str = "link-save";
    pub const LINK_EMAIL: &str = "link-email";
    pub const LINK_PHONE: &str = "link-phone";
}

/// One field of an offer's form. All texts are in the buyer's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferField {
    /// Its name in the element's document. Offers that ask for the same share it, and with it what
    /// the buyer has typed.
    pub id: String,
    /// The merchant API's parameter: `payment_method_data[p24][bank]`; empty for a choice that only
    /// the form itself follows.
    pub param: String,
    pub kind: FieldKind,
    pub label: String,
    /// Shown while the field is empty; of a list, its first line, which chooses nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    /// Said below the field at all times.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// HTML's autofill tokens.
    pub autocomplete: String,
    /// HTML's `inputmode`: which keyboard a phone shows.
    pub input_mode: String,
    /// Characters, of those that count.
    pub length_max: u32,
    /// How the characters are spaced while they are typed: each `#` is one of them, and of several
    /// masks with `|` between the first is used that has room for all. Without any, nothing is
    /// spaced.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mask: String,
    /// A regular expression that what counts must match, if not empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pattern: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checksums: Vec<Checksum>,
    /// Whether the buyer may leave it empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether two such fields fit beside each other.
    #[serde(default, skip_serializing_if = "is_false")]
    pub half: bool,
    /// Of a list its entries; of [`FieldKind::Country`] the countries that can be chosen, all of
    /// the session's if empty; of [`FieldKind::Fixed`] the one value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<FieldChoice>,
    /// Asked only while the form says so above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<FieldCondition>,
    #[serde(default)]
    pub problems: FieldProblems,
}

/// That a list of the form has an entry chosen, or that a card's number begins in one of some ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCondition {
    /// The list's [`OfferField::id`], or the number's.
    pub id: String,
    /// The [`FieldChoice::code`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub choice: String,
    /// Of a number; digits only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
}

/// How a field is drawn, and which of the characters typed count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    CardNumber,
    CardExpiry,
    CardCvc,
    /// A list of countries, with the names that the browser has for them.
    Country,
    /// A card's: shown only where the chosen country's issuers check one.
    PostalCode,
    /// Everything counts, but for spaces at either end.
    Text,
    /// Digits of any script.
    Digits,
    /// Digits and Latin letters, which are made capitals.
    Code,
    /// A [`FieldKind::Code`] with the check digits of ISO 13616.
    Iban,
    /// A list to choose from.
    Select,
    /// A box to tick; its value is then [`CHECKED`], and otherwise empty.
    Checkbox,
    /// Not shown: its one choice is sent as it is, or, where it has none, what the page filled in.
    Fixed,
}

/// The value of a ticked box.
pub const CHECKED: &str = "true";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChoice {
    /// As it is sent.
    pub code: String,
    /// As the buyer reads it; empty where the browser has a name for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// A weighted sum that is nothing modulo `modulus` for values that nobody mistyped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// Checks values of this length alone, in characters.
    pub length: u32,
    /// From the first character on, each a digit to base 36; characters behind the last weight do
    /// not count.
    pub weights: String,
    pub modulus: u32,
}

/// What is said beside a field that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldProblems {
    #[serde(default)]
    pub empty: String,
    /// Too short, or of another shape.
    #[serde(default)]
    pub incomplete: String,
    /// Of the right shape, and wrong all the same.
    #[serde(default)]
    pub invalid: String,
    /// Of a card's expiry date.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub past: String,
}

impl Checksum {
    /// Whether the last weighted character fits the others; so it does in a text of another length.
    /// A character's value is its distance from `0` in ASCII, as Brazil counts letters too.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        if text.len() != self.length as usize {
            return true;
        }
        let values = text.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0')));
        let (mut sum, mut last) = (0_u32, 0);
        let weights = self.weights.chars().filter_map(|digit| digit.to_digit(36));
        for (value, weight) in values.zip(weights) {
            sum = sum.wrapping_add(value.wrapping_mul(weight));
            last = value;
        }
        match sum.checked_rem(self.modulus) {
            Some(0) => true,
            // Modulo 11 the check digit would be ten here, and 0 is written instead.
            Some(1) => self.modulus == 11 && last == 0,
            Some(_) | None => false,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(weights: &str, modulus: u32, length: u32) -> Checksum {
        Checksum {
            length,
            weights: weights.to_owned(),
            modulus,
        }
    }

    #[test]
    fn a_routing_number_is_checked_by_its_last_digit() {
        let routing = checksum("371371371", 10, 9);
        assert!(routing.accepts("110000000"));
        assert!(routing.accepts("021000021"));
        assert!(!routing.accepts("110000001"));
        assert!(!routing.accepts("201000021"));
        assert!(routing.accepts("1100"), "another length");
    }

    #[test]
    fn brazilian_tax_numbers_have_two_check_digits_and_write_ten_as_nought() {
        let person = [
            checksum("a987654321", 11, 11),
            checksum("ba987654321", 11, 11),
        ];
        let accepted = |text: &str| person.iter().all(|checksum| checksum.accepts(text));
        for (text, fine) in [
            ("52998224725", true),
            ("52998224724", false),
            ("52998224735", false),
            ("00000000191", true),
            // Both remainders are one.
            ("11144477735", true),
            ("39053344705", true),
        ] {
            assert_eq!(accepted(text), fine, "{text}");
        }
    }
}
