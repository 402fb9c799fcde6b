//! What must hold of an intent beyond the machine's own rules: an amount that can be charged, a
//! method that could pay it, an owner for what it is paid with.

use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::methods::eligibility::Ineligible;
use shared::money::Money;
use shared::payment::method::PaymentMethod;
use shared::payment::terms::{Purpose, Terms};

/// An amount that this currency can be charged with. Errors name `amount`.
pub fn amount_within_bounds(minor: i64, currency: Currency) -> Result<Money, ApiError> {
    if minor < 1 {
        return Err(
            ApiError::invalid("This value must be greater than or equal to 1.")
                .with("parameter_invalid_integer", "amount"),
        );
    }
    let code = currency.code();
    let step = currency.amount_step();
    if minor.checked_rem(step).unwrap_or_default() != 0 {
        return Err(ApiError::invalid(format!(
            "Invalid amount: amounts in {code} must be divisible by {step}."
        ))
        .with("parameter_invalid_integer", "amount"));
    }
    let bound = |minor| Money::new(minor, currency).unwrap_or(Money::zero(currency));
    if minor < currency.minimum_charge() {
        let least = bound(currency.minimum_charge());
        return Err(
            ApiError::invalid(format!("Amount must be at least {least}."))
                .with("amount_too_small", "amount"),
        );
    }
    if minor > currency.amount_max() {
        let most = bound(currency.amount_max());
        return Err(
            ApiError::invalid(format!("Amount must be no more than {most}."))
                .with("amount_too_large", "amount"),
        );
    }
    Ok(bound(minor))
}

/// Refuses an intent that nothing could ever pay.
pub fn check_payable(terms: &Terms) -> Result<(), ApiError> {
    let offers = terms.offers(None);
    if !offers.offered.is_empty() {
        return Ok(());
    }
    let reason = offers
        .refused
        .iter()
        .find(|(_, why)| !matches!(why, Ineligible::NotAllowedHere))
        .map(|(method, why)| format!(" {method}: {why}"))
        .unwrap_or_default();
    let (intent, code) = match terms.purpose {
        Purpose::Payment => ("PaymentIntent", "payment_intent_invalid_parameter"),
        Purpose::Setup => ("SetupIntent", "setup_intent_invalid_parameter"),
    };
    Err(ApiError::invalid(format!(
        "No valid payment method types for this {intent}.{reason}"
    ))
    .with(code, "payment_method_types"))
}

/// A customer's method pays for that customer alone.
pub fn check_owner(method: Option<&PaymentMethod>, terms: &Terms) -> Result<(), ApiError> {
    let Some((method, owner)) =
        method.and_then(|method| method.customer.as_ref().map(|owner| (method, owner)))
    else {
        return Ok(());
    };
    match &terms.customer {
        Some(customer) if customer == owner => Ok(()),
        Some(_) => Err(ApiError::invalid(format!(
            "The customer does not have a payment method with the ID {}. The payment method must be attached to the customer.",
            method.id
        ))
        .with_param("payment_method")),
        None => Err(ApiError::invalid(format!(
            "The payment method {} is attached to a customer. Name that customer on the intent to pay with it.",
            method.id
        ))
        .with("payment_intent_invalid_parameter", "payment_method")),
    }
}
