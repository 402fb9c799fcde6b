//! `/v1/payment_intents`.

use super::ask_account;
use super::list_query::{created, page};
use super::payment_method_data::{GivenMethod, given_method};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemRandom;
use crate::error::{HttpAnswer, no_such_intent};
use crate::expand::{self, Shape};
use crate::form::Fields;
use crate::metadata::metadata;
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, KeyKind, Profile};
use crate::objects::call::call;
use crate::objects::payment::wire::{
    Confirmation, Operation, PaymentAnswer, PaymentQuestion, object_name,
};
use crate::ports::{Fault, Random};
use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::ids::PaymentIntentId;
use shared::methods::{MethodType, eligibility};
use shared::money::Money;
use shared::payment::action::ActionStyle;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::state::CancelReason;
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;
use std::time::Duration;

/// A run makes a few partner calls, each with a deadline of its own.
const RUN_DEADLINE: Duration = Duration::from_secs(25);
const RETURN_URL_LENGTH_MAX: usize = 2_048;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let amount = amount(fields)?;
    let confirm = fields.boolean("confirm")?.unwrap_or(false);
    let return_url = return_url(fields)?;
    let use_sdk = fields.boolean("use_stripe_sdk")?.unwrap_or(false);
    let terms = terms(fields, amount, &request.caller.profile)?;
    let given = given_method(&mut request.fields, request.edge.keyring())?;
    std::mem::take(&mut request.fields).finish()?;
    check_terms(&terms)?;
    let GivenMethod { method, card } = given;
    if card.is_some() && !confirm {
        return Err(ApiError::invalid(
            "Card data are not kept: send `payment_method_data` together with `confirm=true`, or when confirming.",
        )
        .with("parameter_invalid_empty", "confirm")
        .into());
    }
    if return_url.is_some() && !confirm {
        return Err(ApiError::invalid(
            "`return_url` can only be specified when confirming: set `confirm=true`.",
        )
        .with_param("return_url")
        .into());
    }
    let confirmation = confirm.then(|| Confirmation {
        method: method.clone(),
        card,
        style: ActionStyle::of(use_sdk, return_url.as_deref()),
        return_url,
    });
    let name = match &request.idempotency {
        Some(key) => request
            .edge
            .keyring()
            .intent_name(&request.caller.profile.id, &key.key),
        None => SystemRandom.bytes(),
    };
    let id = request
        .edge
        .keyring()
        .intent_id(&request.caller.profile.id, name);
    let operation = Operation::Create {
        id: id.clone(),
        terms: Box::new(terms),
        method: if confirmation.is_some() { None } else { method },
        confirmation,
    };
    ask(request, &id, operation).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let page = page(&mut request.fields)?;
    let filter = Filter {
        customer: request.fields.filled("customer")?,
        created: created(&mut request.fields)?,
        ..Filter::default()
    };
    std::mem::take(&mut request.fields).finish()?;
    let shape = Shape::ListOf("payment_intent");
    expand::check(shape, &request.expand, request.caller.kind)?;
    let question = AccountQuestion::List {
        kind: DocumentKind::PaymentIntent,
        filter,
        page,
        url: "/v1/payment_intents".to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent(&mut request)?;
    std::mem::take(&mut request.fields).finish()?;
    ask(request, &id, Operation::Retrieve).await
}

pub async fn confirm(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent(&mut request)?;
    let return_url = return_url(&mut request.fields)?;
    let use_sdk = request.fields.boolean("use_stripe_sdk")?.unwrap_or(false);
    let GivenMethod { method, card } = given_method(&mut request.fields, request.edge.keyring())?;
    std::mem::take(&mut request.fields).finish()?;
    let confirmation = Confirmation {
        method,
        card,
        style: ActionStyle::of(use_sdk, return_url.as_deref()),
        return_url,
    };
    ask(request, &id, Operation::Confirm { confirmation }).await
}

