//! `payment_method` and `payment_method_data`: what is paid with. Card data go from here to the
//! partner, and nowhere else.

use crate::env::{SystemClock, SystemRandom};
use crate::form::Fields;
use crate::keyed::Keyring;
use crate::partners::CardData;
use crate::partners::sandbox::test_cards::{TestCard, brand_of, by_number, by_token, last4_of};
use crate::ports::{Clock, Random};
use crate::secret::Secret;
use shared::api::error::{ApiError, ErrorType};
use shared::country::CountryCode;
use shared::ids::PaymentMethodId;
use shared::methods::MethodType;
use shared::payment::method::{
    Address, AllowRedisplay, BillingDetails, CardBrand, CardFunding, CardSummary, Instrument,
    PaymentMethod,
};
use std::collections::BTreeMap;

const TEXT_LENGTH_MAX: usize = 500;
/// The year that a two-digit year means is within this century.
const CENTURY: i64 = 2_000;
/// No card is issued for longer.
const EXPIRY_YEARS_MAX: i64 = 50;

/// What a request pays with.
#[derive(Debug)]
pub struct GivenMethod {
    pub method: Option<PaymentMethod>,
    pub card: Option<CardData>,
}

impl GivenMethod {
    /// Whether the card lives in this request alone, so that only a confirmation can use it.
    pub fn must_be_confirmed(&self) -> bool {
        let is_kept = |method: &PaymentMethod| match &method.instrument {
            Instrument::Card(card) => card.token.is_some(),
            Instrument::Account(_) => true,
        };
        self.card.is_some() && !self.method.as_ref().is_some_and(is_kept)
    }
}

/// Reads whichever of the two parameters is there.
pub fn given_method(fields: &mut Fields, keyring: &Keyring) -> Result<GivenMethod, ApiError> {
    let token = fields.filled("payment_method")?;
    let data = fields.nested("payment_method_data")?;
    match (token, data) {
        (None, None) => Ok(GivenMethod {
            method: None,
            card: None,
        }),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may only specify one of these parameters: payment_method, payment_method_data.",
        )
        .with_param("payment_method_data")),
        (Some(token), None) => test_payment_method(&token, keyring),
        (None, Some(data)) => payment_method_data(data, keyring),
    }
}

/// `pm_card_…`: the sandbox's own names for its cards.
fn test_payment_method(token: &str, keyring: &Keyring) -> Result<GivenMethod, ApiError> {
    let card: &TestCard = by_token(token).ok_or_else(|| {
        ApiError::missing(
            format!("No such PaymentMethod: '{token}'"),
            "payment_method",
        )
        .with_status(400)
    })?;
    let (year, month) = this_month();
    let summary = CardSummary {
        brand: card.brand(),
        last4: card.last4(),
        exp_month: month,
        exp_year: u16::try_from(year.saturating_add(1)).unwrap_or(u16::MAX),
        funding: card.funding,
        country: card.issuer_country(),
        fingerprint: keyring.card_fingerprint(card.number),
        token: Some(token.to_owned()),
    };
    Ok(GivenMethod {
        method: Some(new_method(
            Instrument::Card(summary),
            BillingDetails::default(),
        )),
        card: None,
    })
}

fn payment_method_data(mut data: Fields, keyring: &Keyring) -> Result<GivenMethod, ApiError> {
    let name = data.name_of("type");
    let kind = data.filled("type")?.ok_or_else(|| {
        ApiError::invalid(format!("Missing required param: {name}."))
            .with("parameter_missing", &name)
    })?;
    let method = MethodType::parse(&kind).ok_or_else(|| {
        ApiError::invalid(format!(
            "Invalid {name}: {kind} is not a payment method type of this deployment."
        ))
        .with_param(&name)
    })?;
    let billing = match data.nested("billing_details")? {
        Some(billing) => billing_details(billing)?,
        None => BillingDetails::default(),
    };
    let (instrument, card) = match method {
        MethodType::Card => {
            let path = data.name_of("card");
            let fields = data.nested("card")?.ok_or_else(|| {
                ApiError::invalid(format!("Missing required param: {path}."))
                    .with("parameter_missing", &path)
            })?;
            let card = card(fields)?;
            (Instrument::Card(summary(&card, keyring)), Some(card))
        }
        other => {
            // `payment_method_data[klarna]` and its like may come along, empty.
            if let Some(own) = data.nested(&kind)? {
                own.finish()?;
            }
            (Instrument::Account(other), None)
        }
    };
    data.finish()?;
    Ok(GivenMethod {
        method: Some(new_method(instrument, billing)),
        card,
    })
}

