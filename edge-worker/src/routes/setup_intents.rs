//! `/v1/setup_intents`: payments of nothing, which set a method up for later.

use super::confirmation::Manner;
use super::given_method::MethodSource;
use super::intent_terms::{
    DESCRIPTION_LENGTH_MAX, allow_redirects, excluded_types, filled_methods, given_customer,
    method_types,
};
use super::list_query::{By, list_documents};
use super::microdeposits::microdeposits;
use super::named::{Named, ask_payment, check_client_secret};
use super::payment_intents::{cancellation_reason, cannot_be_kept, check_confirmation, new_id};
use super::payment_method_configurations::{given_configuration, named_configuration};
use super::setup_options::setup_options;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::form::Fields;
use crate::intent_checks::check_payable;
use crate::metadata::{metadata, metadata_change};
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{IntentChanges, Operation, Shown};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::ids::{PaymentIntentId, SetupIntentId};
use shared::money::Money;
use shared::payment::change::Change;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = new_id(&request);
    let confirm = request.fields.boolean("confirm")?.unwrap_or(false);
    let manner = Manner::read(&mut request, Purpose::Setup)?;
    let terms = terms(&mut request).await?;
    let source = if confirm {
        MethodSource::read_to_confirm(&mut request)?
    } else {
        MethodSource::read(&mut request)?
    };
    std::mem::take(&mut request.fields).finish()?;
    check_payable(&terms)?;
    check_confirmation(confirm, &manner, source.must_be_confirmed())?;
    let given = source.resolve(&request, &id, Purpose::Setup).await?;
    let (method, confirmation) = if confirm {
        (
            None,
            Some(manner.confirm_with(given, Purpose::Setup, Vec::new())),
        )
    } else {
        (given.method, None)
    };
    let named = named(SetupIntentId::of(&id).as_str());
    let operation = Operation::Create {
        id: id.clone(),
        terms: Box::new(terms),
        method,
        confirmation,
    };
    ask(request, named, &id, operation).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let by = &[By::Customer, By::PaymentMethod];
    list_documents(request, DocumentKind::SetupIntent, "/v1/setup_intents", by).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    std::mem::take(&mut request.fields).finish()?;
    let shown = Shown::Intent;
    ask(request, named, &id, Operation::Retrieve { shown }).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    let changes = changes(&mut request, &id).await?;
    std::mem::take(&mut request.fields).finish()?;
    ask(request, named, &id, Operation::Update { changes }).await
}

pub async fn confirm(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    let manner = Manner::read(&mut request, Purpose::Setup)?;
    let options = setup_options(&mut request.fields)?;
    let source = MethodSource::read_to_confirm(&mut request)?;
    std::mem::take(&mut request.fields).finish()?;
    let given = source.resolve(&request, &id, Purpose::Setup).await?;
    let confirmation = manner.confirm_with(given, Purpose::Setup, options.changes());
    ask(request, named, &id, Operation::Confirm { confirmation }).await
}

/// The owner of the bank account tells what was sent there to verify it.
pub async fn verify_microdeposits(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    let given = microdeposits(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    let operation = Operation::VerifyMicrodeposits { given };
    ask(request, named, &id, operation).await
}

pub async fn cancel(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    let reason = cancellation_reason(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    ask(request, named, &id, Operation::Cancel { reason }).await
}

fn named(id: &str) -> Named {
    Named {
        object: "setupintent",
        id: id.to_owned(),
        param: "intent",
    }
}

/// The setup intent in the path, by the machine's name. A publishable key also needs its client
/// secret.
fn intent(request: &mut ApiRequest) -> Result<(Named, PaymentIntentId), ApiError> {
    let named = named(&request.id);
    let owned = SetupIntentId::parse(&request.id)
        .map(|id| id.payment())
        .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
        .ok_or_else(|| named.missing())?;
    check_client_secret(request, &owned, Purpose::Setup)?;
    Ok((named, owned))
}

async fn ask(
    request: ApiRequest,
    named: Named,
    id: &PaymentIntentId,
    operation: Operation,
) -> Result<HttpAnswer, ApiFailure> {
    ask_payment(request, named, id, Some(Purpose::Setup), operation).await
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
fn nothing(merchant_country: CountryCode) -> Money {
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
    let cleared = request.fields.clears("payment_method");
    let source = MethodSource::read(request)?;
    if source.must_be_confirmed() {
        return Err(cannot_be_kept().into());
    }
    let given = source.resolve(request, id, Purpose::Setup).await?;
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
        given.method.map(|method| Change::Method(Some(method))),
        cleared.then_some(Change::Method(None)),
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
