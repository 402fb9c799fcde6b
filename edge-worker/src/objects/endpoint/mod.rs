//! One webhook endpoint: its queue, delivered by alarm, with back-off. It delays no other.

mod deliver;
pub mod wire;

use crate::env::{Edge, SystemClock};
use crate::objects::alarm::{TIMERS_TABLE, arm, set_timer};
use crate::objects::call::{answer, question};
use crate::ports::{Clock, Fault};
use deliver::DELIVERY_TIMER;
use wire::{EndpointAnswer, EndpointQuestion};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS config (id INTEGER PRIMARY KEY CHECK (id = 1), url TEXT NOT NULL, \
     secret_version INTEGER NOT NULL)",
    // Rows of delivered events stay as `done`, so that a repeated hand-over is recognised.
    "CREATE TABLE IF NOT EXISTS queue (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL, tries INTEGER NOT NULL, due_ms INTEGER, \
     standing TEXT NOT NULL)",
    TIMERS_TABLE,
];

/// The Durable Object of one webhook endpoint.
#[durable_object]
pub struct EndpointObject {
    state: State,
    env: Env,
}

impl DurableObject for EndpointObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: EndpointQuestion = question(&mut request).await?;
        match asked {
            EndpointQuestion::Configure {
                url,
                secret_version,
            } => {
                self.configure(&url, secret_version)?;
            }
            EndpointQuestion::Enqueue { events } => self
                .enqueue(events.into_iter().map(|event| (event.id, event.json)))
                .await
                .map_err(|fault| worker::Error::from(fault.0))?,
        }
        answer(&EndpointAnswer::Accepted)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        if let Some(name) = self.state.id().name()
            && let Err(fault) = deliver::due(&self.state.storage(), &edge, &name).await
        {
            worker::console_error!("delivery: {}", fault.0);
        }
        Response::empty()
    }
}

impl EndpointObject {
    fn configure(&self, url: &str, secret_version: u32) -> worker::Result<()> {
        let sql = self.state.storage().sql();
        for table in TABLES {
            sql.exec(table, None)?;
        }
        sql.exec(
            "INSERT OR REPLACE INTO config VALUES (1, ?, ?)",
            vec![url.into(), i64::from(secret_version).into()],
        )?;
        Ok(())
    }

    async fn enqueue(&self, events: impl Iterator<Item = (String, String)>) -> Result<(), Fault> {
        let storage = self.state.storage();
        let sql = storage.sql();
        let now_ms = SystemClock.now_ms();
        for (id, json) in events {
            sql.exec(
                "INSERT OR IGNORE INTO queue (id, json, tries, due_ms, standing) \
                 VALUES (?, ?, 0, ?, 'waiting')",
                vec![id.into(), json.into(), now_ms.into()],
            )?;
        }
        set_timer(&sql, DELIVERY_TIMER, Some(now_ms))?;
        arm(&storage, now_ms).await?;
        Ok(())
    }
}
