//! `/v1/disputes`: opened by the buyers' banks.

use super::list_query::{By, list_documents};
use super::named::{Named, NamedPayment};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::form::{Fields, Given};
use crate::metadata::metadata_change;
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{Operation, Shown};
use shared::api::dispute::EVIDENCE_FIELDS;
use shared::api::error::ApiError;
use shared::ids::DisputeId;
use shared::payment::terms::Purpose;
use std::collections::BTreeMap;

/// Of one field of evidence, and of all of them together.
const EVIDENCE_LENGTH_MAX: usize = 20_000;
const EVIDENCE_TOTAL_LENGTH_MAX: usize = 150_000;

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, dispute) = dispute(&request)?;
    payment.show(request, Shown::Dispute(dispute)).await
}

/// Stages evidence, and submits it with `submit=true` (the default).
pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, dispute) = dispute(&request)?;
    let fields = &mut request.fields;
    let evidence = evidence(fields)?;
    let metadata = metadata_change(fields)?;
    let submit = fields.boolean("submit")?;
    let operation = Operation::UpdateDispute {
        dispute,
        submit: submit.unwrap_or(!evidence.is_empty()),
        evidence,
        metadata,
    };
    payment.ask(request, operation).await
}

/// Gives in: the dispute is lost.
pub async fn close(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (payment, dispute) = dispute(&request)?;
    let operation = Operation::CloseDispute { dispute };
    payment.ask(request, operation).await
}

pub async fn list(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    list_documents(
        request,
        DocumentKind::Dispute,
        "/v1/disputes",
        &[By::Charge, By::PaymentIntent],
    )
    .await
}

fn dispute(request: &ApiRequest) -> Result<(NamedPayment, DisputeId), ApiError> {
    let named = Named::in_path(request, "dispute");
    let purpose = Some(Purpose::Payment);
    NamedPayment::around(
        request,
        named,
        purpose,
        DisputeId::parse,
        DisputeId::to_bytes,
    )
}

/// The fields that were sent; an empty text clears one.
pub(super) fn evidence(fields: &mut Fields) -> Result<BTreeMap<String, String>, ApiError> {
    let Some(mut given) = fields.nested("evidence")? else {
        return Ok(BTreeMap::new());
    };
    let mut evidence = BTreeMap::new();
    for field in EVIDENCE_FIELDS {
        let text = match given.given(field, EVIDENCE_LENGTH_MAX)? {
            Given::Absent => continue,
            Given::Cleared => String::new(),
            Given::Value(text) => text,
        };
        evidence.insert((*field).to_owned(), text);
    }
    given.finish()?;
    let total = evidence
        .values()
        .map(|text| text.chars().count())
        .fold(0, usize::saturating_add);
    if total > EVIDENCE_TOTAL_LENGTH_MAX {
        return Err(ApiError::invalid(format!(
            "The evidence has {total} characters; it can have up to {EVIDENCE_TOTAL_LENGTH_MAX}."
        ))
        .with_param("evidence"));
    }
    Ok(evidence)
}
