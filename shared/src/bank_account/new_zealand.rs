//! Account numbers of New Zealand: bank, branch, account and suffix, whose checksum depends on the
//! bank. As the Inland Revenue publishes it for those who report interest.

/// Digits of bank, branch, account and suffix, each filled up with zeros in front.
const WIDTHS: [usize; 4] = [2, 4, 8, 4];
const DIGITS: usize = 18;
/// Banks with the common checksum have another for accounts from this number on.
const LONG_ACCOUNT_FROM: u32 = 990_000;
/// No open bank has such a branch: test accounts live there, and have no checksum.
const TEST_BRANCH: u32 = 0;

/// One weight a digit, and what the weighted sum must be divisible by.
struct Checksum {
    weights: [u8; DIGITS],
    modulus: u32,
    /// Products of two digits count as the sum of these.
    adds_up_digits: bool,
}

const SHORT: Checksum = by([0, 0, 6, 3, 7, 9, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], 11);
const LONG: Checksum = by([0, 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], 11);
const NATIONAL: Checksum = by([0, 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0], 11);
const RESERVE: Checksum = Checksum {
    adds_up_digits: true,
    ..by([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 0, 1], 11)
};
const COUNTRYWIDE: Checksum = by([0, 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0, 0], 10);
const CREDIT_UNION: Checksum = Checksum {
    adds_up_digits: true,
    ..by([0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 0, 3, 7, 1], 10)
};

const fn by(weights: [u8; DIGITS], modulus: u32) -> Checksum {
    Checksum {
        weights,
        modulus,
        adds_up_digits: false,
    }
}

/// Whether the parts, digits alone, can be one account.
#[must_use]
pub fn is_valid(bank: &str, branch: &str, account: &str, suffix: &str) -> bool {
    let parts = [bank, branch, account, suffix];
    let mut number = String::with_capacity(DIGITS);
    for (part, width) in parts.iter().zip(WIDTHS) {
        if part.is_empty() || part.len() > width || !part.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        number.push_str(&format!("{part:0>width$}"));
    }
    if branch.parse() == Ok(TEST_BRANCH) {
        return true;
    }
    let account: u32 = account.parse().unwrap_or(u32::MAX);
    checksum_of(bank, account).is_none_or(|checksum| checksum.holds(&number))
}

/// `None` where the bank's numbers have none.
fn checksum_of(bank: &str, account: u32) -> Option<&'static Checksum> {
    match bank {
        "08" => Some(&NATIONAL),
        "09" => Some(&RESERVE),
        "25" | "33" => Some(&COUNTRYWIDE),
        "26" | "28" | "29" => Some(&CREDIT_UNION),
        "31" => None,
        _ if account < LONG_ACCOUNT_FROM => Some(&SHORT),
        _ => Some(&LONG),
    }
}

impl Checksum {
    fn holds(&self, number: &str) -> bool {
        let digits = number.chars().map(|c| c.to_digit(10).unwrap_or_default());
        let products = digits.zip(self.weights).map(|(digit, weight)| {
            let product = digit.saturating_mul(u32::from(weight));
            match self.adds_up_digits {
                true => digit_sum(digit_sum(product)),
                false => product,
            }
        });
        let sum = products.fold(0_u32, u32::saturating_add);
        sum.checked_rem(self.modulus) == Some(0)
    }
}

/// Of a number below a hundred.
fn digit_sum(number: u32) -> u32 {
    (number / 10).saturating_add(number % 10)
}

/// The bank's name; `None` for a number that no open bank has.
#[must_use]
pub fn bank_name(bank: &str) -> Option<&'static str> {
    Some(match bank {
        "01" | "06" | "11" => "ANZ Bank New Zealand",
        "02" => "Bank of New Zealand",
        "03" => "Westpac New Zealand",
        "08" => "National Australia Bank",
        "10" => "ICBC New Zealand",
        "12" => "ASB Bank",
        "14" | "15" => "TSB",
        "30" => "HSBC New Zealand",
        "31" => "Citibank New Zealand",
        "38" => "Kiwibank",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The examples of the publication: short, long, and the banks with checksums of their own.
    const RIGHT: &[[&str; 4]] = &[
        ["01", "0902", "0068389", "00"],
        ["08", "6523", "1954512", "001"],
        ["26", "2600", "0320871", "032"],
        ["12", "3113", "0003869", "00"],
    ];

    fn holds([bank, branch, account, suffix]: [&str; 4]) -> bool {
        is_valid(bank, branch, account, suffix)
    }

    #[test]
    fn published_examples_are_right() {
        for parts in RIGHT {
            assert!(holds(*parts), "{parts:?}");
        }
        assert!(!is_valid("01", "0902", "0068388", "00"));
    }

    #[test]
    fn parts_of_another_form_are_refused() {
        for parts in [
            ["1x", "0902", "0068389", "00"],
            ["001", "0902", "0068389", "00"],
            ["01", "", "0068389", "00"],
            ["01", "0902", "006838900", "00"],
        ] {
            assert!(!holds(parts), "{parts:?}");
        }
    }

    #[test]
    fn test_accounts_are_taken_whatever_their_digits() {
        assert!(is_valid("11", "0000", "1111111", "016"));
    }

    proptest! {
        // The sum by 11 promises it for every digit that has a weight: all of branch and account.
        #[test]
        fn any_single_wrong_digit_is_refused(place in 0..11_usize, by in 1..10_u8) {
            let mut digits = *b"09020068389";
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            let text = String::from_utf8(digits.to_vec()).unwrap();
            let (branch, account) = text.split_at(4);
            // The first digit of an account of seven has no weight, as none has more than six.
            prop_assume!(place != 4 && account.parse::<u32>().unwrap() < LONG_ACCOUNT_FROM);
            prop_assert!(!is_valid("01", branch, account, "00"), "{}", text);
        }
    }
}
