//! What a method is told beyond amount and billing details, and how that is written.

use crate::bank_account::bank_code::{BankCode, BankCodeProblem};
use crate::bank_account::iban::{self, IbanProblem};
use crate::bank_account::scheme::AccountScheme;
use crate::methods::tax_number::{self, TaxNumberProblem};
use crate::payment::terms::Purpose;

/// The option that says what shows the payment, of a method that must know.
pub const CLIENT: &str = "client";
/// The client that is an app of the merchant's own, on an iPhone.
pub const IOS_APP: &str = "ios";
/// Likewise on Android.
pub const ANDROID_APP: &str = "android";

/// One parameter of a method's own: `payment_method_data[p24][bank]`, or of a merchant's choice:
/// `payment_method_options[oxxo][expires_after_days]`.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The merchant API's name, within the method's own parameters. Points lead into hashes within:
    /// `bank_transfer.type` is `[bank_transfer][type]`. Those of one hash follow each other.
    pub name: &'static str,
    pub form: DetailForm,
    /// Whether nothing goes without it.
    pub required: bool,
    /// The detail that it stands in for, together with all others that do: an account's numbers in
    /// place of its alias. See [`check_alternatives`](super::check_alternatives).
    pub in_place_of: Option<&'static str>,
    /// Another option and its values with which nothing goes without this one either.
    pub needed_with: Option<(&'static str, &'static [&'static str])>,
    /// Whether the element's form asks the buyer for it.
    pub asked: bool,
    pub shown: Shown,
    /// Which intents have it as an option.
    pub of: Intents,
}

/// Intents of which kind.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Intents {
    Payments,
    Setups,
    Both,
}

impl Intents {
    #[must_use]
    pub const fn contain(self, purpose: Purpose) -> bool {
        match (self, purpose) {
            (Self::Both, _)
            | (Self::Payments, Purpose::Payment)
            | (Self::Setups, Purpose::Setup) => true,
            (Self::Payments, Purpose::Setup) | (Self::Setups, Purpose::Payment) => false,
        }
    }
}

/// How the API's objects tell a detail.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Not at all where nobody said anything.
    IfGiven,
    /// As `null` where nobody said anything.
    OrNull,
    /// As this where nobody said anything.
    OrElse(&'static str),
    /// Not at all.
    Never,
}

impl Detail {
    pub const fn required(name: &'static str, form: DetailForm) -> Self {
        Self {
            name,
            form,
            required: true,
            in_place_of: None,
            needed_with: None,
            asked: true,
            shown: Shown::IfGiven,
            of: Intents::Payments,
        }
    }

    pub const fn optional(name: &'static str, form: DetailForm) -> Self {
        Self {
            name,
            form,
            required: false,
            in_place_of: None,
            needed_with: None,
            asked: false,
            shown: Shown::IfGiven,
            of: Intents::Payments,
        }
    }

    /// An optional one for which the buyer is asked.
    pub const fn asked(self) -> Self {
        Self {
            asked: true,
            ..self
        }
    }

    /// An optional one that the buyer may give rather than `other`.
    pub const fn in_place_of(self, other: &'static str) -> Self {
        Self {
            in_place_of: Some(other),
            ..self
        }
    }

