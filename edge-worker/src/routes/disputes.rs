//! `/v1/disputes`: opened by the buyers' banks.

use super::list_query::{By, list_documents};
use super::named::{Named, ask_payment, inner};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::form::{Fields, Given};
use crate::metadata::metadata_change;
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::{Operation, Shown};
use shared::api::dispute::EVIDENCE_FIELDS;
use shared::api::error::ApiError;
use shared::ids::{DisputeId, PaymentIntentId};
use shared::payment::terms::Purpose;
use std::collections::BTreeMap;

/// Of one field of evidence, and of all of them together.
const EVIDENCE_LENGTH_MAX: usize = 20_000;
const EVIDENCE_TOTAL_LENGTH_MAX: usize = 150_000;

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, dispute, intent) = dispute(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let shown = Shown::Dispute(dispute);
    ask_payment(
        request,
        named,
        &intent,
        Some(Purpose::Payment),
        Operation::Retrieve { shown },
    )
    .await
}

/// Stages evidence, and submits it with `submit=true` (the default).
pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, dispute, intent) = dispute(&request)?;
    let fields = &mut request.fields;
    let evidence = evidence(fields)?;
    let metadata = metadata_change(fields)?;
    let submit = fields.boolean("submit")?;
    std::mem::take(fields).finish()?;
    let operation = Operation::UpdateDispute {
        dispute,
        submit: submit.unwrap_or(!evidence.is_empty()),
        evidence,
        metadata,
    };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
}

/// Gives in: the dispute is lost.
pub async fn close(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, dispute, intent) = dispute(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let operation = Operation::CloseDispute { dispute };
    ask_payment(request, named, &intent, Some(Purpose::Payment), operation).await
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

fn dispute(request: &ApiRequest) -> Result<(Named, DisputeId, PaymentIntentId), ApiError> {
    inner(request, "dispute", DisputeId::parse, DisputeId::to_bytes)
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
