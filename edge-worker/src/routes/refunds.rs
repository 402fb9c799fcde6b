//! `/v1/refunds`.

use super::list_query::{By, list_documents};
use super::named::{Named, ask_payment, inner};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_object};
use crate::metadata::{metadata, metadata_change};
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{Operation, Shown};
use shared::api::error::ApiError;
use shared::ids::{ChargeId, PaymentIntentId, RefundId};
use shared::payment::refund::RefundReason;
use shared::payment::terms::Purpose;

/// By intent or by charge, of all or of a part.
pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let charge = fields.filled("charge")?;
    let intent = fields.filled("payment_intent")?;
    let amount_minor = fields.integer("amount")?;
    let reason = fields.choice(
        "reason",
        "duplicate, fraudulent, or requested_by_customer",
        RefundReason::parse,
    )?;
    let metadata = metadata(fields)?;
    std::mem::take(fields).finish()?;
    let (named, charge, intent) = match (charge, intent) {
        (Some(charge), None) => by_charge(&request, charge)?,
        (None, Some(intent)) => by_intent(&request, intent)?,
        (Some(charge), Some(intent)) => {
            let (named, charge, of_charge) = by_charge(&request, charge)?;
            let (_, _, intent) = by_intent(&request, intent)?;
            if of_charge != intent {
                return Err(
                    ApiError::invalid("The charge does not belong to the payment_intent.")
                        .with_param("charge")
                        .into(),
                );
            }
            (named, charge, intent)
        }
        (None, None) => {
            return Err(ApiError::invalid(
                "One of the following params should be provided for this request: payment_intent or charge.",
            )
            .with_code("parameter_missing")
            .into());
        }
    };
    let operation = Operation::Refund {
        charge,
        amount_minor,
        reason,
        metadata,
    };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, refund, intent) = refund(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let shown = Shown::Refund(refund);
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
    let (named, refund, intent) = refund(&request)?;
    let metadata = metadata_change(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    let operation = Operation::UpdateRefund { refund, metadata };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
}

pub async fn cancel(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, refund, intent) = refund(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let operation = Operation::CancelRefund { refund };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    list_documents(
        request,
        DocumentKind::Refund,
        "/v1/refunds",
        &[By::Charge, By::PaymentIntent],
    )
    .await
}

fn refund(request: &ApiRequest) -> Result<(Named, RefundId, PaymentIntentId), ApiError> {
    inner(request, "refund", RefundId::parse, RefundId::to_bytes)
}

type Refunded = (Named, Option<ChargeId>, PaymentIntentId);

fn by_charge(request: &ApiRequest, id: String) -> Result<Refunded, ApiError> {
    let charge = ChargeId::parse(&id).ok_or_else(|| missing_object("charge", &id, "charge"))?;
    let account = &request.caller.profile.id;
    let intent = request.edge.keyring().intent_of(account, charge.to_bytes());
    let named = Named {
        object: "charge",
        id,
        param: "charge",
    };
    Ok((named, Some(charge), intent))
}

fn by_intent(request: &ApiRequest, id: String) -> Result<Refunded, ApiError> {
    let named = Named {
        object: "payment_intent",
        id,
        param: "payment_intent",
    };
    let intent = PaymentIntentId::parse(&named.id)
        .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
        .ok_or_else(|| named.missing())?;
    Ok((named, None, intent))
}
