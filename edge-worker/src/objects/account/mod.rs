//! One account: its profile and keys, the index behind its lists, its event feed, its endpoints.

mod endpoints;
mod feed;
mod index;
pub mod wire;

use crate::env::Edge;
use crate::error::{HttpAnswer, internal};
use crate::objects::alarm::TIMERS_TABLE;
use crate::objects::call::{answer, question};
use crate::objects::idempotency::InProgress;
use crate::ports::Fault;
use serde::Deserialize;
use std::cell::Cell;
use wire::{AccountAnswer, AccountQuestion, KeyKind, Profile};
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

const TABLES: [&str; 7] = [
    "CREATE TABLE IF NOT EXISTS profile (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS keys (hash TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID",
    // `seq` is the order in which intents were created, which is the order of the lists.
    "CREATE TABLE IF NOT EXISTS intents (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS feed (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS endpoints (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
    // Events that an endpoint's own queue does not have yet.
    "CREATE TABLE IF NOT EXISTS fanout (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     endpoint TEXT NOT NULL, event TEXT NOT NULL)",
    TIMERS_TABLE,
];

/// The Durable Object of one account and mode.
#[durable_object]
pub struct AccountObject {
    state: State,
    env: Env,
    in_progress: InProgress,
    /// The account is known to exist: asked once, not with every payment.
    is_open: Cell<bool>,
    endpoints: endpoints::Known,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            in_progress: InProgress::default(),
            is_open: Cell::new(false),
            endpoints: endpoints::Known::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        let asked: AccountQuestion = question(&mut request).await?;
        let reply = match self.reply(&edge, asked).await {
            Ok(reply) => reply,
            Err(fault) => AccountAnswer::Http {
                answer: internal(&fault).into(),
            },
        };
        answer(&reply)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        // Sets the next alarm too, whether or not anything was due.
        if let Err(fault) = feed::fan_out(&self.state.storage(), &edge).await {
            worker::console_error!("fan-out: {}", fault.0);
        }
        Response::empty()
    }
}

impl AccountObject {
    async fn reply(&self, edge: &Edge, asked: AccountQuestion) -> Result<AccountAnswer, Fault> {
        let sql = self.sql();
        if let AccountQuestion::Open {
            profile,
            secret_key_hash,
            publishable_key_hash,
        } = &asked
        {
            self.open(profile, secret_key_hash, publishable_key_hash)?;
            return Ok(AccountAnswer::Opened);
        }
        if !self.is_open.get() && !is_open(&sql)? {
            return Ok(AccountAnswer::UnknownKey);
        }
        self.is_open.set(true);
        match asked {
            AccountQuestion::Open { .. } => Ok(AccountAnswer::Opened),
            AccountQuestion::Authenticate { key_hash } => authenticate(&sql, &key_hash),
            AccountQuestion::Publish {
                intent,
                version,
                json,
                events,
            } => {
                index::upsert(&sql, &intent, version, &json)?;
                let fans_out =
                    feed::append(&self.state.storage(), &self.endpoints, &events).await?;
                if fans_out {
                    self.fan_out_behind_the_answer();
                }
                Ok(AccountAnswer::Published)
            }
            AccountQuestion::ListIntents { page } => Ok(http(index::list_intents(&sql, &page)?)),
            AccountQuestion::CreateEndpoint {
                endpoint,
                idempotency,
            } => {
                let storage = self.state.storage();
                let created = endpoints::create(
                    &storage,
                    edge,
                    &self.in_progress,
                    &self.endpoints,
                    *endpoint,
                    idempotency,
                );
                Ok(http(created.await?))
            }
            AccountQuestion::ListEndpoints { page } => {
                Ok(http(index::list_endpoints(&sql, &page)?))
            }
        }
    }

    fn open(
        &self,
        profile: &Profile,
        secret_key_hash: &str,
        publishable_key_hash: &str,
    ) -> Result<(), Fault> {
        let sql = self.sql();
        for table in TABLES {
            sql.exec(table, None)?;
        }
        let json = serde_json::to_string(profile)?;
        sql.exec(
            "INSERT OR REPLACE INTO profile VALUES (1, ?)",
            vec![json.into()],
        )?;
        for (hash, kind) in [
            (secret_key_hash, "secret"),
            (publishable_key_hash, "publishable"),
        ] {
            sql.exec(
                "INSERT OR REPLACE INTO keys VALUES (?, ?)",
                vec![hash.into(), kind.into()],
            )?;
        }
        Ok(())
    }

    /// The caller does not wait for the endpoints' queues; the timer is set, should this be cut
    /// off.
    fn fan_out_behind_the_answer(&self) {
        let storage = self.state.storage();
        let env = self.env.clone();
        self.state.wait_until(async move {
            let sent = match Edge::new(env) {
                Ok(edge) => feed::fan_out(&storage, &edge).await,
                Err(error) => Err(error.into()),
            };
            if let Err(fault) = sent {
                worker::console_error!("fan-out: {}", fault.0);
            }
        });
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}

fn http(answer: HttpAnswer) -> AccountAnswer {
    AccountAnswer::Http { answer }
}

/// Whether the account exists. Objects are not given tables for being asked.
fn is_open(sql: &SqlStorage) -> worker::Result<bool> {
    #[derive(Deserialize)]
    struct Name {}
    let tables: Vec<Name> = sql
        .exec(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'profile'",
            None,
        )?
        .to_array()?;
    Ok(!tables.is_empty())
}

fn authenticate(sql: &SqlStorage, key_hash: &str) -> Result<AccountAnswer, Fault> {
    #[derive(Deserialize)]
    struct Row {
        kind: KeyKind,
        json: String,
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT kind, json FROM keys, profile WHERE hash = ? AND profile.id = 1",
            vec![key_hash.into()],
        )?
        .to_array()?;
    Ok(match rows.into_iter().next() {
        Some(row) => AccountAnswer::Authenticated {
            profile: serde_json::from_str(&row.json)?,
            kind: row.kind,
        },
        None => AccountAnswer::UnknownKey,
    })
}
