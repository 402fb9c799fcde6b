//! The numbers by which countries tell their banks, and the branches of these, apart.

use super::routing_number;

/// Which number is meant.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum BankCode {
    /// Nine digits, the last of which checks the others.
    UsRoutingNumber,
    UkSortCode,
    /// Bank, state and branch.
    AuBsb,
    CaInstitution,
    CaTransit,
    NzBank,
    NzBranch,
    /// Which of a customer's accounts under one number; it ends a number of New Zealand.
    NzSuffix,
}

/// Why a text cannot be one.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum BankCodeProblem {
    /// Something else than so many digits; both bounds inclusive.
    NotDigits {
        min: usize,
        max: usize,
    },
    CheckDigitWrong,
}

impl BankCode {
    /// The least and the most digits.
    #[must_use]
    pub const fn digits(self) -> (usize, usize) {
        match self {
            Self::UsRoutingNumber => (9, 9),
            Self::UkSortCode | Self::AuBsb => (6, 6),
            Self::CaInstitution => (3, 3),
            Self::CaTransit => (5, 5),
            Self::NzBank => (2, 2),
            Self::NzBranch => (4, 4),
            Self::NzSuffix => (2, 3),
        }
    }

    /// The digits alone: banks print the numbers with dashes and spaces. Errors: it cannot be one.
    pub fn normalized(self, text: &str) -> Result<String, BankCodeProblem> {
        let (min, max) = self.digits();
        let number = digits_of(text, min, max).ok_or(BankCodeProblem::NotDigits { min, max })?;
        match self {
            Self::UsRoutingNumber if !routing_number::is_valid(&number) => {
                Err(BankCodeProblem::CheckDigitWrong)
            }
            Self::UsRoutingNumber
            | Self::UkSortCode
            | Self::AuBsb
            | Self::CaInstitution
            | Self::CaTransit
            | Self::NzBank
            | Self::NzBranch
            | Self::NzSuffix => Ok(number),
        }
    }
}

/// The digits of a text that has so many of them and, but for dashes and spaces, nothing else.
pub(super) fn digits_of(text: &str, min: usize, max: usize) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let fits = (min..=max).contains(&digits.len());
    (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers_are_read_as_their_digits() {
        for (code, text, digits) in [
            (BankCode::UkSortCode, "10-88-00", "108800"),
            (BankCode::AuBsb, "000 000", "000000"),
            (BankCode::UsRoutingNumber, "110000000", "110000000"),
            (BankCode::CaTransit, "11000", "11000"),
            (BankCode::NzSuffix, "00", "00"),
        ] {
            assert_eq!(code.normalized(text), Ok(digits.to_owned()));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = BankCode::UsRoutingNumber.normalized("110000001");
        assert_eq!(wrong, Err(BankCodeProblem::CheckDigitWrong));
        for text in ["", "11000", "1088000", "10880x", "１０８８００"] {
            let short = BankCode::UkSortCode.normalized(text);
            let problem = BankCodeProblem::NotDigits { min: 6, max: 6 };
            assert_eq!(short, Err(problem), "{text}");
        }
    }
}
