//! `/v1/webhook_endpoints`.

use super::list_query::{limit, page};
use super::{ask_account, webhook_target};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::{HttpAnswer, missing_param};
use crate::expand::{self, Shape};
use crate::form::Fields;
use crate::metadata::{metadata, metadata_change};
use crate::mode::Mode;
use crate::objects::account::webhook_wire::{EndpointChange, EndpointOperation};
use crate::objects::account::wire::AccountQuestion;
use crate::ports::{Clock, Random};
use shared::api::error::ApiError;
use shared::api::event_type;
use shared::api::webhook_endpoint::{WebhookEndpoint, WebhookStatus};
use shared::ids::WebhookEndpointId;

const EVENTS_MAX: usize = 200;
const DESCRIPTION_LENGTH_MAX: usize = 500;
const API_VERSION_LENGTH_MAX: usize = 50;
/// The longest overlap of two secrets, and the one that is meant when none is named.
const OVERLAP_MAX_S: i64 = 24 * 3600;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let url = url(fields, request.edge.mode())?.ok_or_else(|| missing_param("url"))?;
    let enabled_events = enabled_events(fields)?.ok_or_else(|| missing_param("enabled_events"))?;
    // Kassa has no connected accounts, of which such an endpoint would be told.
    if fields.boolean("connect")? == Some(true) {
        return Err(
            ApiError::invalid("Connect webhook endpoints are not supported.")
                .with_param("connect")
                .into(),
        );
    }
    let endpoint = WebhookEndpoint {
        id: WebhookEndpointId::from_bytes(SystemRandom.bytes()).to_string(),
        object: "webhook_endpoint".to_owned(),
        api_version: fields.short("api_version", API_VERSION_LENGTH_MAX)?,
        application: None,
        created: SystemClock.now_ms().div_euclid(1000),
        description: fields.short("description", DESCRIPTION_LENGTH_MAX)?,
        enabled_events,
        livemode: request.edge.mode().is_live(),
        metadata: metadata(fields)?,
        secret: None,
        status: WebhookStatus::Enabled,
        url,
    };
    let endpoint = Box::new(endpoint);
    ask(request, EndpointOperation::Create { endpoint }).await
}

pub async fn retrieve(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = request.id.clone();
    ask(request, EndpointOperation::Retrieve { id }).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let change = EndpointChange {
        url: url(fields, request.edge.mode())?,
        enabled_events: enabled_events(fields)?,
        description: description_change(fields)?,
        metadata: metadata_change(fields)?,
        disabled: fields.boolean("disabled")?,
    };
    let (id, change) = (request.id.clone(), Box::new(change));
    ask(request, EndpointOperation::Update { id, change }).await
}

/// Kassa's own: Stripe rolls secrets in its dashboard.
pub async fn roll_secret(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let expires_in = request
        .fields
        .integer("expires_in")?
        .unwrap_or(OVERLAP_MAX_S);
    if !(0..=OVERLAP_MAX_S).contains(&expires_in) {
        return Err(ApiError::invalid(format!(
            "`expires_in` must be between 0 and {OVERLAP_MAX_S} seconds."
        ))
        .with("parameter_invalid_integer", "expires_in")
        .into());
    }
    let id = request.id.clone();
    let expires_in_ms = expires_in.saturating_mul(1000);
    ask(request, EndpointOperation::RollSecret { id, expires_in_ms }).await
}

pub async fn delete(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = request.id.clone();
    ask(request, EndpointOperation::Delete { id }).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let page = page(&mut request.fields)?;
    ask(request, EndpointOperation::List { page }).await
}

/// Kassa's own: what became of the newest deliveries to one endpoint.
pub async fn deliveries(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let limit = limit(&mut request.fields)?;
    let id = request.id.clone();
    ask(request, EndpointOperation::Deliveries { id, limit }).await
}

/// Ends the reading of the parameters, and asks the account.
async fn ask(
    mut request: ApiRequest,
    operation: EndpointOperation,
) -> Result<HttpAnswer, ApiFailure> {
    let shape = Shape::One("webhook_endpoint");
    expand::check(shape, &request.expand, request.caller.kind)?;
    std::mem::take(&mut request.fields).finish()?;
    let idempotency = request.idempotency.take();
    let question = AccountQuestion::Endpoint {
        operation,
        idempotency,
    };
    ask_account(request, question).await
}

pub(super) fn url(fields: &mut Fields, mode: Mode) -> Result<Option<String>, ApiError> {
    let url = fields.filled("url")?;
    if let Some(url) = &url {
        webhook_target::check(url, mode)?;
    }
    Ok(url)
}

/// Errors: none, too many, or one that Kassa does not have.
pub(super) fn enabled_events(fields: &mut Fields) -> Result<Option<Vec<String>>, ApiError> {
    const PARAM: &str = "enabled_events";
    let Some(events) = fields.list(PARAM)? else {
        return Ok(None);
    };
    if events.is_empty() || events.len() > EVENTS_MAX {
        return Err(missing_param(PARAM));
    }
    for (index, event) in events.iter().enumerate() {
        if !event_type::is_known(event) {
            return Err(ApiError::invalid(format!(
                "Invalid enabled_events[{index}]: must be one of {}, or {}",
                event_type::EVENT_TYPES.join(", "),
                event_type::EVERY_EVENT
            ))
            .with_param(&format!("{PARAM}[{index}]")));
        }
    }
    Ok(Some(events))
}

/// `Some("")` clears it.
pub(super) fn description_change(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let sent = fields.given("description", DESCRIPTION_LENGTH_MAX)?;
    Ok(sent.change().map(Option::unwrap_or_default))
}
