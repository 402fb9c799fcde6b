//! `/v1/setup_intents`: payments of nothing, which set a method up for later.

use super::confirmation::Manner;
use super::given_method::MethodSource;
use super::intent_terms::{
    DESCRIPTION_LENGTH_MAX, allow_redirects, excluded_types, filled_methods, given_customer,
    method_types,
};
use super::intents;
use super::link::{LinkFields, Linked};
use super::list_query::{By, list_documents};
use super::named::NamedPayment;
use super::payment_method_configurations::{given_configuration, named_configuration};
use super::setup_options::setup_options;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::form::Fields;
use crate::metadata::{metadata, metadata_change};
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{IntentChanges, Operation};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::ids::PaymentIntentId;
use shared::money::Money;
use shared::payment::change::Change;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let manner = Manner::read(&mut request, Purpose::Setup)?;
    let terms = terms(&mut request).await?;
    intents::create(request, manner, terms).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let by = &[By::Customer, By::PaymentMethod];
    list_documents(request, DocumentKind::SetupIntent, "/v1/setup_intents", by).await
}

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::retrieve(request, Purpose::Setup).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Setup)?;
    let changes = changes(&mut request, &payment.id).await?;
    payment.ask(request, Operation::Update { changes }).await
}

pub async fn confirm(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, Purpose::Setup)?;
    let manner = Manner::read(&mut request, Purpose::Setup)?;
    let options = setup_options(&mut request.fields)?;
    let source = MethodSource::read_to_confirm(&mut request)?;
    let link = LinkFields::read(&mut request)?;
    // Before a confirmation token is used up.
    std::mem::take(&mut request.fields).finish()?;
    let Linked { given, cookies } = link
        .resolve(source, &request, &payment.id, Purpose::Setup)
        .await?;
    let confirmation = manner.confirm_with(given, Purpose::Setup, options.changes());
    let answer = payment
        .ask(request, Operation::Confirm { confirmation })
        .await?;
    Ok(HttpAnswer { cookies, ..answer })
}

pub async fn verify_microdeposits(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::verify_microdeposits(request, Purpose::Setup).await
}

pub async fn cancel(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    intents::cancel(request, Purpose::Setup).await
}

/// What a new setup intent is to be.
async fn terms(request: &mut ApiRequest) -> Result<Terms, ApiFailure> {
    let customer = given_customer(request).await?.change().flatten();
    let merchant_country = request.caller.profile.country;
    let fields = &mut request.fields;
    let methods = filled_methods(method_types(fields)?)?;
    let configuration = given_configuration(request, methods.is_some()).await?;
    let fields = &mut request.fields;
    let options = setup_options(fields)?;
    Ok(Terms {
        purpose: Purpose::Setup,
        amount: nothing(merchant_country),
        merchant_country,
        capture: CaptureMethod::Automatic,
        capture_of: BTreeMap::new(),
        options_of: options.own(),
        confirmation: ConfirmationMethod::Automatic,
        future_usage: Some(usage(fields)?),
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
        receipt_email: None,
        shipping: None,
        statement_descriptor: None,
        statement_descriptor_suffix: None,
        request_incremental_authorization: false,
        request_multicapture: false,
        fees: None,
    })
}

/// Nothing, in a currency that says nothing either.
pub(super) fn nothing(merchant_country: CountryCode) -> Money {
    let at_home = |currency: &&Currency| currency.home_country() == Some(merchant_country);
    let currency = Currency::ALL.iter().find(at_home);
    Money::zero(currency.copied().unwrap_or(Currency::Usd))
}

/// `usage`: whether the buyer will be there when the method is charged.
pub(super) fn usage(fields: &mut Fields) -> Result<SetupFutureUsage, ApiError> {
    let usage = fields.choice(
        "usage",
        "off_session or on_session",
        SetupFutureUsage::parse,
    )?;
    Ok(usage.unwrap_or(SetupFutureUsage::OffSession))
}

/// What an update says.
async fn changes(
    request: &mut ApiRequest,
    id: &PaymentIntentId,
) -> Result<IntentChanges, ApiFailure> {
    let customer = given_customer(request).await?.change();
    let method = intents::method_change(request, id, Purpose::Setup).await?;
    let methods = method_types(&mut request.fields)?.change();
    let configuration = named_configuration(request, matches!(methods, Some(Some(_)))).await?;
    let fields = &mut request.fields;
    let description = fields
        .given("description", DESCRIPTION_LENGTH_MAX)?
        .change();
    let mut changes: Vec<_> = [
        description.map(Change::Description),
        customer.map(Change::Customer),
        methods.map(Change::Methods),
        configuration.map(Change::Configuration),
        method,
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(excluded) = excluded_types(fields)?.change() {
        changes.push(Change::Excluded(excluded.unwrap_or_default()));
    }
    changes.extend(setup_options(fields)?.changes());
    Ok(IntentChanges {
        amount_minor: None,
        currency: None,
        metadata: metadata_change(fields)?,
        changes,
    })
}
