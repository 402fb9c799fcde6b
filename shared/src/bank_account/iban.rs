//! International bank account numbers (ISO 13616) of the countries whose accounts SEPA debits.

use crate::country::CountryCode::{self, *};

/// What an IBAN tells of the account without naming it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IbanParts {
    pub country: CountryCode,
    pub bank_code: String,
    /// `None` where the country's numbers have no branches.
    pub branch_code: Option<String>,
    pub last4: String,
}

/// Why a text is no IBAN that can be debited.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum IbanProblem {
    /// It begins with no country of the area.
    CountryUnsupported,
    /// Letters or digits are missing, too many, or something else.
    LengthWrong {
        expected: usize,
    },
    NotAlphanumeric,
    /// At least one character is wrong, or two are swapped.
    CheckDigitsWrong,
}

/// Where a country's numbers have what, in characters after the first four.
struct Layout {
    country: CountryCode,
    /// Of the whole number.
    length: usize,
    bank: Span,
    branch: Option<Span>,
}

#[derive(Clone, Copy)]
struct Span {
    start: usize,
    length: usize,
}

const fn layout(country: CountryCode, length: usize, bank: (usize, usize)) -> Layout {
    Layout {
        country,
        length,
        bank: Span {
            start: bank.0,
            length: bank.1,
        },
        branch: None,
    }
}

const fn with_branch(
    country: CountryCode,
    length: usize,
    bank: (usize, usize),
    branch: (usize, usize),
) -> Layout {
    Layout {
        branch: Some(Span {
            start: branch.0,
            length: branch.1,
        }),
        ..layout(country, length, bank)
    }
}

/// The IBAN registry's entries for the countries in SEPA's direct debit scheme.
const LAYOUTS: &[Layout] = &[
    with_branch(AD, 24, (0, 4), (4, 4)),
    layout(AT, 20, (0, 5)),
    layout(BE, 16, (0, 3)),
    with_branch(BG, 22, (0, 4), (4, 4)),
    layout(CH, 21, (0, 5)),
    with_branch(CY, 28, (0, 3), (3, 5)),
    layout(CZ, 24, (0, 4)),
    layout(DE, 22, (0, 8)),
    layout(DK, 18, (0, 4)),
    layout(EE, 20, (0, 2)),
    with_branch(ES, 24, (0, 4), (4, 4)),
    layout(FI, 18, (0, 3)),
    with_branch(FR, 27, (0, 5), (5, 5)),
    with_branch(GB, 22, (0, 4), (4, 6)),
    layout(GI, 23, (0, 4)),
    with_branch(GR, 27, (0, 3), (3, 4)),
    layout(HR, 21, (0, 7)),
    with_branch(HU, 28, (0, 3), (3, 4)),
    with_branch(IE, 22, (0, 4), (4, 6)),
    with_branch(IS, 26, (0, 2), (2, 2)),
    with_branch(IT, 27, (1, 5), (6, 5)),
    layout(LI, 21, (0, 5)),
    layout(LT, 20, (0, 5)),
    layout(LU, 20, (0, 3)),
    layout(LV, 21, (0, 4)),
    with_branch(MC, 27, (0, 5), (5, 5)),
    with_branch(MT, 31, (0, 4), (4, 5)),
    layout(NL, 18, (0, 4)),
    layout(NO, 15, (0, 4)),
    layout(PL, 28, (0, 8)),
    with_branch(PT, 25, (0, 4), (4, 4)),
    layout(RO, 24, (0, 4)),
    layout(SE, 24, (0, 3)),
    layout(SI, 19, (0, 5)),
    layout(SK, 24, (0, 4)),
    with_branch(SM, 27, (1, 5), (6, 5)),
    layout(VA, 22, (0, 3)),
];

/// Characters of the country and the check digits.
const HEAD_LENGTH: usize = 4;

/// The number in upper case and without the spaces that print it in groups.
///
/// Errors: the first thing that shows that it cannot be right.
pub fn normalized(text: &str) -> Result<String, IbanProblem> {
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let layout = layout_of(&number).ok_or(IbanProblem::CountryUnsupported)?;
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(IbanProblem::NotAlphanumeric);
    }
    if number.len() != layout.length {
        return Err(IbanProblem::LengthWrong {
            expected: layout.length,
        });
    }
    match remainder(&number) {
        1 => Ok(number),
        _ => Err(IbanProblem::CheckDigitsWrong),
    }
}

/// What a [`normalized`] number tells; `None` of another text.
pub fn parts(number: &str) -> Option<IbanParts> {
    let layout = layout_of(number)?;
    let own = number.get(HEAD_LENGTH..)?;
    let cut = |span: Span| own.get(span.start..span.start.checked_add(span.length)?);
    Some(IbanParts {
        country: layout.country,
        bank_code: cut(layout.bank)?.to_owned(),
        branch_code: layout.branch.and_then(cut).map(str::to_owned),
        last4: number.get(number.len().checked_sub(4)?..)?.to_owned(),
    })
}

/// The countries, and how long the numbers of each are.
pub fn lengths() -> impl Iterator<Item = (CountryCode, usize)> {
    LAYOUTS.iter().map(|layout| (layout.country, layout.length))
}

