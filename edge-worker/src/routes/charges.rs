//! `/v1/charges`: made by payment intents alone.

use super::intent_terms::{DESCRIPTION_LENGTH_MAX, receipt_email};
use super::list_query::{By, list_documents};
use super::named::{Named, NamedPayment};
use super::shipping::given_shipping;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::metadata::metadata_change;
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{Operation, Shown};
use shared::api::error::ApiError;
use shared::ids::ChargeId;
use shared::payment::charge::ChargeChange;
use shared::payment::terms::Purpose;

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, charge) = charge(&request)?;
    payment.show(request, Shown::Charge(charge)).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, charge) = charge(&request)?;
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
    let operation = Operation::UpdateCharge {
        charge,
        changes: changes.into_iter().flatten().collect(),
        metadata,
    };
    payment.ask(request, operation).await
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

fn charge(request: &ApiRequest) -> Result<(NamedPayment, ChargeId), ApiError> {
    let named = Named::in_path(request, "charge");
    let purpose = Some(Purpose::Payment);
    NamedPayment::around(request, named, purpose, ChargeId::parse, ChargeId::to_bytes)
}
