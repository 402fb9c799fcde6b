//! Routing numbers of banks in the United States, as the American Bankers Association issues them.

/// Repeated over the nine digits.
const WEIGHTS: [u32; 3] = [3, 7, 1];

/// Whether the last of nine digits agrees with the others.
#[must_use]
pub fn is_valid(number: &str) -> bool {
    let digits = number.chars().map(|c| c.to_digit(10));
    let sum = digits
        .zip(WEIGHTS.iter().cycle())
        .try_fold(0_u32, |sum, (digit, weight)| {
            sum.checked_add(digit?.checked_mul(*weight)?)
        });
    // No bank has the number that is nothing but zeros.
    number.len() == 9 && sum.is_some_and(|sum| sum > 0 && sum % 10 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RIGHT: &[&str] = &["110000000", "021000021", "011401533", "091000019"];

    #[test]
    fn numbers_of_banks_are_right_and_others_are_not() {
        for number in RIGHT {
            assert!(is_valid(number), "{number}");
        }
        for number in ["", "000000000", "11000000", "1100000000", "11000000x"] {
            assert!(!is_valid(number), "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_refused(which in 0..RIGHT.len(), place in 0..9_usize, by in 1..10_u8) {
            let mut bytes = RIGHT[which].as_bytes().to_vec();
            bytes[place] = b'0' + (bytes[place] - b'0' + by) % 10;
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert!(!is_valid(&wrong), "{}", wrong);
        }
    }
}