pub async fn capture(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent(&mut request)?;
    let amount_minor = request.fields.integer("amount_to_capture")?;
    std::mem::take(&mut request.fields).finish()?;
    ask(request, &id, Operation::Capture { amount_minor }).await
}

pub async fn cancel(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent(&mut request)?;
    let reason = request.fields.choice(
        "cancellation_reason",
        "duplicate, fraudulent, requested_by_customer, or abandoned",
        CancelReason::parse,
    )?;
    std::mem::take(&mut request.fields).finish()?;
    let reason = reason.unwrap_or(CancelReason::Unstated);
    ask(request, &id, Operation::Cancel { reason }).await
}

/// The intent in the path. A publishable key also needs its client secret. Ids that were not made
/// for this account are refused here, so that no object is ever asked about them.
fn intent(request: &mut ApiRequest) -> Result<PaymentIntentId, ApiError> {
    let owned = PaymentIntentId::parse(&request.id)
        .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
        .ok_or_else(|| no_such_intent(&request.id))?;
    let secret = request.fields.filled("client_secret")?;
    let opened = secret
        .as_deref()
        .map(|text| request.edge.keyring().open_client_secret(text));
    match (request.caller.kind, opened) {
        (KeyKind::Secret, None) => Ok(owned),
        (KeyKind::Publishable, None) => Err(ApiError::invalid(
            "Missing required param: client_secret. A publishable key can only be used together with the client secret of the PaymentIntent.",
        )
        .with("parameter_missing", "client_secret")),
        (_, Some(Some(opened))) if opened == owned => Ok(owned),
        (_, Some(_)) => Err(wrong_client_secret()),
    }
}

/// A client secret that opens no intent of this account.
pub fn wrong_client_secret() -> ApiError {
    ApiError::missing(
        "The client_secret provided does not match any associated PaymentIntent on this account. Ensure the publishable key used belongs to the same account that created the PaymentIntent.",
        "client_secret",
    )
}

async fn ask(
    request: ApiRequest,
    id: &PaymentIntentId,
    operation: Operation,
) -> Result<HttpAnswer, ApiFailure> {
    let account = request.caller.profile.id;
    let name = object_name(&account, id);
    let question = PaymentQuestion::Api {
        account,
        request_id: request.request_id,
        idempotency: request.idempotency,
        secret_key: request.caller.kind == KeyKind::Secret,
        operation: Box::new(operation),
    };
    let payments = request.edge.payments()?;
    match call(&payments, &name, &question, RUN_DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        PaymentAnswer::Http { answer } => Ok(answer),
        PaymentAnswer::Missing => Err(no_such_intent(id.as_str()).into()),
        PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::Checkout { .. } => Err(Fault("an unexpected answer".to_owned()).into()),
    }
}

