//! From the account to the queues of its endpoints: what changed about an endpoint, then the events
//! that it is to deliver. Handed over at least once; what comes twice is recognised there.

use super::endpoints::Known;
use crate::env::{Edge, SystemClock};
use crate::objects::alarm::{arm, set_timer};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::endpoint::wire::{EndpointAnswer, EndpointQuestion, NewDelivery};
use crate::objects::read_rows::ReadRows;
use crate::ports::{Clock, Fault};
use futures_util::future::join_all;
use serde::Deserialize;
use shared::ids::AccountId;
use std::cell::Cell;
use worker::{SqlStorage, Storage};

pub const HANDOVER_TABLES: [&str; 1] = [
    // Events that an endpoint's own queue does not have yet. `delivery` is the event's id, and for
    // one that is delivered again, what tells it apart.
    "CREATE TABLE IF NOT EXISTS handovers (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     endpoint TEXT NOT NULL, event TEXT NOT NULL, delivery TEXT NOT NULL)",
];

const FANOUT_TIMER: &str = "fanout";
const RETRY_WAIT_MS: i64 = 2_000;
/// Events handed over in one call.
const BATCH_MAX: i64 = 100;

/// The account's endpoints, and the way into their queues.
#[derive(Default)]
pub struct Webhooks {
    pub known: Known,
    /// One fan-out at a time: a second one would hand the same events over again.
    is_running: Cell<bool>,
    is_asked_again: Cell<bool>,
}

/// Ends with the fan-out, however that ends.
struct Turn<'a>(&'a Cell<bool>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Notes that an event is to be delivered.
pub fn hand_over(
    sql: &SqlStorage,
    endpoint: &str,
    event: &str,
    delivery: &str,
) -> Result<(), Fault> {
    sql.exec(
        "INSERT INTO handovers (endpoint, event, delivery) VALUES (?, ?, ?)",
        vec![endpoint.into(), event.into(), delivery.into()],
    )?;
    Ok(())
}

impl Webhooks {
    /// Sets the alarm for what is not handed over by then. The first poll does all of it.
    pub async fn arm(&self, storage: &Storage) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        let due_ms = now_ms.saturating_add(RETRY_WAIT_MS);
        set_timer(&storage.sql(), FANOUT_TIMER, Some(due_ms))?;
        arm(storage, now_ms).await?;
        Ok(())
    }

    /// Hands over what waits, or has the fan-out that is at work do it.
    pub async fn fan_out(&self, storage: &Storage, edge: &Edge) -> Result<(), Fault> {
        if self.is_running.replace(true) {
            self.is_asked_again.set(true);
            return Ok(());
        }
        let _turn = Turn(&self.is_running);
        loop {
            self.is_asked_again.set(false);
            let endpoints = waiting_for(&storage.sql())?;
            let told = endpoints
                .iter()
                .map(|endpoint| to_endpoint(storage, edge, &self.known, endpoint));
            // One whose queue does not answer delays no other.
            for failed in join_all(told).await.into_iter().filter_map(Result::err) {
                worker::console_error!("fan-out: {}", failed.0);
            }
            if !self.is_asked_again.get() {
                break;
            }
        }
        let sql = storage.sql();
        let now_ms = SystemClock.now_ms();
        let is_over = waiting_for(&sql)?.is_empty();
        let retry_ms = (!is_over).then(|| now_ms.saturating_add(RETRY_WAIT_MS));
        set_timer(&sql, FANOUT_TIMER, retry_ms)?;
        arm(storage, now_ms).await?;
        Ok(())
    }
}

/// The endpoints for which something waits.
fn waiting_for(sql: &SqlStorage) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    struct Row {
        endpoint: String,
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT endpoint FROM endpoint_news UNION SELECT endpoint FROM handovers",
            None,
        )?
        .rows()?;
    Ok(rows.into_iter().map(|row| row.endpoint).collect())
}

/// Errors: the endpoint's object did not take it; it stays waiting.
async fn to_endpoint(
    storage: &Storage,
    edge: &Edge,
    known: &Known,
    endpoint: &str,
) -> Result<(), Fault> {
    tell_news(storage, edge, known, endpoint).await?;
    let sql = storage.sql();
    loop {
        let (deliveries, last_seq) = next_handovers(&sql, endpoint)?;
        let Some(last_seq) = last_seq else {
            return Ok(());
        };
        ask(edge, endpoint, &EndpointQuestion::Enqueue { deliveries }).await?;
        sql.exec(
            "DELETE FROM handovers WHERE endpoint = ? AND seq <= ?",
            vec![endpoint.into(), last_seq.into()],
        )?;
    }
}

/// Tells an endpoint's object what the endpoint is like by now, if it has not heard.
async fn tell_news(
    storage: &Storage,
    edge: &Edge,
    known: &Known,
    endpoint: &str,
) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct News {
        version: i64,
        account: AccountId,
    }
    let sql = storage.sql();
    let news: Vec<News> = sql
        .exec(
            "SELECT version, json_extract(profile.json, '$.id') AS account \
             FROM endpoint_news, profile WHERE endpoint = ?",
            vec![endpoint.into()],
        )?
        .rows()?;
    let Some(news) = news.into_iter().next() else {
        return Ok(());
    };
    let question = match known.find(&sql, endpoint)? {
        Some(endpoint) => EndpointQuestion::Configure {
            settings: endpoint.settings(news.account),
        },
        None => EndpointQuestion::Close,
    };
    ask(edge, endpoint, &question).await?;
    // A change that came meanwhile has a version of its own, and stays.
    sql.exec(
        "DELETE FROM endpoint_news WHERE endpoint = ? AND version = ?",
        vec![endpoint.into(), news.version.into()],
    )?;
    Ok(())
}

/// The oldest events that wait for an endpoint, and the place of the last one.
fn next_handovers(
    sql: &SqlStorage,
    endpoint: &str,
) -> Result<(Vec<NewDelivery>, Option<i64>), Fault> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
        delivery: String,
        json: Option<String>,
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT handovers.seq, delivery, json FROM handovers \
             LEFT JOIN events ON events.id = handovers.event \
             WHERE endpoint = ? ORDER BY handovers.seq LIMIT ?",
            vec![endpoint.into(), BATCH_MAX.into()],
        )?
        .rows()?;
    let last_seq = rows.last().map(|row| row.seq);
    let deliveries = rows
        .into_iter()
        .filter_map(|row| {
            let (id, json) = (row.delivery, row.json?);
            Some(NewDelivery { id, json })
        })
        .collect();
    Ok((deliveries, last_seq))
}

async fn ask(edge: &Edge, endpoint: &str, question: &EndpointQuestion) -> Result<(), Fault> {
    match call(&edge.endpoints()?, endpoint, question, STORAGE_DEADLINE).await? {
        EndpointAnswer::Accepted => Ok(()),
        EndpointAnswer::NotConfigured => Err(Fault("an endpoint without settings".to_owned())),
        EndpointAnswer::Deliveries { .. } => Err(Fault::unexpected_answer()),
    }
}
