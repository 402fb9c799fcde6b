//! The names of the consumers' objects, so that a new key of the vault finds all of them. A name is a
//! keyed hash and says nothing. In shards, so that nothing global is in a payment's path; a higher number
//! of them leaves what was entered before where it is, and where it is found.

use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, answer, call, question};
use crate::objects::consumer::Index;
use crate::objects::read_rows::ReadRows;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::ids::base62_decode;
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

/// How many objects share the index.
pub const SHARDS: u8 = 64;
const TABLE: &str = "CREATE TABLE IF NOT EXISTS consumers (name TEXT PRIMARY KEY, \
     generation INTEGER NOT NULL) WITHOUT ROWID";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexQuestion {
    Enter {
        name: String,
        generation: i64,
    },
    /// Forgets the name, unless it was entered in this generation or a later one.
    Leave {
        name: String,
        before: i64,
    },
    /// In order, from behind `after`, which is empty at the start.
    Read {
        after: String,
        limit: u32,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexAnswer {
    Done,
    Names { names: Vec<String> },
}

/// The Durable Object of one shard.
#[durable_object(fetch)]
pub struct ConsumerIndexObject {
    state: State,
}

impl DurableObject for ConsumerIndexObject {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: IndexQuestion = question(&mut request).await?;
        answer(&reply(&self.state.storage().sql(), asked)?)
    }
}

fn reply(sql: &SqlStorage, asked: IndexQuestion) -> worker::Result<IndexAnswer> {
    sql.exec(TABLE, None)?;
    match asked {
        IndexQuestion::Enter { name, generation } => {
            sql.exec(
                "INSERT INTO consumers VALUES (?, ?) ON CONFLICT (name) DO UPDATE \
                 SET generation = max(generation, excluded.generation)",
                vec![name.into(), generation.into()],
            )?;
            Ok(IndexAnswer::Done)
        }
        IndexQuestion::Leave { name, before } => {
            sql.exec(
                "DELETE FROM consumers WHERE name = ? AND generation < ?",
                vec![name.into(), before.into()],
            )?;
            Ok(IndexAnswer::Done)
        }
        IndexQuestion::Read { after, limit } => {
            #[derive(Deserialize)]
            struct Row {
                name: String,
            }
            let query = "SELECT name FROM consumers WHERE name > ? ORDER BY name LIMIT ?";
            let rows: Vec<Row> = sql
                .exec(query, vec![after.into(), i64::from(limit).into()])?
                .rows()?;
            let names = rows.into_iter().map(|row| row.name).collect();
            Ok(IndexAnswer::Names { names })
        }
    }
}

/// The place of one consumer's object.
pub struct Place<'a> {
    pub edge: &'a Edge,
    /// Of the consumer's object.
    pub name: &'a str,
}

impl Index for Place<'_> {
    async fn enter(&self, generation: i64) -> Result<(), Fault> {
        let name = self.name.to_owned();
        let question = IndexQuestion::Enter { name, generation };
        self.change(shard_of(self.name), &question).await
    }
}

impl Place<'_> {
    /// Takes the name out of a shard, unless it was entered in generation `before` or a later one.
    pub async fn leave(&self, shard: u8, before: i64) -> Result<(), Fault> {
        let name = self.name.to_owned();
        let question = IndexQuestion::Leave { name, before };
        self.change(shard, &question).await
    }

    async fn change(&self, shard: u8, question: &IndexQuestion) -> Result<(), Fault> {
        match ask(self.edge, shard, question).await? {
            IndexAnswer::Done => Ok(()),
            IndexAnswer::Names { .. } => Err(Fault::unexpected_answer()),
        }
    }
}

/// The names behind `after`, so many at most.
pub async fn names(
    edge: &Edge,
    shard: u8,
    after: String,
    limit: u32,
) -> Result<Vec<String>, Fault> {
    let question = IndexQuestion::Read { after, limit };
    match ask(edge, shard, &question).await? {
        IndexAnswer::Names { names } => Ok(names),
        IndexAnswer::Done => Err(Fault::unexpected_answer()),
    }
}

/// Where the name of a consumer's object is entered.
pub fn shard_of(name: &str) -> u8 {
    // The name is a hash: any byte of it is as good as another.
    let [byte, ..] = base62_decode(name).unwrap_or_default();
    byte.checked_rem(SHARDS).unwrap_or_default()
}

async fn ask(edge: &Edge, shard: u8, question: &IndexQuestion) -> Result<IndexAnswer, Fault> {
    let name = shard.to_string();
    Ok(call(&edge.consumer_index()?, &name, question, STORAGE_DEADLINE).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::base62;

    #[test]
    fn names_are_spread_over_all_shards() {
        let mut found = [0; SHARDS as usize];
        for byte in 0..=u8::MAX {
            let mut name = [7; 16];
            name[0] = byte;
            found[usize::from(shard_of(&base62(name)))] += 1;
        }
        assert_eq!(found, [4; SHARDS as usize]);
    }
}
