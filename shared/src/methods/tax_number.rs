//! Brazilian tax numbers: the CPF of a person, the CNPJ of a company.

/// The figures of a CPF: nine of the person, two to check them.
const CPF_LENGTH: usize = 11;
/// The characters of a CNPJ: twelve of the company, two to check them.
const CNPJ_LENGTH: usize = 14;

/// Why a text cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxNumberProblem {
    /// Neither as long as a CPF nor as a CNPJ, or with characters that neither has.
    NotOne,
    CheckDigitsWrong,
}

/// The number as Brazilians write it, `123.456.789-09` or `12.345.678/0001-95`; its own punctuation
/// may be missing. A CNPJ may have letters, as those of new companies have since July 2026. All
/// zeros are right, since Stripe documents them for tests. Errors: it cannot be a number.
pub fn normalized(text: &str) -> Result<String, TaxNumberProblem> {
    let bare: String = text
        .chars()
        .filter(|character| !matches!(character, '.' | '-' | '/' | ' '))
        .map(|character| character.to_ascii_uppercase())
        .collect();
    let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
    let (checked, groups): (bool, &[(usize, char)]) = match bare.len() {
        CPF_LENGTH if digits => (
            is_checked(&bare, &[10, 9, 8, 7, 6, 5, 4, 3, 2], 11),
            &[(3, '.'), (6, '.'), (9, '-')],
        ),
        CNPJ_LENGTH if is_cnpj_shaped(&bare) => (
            is_checked(&bare, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 6),
            &[(2, '.'), (5, '.'), (8, '/'), (12, '-')],
        ),
        _ => return Err(TaxNumberProblem::NotOne),
    };
    // Eleven times the same figure passes the check, and is nobody's number.
    let all_alike = bare.chars().all(|character| bare.starts_with(character));
    match checked && (!all_alike || bare.starts_with('0')) {
        true => Ok(punctuated(&bare, groups)),
        false => Err(TaxNumberProblem::CheckDigitsWrong),
    }
}

/// Letters may stand where the company is named, and not among the check digits.
fn is_cnpj_shaped(bare: &str) -> bool {
    let check_from = CNPJ_LENGTH.saturating_sub(2);
    bare.bytes().enumerate().all(|(place, byte)| match place {
        _ if place < check_from => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit(),
    })
}

/// Whether the last two figures follow from those before. The second counts the first with them, so
/// that `weights` move on by one place, and begin with `first_of_second`.
fn is_checked(bare: &str, weights: &[u32], first_of_second: u32) -> bool {
    // A letter counts as its distance from the figure zero in ASCII.
    let values: Vec<u32> = bare
        .bytes()
        .map(|byte| u32::from(byte).saturating_sub(u32::from(b'0')))
        .collect();
    let (Some(named), [.., first, second]) = (values.get(..weights.len()), values.as_slice())
    else {
        return false;
    };
    let longer = [first_of_second].into_iter().chain(weights.iter().copied());
    check_digit(named.iter().zip(weights.iter().copied())) == *first
        && check_digit(named.iter().chain([first]).zip(longer)) == *second
}

/// Modulo 11, where ten and eleven are written as zero.
fn check_digit<'a>(weighted: impl Iterator<Item = (&'a u32, u32)>) -> u32 {
    let sum = weighted.fold(0_u32, |sum, (value, weight)| {
        sum.saturating_add(value.saturating_mul(weight))
    });
    match sum.wrapping_rem(11) {
        0 | 1 => 0,
        rest => 11_u32.saturating_sub(rest),
    }
}

/// `groups`: before which place a sign goes.
fn punctuated(bare: &str, groups: &[(usize, char)]) -> String {
    let mut text = String::with_capacity(bare.len().saturating_add(groups.len()));
    for (place, character) in bare.chars().enumerate() {
        text.extend(
            groups
                .iter()
                .find(|(at, _)| *at == place)
                .map(|(_, sign)| *sign),
        );
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_exist_are_right_with_and_without_punctuation() {
        for (text, kept) in [
            ("123.456.789-09", "123.456.789-09"),
            ("12345678909", "123.456.789-09"),
            ("529.982.247-25", "529.982.247-25"),
            ("000.000.000-00", "000.000.000-00"),
            ("00.000.000/0000-00", "00.000.000/0000-00"),
            ("11222333000181", "11.222.333/0001-81"),
            // The example of the Receita Federal for CNPJs with letters.
            ("12.abc.345/01de-35", "12.ABC.345/01DE-35"),
        ] {
            assert_eq!(normalized(text).as_deref(), Ok(kept), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_says_why() {
        use TaxNumberProblem::*;
        for (text, problem) in [
            ("", NotOne),
            ("1234567890", NotOne),
            ("123456789012", NotOne),
            ("1234567890a", NotOne),
            ("12ABC34501DE3X", NotOne),
            ("１２３４５６７８９０９", NotOne),
            ("123.456.789-00", CheckDigitsWrong),
            ("111.111.111-11", CheckDigitsWrong),
            ("11.222.333/0001-80", CheckDigitsWrong),
        ] {
            assert_eq!(normalized(text), Err(problem), "{text}");
        }
    }

    /// The number with these figures and its own check digits, found by trying.
    fn completed(named: &str) -> Vec<String> {
        (0..100)
            .filter_map(|check| normalized(&format!("{named}{check:02}")).ok())
            .collect()
    }

    proptest! {
        #[test]
        fn exactly_one_pair_of_check_digits_is_right(cpf in "[0-9]{8}[1-9]", cnpj in "[0-9A-Z]{11}[1-9]") {
            prop_assume!(!cpf.bytes().all(|byte| cpf.as_bytes()[0] == byte));
            prop_assert_eq!(completed(&cpf).len(), 1);
            prop_assert_eq!(completed(&cnpj).len(), 1);
        }

        #[test]
        fn a_single_wrong_figure_is_found(named in "[1-8][0-9]{8}", place in 0_usize..9, more in 1_u8..9) {
            for right in completed(&named) {
                let mut figures: Vec<u8> = right.bytes().filter(u8::is_ascii_digit).collect();
                figures[place] = b'0' + (figures[place] - b'0' + more) % 10;
                let wrong = String::from_utf8(figures).unwrap();
                // Ten and eleven are both written as zero, so that two numbers may share a check
                // digit; that leaves one in eleven wrong figures to the other one.
                if let Ok(other) = normalized(&wrong) {
                    prop_assert!(other.contains('0'));
                }
            }
        }

        #[test]
        fn whatever_is_typed_gets_an_answer(text in ".{0,30}") {
            if let Ok(kept) = normalized(&text) {
                prop_assert_eq!(normalized(&kept), Ok(kept.clone()));
            }
        }
    }
}
