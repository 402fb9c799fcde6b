//! `/v1/payment_intents`.

use super::buyers_options::{buyers_options, choices_of_a_browser};
use super::confirmation::Manner;
use super::given_method::MethodSource;
use super::intent_terms::{
    self, DESCRIPTION_LENGTH_MAX, DESCRIPTOR_LENGTH_MAX, MethodOptions, allow_redirects,
    buyers_changes, capture_method, excluded_types, filled_methods, future_usage, given_customer,
    method_options, method_types, receipt_email, shared_changes,
};
use super::list_query::{By, list_documents};
use super::microdeposits::microdeposits;
use super::named::{Named, ask_payment, check_client_secret};
use super::payment_method_configurations::{given_configuration, named_configuration};
use super::shipping::given_shipping;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemRandom;
use crate::error::{HttpAnswer, missing_param};
use crate::form::Fields;
use crate::intent_checks::{amount_within_bounds, check_payable};
use crate::metadata::{metadata, metadata_change};
use crate::objects::account::wire::{DocumentKind, KeyKind};
use crate::objects::payment::wire::{IntentChanges, Operation, Shown};
use crate::ports::Random;
use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::ids::PaymentIntentId;
use shared::payment::change::Change;
use shared::payment::options::CaptureMethod;
use shared::payment::state::CancelReason;
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = new_id(&request);
    let confirm = request.fields.boolean("confirm")?.unwrap_or(false);
    let mut options = method_options(&mut request.fields)?;
    let manner = Manner::read(&mut request, Purpose::Payment)?.with_code(options.code.take());
    let terms = terms(&mut request, options).await?;
    let source = if confirm {
        MethodSource::read_to_confirm(&mut request)?
    } else {
        MethodSource::read(&mut request)?
    };
    std::mem::take(&mut request.fields).finish()?;
    check_payable(&terms)?;
    check_confirmation(confirm, &manner, source.must_be_confirmed())?;
    let given = source.resolve(&request, &id, Purpose::Payment).await?;
    let (method, confirmation) = if confirm {
        (
            None,
            Some(manner.confirm_with(given, Purpose::Payment, Vec::new())),
        )
    } else {
        (given.method, None)
    };
    let operation = Operation::Create {
        id: id.clone(),
        terms: Box::new(terms),
        method,
        confirmation,
    };
    let named = named(id.as_str());
    ask_payment(request, named, &id, Some(Purpose::Payment), operation).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let url = "/v1/payment_intents";
    list_documents(request, DocumentKind::PaymentIntent, url, &[By::Customer]).await
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
    let manner = Manner::read(&mut request, Purpose::Payment)?;
    let fields = &mut request.fields;
    let (code, mut changes) = match request.caller.kind {
        KeyKind::Secret => {
            let mut options = method_options(fields)?;
            (options.code.take(), shared_changes(fields, options)?)
        }
        // The rest is left where it is, and refused as unknown.
        KeyKind::Publishable => {
            let options = buyers_options(fields)?;
            let mut changes = buyers_changes(fields)?;
            changes.extend(options.changes);
            (options.code, changes)
        }
    };
    let source = MethodSource::read_to_confirm(&mut request)?;
    std::mem::take(&mut request.fields).finish()?;
    let given = source.resolve(&request, &id, Purpose::Payment).await?;
    if let (KeyKind::Publishable, Some(method)) = (request.caller.kind, &given.method) {
        changes.extend(choices_of_a_browser(method.method_type(), &changes));
    }
    let confirmation = manner
        .with_code(code)
        .confirm_with(given, Purpose::Payment, changes);
    ask(request, named, &id, Operation::Confirm { confirmation }).await
}

pub async fn capture(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
    let fields = &mut request.fields;
    let amount_minor = fields.integer("amount_to_capture")?;
    let is_final = fields.boolean("final_capture")?.unwrap_or(true);
    let changes = IntentChanges {
        changes: descriptors(fields)?,
        metadata: metadata_change(fields)?,
        ..IntentChanges::default()
    };
    std::mem::take(fields).finish()?;
    let operation = Operation::Capture {
        amount_minor,
        is_final,
        changes,
    };
    ask(request, named, &id, operation).await
}

