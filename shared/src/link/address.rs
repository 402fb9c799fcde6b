//! The addresses that a buyer keeps, each with the name and the telephone number of whoever lives there.

use super::phone::Phone;
use crate::ids::LinkAddressId;
use crate::payment::method::Address;
use crate::payment::terms::Shipping;
use serde::{Deserialize, Serialize};

/// More than anybody has, and few enough to look through.
pub const ADDRESSES_MAX: usize = 20;
/// Of a telephone number, wherever it is from.
const PHONE_DIGITS_MIN: usize = 6;
const PHONE_DIGITS_MAX: usize = 15;
/// What people write between the digits.
const PHONE_SIGNS: &str = "().-/";

/// Who lives where, as the buyer or the checkout has written it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAddress {
    pub name: String,
    /// With the country's code or without.
    pub phone: Option<String>,
    /// At least a first line, and a country.
    pub address: Address,
}

impl GivenAddress {
    /// Where goods are shipped to, if that is enough to ship something there again.
    #[must_use]
    pub fn of_shipping(shipping: &Shipping) -> Option<Self> {
        let address = &shipping.address;
        address.country?;
        address.line1.as_ref()?;
        Some(Self {
            name: shipping.name.clone()?,
            phone: shipping.phone.clone().filter(|text| is_phone(text)),
            address: address.clone(),
        })
    }
}

/// An address that the buyer keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAddress {
    pub id: LinkAddressId,
    pub given: GivenAddress,
    /// Unix milliseconds.
    pub added_ms: i64,
    pub is_default: bool,
    /// The keyed hash of the session on which this was typed.
    pub saved_on: String,
    /// The same for the telephone number.
    pub phone_saved_on: String,
}

impl KeptAddress {
    /// Whether it is the same place, in whatever letters it was typed.
    #[must_use]
    pub fn is_at(&self, other: &Address) -> bool {
        plain(&self.given.address) == plain(other)
    }
}

/// Whether it can be a telephone number, of this country or another.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let number = text.trim();
    let number = number.strip_prefix('+').unwrap_or(number);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits)
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || PHONE_SIGNS.contains(c))
}

/// Whether this is how people write that number, from abroad or at home.
#[must_use]
pub fn is_number_of(text: &str, phone: &Phone) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // What is dialled before a number at home, or from abroad.
    let digits = digits.trim_start_matches('0');
    digits.len() >= PHONE_DIGITS_MIN && phone.as_str().ends_with(digits)
}

/// Without what is written differently from one time to the next.
fn plain(address: &Address) -> [String; 6] {
    let Address {
        city,
        country,
        line1,
        line2,
        postal_code,
        state,
    } = address;
    let country = country.map(|country| country.as_str().to_owned());
    [&country, line1, line2, city, state, postal_code].map(|part| {
        let letters = part.iter().flat_map(|text| text.chars());
        let letters = letters.filter(|c| !c.is_whitespace());
        letters.flat_map(char::to_lowercase).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::CountryCode;

    fn address() -> Address {
        Address {
            city: Some("New York".to_owned()),
            country: Some(CountryCode::US),
            line1: Some("1 Main Street".to_owned()),
            line2: None,
            postal_code: Some("10001".to_owned()),
            state: Some("NY".to_owned()),
        }
    }

    fn kept(address: Address) -> KeptAddress {
        KeptAddress {
            id: LinkAddressId::from_bytes([1; 16]),
            given: GivenAddress {
                name: "Jenny Rosen".to_owned(),
                phone: None,
                address,
            },
            added_ms: 0,
            is_default: true,
            saved_on: String::new(),
            phone_saved_on: String::new(),
        }
    }

    #[test]
    fn the_same_place_is_known_again_in_whatever_letters_and_another_is_not() {
        let home = kept(address());
        let louder = Address {
            line1: Some(" 1 MAIN  street".to_owned()),
            city: Some("NewYork".to_owned()),
            ..address()
        };
        assert!(home.is_at(&louder));
        let others = [
            Address {
                line2: Some("Apt 2".to_owned()),
                ..address()
            },
            Address {
                country: Some(CountryCode::CA),
                ..address()
            },
            // The parts are not run together.
            Address {
                line1: Some("1 Main".to_owned()),
                line2: Some("Street".to_owned()),
                ..address()
            },
        ];
        for other in others {
            assert!(!home.is_at(&other), "{other:?}");
        }
    }

    #[test]
    fn what_nothing_could_be_shipped_to_is_no_address() {
        let shipping = |name: Option<&str>, address| Shipping {
            name: name.map(str::to_owned),
            phone: Some("+1 555 555 0100".to_owned()),
            carrier: None,
            tracking_number: None,
            address,
        };
        let whole = GivenAddress::of_shipping(&shipping(Some("Jenny"), address())).unwrap();
        assert_eq!(whole.phone.as_deref(), Some("+1 555 555 0100"));
        let incomplete = [
            shipping(None, address()),
            shipping(
                Some("Jenny"),
                Address {
                    line1: None,
                    ..address()
                },
            ),
            shipping(
                Some("Jenny"),
                Address {
                    country: None,
                    ..address()
                },
            ),
        ];
        for shipping in incomplete {
            assert_eq!(GivenAddress::of_shipping(&shipping), None, "{shipping:?}");
        }
    }

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for number in ["+1 (555) 555-0100", "089/1234 56", "030.123.456", "5550100"] {
            assert!(is_phone(number), "{number}");
        }
        for text in [
            "",
            "12345",
            "1".repeat(16).as_str(),
            "call me",
            "+1 555 555 O100",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }

    #[test]
    fn a_number_is_known_in_each_of_its_spellings() {
        let phone = Phone::parse("+351 912 345 678").unwrap();
        for spelling in [
            "+351912345678",
            "00351 912 345 678",
            "912-345-678",
            "0912345678",
        ] {
            assert!(is_number_of(spelling, &phone), "{spelling}");
        }
        for other in ["", "5678", "+351912345679", "+49 912 345 678"] {
            assert!(!is_number_of(other, &phone), "{other}");
        }
    }
}
