//! `/v1/payment_intents`.

use super::buyers_options::{buyers_options, choices_of_a_browser};
use super::confirmation::Manner;
use super::given_method::MethodSource;
use super::intent_terms::{
    DESCRIPTION_LENGTH_MAX, DESCRIPTOR_LENGTH_MAX, MethodOptions, allow_redirects, buyers_changes,
    capture_method, excluded_types, filled_methods, future_usage, given_customer, method_options,
    method_types, receipt_email, shared_changes,
};
use super::intents;
use super::link::{LinkFields, Linked};
use super::list_query::{By, list_documents};
use super::named::NamedPayment;
use super::payment_method_configurations::{given_configuration, named_configuration};
use super::shipping::given_shipping;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_param};
use crate::form::Fields;
use crate::intent_checks::amount_within_bounds;
use crate::metadata::{metadata, metadata_change};
use crate::objects::account::wire::{DocumentKind, KeyKind};
use crate::objects::payment::wire::{IntentChanges, Operation};
use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::ids::PaymentIntentId;
use shared::money::Money;
use shared::payment::change::Change;
use shared::payment::options::CaptureMethod;
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let mut options = method_options(&mut request.fields)?;
    let manner = Manner::read(&mut request, Purpose::Payment)?.with_code(options.code.take());
    let terms = terms(&mut request, options).await?;
    intents::create(request, manner, terms).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let url = "/v1/payment_intents";
    list_documents(request, DocumentKind::PaymentIntent, url, &[By::Customer]).await
}

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::retrieve(request, Purpose::Payment).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Payment)?;
    let changes = changes(&mut request, &payment.id).await?;
    payment.ask(request, Operation::Update { changes }).await
}

pub async fn confirm(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Payment)?;
    let manner = Manner::read(&mut request, Purpose::Payment)?;
    let fields = &mut request.fields;
    let (code, mut changes, expected) = match request.caller.kind {
        KeyKind::Secret => {
            let mut options = method_options(fields)?;
            let code = options.code.take();
            (code, shared_changes(fields, options)?, None)
        }
        // The rest is left where it is, and refused as unknown.
        KeyKind::Publishable => {
            let options = buyers_options(fields)?;
            let mut changes = buyers_changes(fields)?;
            changes.extend(options.changes);
            (options.code, changes, expected_amount(fields)?)
        }
    };
    let source = MethodSource::read_to_confirm(&mut request)?;
    let link = LinkFields::read(&mut request)?;
    // Before a confirmation token is used up.
    std::mem::take(&mut request.fields).finish()?;
    let Linked { given, cookies } = link
        .resolve(source, &request, &payment.id, Purpose::Payment)
        .await?;
    if let (KeyKind::Publishable, Some(method)) = (request.caller.kind, &given.method) {
        changes.extend(choices_of_a_browser(method.method_type(), &changes));
    }
    let confirmation = manner.with_code(code).with_expected(expected).confirm_with(
        given,
        Purpose::Payment,
        changes,
    );
    let answer = payment
        .ask(request, Operation::Confirm { confirmation })
        .await?;
    Ok(HttpAnswer { cookies, ..answer })
}

/// What the element has shown the buyer of an intent that was made after that.
fn expected_amount(fields: &mut Fields) -> Result<Option<Money>, ApiError> {
    let Some(minor) = fields.integer("expected_amount")? else {
        return Ok(None);
    };
    let code = fields
        .filled("expected_currency")?
        .ok_or_else(|| missing_param("expected_currency"))?;
    let expected = Currency::from_code(&code).and_then(|it| Money::new(minor, it).ok());
    let wrong = || ApiError::invalid("Invalid expected_amount.").with_param("expected_amount");
    Ok(Some(expected.ok_or_else(wrong)?))
}

pub async fn capture(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Payment)?;
    let fields = &mut request.fields;
    let amount_minor = fields.integer("amount_to_capture")?;
    let is_final = fields.boolean("final_capture")?.unwrap_or(true);
    let changes = IntentChanges {
        changes: descriptors(fields)?,
        metadata: metadata_change(fields)?,
        ..IntentChanges::default()
    };
    let operation = Operation::Capture {
        amount_minor,
        is_final,
        changes,
    };
    payment.ask(request, operation).await
}

/// Reserves more on the same authorisation; `amount` is the new total.
pub async fn increment_authorization(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Payment)?;
    let fields = &mut request.fields;
    let amount_minor = fields
        .integer("amount")?
        .ok_or_else(|| missing_param("amount"))?;
    let description = fields
        .given("description", DESCRIPTION_LENGTH_MAX)?
        .change();
    let mut changed = descriptors(fields)?;
    changed.extend(description.map(Change::Description));
    let changes = IntentChanges {
        changes: changed,
        metadata: metadata_change(fields)?,
        ..IntentChanges::default()
    };
    let operation = Operation::IncrementAuthorization {
        amount_minor,
        changes,
    };
    payment.ask(request, operation).await
}

