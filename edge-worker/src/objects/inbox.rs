//! The messages that a deployment without a provider would have sent: the operator reads them
//! instead of the buyer. Sealed, because there are codes in them, and gone after an hour.

use crate::env::{Edge, SystemClock, SystemRandom};
use crate::objects::call::{answer, question};
use crate::objects::read_rows::ReadRows;
use crate::ports::{Clock, Fault};
use crate::vault::Place;
use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// There is one inbox.
pub const NAME: &str = "inbox";
const LIFETIME_MS: i64 = 60 * 60 * 1_000;
const MESSAGES_MAX: i64 = 1_000;
const TABLE: &str = "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, \
     at_ms INTEGER NOT NULL, sealed TEXT NOT NULL)";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxQuestion {
    Deliver {
        message: Message,
    },
    /// The newest first.
    Read,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxAnswer {
    Delivered,
    Messages { messages: Vec<Delivered> },
}

/// A message as a buyer would have got it.
#[derive(Serialize, Deserialize)]
pub struct Message {
    /// An address, or a telephone number.
    pub to: String,
    /// Empty where the message has none.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A message and when it came, in Unix milliseconds.
#[derive(Serialize, Deserialize)]
pub struct Delivered {
    pub at_ms: i64,
    pub message: Message,
}

/// The Durable Object of the inbox.
#[durable_object(alarm)]
pub struct InboxObject {
    state: State,
    env: Env,
}

impl DurableObject for InboxObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: InboxQuestion = question(&mut request).await?;
        let edge = Edge::new(self.env.clone())?;
        let replied = self.reply(&edge, asked).await;
        answer(&replied.map_err(|fault| worker::Error::from(fault.0))?)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(fault) = self.forget().await {
            worker::console_error!("inbox: {}", fault.0);
        }
        Response::empty()
    }
}

impl InboxObject {
    async fn reply(&self, edge: &Edge, asked: InboxQuestion) -> Result<InboxAnswer, Fault> {
        let sql = self.state.storage().sql();
        sql.exec(TABLE, None)?;
        match asked {
            InboxQuestion::Deliver { message } => {
                let now_ms = SystemClock.now_ms();
                let record = now_ms.to_string();
                let sealed = edge
                    .vault()?
                    .seal(place(&record), &message, &SystemRandom)?;
                sql.exec(
                    "INSERT INTO messages (at_ms, sealed) VALUES (?, ?)",
                    vec![now_ms.into(), sealed.into()],
                )?;
                sql.exec(
                    "DELETE FROM messages WHERE id <= (SELECT MAX(id) FROM messages) - ?",
                    vec![MESSAGES_MAX.into()],
                )?;
                self.state.storage().set_alarm(LIFETIME_MS).await?;
                Ok(InboxAnswer::Delivered)
            }
            InboxQuestion::Read => Ok(InboxAnswer::Messages {
                messages: self.messages(edge)?,
            }),
        }
    }

    fn messages(&self, edge: &Edge) -> Result<Vec<Delivered>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            at_ms: i64,
            sealed: String,
        }
        let since_ms = SystemClock.now_ms().saturating_sub(LIFETIME_MS);
        let rows: Vec<Row> = self
            .state
            .storage()
            .sql()
            .exec(
                "SELECT at_ms, sealed FROM messages WHERE at_ms > ? ORDER BY id DESC",
                vec![since_ms.into()],
            )?
            .rows()?;
        let vault = edge.vault()?;
        let opened = rows.into_iter().filter_map(|row| {
            let record = row.at_ms.to_string();
            match vault.open(place(&record), &row.sealed) {
                Ok(message) => Some(Delivered {
                    at_ms: row.at_ms,
                    message,
                }),
                // A key may go before the hour is over. The others are read all the same.
                Err(why) => {
                    worker::console_error!("inbox: message of {record} does not open: {why}");
                    None
                }
            }
        });
        Ok(opened.collect())
    }

    async fn forget(&self) -> Result<(), Fault> {
        let sql = self.state.storage().sql();
        sql.exec(TABLE, None)?;
        let since_ms = SystemClock.now_ms().saturating_sub(LIFETIME_MS);
        sql.exec(
            "DELETE FROM messages WHERE at_ms <= ?",
            vec![since_ms.into()],
        )?;
        Ok(())
    }
}

fn place(record: &str) -> Place<'_> {
    Place {
        owner: NAME,
        record,
    }
}
