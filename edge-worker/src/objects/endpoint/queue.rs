//! The queue as it is stored: what waits, what became of the rest, and when to look again.

use super::lane::lane;
use super::post::Outcome;
use super::wire::{DeliveryReport, NewDelivery, Settings, Standing};
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use serde::Deserialize;
use shared::json;
use std::collections::BTreeSet;
use worker::{SqlStorage, SqlStorageValue};

/// `due_ms` is null unless the delivery waits. A finished one keeps its row for a while, without
/// the event, so that a repeated hand-over is recognised and an operator sees what became of it.
const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS settings (id INTEGER PRIMARY KEY CHECK (id = 1), \
     json TEXT NOT NULL, report_ms INTEGER)",
    "CREATE TABLE IF NOT EXISTS deliveries (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, event TEXT NOT NULL, type TEXT NOT NULL, lane TEXT NOT NULL, \
     json TEXT, tries INTEGER NOT NULL, due_ms INTEGER, standing TEXT NOT NULL, \
     last_status INTEGER, last_error TEXT, last_tried_ms INTEGER, created_ms INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_ms, lane) \
     WHERE due_ms IS NOT NULL",
];

/// Older builds kept what waits in a table of another shape.
const OLDER_QUEUE: &str = "queue";
const DAY_MS: i64 = 24 * 3600 * 1000;
/// How long finished deliveries can be seen.
const KEPT_MS: i64 = 7 * DAY_MS;
/// Rows that one alarm deletes.
const PRUNED_MAX: i64 = 200;
/// A delivery in flight is looked after this much later, should the process have ended with it.
const LOOK_AFTER_MS: i64 = 5_000;
const REPORT_RETRY_MS: i64 = 2_000;

/// A delivery that is taken out for a try.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    pub seq: i64,
    pub lane: String,
    pub json: String,
    pub tries: u32,
}

/// Makes the tables, and takes over what an older build left waiting.
pub fn ensure_tables(sql: &SqlStorage, now_ms: i64) -> Result<(), Fault> {
    for table in TABLES {
        sql.exec(table, None)?;
    }
    if !table_exists(sql, OLDER_QUEUE)? {
        return Ok(());
    }
    #[derive(Deserialize)]
    struct Row {
        id: String,
        json: String,
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT id, json FROM queue WHERE standing = 'waiting' ORDER BY seq",
            None,
        )?
        .rows()?;
    for row in rows {
        let (id, json) = (row.id, row.json);
        insert(sql, &NewDelivery { id, json }, now_ms)?;
    }
    sql.exec("DROP TABLE queue", None)?;
    Ok(())
}

/// What the account said last; `None` before it said anything.
pub fn settings(sql: &SqlStorage) -> Result<Option<Settings>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        json: String,
    }
    if !table_exists(sql, "settings")? {
        return Ok(None);
    }
    let rows: Vec<Row> = sql.exec("SELECT json FROM settings", None)?.rows()?;
    match rows.first() {
        Some(row) => Ok(Some(json::from_str(&row.json)?)),
        None => Ok(None),
    }
}

/// Takes over what the account says. A disabled endpoint's deliveries are dropped.
pub fn configure(sql: &SqlStorage, settings: &Settings) -> Result<(), Fault> {
    let json = serde_json::to_string(settings)?;
    sql.exec(
        "INSERT OR REPLACE INTO settings (id, json, report_ms) VALUES (1, ?, NULL)",
        vec![json.into()],
    )?;
    if !settings.is_enabled {
        drop_waiting(sql)?;
    }
    Ok(())
}

/// The merchant's server wants no more: nothing is sent from now on, and the account is to be told.
pub fn close_as_gone(sql: &SqlStorage, settings: Settings, now_ms: i64) -> Result<(), Fault> {
    let settings = Settings {
        is_enabled: false,
        ..settings
    };
    configure(sql, &settings)?;
    sql.exec("UPDATE settings SET report_ms = ?", vec![now_ms.into()])?;
    Ok(())
}

/// Whether the account is to be told that the endpoint is gone.
pub fn report_is_due(sql: &SqlStorage, now_ms: i64) -> Result<bool, Fault> {
    let due = sql.exec(
        "SELECT id FROM settings WHERE report_ms <= ?",
        vec![now_ms.into()],
    )?;
    Ok(!due.to_array::<serde_json::Value>()?.is_empty())
}

/// Notes that the account was told, or that it must be told again.
pub fn reported(sql: &SqlStorage, was_told: bool, now_ms: i64) -> Result<(), Fault> {
    let again = (!was_told).then(|| now_ms.saturating_add(REPORT_RETRY_MS));
    sql.exec("UPDATE settings SET report_ms = ?", vec![again.into()])?;
    Ok(())
}

pub fn drop_waiting(sql: &SqlStorage) -> Result<(), Fault> {
    sql.exec(
        "UPDATE deliveries SET standing = 'dropped', due_ms = NULL, json = NULL \
         WHERE due_ms IS NOT NULL",
        None,
    )?;
    Ok(())
}

/// Adds what is not known yet.
pub fn insert(sql: &SqlStorage, delivery: &NewDelivery, now_ms: i64) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Event {
        id: String,
        #[serde(rename = "type")]
        kind: String,
    }
    let event: Event = json::from_str(&delivery.json)?;
    sql.exec(
        "INSERT OR IGNORE INTO deliveries \
         (id, event, type, lane, json, tries, due_ms, standing, created_ms) \
         VALUES (?, ?, ?, ?, ?, 0, ?, 'waiting', ?)",
        vec![
            delivery.id.as_str().into(),
            event.id.into(),
            event.kind.into(),
            lane(&delivery.json).into(),
            delivery.json.as_str().into(),
            now_ms.into(),
            now_ms.into(),
        ],
    )?;
    Ok(())
}

