//! `/v1/charges`: made by payment intents alone.

use super::intent_terms::receipt_email;
use super::list_query::{By, list_documents};
use super::named::{Named, ask_payment, inner};
use super::shipping::given_shipping;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::metadata::metadata_change;
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{Operation, Shown};
use shared::api::error::ApiError;
use shared::ids::{ChargeId, PaymentIntentId};
use shared::payment::charge::ChargeChange;
use shared::payment::terms::Purpose;

const DESCRIPTION_LENGTH_MAX: usize = 1_000;

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, charge, intent) = charge(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let shown = Shown::Charge(charge);
    ask_payment(
        request,
        named,
        &intent,
        Some(Purpose::Payment),
        Operation::Retrieve { shown },
    )
    .await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, charge, intent) = charge(&request)?;
    let fields = &mut request.fields;
    let description = fields
        .given("description", DESCRIPTION_LENGTH_MAX)?
        .change();
    let receipt_email = receipt_email(fields)?.change();
    let shipping = given_shipping(fields)?.change();
    let changes = [
        description.map(ChargeChange::Description),
        receipt_email.map(ChargeChange::ReceiptEmail),
        shipping.map(ChargeChange::Shipping),
    ];
    let metadata = metadata_change(fields)?;
    std::mem::take(fields).finish()?;
    let operation = Operation::UpdateCharge {
        charge,
        changes: changes.into_iter().flatten().collect(),
        metadata,
    };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    list_documents(
        request,
        DocumentKind::Charge,
        "/v1/charges",
        &[By::Customer, By::PaymentIntent],
    )
    .await
}

fn charge(request: &ApiRequest) -> Result<(Named, ChargeId, PaymentIntentId), ApiError> {
    inner(request, "charge", ChargeId::parse, ChargeId::to_bytes)
}
