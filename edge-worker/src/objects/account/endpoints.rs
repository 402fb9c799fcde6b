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
use std::cell::RefCell;
use std::rc::Rc;
use worker::{SqlStorage, Storage};

pub const ENDPOINT_TABLES: [&str; 1] = [
    "CREATE TABLE IF NOT EXISTS endpoints (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
];

/// More are refused: each multiplies the deliveries of every event.
const ENDPOINTS_MAX: usize = 16;
/// The first secret of an endpoint; rotation counts up.
const FIRST_SECRET: u32 = 1;

#[derive(Deserialize)]
struct Row {
    json: String,
}

/// The endpoints as they are stored, read once: every event asks for them.
#[derive(Default)]
pub struct Known(RefCell<Option<Rc<[WebhookEndpoint]>>>);

impl Known {
    pub fn all(&self, sql: &SqlStorage) -> Result<Rc<[WebhookEndpoint]>, Fault> {
        if let Some(known) = self.0.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        let rows: Vec<Row> = sql
            .exec("SELECT json FROM endpoints ORDER BY seq", None)?
            .to_array()?;
        let endpoints = rows
            .iter()
            .map(|row| Ok(serde_json::from_str(&row.json)?))
            .collect::<Result<Rc<[_]>, Fault>>()?;
        *self.0.borrow_mut() = Some(Rc::clone(&endpoints));
        Ok(endpoints)
    }

    fn forget(&self) {
        *self.0.borrow_mut() = None;
    }
}

/// Registers an endpoint, and gives its queue what it needs to deliver.
pub async fn create(
    storage: &Storage,
    edge: &Edge,
    in_progress: &InProgress,
    known: &Known,
    mut endpoint: WebhookEndpoint,
    idempotency: Option<IdempotencyKey>,
) -> Result<HttpAnswer, Fault> {
    let sql = storage.sql();
    let _turn = match &idempotency {
        None => None,
        Some(key) => match in_progress.begin(&sql, key)? {
            (Standing::Answered(answer), _) => return Ok(answer),
            (Standing::Refused(error), _) => return Ok(error.into()),
            (Standing::New | Standing::Interrupted, turn) => turn,
        },
    };
    if known.all(&sql)?.len() >= ENDPOINTS_MAX {
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
    known.forget();
    endpoint.secret = Some(edge.keyring().webhook_secret(&id, FIRST_SECRET));
    let answer = HttpAnswer::ok(&endpoint)?;
    if let Some(key) = &idempotency {
        record_answer(&sql, key, &answer)?;
    }
    Ok(answer)
}