/// `amount` and `currency`, within the currency's own bounds.
fn amount(fields: &mut Fields) -> Result<Money, ApiError> {
    let minor = fields.integer("amount")?.ok_or_else(|| missing("amount"))?;
    let code = fields
        .filled("currency")?
        .ok_or_else(|| missing("currency"))?;
    let currency = Currency::from_code(&code).ok_or_else(|| {
        ApiError::invalid(format!(
            "Invalid currency: {code}. It must be a three-letter ISO 4217 code of an active currency, such as usd."
        ))
        .with_param("currency")
    })?;
    if minor < 1 {
        return Err(
            ApiError::invalid("This value must be greater than or equal to 1.")
                .with("parameter_invalid_integer", "amount"),
        );
    }
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

fn missing(param: &str) -> ApiError {
    ApiError::invalid(format!("Missing required param: {param}.")).with("parameter_missing", param)
}

fn terms(fields: &mut Fields, amount: Money, profile: &Profile) -> Result<Terms, ApiError> {
    let methods = method_types(fields)?;
    let allow_redirects = match fields.nested("automatic_payment_methods")? {
        None => true,
        Some(automatic) => allow_redirects(automatic, methods.is_some())?,
    };
    Ok(Terms {
        purpose: Purpose::Payment,
        capture_of: BTreeMap::new(),
        confirmation: ConfirmationMethod::Automatic,
        customer: None,
        shipping: None,
        request_incremental_authorization: false,
        request_multicapture: false,
        amount,
        merchant_country: profile.country,
        capture: fields
            .choice(
                "capture_method",
                "automatic, automatic_async, or manual",
                CaptureMethod::parse,
            )?
            .unwrap_or(CaptureMethod::AutomaticAsync),
        future_usage: fields.choice(
            "setup_future_usage",
            "off_session or on_session",
            SetupFutureUsage::parse,
        )?,
        methods,
        allow_redirects,
        description: fields.short("description", 1_000)?,
        metadata: metadata(fields)?,
        receipt_email: fields.short("receipt_email", 512)?,
        statement_descriptor: fields.short("statement_descriptor", 22)?,
        statement_descriptor_suffix: fields.short("statement_descriptor_suffix", 22)?,
        fees: profile
            .fees
            .clone()
            .map(|fees| Box::new(fees.narrowed_to(amount.currency()))),
    })
}

/// `automatic_payment_methods[enabled, allow_redirects]`.
fn allow_redirects(mut automatic: Fields, methods_listed: bool) -> Result<bool, ApiError> {
    let enabled = automatic.boolean("enabled")?.unwrap_or(false);
    let allowed = automatic.choice("allow_redirects", "always or never", |word| match word {
        "always" => Some(true),
        "never" => Some(false),
        _ => None,
    })?;
    automatic.finish()?;
    if enabled && methods_listed {
        return Err(ApiError::invalid(
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
        )
        .with_param("automatic_payment_methods"));
    }
    Ok(allowed.unwrap_or(true))
}

fn return_url(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let Some(text) = fields.short("return_url", RETURN_URL_LENGTH_MAX)? else {
        return Ok(None);
    };
    match url::Url::parse(&text) {
        // The buyer's browser goes there, so a script must not hide in it.
        Ok(parsed) if !matches!(parsed.scheme(), "javascript" | "data" | "file" | "vbscript") => {
            Ok(Some(text))
        }
        Ok(_) | Err(_) => {
            Err(ApiError::invalid(format!("Not a valid URL: {text}"))
                .with("url_invalid", "return_url"))
        }
    }
}

/// Refuses an intent that nothing could ever pay.
fn check_terms(terms: &Terms) -> Result<(), ApiError> {
    let offers = eligibility::offers(&terms.checkout(None));
    if !offers.offered.is_empty() {
        return Ok(());
    }
    let reason = offers
        .refused
        .iter()
        .find(|(_, why)| !matches!(why, eligibility::Ineligible::NotAllowedHere))
        .map(|(method, why)| format!(" {method}: {why}"))
        .unwrap_or_default();
    Err(ApiError::invalid(format!(
        "No valid payment method types for this PaymentIntent.{reason}"
    ))
    .with("payment_intent_invalid_parameter", "payment_method_types"))
}

/// `payment_method_types`, each known, none twice.
fn method_types(fields: &mut Fields) -> Result<Option<Vec<MethodType>>, ApiError> {
    let Some(names) = fields.list("payment_method_types")? else {
        return Ok(None);
    };
    let mut methods = Vec::new();
    for name in names {
        let method = MethodType::parse(&name).ok_or_else(|| {
            ApiError::invalid(format!(
                "The payment method type provided: {name} is invalid. Please ensure the provided type is one that this deployment has."
            ))
            .with_param("payment_method_types")
        })?;
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    if methods.is_empty() {
        return Err(
            ApiError::invalid("Invalid array: payment_method_types must not be empty.")
                .with("parameter_invalid_empty", "payment_method_types"),
        );
    }
    Ok(Some(methods))
}
