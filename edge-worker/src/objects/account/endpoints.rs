//! The account's webhook endpoints, as they are stored.

use crate::objects::endpoint::wire::{Schedule, Settings, SigningSecret};
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::api::webhook_endpoint::{WebhookEndpoint, WebhookStatus};
use shared::ids::{AccountId, WebhookEndpointId};
use shared::json;
use std::cell::RefCell;
use std::rc::Rc;
use worker::SqlStorage;

pub const ENDPOINT_TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS webhook_endpoints (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
    // Endpoints whose own object has not heard of the newest change, which may be their end.
    "CREATE TABLE IF NOT EXISTS endpoint_news (endpoint TEXT PRIMARY KEY, version INTEGER NOT NULL) \
     WITHOUT ROWID",
];

/// The first secret of an endpoint; rotation counts up.
const FIRST_SECRET: u32 = 1;
/// `metadata[sandbox_retry]=compressed` makes the days of retries pass in a minute.
const RETRY_METADATA: &str = "sandbox_retry";
const RETRY_COMPRESSED: &str = "compressed";

/// An endpoint, and what Kassa keeps of it beyond what merchants see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    pub shown: WebhookEndpoint,
    /// Counts the changes.
    pub version: u64,
    /// Newest first.
    pub secrets: Vec<SigningSecret>,
}

impl Endpoint {
    pub fn new(shown: WebhookEndpoint) -> Self {
        Self {
            shown,
            version: 1,
            secrets: vec![SigningSecret {
                version: FIRST_SECRET,
                until_ms: None,
            }],
        }
    }

    /// The number of the secret that signs from now on.
    pub fn secret_version(&self) -> u32 {
        self.secrets
            .first()
            .map_or(FIRST_SECRET, |newest| newest.version)
    }

    /// What the endpoint's own object must know.
    pub fn settings(&self, account: AccountId) -> Settings {
        let retry = self.shown.metadata.get(RETRY_METADATA);
        Settings {
            account,
            version: self.version,
            url: self.shown.url.clone(),
            is_enabled: self.shown.status == WebhookStatus::Enabled,
            secrets: self.secrets.clone(),
            schedule: match retry.is_some_and(|retry| retry == RETRY_COMPRESSED) {
                true => Schedule::Compressed,
                false => Schedule::ThreeDays,
            },
        }
    }
}

/// The endpoints, oldest first, read once: every event asks for them.
#[derive(Default)]
pub struct Known(RefCell<Option<Rc<[Endpoint]>>>);

impl Known {
    pub fn all(&self, sql: &SqlStorage) -> Result<Rc<[Endpoint]>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            json: String,
        }
        if let Some(known) = self.0.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        let rows: Vec<Row> = sql
            .exec("SELECT json FROM webhook_endpoints ORDER BY seq", None)?
            .rows()?;
        let endpoints = rows
            .iter()
            .map(|row| Ok(json::from_str(&row.json)?))
            .collect::<Result<Rc<[_]>, Fault>>()?;
        *self.0.borrow_mut() = Some(Rc::clone(&endpoints));
        Ok(endpoints)
    }

    pub fn find(&self, sql: &SqlStorage, id: &str) -> Result<Option<Endpoint>, Fault> {
        let all = self.all(sql)?;
        Ok(all.iter().find(|endpoint| endpoint.shown.id == id).cloned())
    }

    /// Enters or changes an endpoint, and notes that its object must hear of it.
    pub fn put(&self, sql: &SqlStorage, endpoint: &Endpoint) -> Result<(), Fault> {
        sql.exec(
            "INSERT INTO webhook_endpoints (id, json) VALUES (?, ?) \
             ON CONFLICT (id) DO UPDATE SET json = excluded.json",
            vec![
                endpoint.shown.id.as_str().into(),
                serde_json::to_string(endpoint)?.into(),
            ],
        )?;
        if endpoint.shown.status == WebhookStatus::Disabled {
            drop_handovers(sql, &endpoint.shown.id)?;
        }
        self.changed(sql, &endpoint.shown.id, endpoint.version)
    }

    /// Disables an endpoint, unless it was changed since this version.
    pub fn disable(
        &self,
        sql: &SqlStorage,
        id: &WebhookEndpointId,
        version: u64,
    ) -> Result<(), Fault> {
        let found = self.find(sql, id.as_str())?;
        let Some(mut endpoint) = found.filter(|endpoint| endpoint.version == version) else {
            return Ok(());
        };
        endpoint.shown.status = WebhookStatus::Disabled;
        endpoint.version = version.saturating_add(1);
        self.put(sql, &endpoint)
    }

    /// Takes an endpoint away, with everything that waits for it.
    pub fn remove(&self, sql: &SqlStorage, endpoint: &Endpoint) -> Result<(), Fault> {
        let id = endpoint.shown.id.as_str();
        sql.exec(
            "DELETE FROM webhook_endpoints WHERE id = ?",
            vec![id.into()],
        )?;
        drop_handovers(sql, id)?;
        self.changed(sql, id, endpoint.version.saturating_add(1))
    }

    fn changed(&self, sql: &SqlStorage, id: &str, version: u64) -> Result<(), Fault> {
        *self.0.borrow_mut() = None;
        let version = i64::try_from(version).map_err(|_| Fault("version too large".to_owned()))?;
        sql.exec(
            "INSERT OR REPLACE INTO endpoint_news VALUES (?, ?)",
            vec![id.into(), version.into()],
        )?;
        Ok(())
    }
}

fn drop_handovers(sql: &SqlStorage, id: &str) -> Result<(), Fault> {
    sql.exec("DELETE FROM handovers WHERE endpoint = ?", vec![id.into()])?;
    Ok(())
}

/// Takes over the endpoints of an older build, whose objects then learn what they need by now.
pub fn migrate(sql: &SqlStorage) -> Result<bool, Fault> {
    if !table_exists(sql, "endpoints")? {
        return Ok(false);
    }
    #[derive(Deserialize)]
    struct Row {
        json: String,
    }
    let rows: Vec<Row> = sql
        .exec("SELECT json FROM endpoints ORDER BY seq", None)?
        .rows()?;
    for row in rows {
        let endpoint = Endpoint::new(json::from_str(&row.json)?);
        Known::default().put(sql, &endpoint)?;
    }
    sql.exec("DROP TABLE endpoints", None)?;
    Ok(true)
}
