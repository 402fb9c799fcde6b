//! Notices to one buyer that a provider is still to carry: nobody waits for them, and a provider that
//! is down for a while gets them later. Sealed, and gone within an hour, sent or not.

use crate::env::{Edge, SystemClock, SystemRandom};
use crate::objects::alarm;
use crate::objects::call::{answer, question};
use crate::objects::read_rows::ReadRows;
use crate::ports::{Clock, Fault, Random};
use crate::sender::{EmailCarrier, EmailMessage, Sender, Unsent};
use crate::vault::Place;
use serde::{Deserialize, Serialize};
use shared::ids::base62;
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

/// How long to wait after each try that failed. After the last one, the notice is given up.
const WAITS_MS: [i64; 4] = [5_000, 60_000, 10 * 60_000, 40 * 60_000];
/// At one time. Whoever makes more happen in an hour than this is told enough.
const NOTICES_MAX: i64 = 20;
const TABLE: &str = "CREATE TABLE IF NOT EXISTS notices (id TEXT PRIMARY KEY, tries INTEGER NOT NULL, \
     due_ms INTEGER NOT NULL, sealed TEXT NOT NULL) WITHOUT ROWID";

/// A notice, to be sent soon.
#[derive(Serialize, Deserialize)]
pub struct Post {
    pub message: EmailMessage,
}

/// It will be tried.
#[derive(Serialize, Deserialize)]
pub struct Posted {}

#[derive(Deserialize)]
struct Row {
    id: String,
    tries: usize,
    sealed: String,
}

/// The Durable Object of one buyer's notices.
#[durable_object(alarm)]
pub struct OutboxObject {
    state: State,
    env: Env,
}

impl DurableObject for OutboxObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let Post { message } = question(&mut request).await?;
        let edge = Edge::new(self.env.clone())?;
        let kept = self.keep(&edge, &message).await;
        kept.map_err(|fault| worker::Error::from(fault.0))?;
        answer(&Posted {})
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        // The runtime tries an alarm that failed again.
        let sent = self.send_what_is_due(&edge).await;
        sent.map_err(|fault| worker::Error::from(fault.0))?;
        Response::empty()
    }
}

impl OutboxObject {
    async fn keep(&self, edge: &Edge, message: &EmailMessage) -> Result<(), Fault> {
        let sql = self.sql()?;
        let id = base62(SystemRandom.bytes());
        let owner = self.name()?;
        let place = place(&owner, &id);
        let sealed = edge.vault()?.seal(place, message, &SystemRandom)?;
        let now_ms = SystemClock.now_ms();
        sql.exec(
            "INSERT INTO notices SELECT ?, 0, ?, ? WHERE (SELECT COUNT(*) FROM notices) < ?",
            vec![id.into(), now_ms.into(), sealed.into(), NOTICES_MAX.into()],
        )?;
        self.arm(&sql, now_ms).await
    }

    /// At least once: what was sent just before a crash is sent again.
    async fn send_what_is_due(&self, edge: &Edge) -> Result<(), Fault> {
        let sql = self.sql()?;
        let due: Vec<Row> = sql
            .exec(
                "SELECT id, tries, sealed FROM notices WHERE due_ms <= ? ORDER BY due_ms",
                vec![SystemClock.now_ms().into()],
            )?
            .rows()?;
        let owner = self.name()?;
        for row in due {
            let place = place(&owner, &row.id);
            let sent = match edge.vault()?.open(place, &row.sealed) {
                Ok(message) => send(edge, &message).await,
                Err(why) => Err(Fault::from(why).into()),
            };
            let next_ms = sent.err().and_then(|unsent| {
                worker::console_error!("a notice was not sent: {unsent}");
                let wait_ms = unsent.may_pass().then(|| WAITS_MS.get(row.tries))?;
                Some(SystemClock.now_ms().saturating_add(*wait_ms?))
            });
            match next_ms {
                Some(next_ms) => sql.exec(
                    "UPDATE notices SET tries = tries + 1, due_ms = ? WHERE id = ?",
                    vec![next_ms.into(), row.id.into()],
                )?,
                None => sql.exec("DELETE FROM notices WHERE id = ?", vec![row.id.into()])?,
            };
        }
        self.arm(&sql, SystemClock.now_ms()).await
    }

    async fn arm(&self, sql: &SqlStorage, now_ms: i64) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Due {
            due_ms: Option<i64>,
        }
        let earliest: Vec<Due> = sql
            .exec("SELECT MIN(due_ms) AS due_ms FROM notices", None)?
            .rows()?;
        let due_ms = earliest.first().and_then(|row| row.due_ms);
        Ok(alarm::set(&self.state.storage(), due_ms, now_ms).await?)
    }

    fn sql(&self) -> Result<SqlStorage, Fault> {
        let sql = self.state.storage().sql();
        sql.exec(TABLE, None)?;
        Ok(sql)
    }

    fn name(&self) -> Result<String, Fault> {
        let name = self.state.id().name();
        name.ok_or_else(|| Fault("an outbox without a name".to_owned()))
    }
}

async fn send(edge: &Edge, message: &EmailMessage) -> Result<(), Unsent> {
    EmailCarrier::of(edge)?.send(message).await
}

fn place<'p>(owner: &'p str, id: &'p str) -> Place<'p> {
    Place { owner, record: id }
}
