//! The account's event feed, and its way into the queues of the endpoints.

use super::endpoints::Known;
use super::wire::PublishedEvent;
use crate::env::{Edge, SystemClock};
use crate::objects::alarm::{arm, set_timer};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::endpoint::wire::{EndpointAnswer, EndpointQuestion};
use crate::ports::{Clock, Fault};
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Storage;

pub const FEED_TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS feed (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
    // Events that an endpoint's own queue does not have yet.
    "CREATE TABLE IF NOT EXISTS fanout (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     endpoint TEXT NOT NULL, event TEXT NOT NULL)",
];

const FANOUT_TIMER: &str = "fanout";
const RETRY_WAIT_MS: i64 = 2_000;
/// Events handed over in one call.
const BATCH_MAX: i64 = 100;

/// Appends events that are not in the feed yet, and notes which endpoints must be told. `true` when
/// some must.
pub async fn append(
    storage: &Storage,
    known: &Known,
    events: &[PublishedEvent],
) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: String,
    }
    if events.is_empty() {
        return Ok(false);
    }
    let sql = storage.sql();
    let endpoints = known.all(&sql)?;
    let mut fans_out = false;
    for event in events {
        let inserted = sql.exec(
            "INSERT OR IGNORE INTO feed (id, json) VALUES (?, ?) RETURNING seq",
            vec![event.id.as_str().into(), event.json.as_str().into()],
        )?;
        let is_new = !inserted.to_array::<serde_json::Value>()?.is_empty();
        if !is_new {
            continue;
        }
        let Kind { kind } = serde_json::from_str(&event.json)?;
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.wants(&kind)) {
            sql.exec(
                "INSERT INTO fanout (endpoint, event) VALUES (?, ?)",
                vec![endpoint.id.as_str().into(), event.id.as_str().into()],
            )?;
            fans_out = true;
        }
    }
    if fans_out {
        let now_ms = SystemClock.now_ms();
        set_timer(
            &sql,
            FANOUT_TIMER,
            Some(now_ms.saturating_add(RETRY_WAIT_MS)),
        )?;
        arm(storage, now_ms).await?;
    }
    Ok(fans_out)
}

/// Hands what waits to the endpoints' own queues. What is handed over twice is recognised there.
pub async fn fan_out(storage: &Storage, edge: &Edge) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
        endpoint: String,
        event: String,
        json: String,
    }
    let sql = storage.sql();
    let rows: Vec<Row> = sql
        .exec(
            "SELECT fanout.seq, endpoint, event, json FROM fanout JOIN feed ON feed.id = fanout.event \
             ORDER BY fanout.seq LIMIT ?",
            vec![BATCH_MAX.into()],
        )?
        .to_array()?;
    let mut by_endpoint: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_endpoint
            .entry(row.endpoint.clone())
            .or_default()
            .push(row);
    }
    for (endpoint, rows) in by_endpoint {
        let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
        let events = rows
            .into_iter()
            .map(|row| PublishedEvent {
                id: row.event,
                json: row.json,
            })
            .collect();
        let question = EndpointQuestion::Enqueue { events };
        let handed: Result<EndpointAnswer, _> =
            call(&edge.endpoints()?, &endpoint, &question, STORAGE_DEADLINE).await;
        // An endpoint whose queue does not answer delays no other.
        if matches!(handed, Ok(EndpointAnswer::Accepted)) {
            for seq in seqs {
                sql.exec("DELETE FROM fanout WHERE seq = ?", vec![seq.into()])?;
            }
        }
    }
    let waits = !sql
        .exec("SELECT seq FROM fanout LIMIT 1", None)?
        .to_array::<serde_json::Value>()?
        .is_empty();
    let now_ms = SystemClock.now_ms();
    let retry = waits.then_some(now_ms.saturating_add(RETRY_WAIT_MS));
    set_timer(&sql, FANOUT_TIMER, retry)?;
    arm(storage, now_ms).await?;
    Ok(())
}
