//! The index behind the list endpoints: renderings by creation, newest first.

use super::wire::Page;
use crate::error::HttpAnswer;
use crate::ports::Fault;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::api::error::ApiError;
use shared::api::list::{List, ListObject};
use worker::SqlStorage;

#[derive(Deserialize)]
struct Row {
    json: String,
}

#[derive(Deserialize)]
struct Place {
    seq: i64,
}

/// Enters or renews an intent. Renderings may arrive out of order.
pub fn upsert(sql: &SqlStorage, intent: &str, version: u64, json: &str) -> Result<(), Fault> {
    let version = i64::try_from(version).map_err(|_| Fault("version too large".to_owned()))?;
    sql.exec(
        "INSERT INTO intents (id, version, json) VALUES (?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json \
         WHERE excluded.version > version",
        vec![intent.into(), version.into(), json.into()],
    )?;
    Ok(())
}

pub fn list_intents(sql: &SqlStorage, page: &Page) -> Result<HttpAnswer, Fault> {
    list(
        sql,
        page,
        "intents",
        "payment_intent",
        "/v1/payment_intents",
    )
}

pub fn list_endpoints(sql: &SqlStorage, page: &Page) -> Result<HttpAnswer, Fault> {
    list(
        sql,
        page,
        "endpoints",
        "webhook_endpoint",
        "/v1/webhook_endpoints",
    )
}

fn list(
    sql: &SqlStorage,
    page: &Page,
    table: &'static str,
    object: &str,
    url: &str,
) -> Result<HttpAnswer, Fault> {
    // One row more than asked tells whether there are more.
    let fetched = i64::from(page.limit).saturating_add(1);
    let cursor = page.starting_after.as_ref().or(page.ending_before.as_ref());
    let place = match cursor {
        None => None,
        Some(id) => match place_of(sql, table, id)? {
            Some(place) => Some(place),
            None => {
                let param = if page.starting_after.is_some() {
                    "starting_after"
                } else {
                    "ending_before"
                };
                return Ok(
                    ApiError::missing(format!("No such {object}: '{id}'"), param)
                        .with_status(400)
                        .into(),
                );
            }
        },
    };
    let forward = page.starting_after.is_some() || page.ending_before.is_none();
    let query = match (place, forward) {
        (None, _) => format!("SELECT json FROM {table} ORDER BY seq DESC LIMIT ?2"),
        (Some(_), true) => {
            format!("SELECT json FROM {table} WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2")
        }
        (Some(_), false) => {
            format!("SELECT json FROM {table} WHERE seq > ?1 ORDER BY seq ASC LIMIT ?2")
        }
    };
    let bindings = vec![place.unwrap_or_default().into(), fetched.into()];
    let mut rows: Vec<Row> = sql.exec(&query, bindings)?.to_array()?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if !forward {
        rows.reverse();
    }
    let data = rows
        .into_iter()
        .map(|row| RawValue::from_string(row.json))
        .collect::<Result<Vec<_>, _>>()?;
    HttpAnswer::ok(&List {
        object: ListObject::List,
        data,
        has_more,
        url: url.to_owned(),
    })
}

fn place_of(sql: &SqlStorage, table: &str, id: &str) -> Result<Option<i64>, Fault> {
    let rows: Vec<Place> = sql
        .exec(
            &format!("SELECT seq FROM {table} WHERE id = ?"),
            vec![id.into()],
        )?
        .to_array()?;
    Ok(rows.first().map(|row| row.seq))
}
