//! Which network issued a card, by the first digits of its number, and what that network's cards
//! look like.

/// A card network that buyers know by its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardBrand {
    Visa,
    Mastercard,
    Amex,
    Discover,
    Diners,
    Jcb,
    UnionPay,
}

/// One range of issuer identification numbers: every number that starts with a prefix from `first`
/// to `last`, both of the same length.
struct IssuerRange {
    first: u32,
    last: u32,
    brand: CardBrand,
}

const fn range(first: u32, last: u32, brand: CardBrand) -> IssuerRange {
    IssuerRange { first, last, brand }
}

/// Longer prefixes come before the shorter ones that contain them.
const ISSUER_RANGES: [IssuerRange; 15] = [
    range(2221, 2720, CardBrand::Mastercard),
    range(3528, 3589, CardBrand::Jcb),
    range(3095, 3095, CardBrand::Diners),
    range(6011, 6011, CardBrand::Discover),
    range(300, 305, CardBrand::Diners),
    range(644, 649, CardBrand::Discover),
    range(34, 34, CardBrand::Amex),
    range(37, 37, CardBrand::Amex),
    range(36, 36, CardBrand::Diners),
    range(38, 39, CardBrand::Diners),
    range(51, 55, CardBrand::Mastercard),
    range(62, 62, CardBrand::UnionPay),
    range(65, 65, CardBrand::Discover),
    range(81, 81, CardBrand::UnionPay),
    range(4, 4, CardBrand::Visa),
];

/// Digits in the longest number of any network.
pub const NUMBER_DIGITS_MAX: usize = 19;

impl CardBrand {
    /// The brand that `digits` are certain to belong to.
    pub fn detect(digits: &str) -> Option<Self> {
        ISSUER_RANGES
            .iter()
            .find(|range| {
                let length = decimal_digits(range.first);
                let prefix = digits.get(..length).and_then(|prefix| prefix.parse().ok());
                prefix.is_some_and(|prefix: u32| (range.first..=range.last).contains(&prefix))
            })
            .map(|range| range.brand)
    }

    /// As people and screen readers say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Visa => "Visa",
            Self::Mastercard => "Mastercard",
            Self::Amex => "American Express",
            Self::Discover => "Discover",
            Self::Diners => "Diners Club",
            Self::Jcb => "JCB",
            Self::UnionPay => "UnionPay",
        }
    }

    /// The class of its mark in `static/css/element.css`.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::Amex => "amex",
            Self::Discover => "discover",
            Self::Diners => "diners",
            Self::Jcb => "jcb",
            Self::UnionPay => "unionpay",
        }
    }

    /// How many digits a complete number can have, ascending.
    pub fn number_lengths(self) -> &'static [usize] {
        match self {
            Self::Visa => &[13, 16, 19],
            Self::Mastercard => &[16],
            Self::Amex => &[15],
            Self::Discover | Self::Jcb | Self::UnionPay => &[16, 17, 18, 19],
            Self::Diners => &[14, 16, 19],
        }
    }

    /// UnionPay issues numbers whose last digit is no check digit.
    pub fn has_check_digit(self) -> bool {
        match self {
            Self::UnionPay => false,
            Self::Visa
            | Self::Mastercard
            | Self::Amex
            | Self::Discover
            | Self::Diners
            | Self::Jcb => true,
        }
    }

    /// Digits of the security code.
    pub fn cvc_digits(self) -> usize {
        match self {
            Self::Amex => 4,
            Self::Visa
            | Self::Mastercard
            | Self::Discover
            | Self::Diners
            | Self::Jcb
            | Self::UnionPay => 3,
        }
    }
}

const fn decimal_digits(number: u32) -> usize {
    match number {
        0..=9 => 1,
        10..=99 => 2,
        100..=999 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_are_known_by_their_first_digits() {
        for (digits, brand) in [
            ("4", Some(CardBrand::Visa)),
            ("51", Some(CardBrand::Mastercard)),
            ("55", Some(CardBrand::Mastercard)),
            ("2221", Some(CardBrand::Mastercard)),
            ("2720", Some(CardBrand::Mastercard)),
            ("2721", None),
            ("2220", None),
            ("34", Some(CardBrand::Amex)),
            ("37", Some(CardBrand::Amex)),
            ("6011", Some(CardBrand::Discover)),
            ("649", Some(CardBrand::Discover)),
            ("65", Some(CardBrand::Discover)),
            ("3056", Some(CardBrand::Diners)),
            ("3095", Some(CardBrand::Diners)),
            ("36", Some(CardBrand::Diners)),
            ("38", Some(CardBrand::Diners)),
            ("3530", Some(CardBrand::Jcb)),
            ("62", Some(CardBrand::UnionPay)),
            ("81", Some(CardBrand::UnionPay)),
            ("", None),
            ("5", None),
            ("1", None),
        ] {
            assert_eq!(CardBrand::detect(digits), brand, "{digits}");
        }
    }

    #[test]
    fn no_number_is_longer_than_the_longest() {
        for range in &ISSUER_RANGES {
            let lengths = range.brand.number_lengths();
            assert!(lengths.is_sorted());
            assert!(
                lengths
                    .last()
                    .is_some_and(|last| *last <= NUMBER_DIGITS_MAX)
            );
            assert_eq!(decimal_digits(range.first), decimal_digits(range.last));
        }
    }
}
