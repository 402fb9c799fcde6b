//! What payment intents and setup intents do alike.

use super::confirmation::Manner;
use super::given_method::MethodSource;
use super::microdeposits::microdeposits;
use super::named::NamedPayment;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemRandom;
use crate::error::HttpAnswer;
use crate::form::Fields;
use crate::intent_checks::check_payable;
use crate::objects::payment::wire::{Operation, Shown};
use crate::partners::require_partner;
use crate::ports::Random;
use shared::api::error::ApiError;
use shared::ids::PaymentIntentId;
use shared::methods::MethodType;
use shared::payment::card_networks::NETWORK_OPTION;
use shared::payment::change::Change;
use shared::payment::state::CancelReason;
use shared::payment::terms::{Purpose, Terms};

/// Creates an intent of these terms, and confirms it where `confirm` says so.
pub async fn create(
    mut request: ApiRequest,
    manner: Manner,
    terms: Terms,
) -> Result<HttpAnswer, ApiFailure> {
    require_partner(request.edge.mode())?;
    let id = new_id(&request);
    let purpose = terms.purpose;
    let confirm = request.fields.boolean("confirm")?.unwrap_or(false);
    let source = if confirm {
        MethodSource::read_to_confirm(&mut request)?
    } else {
        MethodSource::read(&mut request)?
    };
    // Before a confirmation token is used up.
    std::mem::take(&mut request.fields).finish()?;
    check_payable(&terms)?;
    check_confirmation(confirm, &manner, source.must_be_confirmed())?;
    let given = source.resolve(&request, &id, purpose).await?;
    let (method, confirmation) = if confirm {
        let confirmation = manner.confirm_with(given, purpose, network_named(&terms));
        (None, Some(confirmation))
    } else {
        (given.method, None)
    };
    let operation = Operation::Create {
        id: id.clone(),
        terms: Box::new(terms),
        method,
        confirmation,
    };
    let payment = NamedPayment::new_intent(id, purpose);
    payment.ask(request, operation).await
}

/// A network that comes together with a card is one that the card must be on.
fn network_named(terms: &Terms) -> Vec<Change> {
    let method = MethodType::Card;
    let options = terms.options_of.get(&method);
    let named = options.and_then(|options| options.get(NETWORK_OPTION));
    let change = |network: &String| Change::OptionOf {
        method,
        name: NETWORK_OPTION.to_owned(),
        value: Some(network.clone()),
    };
    named.map(change).into_iter().collect()
}

pub async fn retrieve(mut request: ApiRequest, purpose: Purpose) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, purpose)?;
    payment.show(request, Shown::Intent).await
}

/// The owner of the bank account tells what was sent there to verify it.
pub async fn verify_microdeposits(
    mut request: ApiRequest,
    purpose: Purpose,
) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, purpose)?;
    let given = microdeposits(&mut request.fields)?;
    let operation = Operation::VerifyMicrodeposits { given };
    payment.ask(request, operation).await
}

pub async fn cancel(mut request: ApiRequest, purpose: Purpose) -> Result<HttpAnswer, ApiFailure> {
    let payment = NamedPayment::intent_in_path(&mut request, purpose)?;
    let reason = cancellation_reason(&mut request.fields)?;
    payment.ask(request, Operation::Cancel { reason }).await
}

pub(super) fn cancellation_reason(fields: &mut Fields) -> Result<CancelReason, ApiError> {
    let reason = fields.choice(
        "cancellation_reason",
        "duplicate, fraudulent, requested_by_customer, or abandoned",
        CancelReason::parse,
    )?;
    Ok(reason.unwrap_or(CancelReason::Unstated))
}

/// What an update says of the method: another one, or none where `payment_method` is empty.
pub async fn method_change(
    request: &mut ApiRequest,
    intent: &PaymentIntentId,
    purpose: Purpose,
) -> Result<Option<Change>, ApiFailure> {
    let is_cleared = request.fields.clears("payment_method");
    let source = MethodSource::read(request)?;
    if source.must_be_confirmed() {
        return Err(cannot_be_kept().into());
    }
    let given = source.resolve(request, intent, purpose).await?;
    Ok(if is_cleared {
        Some(Change::Method(None))
    } else {
        given.method.map(|method| Change::Method(Some(method)))
    })
}

fn cannot_be_kept() -> ApiError {
    ApiError::invalid("The data of this card cannot be kept. Send them when confirming.")
        .with_param("payment_method_data")
}

/// The id of a new intent: the same for a retry with the same idempotency key.
fn new_id(request: &ApiRequest) -> PaymentIntentId {
    let keyring = request.edge.keyring();
    let account = &request.caller.profile.id;
    let name = match &request.idempotency {
        Some(key) => keyring.intent_name(account, &key.key),
        None => SystemRandom.bytes(),
    };
    keyring.intent_id(account, name)
}

/// What only a confirmation can use is refused without one.
fn check_confirmation(
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