pub async fn verify_microdeposits(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::verify_microdeposits(request, Purpose::Payment).await
}

pub async fn cancel(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::cancel(request, Purpose::Payment).await
}

/// What a new intent is to be.
async fn terms(request: &mut ApiRequest, options: MethodOptions) -> Result<Terms, ApiFailure> {
    let customer = given_customer(request).await?.change().flatten();
    let profile = &request.caller.profile;
    let (merchant_country, prices) = (profile.country, profile.fees.clone());
    let fields = &mut request.fields;
    let minor = fields
        .integer("amount")?
        .ok_or_else(|| missing_param("amount"))?;
    let currency = currency(fields)?.ok_or_else(|| missing_param("currency"))?;
    let amount = amount_within_bounds(minor, currency)?;
    let methods = filled_methods(method_types(fields)?)?;
    let configuration = given_configuration(request, methods.is_some()).await?;
    let fields = &mut request.fields;
    let automatic = CaptureMethod::AutomaticAsync;
    Ok(Terms {
        purpose: Purpose::Payment,
        amount,
        merchant_country,
        capture: capture_method(fields)?.unwrap_or(automatic),
        capture_of: options.captures(),
        options_of: options.own(),
        confirmation: fields
            .choice(
                "confirmation_method",
                "automatic or manual",
                ConfirmationMethod::parse,
            )?
            .unwrap_or_default(),
        future_usage: future_usage(fields)?.change().flatten(),
        allow_redirects: allow_redirects(fields, methods.is_some())?,
        methods,
        excluded: excluded_types(fields)?
            .change()
            .flatten()
            .unwrap_or_default(),
        configuration,
        customer,
        description: fields.short("description", DESCRIPTION_LENGTH_MAX)?,
        metadata: metadata(fields)?,
        receipt_email: receipt_email(fields)?.change().flatten(),
        shipping: given_shipping(fields)?.change().flatten(),
        statement_descriptor: fields.short("statement_descriptor", DESCRIPTOR_LENGTH_MAX)?,
        statement_descriptor_suffix: fields
            .short("statement_descriptor_suffix", DESCRIPTOR_LENGTH_MAX)?,
        request_incremental_authorization: options
            .request_incremental_authorization
            .unwrap_or(false),
        request_multicapture: options.request_multicapture.unwrap_or(false),
        fees: prices.map(|prices| Box::new(prices.narrowed_to(currency))),
    })
}

/// What an update says.
async fn changes(
    request: &mut ApiRequest,
    id: &PaymentIntentId,
) -> Result<IntentChanges, ApiFailure> {
    let customer = given_customer(request).await?.change();
    let method = intents::method_change(request, id, Purpose::Payment).await?;
    let options = method_options(&mut request.fields)?;
    if options.code.is_some() {
        return Err(only_when_confirming().into());
    }
    let mut changes = shared_changes(&mut request.fields, options)?;
    let lists_methods = |change: &Change| matches!(change, Change::Methods(Some(_)));
    let configuration = named_configuration(request, changes.iter().any(lists_methods)).await?;
    let fields = &mut request.fields;
    let description = fields
        .given("description", DESCRIPTION_LENGTH_MAX)?
        .change();
    changes.extend(description.map(Change::Description));
    changes.extend(descriptors(fields)?);
    changes.extend(customer.map(Change::Customer));
    changes.extend(configuration.map(Change::Configuration));
    changes.extend(method);
    Ok(IntentChanges {
        amount_minor: fields.integer("amount")?,
        currency: currency(fields)?,
        metadata: metadata_change(fields)?,
        changes,
    })
}

/// A code is not kept for a later confirmation.
fn only_when_confirming() -> ApiError {
    ApiError::invalid("A code in `payment_method_options` can only be specified when confirming.")
        .with_param("payment_method_options")
}

pub(super) fn currency(fields: &mut Fields) -> Result<Option<Currency>, ApiError> {
    let Some(code) = fields.filled("currency")? else {
        return Ok(None);
    };
    Currency::from_code(&code).map(Some).ok_or_else(|| {
        ApiError::invalid(format!(
            "Invalid currency: {code}. It must be a three-letter ISO 4217 code of an active currency, such as usd."
        ))
        .with_param("currency")
    })
}

pub(super) fn descriptors(fields: &mut Fields) -> Result<Vec<Change>, ApiError> {
    let mut given = |key: &str| -> Result<Option<Option<String>>, ApiError> {
        Ok(fields.given(key, DESCRIPTOR_LENGTH_MAX)?.change())
    };
    let changes = [
        given("statement_descriptor")?.map(Change::StatementDescriptor),
        given("statement_descriptor_suffix")?.map(Change::StatementDescriptorSuffix),
    ];
    Ok(changes.into_iter().flatten().collect())
}
