//! What the account must learn of a payment: its newest rendering for the lists, and the events of
//! the feed, in log order. Rows are written in the commit that they tell of, delivered at least
//! once, and deduplicated by the account.

use crate::env::Edge;
use crate::env::SystemClock;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, PublishedEvent};
use crate::objects::alarm::{arm, set_timer};
use crate::objects::call::call;
use crate::objects::payment::log::OUTBOX_TIMER;
use crate::ports::{Clock, Fault};
use serde::Deserialize;
use shared::ids::AccountId;
use shared::payment::state::Payment;
use std::time::Duration;
use worker::Storage;

/// An answer does not wait longer for the account; the timer delivers then.
const DEADLINE: Duration = Duration::from_millis(1_500);
const RETRY_WAIT_MS: i64 = 2_000;

#[derive(Deserialize)]
struct Row {
    seq: i64,
    id: String,
    json: String,
}

/// Delivers what is in the outbox. A failure leaves it there, with the timer set.
pub async fn flush(
    storage: &Storage,
    edge: &Edge,
    account: &AccountId,
    payment: &Payment,
    rendered: &serde_json::Value,
) -> Result<(), Fault> {
    let sql = storage.sql();
    let rows: Vec<Row> = sql
        .exec("SELECT seq, id, json FROM outbox ORDER BY seq", None)?
        .to_array()?;
    let last = rows.last().map(|row| row.seq);
    let question = AccountQuestion::Publish {
        intent: payment.id.to_string(),
        version: payment.version,
        json: serde_json::to_string(rendered)?,
        events: rows
            .into_iter()
            .map(|row| PublishedEvent {
                id: row.id,
                json: row.json,
            })
            .collect(),
    };
    let published: Result<AccountAnswer, _> =
        call(&edge.accounts()?, account.as_str(), &question, DEADLINE).await;
    let now_ms = SystemClock.now_ms();
    match published {
        Ok(AccountAnswer::Published) => {
            sql.exec(
                "DELETE FROM outbox WHERE seq <= ?",
                vec![last.unwrap_or(0).into()],
            )?;
            set_timer(&sql, OUTBOX_TIMER, None)?;
        }
        Ok(_) | Err(_) => {
            set_timer(
                &sql,
                OUTBOX_TIMER,
                Some(now_ms.saturating_add(RETRY_WAIT_MS)),
            )?;
        }
    }
    arm(storage, now_ms).await?;
    Ok(())
}
