//! `/v1/mandates`.

use super::named::{Named, NamedPayment};
use super::resource::{finish, kept};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::Shape;
use crate::objects::account::wire::DocumentKind;
use crate::objects::payment::wire::Shown;
use shared::ids::MandateId;

const SHAPE: Shape = Shape::One("mandate");

/// The account knows what became of a mandate; one that it has not heard of yet is asked of its
/// payment.
pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let named = Named::in_path(&request, "mandate");
    let (payment, id) =
        NamedPayment::around(&request, named, None, MandateId::parse, MandateId::to_bytes)?;
    finish(&mut request, SHAPE)?;
    if let Some(answer) = kept(&request, DocumentKind::Mandate, id.to_string()).await? {
        return Ok(answer);
    }
    payment.show(request, Shown::Mandate(id)).await
}
