//! Lists of what the account keeps in a table of its own: newest first.

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
