//! What the routes of the account's own resources share.

use super::{ask_account, reply_of_account};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::{self, Shape};
use crate::objects::account::resources::ResourceOperation;
use crate::objects::account::wire::{AccountQuestion, DocumentKind};
use shared::api::error::ApiError;

/// Ends the reading of parameters. Errors: what nobody knows, and what cannot be expanded in an
/// answer of this shape.
pub fn finish(request: &mut ApiRequest, shape: Shape) -> Result<(), ApiError> {
    std::mem::take(&mut request.fields).finish()?;
    expand::check(shape, &request.expand, request.caller.kind)
}

/// Changes what is the account's own.
pub async fn change(
    mut request: ApiRequest,
    operation: ResourceOperation,
) -> Result<HttpAnswer, ApiFailure> {
    let question = AccountQuestion::Resource {
        operation: Box::new(operation),
        request_id: request.request_id.clone(),
        idempotency: request.idempotency.take(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

/// One object of the account's own. `param` is what an error names.
pub async fn retrieve_own(
    mut request: ApiRequest,
    kind: DocumentKind,
    id: String,
    param: &str,
) -> Result<HttpAnswer, ApiFailure> {
    let question = AccountQuestion::Retrieve {
        kind,
        id,
        param: param.to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

/// An object that the account may keep, and otherwise a payment keeps to itself; `None` where the
/// account has none of this id.
pub async fn kept(
    request: &ApiRequest,
    kind: DocumentKind,
    id: String,
) -> Result<Option<HttpAnswer>, ApiFailure> {
    let question = AccountQuestion::Retrieve {
        kind,
        id,
        param: kind.as_str().to_owned(),
        expand: request.expand.clone(),
    };
    let answer = reply_of_account(request, &question).await?.into_http()?;
    Ok((answer.status != 404).then_some(answer))
}