    /// An optional one that some `values` of `option` call for.
    pub const fn needed_with(self, option: &'static str, values: &'static [&'static str]) -> Self {
        Self {
            needed_with: Some((option, values)),
            ..self
        }
    }

    pub const fn shown(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    pub const fn of(self, of: Intents) -> Self {
        Self { of, ..self }
    }
}

/// How the value of a detail is written.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum DetailForm {
    OneOf(&'static [Choice]),
    /// Any of these, in one list; kept with commas between.
    SomeOf(&'static [Choice]),
    /// One of words that no buyer is shown.
    Word(&'static [&'static str]),
    /// A whole number, both bounds inclusive.
    Number {
        min: i64,
        max: i64,
    },
    /// Of at most so many characters.
    Text {
        max: u16,
    },
    /// Figures alone, and one of them not zero; both bounds inclusive.
    Digits {
        min: u8,
        max: u8,
    },
    /// The CPF of a person or the CNPJ of a company.
    BrazilianTaxNumber,
    /// `true` or `false`.
    Flag,
    /// A day, a month and a year, each a parameter within; kept as `1990-04-23`.
    Date,
    /// A day in one parameter, as `1990-04-23`.
    IsoDay,
    /// An international bank account number.
    Iban,
    /// What names the buyer's bank, or a branch of it.
    BankCode(BankCode),
    /// What names the account at the bank.
    AccountNumber(AccountScheme),
}

/// An entry of a list, such as one of banks.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The merchant API's name.
    pub code: &'static str,
    /// As the buyer reads it.
    pub display_name: &'static str,
}

impl Choice {
    pub const fn new(code: &'static str, display_name: &'static str) -> Self {
        Self { code, display_name }
    }
}

/// Why a value cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DetailProblem {
    /// Not one of the listed; the names of those.
    NotListed(Vec<&'static str>),
    NotANumberBetween {
        min: i64,
        max: i64,
    },
    TooLong {
        max: u16,
    },
    NotDigits {
        min: u8,
        max: u8,
    },
    NotATaxNumber(TaxNumberProblem),
    NotAFlag,
    NotADate,
    NotAnIsoDay,
    NotAnIban(IbanProblem),
    NotABankCode(BankCodeProblem),
    /// Digits, both bounds inclusive.
    NotAnAccountNumber {
        min: usize,
        max: usize,
    },
    /// Its digits and those of the bank are not those of one account.
    NotAtThatBank,
}

impl DetailForm {
    /// Whether it is a part of what tells one bank account from another.
    #[must_use]
    pub const fn names_an_account(&self) -> bool {
        match self {
            Self::Iban | Self::BankCode(_) | Self::AccountNumber(_) => true,
            Self::OneOf(_)
            | Self::SomeOf(_)
            | Self::Word(_)
            | Self::Number { .. }
            | Self::Text { .. }
            | Self::Digits { .. }
            | Self::BrazilianTaxNumber
            | Self::Flag
            | Self::Date
            | Self::IsoDay => false,
        }
    }

    /// The value as Kassa keeps it. Errors: it cannot be one.
    pub fn normalized(&self, text: &str) -> Result<String, DetailProblem> {
        match self {
            Self::OneOf(choices) => match choices.iter().any(|choice| choice.code == text) {
                true => Ok(text.to_owned()),
                false => Err(DetailProblem::NotListed(
                    choices.iter().map(|choice| choice.code).collect(),
                )),
            },
            Self::SomeOf(choices) => {
                let each = Self::OneOf(choices);
                for name in text.split(',') {
                    each.normalized(name)?;
                }
                Ok(text.to_owned())
            }
            Self::Word(words) => match words.contains(&text) {
                true => Ok(text.to_owned()),
                false => Err(DetailProblem::NotListed(words.to_vec())),
            },
            Self::Number { min, max } => text
                .parse()
                .ok()
                .filter(|number| (*min..=*max).contains(number))
                .map(|number: i64| number.to_string())
                .ok_or(DetailProblem::NotANumberBetween {
                    min: *min,
                    max: *max,
                }),
            Self::Text { max } => match text.chars().count() <= usize::from(*max) {
                true => Ok(text.to_owned()),
                false => Err(DetailProblem::TooLong { max: *max }),
            },
            Self::Digits { min, max } => {
                let figures = text.bytes().all(|byte| byte.is_ascii_digit());
                let fits = (usize::from(*min)..=usize::from(*max)).contains(&text.len());
                match figures && fits && text.bytes().any(|byte| byte != b'0') {
                    true => Ok(text.to_owned()),
                    false => Err(DetailProblem::NotDigits {
                        min: *min,
                        max: *max,
                    }),
                }
            }
            Self::BrazilianTaxNumber => {
                tax_number::normalized(text).map_err(DetailProblem::NotATaxNumber)
            }
            Self::Flag => match text {
                "true" | "false" => Ok(text.to_owned()),
                _ => Err(DetailProblem::NotAFlag),
            },
            Self::Date => date(text).ok_or(DetailProblem::NotADate),
            Self::IsoDay => date(text)
                .filter(|day| day == text)
                .ok_or(DetailProblem::NotAnIsoDay),
            Self::Iban => iban::normalized(text).map_err(DetailProblem::NotAnIban),
            Self::BankCode(code) => code.normalized(text).map_err(DetailProblem::NotABankCode),
            Self::AccountNumber(scheme) => scheme.normalized(text).ok_or({
                let (min, max) = scheme.digits();
                DetailProblem::NotAnAccountNumber { min, max }
            }),
        }
    }
}

impl DetailProblem {
    /// The error's `code` on the merchant API, where that has one for it.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::NotAnIban(_) => Some("invalid_bank_account_iban"),
            Self::NotABankCode(_) => Some("routing_number_invalid"),
            Self::NotAnAccountNumber { .. } | Self::NotAtThatBank => Some("account_number_invalid"),
            Self::NotATaxNumber(_) => Some("tax_id_invalid"),
            Self::NotListed(_)
            | Self::NotANumberBetween { .. }
            | Self::TooLong { .. }
            | Self::NotDigits { .. }
            | Self::NotAFlag
            | Self::NotADate
            | Self::NotAnIsoDay => None,
        }
    }
}

