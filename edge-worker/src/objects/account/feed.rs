//! The account's event feed.

use super::events::{is_kept, plan_pruning};
use super::fan_out::{Webhooks, hand_over};
use super::wire::PublishedEvent;
use crate::env::SystemClock;
use crate::objects::alarm::arm;
use crate::objects::tables::table_exists;
use crate::ports::{Clock, Fault};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use worker::{SqlStorage, Storage};

pub const FEED_TABLES: [&str; 2] = [
    // `seq` is the order in which events became known, which is the order of the lists.
    "CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL, json TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS events_by_type ON events (type, created)",
];

/// An event of the feed, its larger parts as they came.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    object: String,
    api_version: String,
    created: i64,
    data: Box<RawValue>,
    livemode: bool,
    /// How many endpoints are told of it.
    pub pending_webhooks: usize,
    request: Box<RawValue>,
    #[serde(rename = "type")]
    pub kind: String,
}

/// Appends events that are not in the feed yet, and notes which endpoints must be told. `true` when
/// some must.
pub async fn append(
    storage: &Storage,
    webhooks: &Webhooks,
    events: &[PublishedEvent],
) -> Result<bool, Fault> {
    if events.is_empty() {
        return Ok(false);
    }
    let sql = storage.sql();
    let now_ms = SystemClock.now_ms();
    let endpoints = webhooks.known.all(&sql)?;
    let mut fans_out = false;
    for event in events {
        let mut entry: Entry = serde_json::from_str(&event.json)?;
        if !is_kept(entry.created, now_ms) {
            continue;
        }
        let listeners: Vec<&str> = endpoints
            .iter()
            .filter(|endpoint| endpoint.shown.wants(&entry.kind))
            .map(|endpoint| endpoint.shown.id.as_str())
            .collect();
        entry.pending_webhooks = listeners.len();
        if !insert(&sql, &entry, &serde_json::to_string(&entry)?)? {
            continue;
        }
        for listener in listeners {
            hand_over(&sql, listener, &entry.id, &entry.id)?;
            fans_out = true;
        }
    }
    let is_first = plan_pruning(&sql, now_ms)?;
    if fans_out {
        webhooks.arm(storage).await?;
    } else if is_first {
        arm(storage, now_ms).await?;
    }
    Ok(fans_out)
}

/// Whether the event is new.
fn insert(sql: &SqlStorage, entry: &Entry, json: &str) -> Result<bool, Fault> {
    let inserted = sql.exec(
        "INSERT OR IGNORE INTO events (id, type, created, json) VALUES (?, ?, ?, ?) RETURNING seq",
        vec![
            entry.id.as_str().into(),
            entry.kind.as_str().into(),
            entry.created.into(),
            json.into(),
        ],
    )?;
    Ok(!inserted.to_array::<serde_json::Value>()?.is_empty())
}

/// Takes over the feed of an older build, and what it has not handed over.
pub fn migrate(sql: &SqlStorage) -> Result<(), Fault> {
    if !table_exists(sql, "feed")? {
        return Ok(());
    }
    for statement in [
        "INSERT OR IGNORE INTO events (id, type, created, json) SELECT id, \
         json_extract(json, '$.type'), json_extract(json, '$.created'), json FROM feed ORDER BY seq",
        "INSERT INTO handovers (endpoint, event, delivery) \
         SELECT endpoint, event, event FROM fanout ORDER BY seq",
        "DROP TABLE feed",
        "DROP TABLE fanout",
    ] {
        sql.exec(statement, None)?;
    }
    Ok(())
}
