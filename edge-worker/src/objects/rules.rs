//! The deployment's velocity rules, where the operator has changed them.

use crate::objects::call::{answer, question};
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::json;
use shared::rules::table::Rules;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// There is one table.
pub const NAME: &str = "rules";
const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS rules (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulesQuestion {
    Read,
    Write {
        rules: Rules,
    },
    /// The standard ones are to hold again.
    Reset,
}

/// What holds; `None`: the standard rules.
#[derive(Debug, Serialize, Deserialize)]
pub struct RulesAnswer {
    pub changed: Option<Rules>,
}

/// The Durable Object of the rules.
#[durable_object(fetch)]
pub struct RulesObject {
    state: State,
}

impl DurableObject for RulesObject {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let replied = self.reply(question(&mut request).await?);
        answer(&replied.map_err(|fault| worker::Error::from(fault.0))?)
    }
}

impl RulesObject {
    fn reply(&self, asked: RulesQuestion) -> Result<RulesAnswer, Fault> {
        let sql = self.state.storage().sql();
        let changed = match asked {
            RulesQuestion::Read => self.read()?,
            RulesQuestion::Write { rules } => {
                sql.exec(TABLE, None)?;
                sql.exec(
                    "INSERT INTO rules VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
                    vec![serde_json::to_string(&rules)?.into()],
                )?;
                Some(rules)
            }
            RulesQuestion::Reset => {
                if table_exists(&sql, "rules")? {
                    sql.exec("DELETE FROM rules", None)?;
                }
                None
            }
        };
        Ok(RulesAnswer { changed })
    }

    fn read(&self) -> Result<Option<Rules>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            json: String,
        }
        let sql = self.state.storage().sql();
        if !table_exists(&sql, "rules")? {
            return Ok(None);
        }
        let rows: Vec<Row> = sql.exec("SELECT json FROM rules", None)?.rows()?;
        let stored = rows.first();
        Ok(stored.map(|row| json::from_str(&row.json)).transpose()?)
    }
}
