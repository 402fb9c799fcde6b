//! `/v1/webhook_endpoints`.

use super::list_query::page;
use super::{ask_account, webhook_target};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::HttpAnswer;
use crate::metadata::metadata;
use crate::objects::account::wire::AccountQuestion;
use crate::ports::{Clock, Random};
use shared::api::error::ApiError;
use shared::api::webhook_endpoint::WebhookEndpoint;
use shared::ids::WebhookEndpointId;

const EVENTS_MAX: usize = 200;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let missing = |param: &str| {
        ApiError::invalid(format!("Missing required param: {param}."))
            .with("parameter_missing", param)
    };
    let url = fields.filled("url")?.ok_or_else(|| missing("url"))?;
    webhook_target::check(&url)?;
    let enabled_events = fields
        .list("enabled_events")?
        .ok_or_else(|| missing("enabled_events"))?;
    if enabled_events.is_empty() || enabled_events.len() > EVENTS_MAX {
        return Err(missing("enabled_events").into());
    }
    let endpoint = WebhookEndpoint {
        id: WebhookEndpointId::from_bytes(SystemRandom.bytes()).to_string(),
        object: "webhook_endpoint".to_owned(),
        api_version: fields.filled("api_version")?,
        application: None,
        created: SystemClock.now_ms().div_euclid(1000),
        description: fields.short("description", 500)?,
        enabled_events,
        livemode: false,
        metadata: metadata(fields)?,
        secret: None,
        status: "enabled".to_owned(),
        url,
    };
    std::mem::take(fields).finish()?;
    let idempotency = request.idempotency.take();
    ask_account(
        request,
        AccountQuestion::CreateEndpoint {
            endpoint: Box::new(endpoint),
            idempotency,
        },
    )
    .await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let page = page(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    ask_account(request, AccountQuestion::ListEndpoints { page }).await
}
