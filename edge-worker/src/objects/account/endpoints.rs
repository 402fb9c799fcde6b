//! The account's webhook endpoints.

use crate::env::Edge;
use crate::error::HttpAnswer;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::endpoint::wire::{EndpointAnswer, EndpointQuestion};
use crate::objects::idempotency::{IdempotencyKey, InProgress, Standing, record_answer};
use crate::ports::Fault;
use serde::Deserialize;
use shared::api::error::ApiError;
use shared::api::webhook_endpoint::WebhookEndpoint;
use shared::ids::WebhookEndpointId;
use worker::{SqlStorage, Storage};

/// More are refused: each multiplies the deliveries of every event.
const ENDPOINTS_MAX: usize = 16;
/// The first secret of an endpoint; rotation counts up.
const FIRST_SECRET: u32 = 1;

#[derive(Deserialize)]
struct Row {
    json: String,
}

pub fn all(sql: &SqlStorage) -> Result<Vec<WebhookEndpoint>, Fault> {
    let rows: Vec<Row> = sql
        .exec("SELECT json FROM endpoints ORDER BY seq", None)?
        .to_array()?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(&row.json)?))
        .collect()
}

/// Registers an endpoint, and gives its queue what it needs to deliver.
pub async fn create(
    storage: &Storage,
    edge: &Edge,
    in_progress: &InProgress,
    mut endpoint: WebhookEndpoint,
    idempotency: Option<IdempotencyKey>,
) -> Result<HttpAnswer, Fault> {
    let sql = storage.sql();
    let _turn = match &idempotency {
        None => None,
        Some(key) => match in_progress.begin(&sql, key)? {
            (Standing::Answered(answer), _) => return Ok(answer),
            (Standing::Refused(error), _) => return Ok(error.into()),
            (Standing::New | Standing::Interrupted, turn) => Some(turn),
        },
    };
    if all(&sql)?.len() >= ENDPOINTS_MAX {
        return Ok(ApiError::invalid(format!(
            "You have reached the maximum of {ENDPOINTS_MAX} test webhook endpoints."
        ))
        .into());
    }
    let Some(id) = WebhookEndpointId::parse(&endpoint.id) else {
        return Err(Fault("an endpoint without an id".to_owned()));
    };
    // The queue first: an endpoint that is listed is one that delivers.
    let question = EndpointQuestion::Configure {
        url: endpoint.url.clone(),
        secret_version: FIRST_SECRET,
    };
    match call(&edge.endpoints()?, id.as_str(), &question, STORAGE_DEADLINE).await? {
        EndpointAnswer::Accepted => {}
    }
    let json = serde_json::to_string(&endpoint)?;
    sql.exec(
        "INSERT INTO endpoints (id, json) VALUES (?, ?)",
        vec![id.as_str().into(), json.into()],
    )?;
    endpoint.secret = Some(edge.keyring().webhook_secret(&id, FIRST_SECRET));
    let answer = HttpAnswer::ok(&endpoint)?;
    if let Some(key) = &idempotency {
        record_answer(&sql, key, &answer)?;
    }
    Ok(answer)
}