/// The delivery that has been due for longest, in a lane in which nothing is at work.
pub fn next_due(
    sql: &SqlStorage,
    busy: &BTreeSet<String>,
    now_ms: i64,
) -> Result<Option<Waiting>, Fault> {
    let rows: Vec<Waiting> = sql
        .exec(
            "SELECT seq, lane, json, tries FROM deliveries WHERE due_ms <= ? \
             AND lane NOT IN (SELECT value FROM json_each(?)) ORDER BY due_ms, seq LIMIT 1",
            vec![now_ms.into(), serde_json::to_string(busy)?.into()],
        )?
        .rows()?;
    Ok(rows.into_iter().next())
}

/// Notes what became of a try. One that was accepted is delivered, whatever was decided about it
/// meanwhile; a failed one is only tried again if it still waits.
pub fn settle(
    sql: &SqlStorage,
    delivery: &Waiting,
    outcome: &Outcome,
    again_in_ms: Option<i64>,
    now_ms: i64,
) -> Result<(), Fault> {
    let (standing, status, reason, due_ms) = match outcome {
        Outcome::Accepted { status } => (Standing::Delivered, Some(*status), None, None),
        Outcome::Gone => (Standing::Failed, Some(410), None, None),
        Outcome::Refused { status } => {
            let (standing, due_ms) = after_failure(again_in_ms, now_ms);
            (standing, Some(*status), None, due_ms)
        }
        Outcome::NoAnswer { reason } => {
            let (standing, due_ms) = after_failure(again_in_ms, now_ms);
            (standing, None, Some(reason.clone()), due_ms)
        }
    };
    sql.exec(
        "UPDATE deliveries SET standing = ?1, due_ms = ?2, tries = ?3, last_status = ?4, \
         last_error = ?5, last_tried_ms = ?6, json = CASE WHEN ?2 IS NULL THEN NULL ELSE json END \
         WHERE seq = ?7 AND (due_ms IS NOT NULL OR ?1 = 'delivered')",
        vec![
            standing.as_str().into(),
            due_ms.into(),
            i64::from(delivery.tries.saturating_add(1)).into(),
            status.map(i64::from).into(),
            reason.into(),
            now_ms.into(),
            delivery.seq.into(),
        ],
    )?;
    Ok(())
}

fn after_failure(again_in_ms: Option<i64>, now_ms: i64) -> (Standing, Option<i64>) {
    match again_in_ms {
        Some(wait_ms) => (Standing::Waiting, Some(now_ms.saturating_add(wait_ms))),
        None => (Standing::Failed, None),
    }
}

/// When to look again; `None` when there is nothing to look for.
pub fn next_wake_ms(sql: &SqlStorage, is_at_work: bool, now_ms: i64) -> Result<Option<i64>, Fault> {
    #[derive(Deserialize)]
    struct Times {
        waiting_ms: Option<i64>,
        overdue_ms: Option<i64>,
        report_ms: Option<i64>,
        oldest_ms: Option<i64>,
    }
    let times: Vec<Times> = sql
        .exec(
            "SELECT (SELECT MIN(due_ms) FROM deliveries WHERE due_ms > ?1) AS waiting_ms, \
             (SELECT MIN(due_ms) FROM deliveries WHERE due_ms <= ?1) AS overdue_ms, \
             (SELECT report_ms FROM settings) AS report_ms, \
             (SELECT created_ms FROM deliveries ORDER BY seq LIMIT 1) AS oldest_ms",
            vec![now_ms.into()],
        )?
        .rows()?;
    let Some(times) = times.into_iter().next() else {
        return Ok(None);
    };
    // What is due now is in flight, or waits for a place: whoever comes free takes it.
    let look_after =
        (is_at_work || times.overdue_ms.is_some()).then(|| now_ms.saturating_add(LOOK_AFTER_MS));
    let pruning = times.oldest_ms.map(|oldest_ms| {
        oldest_ms
            .saturating_add(KEPT_MS)
            .max(now_ms.saturating_add(1_000))
    });
    Ok([times.waiting_ms, look_after, times.report_ms, pruning]
        .into_iter()
        .flatten()
        .min())
}

/// Deletes what finished long ago, a few rows at a time.
pub fn prune(sql: &SqlStorage, now_ms: i64) -> Result<(), Fault> {
    sql.exec(
        "DELETE FROM deliveries WHERE due_ms IS NULL AND created_ms < ? \
         AND seq IN (SELECT seq FROM deliveries ORDER BY seq LIMIT ?)",
        vec![now_ms.saturating_sub(KEPT_MS).into(), PRUNED_MAX.into()],
    )?;
    Ok(())
}

/// The newest deliveries, newest first.
pub fn reports(sql: &SqlStorage, limit: u32) -> Result<Vec<DeliveryReport>, Fault> {
    if !table_exists(sql, "deliveries")? {
        return Ok(Vec::new());
    }
    let bindings: Vec<SqlStorageValue> = vec![i64::from(limit).into()];
    Ok(sql
        .exec(
            "SELECT event, type, standing, tries, last_status, last_error, last_tried_ms, \
             due_ms AS next_try_ms FROM deliveries ORDER BY seq DESC LIMIT ?",
            bindings,
        )?
        .rows()?)
}
