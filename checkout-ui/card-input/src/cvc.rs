//! The security code: three digits on the back, or four on the front of American Express.

use super::brand::CardBrand;
use super::edit::{Edit, digits, digits_before};
use crate::problem::Problem;

/// The field's next content after a keystroke left `raw` in it.
pub fn edit_cvc(raw: &str, caret: usize, brand: Option<CardBrand>) -> Edit {
    let text: String = digits(raw).chars().take(digits_max(brand)).collect();
    let caret = digits_before(raw, caret).min(text.len());
    Edit { text, caret }
}

/// Whether `text` is a whole security code of `brand`.
pub fn check_cvc(text: &str, brand: Option<CardBrand>) -> Result<(), Problem> {
    let min = brand.map_or(3, CardBrand::cvc_digits);
    match text.len() {
        0 => Err(Problem::Empty),
        // More than `min` is left over from a card of another brand.
        length if length < min || length > digits_max(brand) => Err(Problem::Incomplete),
        _ => Ok(()),
    }
}

/// Until the brand is known, the code may turn out to have four digits.
fn digits_max(brand: Option<CardBrand>) -> usize {
    brand.map_or(4, CardBrand::cvc_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_as_long_as_its_brand_prints_it() {
        assert_eq!(edit_cvc("12345", 5, Some(CardBrand::Visa)).text, "123");
        assert_eq!(edit_cvc("12 345", 6, Some(CardBrand::Amex)).text, "1234");
        assert_eq!(check_cvc("", None), Err(Problem::Empty));
        assert_eq!(check_cvc("123", None), Ok(()));
        assert_eq!(
            check_cvc("123", Some(CardBrand::Amex)),
            Err(Problem::Incomplete)
        );
        assert_eq!(check_cvc("1234", Some(CardBrand::Amex)), Ok(()));
        assert_eq!(
            check_cvc("1234", Some(CardBrand::Visa)),
            Err(Problem::Incomplete)
        );
    }
}
