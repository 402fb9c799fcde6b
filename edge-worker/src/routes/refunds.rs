//! `/v1/refunds`.

use super::list_query::{By, list_documents};
use super::named::{Named, NamedPayment};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
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
    let (payment, charge) = match (charge, intent) {
        (Some(charge), None) => by_charge(&request, charge)?,
        (None, Some(intent)) => (by_intent(&request, intent)?, None),
        (Some(charge), Some(intent)) => {
            let (payment, charge) = by_charge(&request, charge)?;
            if payment.id != by_intent(&request, intent)?.id {
                return Err(
                    ApiError::invalid("The charge does not belong to the payment_intent.")
                        .with_param("charge")
                        .into(),
                );
            }
            (payment, charge)
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
    payment.ask(request, operation).await
}

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, refund) = refund(&request)?;
    payment.show(request, Shown::Refund(refund)).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, refund) = refund(&request)?;
    let metadata = metadata_change(&mut request.fields)?;
    let operation = Operation::UpdateRefund { refund, metadata };
    payment.ask(request, operation).await
}

pub async fn cancel(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, refund) = refund(&request)?;
    let operation = Operation::CancelRefund { refund };
    payment.ask(request, operation).await
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

fn refund(request: &ApiRequest) -> Result<(NamedPayment, RefundId), ApiError> {
    let named = Named::in_path(request, "refund");
    let purpose = Some(Purpose::Payment);
    NamedPayment::around(request, named, purpose, RefundId::parse, RefundId::to_bytes)
}

fn by_charge(
    request: &ApiRequest,
    id: String,
) -> Result<(NamedPayment, Option<ChargeId>), ApiError> {
    let named = Named {
        object: "charge",
        id,
        param: "charge",
    };
    let purpose = Some(Purpose::Payment);
    let (payment, charge) =
        NamedPayment::around(request, named, purpose, ChargeId::parse, ChargeId::to_bytes)?;
    Ok((payment, Some(charge)))
}

fn by_intent(request: &ApiRequest, id: String) -> Result<NamedPayment, ApiError> {
    let named = Named {
        object: "payment_intent",
        id,
        param: "payment_intent",
    };
    let id = PaymentIntentId::parse(&named.id)
        .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
        .ok_or_else(|| named.missing())?;
    Ok(NamedPayment {
        named,
        id,
        purpose: Some(Purpose::Payment),
    })
}