fn new_method(instrument: Instrument, billing: BillingDetails) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes(SystemRandom.bytes()),
        created: SystemClock.now_ms().div_euclid(1000),
        billing,
        instrument,
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}

fn billing_details(mut fields: Fields) -> Result<BillingDetails, ApiError> {
    let billing = BillingDetails {
        name: fields.short("name", TEXT_LENGTH_MAX)?,
        email: fields.short("email", TEXT_LENGTH_MAX)?,
        phone: fields.short("phone", TEXT_LENGTH_MAX)?,
        address: match fields.nested("address")? {
            Some(address) => self::address(address)?,
            None => Address::default(),
        },
    };
    fields.finish()?;
    Ok(billing)
}

pub(super) fn address(mut fields: Fields) -> Result<Address, ApiError> {
    let name = fields.name_of("country");
    let country = match fields.filled("country")? {
        None => None,
        Some(code) => Some(CountryCode::parse(&code).ok_or_else(|| {
            ApiError::invalid(format!(
                "Country '{code}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'."
            ))
            .with("country_code_invalid", &name)
        })?),
    };
    let address = Address {
        city: fields.short("city", TEXT_LENGTH_MAX)?,
        country,
        line1: fields.short("line1", TEXT_LENGTH_MAX)?,
        line2: fields.short("line2", TEXT_LENGTH_MAX)?,
        postal_code: fields.short("postal_code", TEXT_LENGTH_MAX)?,
        state: fields.short("state", TEXT_LENGTH_MAX)?,
    };
    fields.finish()?;
    Ok(address)
}

/// The card's own fields, checked as far as they can be without its issuer.
fn card(mut fields: Fields) -> Result<CardData, ApiError> {
    let required = |name: &str| {
        ApiError::invalid(format!("Missing required param: {name}."))
            .with("parameter_missing", name)
    };
    let number_name = fields.name_of("number");
    let month_name = fields.name_of("exp_month");
    let year_name = fields.name_of("exp_year");
    let number = fields
        .filled("number")?
        .ok_or_else(|| required(&number_name))?;
    let month = fields
        .integer("exp_month")?
        .ok_or_else(|| required(&month_name))?;
    let year = fields
        .integer("exp_year")?
        .ok_or_else(|| required(&year_name))?;
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
    let exp_month = u8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| {
            card_error(
                "invalid_expiry_month",
                "exp_month",
                "Your card's expiration month is invalid.",
            )
        })?;
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

fn expiry_year(given: i64, month: u8) -> Result<u16, ApiError> {
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
        CardBrand::Diners
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

fn card_error(code: &str, param: &str, message: &str) -> ApiError {
    ApiError::invalid(message)
        .with(code, param)
        .with_kind(ErrorType::CardError)
        .with_status(402)
}

fn summary(card: &CardData, keyring: &Keyring) -> CardSummary {
    let number = card.number.expose();
    let known = by_number(number);
    CardSummary {
        brand: brand_of(number),
        last4: last4_of(number),
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        funding: known.map_or(CardFunding::Unknown, |card| card.funding),
        country: known.and_then(TestCard::issuer_country),
        fingerprint: keyring.card_fingerprint(number),
        token: None,
    }
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
fn this_month() -> (i64, u8) {
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
