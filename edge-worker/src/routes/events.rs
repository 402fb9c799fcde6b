//! `/v1/events`.

use super::ask_account;
use super::list_query::{created, page};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::{self, Shape};
use crate::form::Fields;
use crate::objects::account::webhook_wire::{EventFilter, EventOperation, TypePattern};
use crate::objects::account::wire::AccountQuestion;
use shared::api::error::ApiError;

const TYPES_MAX: usize = 20;
const TYPE_LENGTH_MAX: usize = 100;

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = request.id.clone();
    ask(request, EventOperation::Retrieve { id }).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let (types, pattern) = types(fields)?;
    let filter = EventFilter {
        types,
        pattern,
        created: created(fields)?,
    };
    let page = page(fields)?;
    ask(request, EventOperation::List { filter, page }).await
}

/// Kassa's own: delivers an event once more.
pub async fn resend(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let operation = EventOperation::Resend {
        id: request.id.clone(),
        endpoint: request.fields.filled("webhook_endpoint")?,
        request_id: request.request_id.clone(),
    };
    ask(request, operation).await
}

/// Ends the reading of the parameters, and asks the account.
async fn ask(mut request: ApiRequest, operation: EventOperation) -> Result<HttpAnswer, ApiFailure> {
    expand::check(Shape::One("event"), &request.expand, request.caller.kind)?;
    std::mem::take(&mut request.fields).finish()?;
    let idempotency = request.idempotency.take();
    let question = AccountQuestion::Events {
        operation,
        idempotency,
    };
    ask_account(request, question).await
}

/// `type`, which may have a star in it, or `types`. Errors: both, too many, too long.
pub(super) fn types(fields: &mut Fields) -> Result<(Vec<String>, Option<TypePattern>), ApiError> {
    let one = fields.short("type", TYPE_LENGTH_MAX)?;
    let any = fields.list("types")?;
    match (one, any) {
        (None, None) => Ok((Vec::new(), None)),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may pass either `type` or `types`, but not both.",
        )
        .with_param("types")),
        (None, Some(types)) if types.len() > TYPES_MAX => Err(ApiError::invalid(format!(
            "`types` can have up to {TYPES_MAX} entries."
        ))
        .with_param("types")),
        (None, Some(types)) => Ok((types, None)),
        (Some(one), None) => match one.split_once('*') {
            None => Ok((vec![one], None)),
            Some((_, end)) if end.contains('*') => {
                Err(ApiError::invalid("`type` can have one `*` in it.").with_param("type"))
            }
            Some((start, end)) => Ok((
                Vec::new(),
                Some(TypePattern {
                    start: start.to_owned(),
                    end: end.to_owned(),
                }),
            )),
        },
    }
}