/// Reserves more on the same authorisation; `amount` is the new total.
pub async fn increment_authorization(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id) = intent(&mut request)?;
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
    std::mem::take(fields).finish()?;
    let operation = Operation::IncrementAuthorization {
        amount_minor,
        changes,
    };
    ask(request, named, &id, operation).await
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

pub(super) fn cancellation_reason(fields: &mut Fields) -> Result<CancelReason, ApiError> {
    let reason = fields.choice(
        "cancellation_reason",
        "duplicate, fraudulent, requested_by_customer, or abandoned",
        CancelReason::parse,
    )?;
    Ok(reason.unwrap_or(CancelReason::Unstated))
}

/// The id of a new intent: the same for a retry with the same idempotency key.
pub(super) fn new_id(request: &ApiRequest) -> PaymentIntentId {
    let keyring = request.edge.keyring();
    let account = &request.caller.profile.id;
    let name = match &request.idempotency {
        Some(key) => keyring.intent_name(account, &key.key),
        None => SystemRandom.bytes(),
    };
    keyring.intent_id(account, name)
}

/// What only a confirmation can use is refused without one.
pub(super) fn check_confirmation(
    confirm: bool,
    manner: &Manner,
    must_be_confirmed: bool,
) -> Result<(), ApiError> {
    if confirm {
        return Ok(());
    }
    if must_be_confirmed {
        return Err(ApiError::invalid(
            "Data of a card that cannot be kept: send `payment_method_data` together with `confirm=true`, or when confirming.",
        )
        .with("parameter_invalid_empty", "confirm"));
    }
    match manner.only_when_confirming() {
        None => Ok(()),
        Some(param) => Err(ApiError::invalid(
            "`return_url`, `off_session`, `error_on_requires_action`, `use_stripe_sdk`, `mandate_data` and a code in `payment_method_options` can only be specified when confirming: set `confirm=true`.",
        )
        .with_param(param)),
    }
}

fn named(id: &str) -> Named {
    Named {
        object: "payment_intent",
        id: id.to_owned(),
        param: "intent",
    }
}

/// The intent in the path. A publishable key also needs its client secret. Ids that were not made
/// for this account are refused here, so that no object is ever asked about them.
fn intent(request: &mut ApiRequest) -> Result<(Named, PaymentIntentId), ApiError> {
    let named = named(&request.id);
    let owned = PaymentIntentId::parse(&request.id)
        .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
        .ok_or_else(|| named.missing())?;
    check_client_secret(request, &owned, Purpose::Payment)?;
    Ok((named, owned))
}

async fn ask(
    request: ApiRequest,
    named: Named,
    id: &PaymentIntentId,
    operation: Operation,
) -> Result<HttpAnswer, ApiFailure> {
    ask_payment(request, named, id, Some(Purpose::Payment), operation).await
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
    let cleared = request.fields.clears("payment_method");
    let source = MethodSource::read(request)?;
    if source.must_be_confirmed() {
        return Err(cannot_be_kept().into());
    }
    let given = source.resolve(request, id, Purpose::Payment).await?;
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
    changes.extend(given.method.map(|method| Change::Method(Some(method))));
    if cleared {
        changes.push(Change::Method(None));
    }
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

pub(super) fn cannot_be_kept() -> ApiError {
    ApiError::invalid("The data of this card cannot be kept. Send them when confirming.")
        .with_param("payment_method_data")
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
        Ok(fields
            .given(key, intent_terms::DESCRIPTOR_LENGTH_MAX)?
            .change())
    };
    let changes = [
        given("statement_descriptor")?.map(Change::StatementDescriptor),
        given("statement_descriptor_suffix")?.map(Change::StatementDescriptorSuffix),
    ];
    Ok(changes.into_iter().flatten().collect())
}
