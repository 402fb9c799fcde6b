//! `/v1/mandates`.

use super::named::{ask_payment, inner};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::objects::payment::wire::{Operation, Shown};
use shared::ids::MandateId;

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (named, id, intent) = inner(&request, "mandate", MandateId::parse, MandateId::to_bytes)?;
    std::mem::take(&mut request.fields).finish()?;
    let shown = Shown::Mandate(id);
    ask_payment(request, named, &intent, None, Operation::Retrieve { shown }).await
}