fn layout_of(number: &str) -> Option<&'static Layout> {
    let country = number.get(..2)?;
    LAYOUTS
        .iter()
        .find(|layout| layout.country.as_str() == country)
}

/// The two check digits that make a number of `country` and `account`, which is all behind them,
/// right.
#[must_use]
pub fn check_digits(country: CountryCode, account: &str) -> u32 {
    98_u32.saturating_sub(remainder(&format!("{country}00{account}")))
}

/// Of the number, its head moved to its end and its letters counted on from ten, by 97: ISO 7064,
/// by which a right number leaves 1.
#[must_use]
pub fn remainder(number: &str) -> u32 {
    let (head, own) = number.split_at_checked(HEAD_LENGTH).unwrap_or_default();
    let mut rest = 0_u32;
    for c in own.chars().chain(head.chars()) {
        let value = c.to_digit(36).unwrap_or_default();
        let shift = if value < 10 { 10 } else { 100 };
        rest = rest.wrapping_mul(shift).wrapping_add(value) % 97;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One published example a country.
    const EXAMPLES: &[&str] = &[
        "AD1200012030200359100100",
        "AT611904300234573201",
        "BE68539007547034",
        "BG80BNBG96611020345678",
        "CH9300762011623852957",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DE89370400440532013000",
        "DK5000400440116243",
        "EE382200221020145685",
        "ES9121000418450200051332",
        "FI2112345600000785",
        "FR1420041010050500013M02606",
        "GB29NWBK60161331926819",
        "GI75NWBK000000007099453",
        "GR1601101250000000012300695",
        "HR1210010051863000160",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IS140159260076545510730339",
        "IT60X0542811101000000123456",
        "LI21088100002324013AA",
        "LT121000011101001000",
        "LU280019400644750000",
        "LV80BANK0000435195001",
        "MC5811222000010123456789030",
        "MT84MALT011000012345MTLCAST001S",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "PL61109010140000071219812874",
        "PT50000201231234567890154",
        "RO49AAAA1B31007593840000",
        "SE4550000000058398257466",
        "SI56263300012039086",
        "SK3112000000198742637541",
        "SM86U0322509800000000270100",
        "VA59001123000012345678",
    ];

    #[test]
    fn every_country_has_an_example_that_is_right() {
        for (example, layout) in EXAMPLES.iter().zip(LAYOUTS) {
            assert_eq!(&example[..2], layout.country.as_str());
            assert_eq!(normalized(example), Ok((*example).to_owned()), "{example}");
            assert!(parts(example).is_some(), "{example}");
        }
        assert_eq!(EXAMPLES.len(), LAYOUTS.len());
    }

    #[test]
    fn an_iban_tells_its_bank_and_its_branch() {
        let german = parts("DE89370400440532013000").unwrap();
        assert_eq!(german.country, DE);
        assert_eq!(german.bank_code, "37040044");
        assert_eq!(german.branch_code, None);
        assert_eq!(german.last4, "3000");
        let italian = parts("IT60X0542811101000000123456").unwrap();
        assert_eq!(italian.bank_code, "05428");
        assert_eq!(italian.branch_code.as_deref(), Some("11101"));
    }

    #[test]
    fn printed_groups_and_small_letters_are_read() {
        assert_eq!(
            normalized("de89 3704 0044 0532 0130 00"),
            Ok("DE89370400440532013000".to_owned())
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, problem) in [
            ("", IbanProblem::CountryUnsupported),
            ("é", IbanProblem::CountryUnsupported),
            ("BR150000000000001093", IbanProblem::CountryUnsupported),
            (
                "DE8937040044053201300",
                IbanProblem::LengthWrong { expected: 22 },
            ),
            ("DE8937040044053201300é", IbanProblem::NotAlphanumeric),
            ("DE88370400440532013000", IbanProblem::CheckDigitsWrong),
        ] {
            assert_eq!(normalized(text), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_refused(example in 0..EXAMPLES.len(), place in 2..31_usize, by in 1..10_u8) {
            let mut bytes = EXAMPLES[example].as_bytes().to_vec();
            prop_assume!(bytes.get(place).is_some_and(u8::is_ascii_digit));
            bytes[place] = b'0' + (bytes[place] - b'0' + by) % 10;
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(normalized(&wrong), Err(IbanProblem::CheckDigitsWrong));
        }

        #[test]
        fn two_swapped_neighbours_are_refused(example in 0..EXAMPLES.len(), place in 4..30_usize) {
            let mut bytes = EXAMPLES[example].as_bytes().to_vec();
            prop_assume!(place + 1 < bytes.len() && bytes[place] != bytes[place + 1]);
            prop_assume!(bytes[place].is_ascii_digit() && bytes[place + 1].is_ascii_digit());
            bytes.swap(place, place + 1);
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(normalized(&wrong), Err(IbanProblem::CheckDigitsWrong));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            if let Ok(number) = normalized(&text) {
                prop_assert!(parts(&number).is_some());
            }
            parts(&text);
        }
    }
}
