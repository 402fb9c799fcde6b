//! `deferred_intent`: what an intent will be that the merchant's server makes after the buyer has
//! filled in the form.

use super::intent_terms::{
    capture_method, excluded_types, filled_methods, future_usage, method_types,
};
use super::payment_intents::currency;
use super::payment_method_configurations::given_configuration;
use super::setup_intents::nothing;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::missing_param;
use crate::form::Fields;
use crate::intent_checks::{amount_within_bounds, check_payable};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::money::Money;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;

/// `mode` of the JavaScript API's `elements()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Payment,
    Setup,
    /// A first payment, after which the method is charged again; or, of nothing, a setup.
    Subscription,
}

impl Mode {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "payment" => Some(Self::Payment),
            "setup" => Some(Self::Setup),
            "subscription" => Some(Self::Subscription),
            _ => None,
        }
    }
}

/// What the intent will ask for. Errors: what no intent could be made of.
pub async fn deferred_terms(
    request: &mut ApiRequest,
    mut given: Fields,
) -> Result<Terms, ApiFailure> {
    let merchant_country = request.caller.profile.country;
    let mode_name = given.name_of("mode");
    let mode = given
        .choice("mode", "payment, setup, or subscription", Mode::parse)?
        .ok_or_else(|| missing_param(&mode_name))?;
    let amount = amount(&mut given, mode, merchant_country)?;
    let usage = future_usage(&mut given)?.change().flatten();
    let capture = capture_method(&mut given)?;
    given.finish()?;
    let methods = filled_methods(method_types(&mut request.fields)?)?;
    let configuration = given_configuration(request, methods.is_some()).await?;
    let excluded = excluded_types(&mut request.fields)?.change().flatten();
    let purpose = match mode {
        Mode::Setup => Purpose::Setup,
        Mode::Subscription if amount.minor() == 0 => Purpose::Setup,
        Mode::Payment | Mode::Subscription => Purpose::Payment,
    };
    let terms = Terms {
        purpose,
        amount,
        merchant_country,
        capture: capture.unwrap_or(match purpose {
            Purpose::Payment => CaptureMethod::AutomaticAsync,
            Purpose::Setup => CaptureMethod::Automatic,
        }),
        capture_of: BTreeMap::new(),
        options_of: BTreeMap::new(),
        confirmation: ConfirmationMethod::Automatic,
        future_usage: match mode {
            Mode::Payment => usage,
            Mode::Setup | Mode::Subscription => Some(usage.unwrap_or(SetupFutureUsage::OffSession)),
        },
        allow_redirects: true,
        methods,
        excluded: excluded.unwrap_or_default(),
        configuration,
        customer: None,
        description: None,
        metadata: BTreeMap::new(),
        receipt_email: None,
        shipping: None,
        statement_descriptor: None,
        statement_descriptor_suffix: None,
        request_incremental_authorization: false,
        request_multicapture: false,
        fees: None,
    };
    check_payable(&terms)?;
    Ok(terms)
}

/// A setup is of nothing, in a currency that says nothing either.
fn amount(given: &mut Fields, mode: Mode, merchant: CountryCode) -> Result<Money, ApiError> {
    let amount_name = given.name_of("amount");
    let currency_name = given.name_of("currency");
    let currency = currency(given).map_err(|error| error.with_param(&currency_name))?;
    if mode == Mode::Setup {
        return Ok(currency.map_or(nothing(merchant), Money::zero));
    }
    let minor = given
        .integer("amount")?
        .ok_or_else(|| missing_param(&amount_name))?;
    let currency = currency.ok_or_else(|| missing_param(&currency_name))?;
    if mode == Mode::Subscription && minor == 0 {
        return Ok(Money::zero(currency));
    }
    amount_within_bounds(minor, currency).map_err(|error| error.with_param(&amount_name))
}
