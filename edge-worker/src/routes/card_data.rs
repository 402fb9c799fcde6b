//! A card as a buyer typed it, checked as far as it can be without its issuer. Card data go from here
//! to the partner, and nowhere else.

use crate::error::missing_param;
use crate::form::{Fields, Given};
use crate::partners::CardData;
use crate::partners::sandbox::test_cards::{brand_of, by_number};
use crate::secret::Secret;
use shared::api::error::{ApiError, ErrorType};
use shared::payment::method::CardBrand;

/// The year that a two-digit year means is within this century.
const CENTURY: i64 = 2_000;
/// No card is issued for longer.
const EXPIRY_YEARS_MAX: i64 = 50;

/// The card's own fields, checked as far as they can be without its issuer.
pub fn card_data(mut fields: Fields) -> Result<CardData, ApiError> {
    let number = fields
        .filled("number")?
        .ok_or_else(|| missing_param(&fields.name_of("number")))?;
    let month = fields
        .integer("exp_month")?
        .ok_or_else(|| missing_param(&fields.name_of("exp_month")))?;
    let year = fields
        .integer("exp_year")?
        .ok_or_else(|| missing_param(&fields.name_of("exp_year")))?;
    let cvc = fields.filled("cvc")?;
    fields.finish()?;
    let number: String = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(card_error(
            "invalid_number",
            "number",
            "The card number is not a valid credit card number.",
        ));
    }
    // The sandbox has a test card for a number that fails its check digit.
    if !luhn(&number) && by_number(&number).is_none() {
        return Err(card_error(
            "incorrect_number",
            "number",
            "Your card number is incorrect.",
        ));
    }
    let exp_month = expiry_month(month)?;
    let exp_year = expiry_year(year, exp_month)?;
    if let Some(cvc) = &cvc {
        check_cvc(cvc, brand_of(&number))?;
    }
    Ok(CardData {
        number: Secret::new(number),
        exp_month,
        exp_year,
        cvc: cvc.map(Secret::new),
    })
}

/// `networks[preferred]`, which an empty value clears. A network that the card is not on is kept all
/// the same, as a preference that cannot be followed.
pub fn preferred_network(card: &mut Fields) -> Result<Given<CardBrand>, ApiError> {
    let Some(mut networks) = card.nested("networks")? else {
        return Ok(Given::Absent);
    };
    let given = networks.given_choice(
        "preferred",
        "cartes_bancaires, mastercard, or visa",
        |name| match CardBrand::parse(name)? {
            known @ (CardBrand::CartesBancaires | CardBrand::Mastercard | CardBrand::Visa) => {
                Some(known)
            }
            CardBrand::Amex
            | CardBrand::Diners
            | CardBrand::Discover
            | CardBrand::Jcb
            | CardBrand::Unionpay
            | CardBrand::Unknown => None,
        },
    )?;
    networks.finish()?;
    Ok(given)
}

pub fn expiry_month(given: i64) -> Result<u8, ApiError> {
    u8::try_from(given)
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| {
            card_error(
                "invalid_expiry_month",
                "exp_month",
                "Your card's expiration month is invalid.",
            )
        })
}

/// Two or four digits; `month` is the one that it goes with.
pub fn expiry_year(given: i64, month: u8) -> Result<u16, ApiError> {
    let invalid = || {
        card_error(
            "invalid_expiry_year",
            "exp_year",
            "Your card's expiration year is invalid.",
        )
    };
    let year = if (0..100).contains(&given) {
        given.saturating_add(CENTURY)
    } else {
        given
    };
    let (this_year, this_month) = this_month();
    let expired = (year, month) < (this_year, this_month);
    if expired || year > this_year.saturating_add(EXPIRY_YEARS_MAX) {
        return Err(invalid());
    }
    u16::try_from(year).map_err(|_| invalid())
}

fn check_cvc(cvc: &str, brand: CardBrand) -> Result<(), ApiError> {
    let lengths = match brand {
        CardBrand::Amex => 3..=4,
        CardBrand::Unknown => 3..=4,
        CardBrand::CartesBancaires
        | CardBrand::Diners
        | CardBrand::Discover
        | CardBrand::Jcb
        | CardBrand::Mastercard
        | CardBrand::Unionpay
        | CardBrand::Visa => 3..=3,
    };
    if lengths.contains(&cvc.len()) && cvc.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(card_error(
        "invalid_cvc",
        "cvc",
        "Your card's security code is invalid.",
    ))
}

/// The card's fault; 402.
pub fn card_error(code: &str, param: &str, message: &str) -> ApiError {
    ApiError::invalid(message)
        .with(code, param)
        .with_kind(ErrorType::CardError)
        .with_status(402)
}

/// The check digit of ISO/IEC 7812.
fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (place % 2, digit) {
                (0, digit) => digit,
                (_, digit @ 0..=4) => digit.saturating_mul(2),
                (_, digit) => digit.saturating_mul(2).saturating_sub(9),
            }
        })
        .fold(0, u32::saturating_add);
    sum.is_multiple_of(10)
}

/// Year and month by the clock, in UTC.
pub fn this_month() -> (i64, u8) {
    let date = worker::js_sys::Date::new_0();
    let month = u8::try_from(date.get_utc_month())
        .unwrap_or_default()
        .saturating_add(1);
    (i64::from(date.get_utc_full_year()), month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::sandbox::test_cards::TEST_CARDS;

    #[test]
    fn test_cards_pass_the_check_digit_but_for_the_one_that_must_not() {
        for card in TEST_CARDS {
            let expected = card.number != "4242424242424241";
            assert_eq!(luhn(card.number), expected, "{}", card.number);
        }
    }

    #[test]
    fn a_cvc_has_the_brands_length() {
        assert!(check_cvc("123", CardBrand::Visa).is_ok());
        assert!(check_cvc("1234", CardBrand::Amex).is_ok());
        assert_eq!(
            check_cvc("1234", CardBrand::Visa)
                .unwrap_err()
                .param
                .as_deref(),
            Some("cvc")
        );
        assert!(check_cvc("12a", CardBrand::Visa).is_err());
    }
}