/// `1990-4-23` as `1990-04-23`, if there was such a day.
fn date(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    ((1900..=9999).contains(&year) && (1..=days).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

impl std::fmt::Display for DetailProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotListed(names) => write!(f, "must be one of {}", names.join(", ")),
            Self::NotANumberBetween { min, max } => {
                write!(f, "must be a whole number from {min} to {max}")
            }
            Self::TooLong { max } => write!(f, "must be at most {max} characters long"),
            Self::NotDigits { min, max } => {
                write!(f, "must be {min} to {max} digits, not all of them zero")
            }
            Self::NotATaxNumber(TaxNumberProblem::NotOne) => {
                write!(f, "must be a CPF of 11 digits or a CNPJ of 14 characters")
            }
            Self::NotATaxNumber(TaxNumberProblem::CheckDigitsWrong) => {
                write!(
                    f,
                    "the check digits do not match, so part of it is mistyped"
                )
            }
            Self::NotAFlag => write!(f, "must be true or false"),
            Self::NotADate => write!(f, "must be a day, a month and a year of the calendar"),
            Self::NotAnIsoDay => write!(f, "must be a day of the calendar as YYYY-MM-DD"),
            Self::NotAnIban(problem) => match problem {
                IbanProblem::CountryUnsupported => {
                    write!(
                        f,
                        "must begin with a country of the Single Euro Payments Area"
                    )
                }
                IbanProblem::LengthWrong { expected } => {
                    write!(f, "must be {expected} characters long in this country")
                }
                IbanProblem::NotAlphanumeric => write!(f, "must be letters and digits alone"),
                IbanProblem::CheckDigitsWrong => {
                    write!(
                        f,
                        "the check digits do not match, so part of it is mistyped"
                    )
                }
            },
            Self::NotABankCode(BankCodeProblem::CheckDigitWrong) => {
                write!(
                    f,
                    "the check digit does not match, so part of it is mistyped"
                )
            }
            Self::NotABankCode(BankCodeProblem::NotDigits { min, max })
            | Self::NotAnAccountNumber { min, max } => match min == max {
                true => write!(f, "must be {min} digits"),
                false => write!(f, "must be {min} to {max} digits"),
            },
            Self::NotAtThatBank => {
                write!(f, "the check digits do not match those of bank and branch")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_of_the_calendar() {
        for (text, kept) in [
            ("1990-4-23", Some("1990-04-23")),
            ("2000-02-29", Some("2000-02-29")),
            ("1900-02-29", None),
            ("1990-13-01", None),
            ("1990-04-31", None),
            ("1990-04-0", None),
            ("190-04-01", None),
            ("1990-04", None),
            ("1990-04-01-01", None),
            ("a-b-c", None),
        ] {
            let known = DetailForm::Date.normalized(text);
            assert_eq!(known.ok().as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn a_day_in_one_parameter_is_written_in_full() {
        for (text, fits) in [
            ("2027-04-03", true),
            ("2027-4-3", false),
            ("2027-02-29", false),
            ("03.04.2027", false),
        ] {
            assert_eq!(DetailForm::IsoDay.normalized(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn a_flag_is_said_in_full() {
        for (text, fits) in [("true", true), ("false", true), ("1", false), ("", false)] {
            assert_eq!(DetailForm::Flag.normalized(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn a_confirmation_number_has_ten_or_eleven_figures_and_not_only_zeros() {
        let form = DetailForm::Digits { min: 10, max: 11 };
        for (text, fits) in [
            ("0312345678", true),
            ("11111111110", true),
            ("0000000000", false),
            ("123456789", false),
            ("123456789012", false),
            ("03-12345678", false),
            ("", false),
        ] {
            assert_eq!(form.normalized(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn each_of_a_list_is_one_of_the_listed() {
        const CHOICES: &[Choice] = &[Choice::new("aba", ""), Choice::new("swift", "")];
        let form = DetailForm::SomeOf(CHOICES);
        assert_eq!(form.normalized("aba,swift").as_deref(), Ok("aba,swift"));
        let problem = DetailProblem::NotListed(vec!["aba", "swift"]);
        for text in ["aba,iban", "", "aba, swift"] {
            assert_eq!(form.normalized(text), Err(problem.clone()), "{text}");
        }
    }
}
