//! `/v1/mandates`.

use super::named::{Named, NamedPayment};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::objects::payment::wire::Shown;
use shared::ids::MandateId;

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let named = Named::in_path(&request, "mandate");
    let (payment, id) =
        NamedPayment::around(&request, named, None, MandateId::parse, MandateId::to_bytes)?;
    payment.show(request, Shown::Mandate(id)).await
}
