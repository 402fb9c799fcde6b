//! The account's documents: the newest rendering of every object of the merchant API, for its lists
//! and for `expand[]`.

use super::ledger;
use super::wire::{CreatedRange, Document, DocumentKind, Filter, Page, Property};
use crate::env::SystemClock;
use crate::objects::read_rows::ReadRows;
use crate::ports::{Clock, Fault};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use shared::api::error::ApiError;
use shared::api::list::{List, ListObject};
use shared::api::payment_method_configuration::PaymentMethodConfiguration;
use shared::ids::BalanceTransactionId;
use shared::json;
use worker::{SqlStorage, SqlStorageValue};

/// `record` is what Kassa keeps of an object of the account's own beyond what merchants see.
///
/// Lists are sorted by (created, seq), so every index ends in both: a table's `rowid` is the last
/// column of each of its indexes.
pub const DOCUMENT_TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS documents (seq INTEGER PRIMARY KEY AUTOINCREMENT, \
     id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, version INTEGER NOT NULL, \
     created INTEGER NOT NULL, customer TEXT, payment_intent TEXT, charge TEXT, \
     deleted INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL, record TEXT)",
    "CREATE INDEX IF NOT EXISTS documents_by_kind ON documents (kind, created) WHERE deleted = 0",
    "CREATE INDEX IF NOT EXISTS documents_by_customer ON documents (customer, kind, created) \
     WHERE customer IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS documents_by_payment_intent \
     ON documents (payment_intent, kind, created) WHERE payment_intent IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS documents_by_charge ON documents (charge, kind, created) \
     WHERE charge IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS documents_by_email \
     ON documents (json_extract(json, '$.email'), created) WHERE kind = 'customer'",
];

/// Enters or renews a document from elsewhere. Renderings may arrive out of order, and more than once.
/// What the account keeps a record of is its own.
pub fn upsert(sql: &SqlStorage, document: &Document) -> Result<(), Fault> {
    let version =
        i64::try_from(document.version).map_err(|_| Fault("version too large".to_owned()))?;
    sql.exec(
        "INSERT INTO documents (id, kind, version, created, customer, payment_intent, charge, json) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, customer = excluded.customer, \
         json = excluded.json WHERE excluded.version > version AND record IS NULL",
        vec![
            document.id.as_str().into(),
            document.kind.as_str().into(),
            version.into(),
            document.created.into(),
            document.customer.clone().into(),
            document.payment_intent.clone().into(),
            document.charge.clone().into(),
            document.json.as_str().into(),
        ],
    )?;
    Ok(())
}

/// A document of the account's own, as it is stored.
#[derive(Debug, Deserialize)]
pub struct Stored {
    pub json: String,
    pub record: Option<String>,
}

/// Enters or renews a document of the account's own, with what Kassa keeps of it beyond its
/// rendering. `version` counts here.
pub fn put(sql: &SqlStorage, document: &Document, record: Option<String>) -> Result<(), Fault> {
    sql.exec(
        "INSERT INTO documents (id, kind, version, created, customer, json, record) \
         VALUES (?, ?, 1, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET version = version + 1, customer = excluded.customer, \
         json = excluded.json, record = excluded.record",
        vec![
            document.id.as_str().into(),
            document.kind.as_str().into(),
            document.created.into(),
            document.customer.clone().into(),
            document.json.as_str().into(),
            record.into(),
        ],
    )?;
    Ok(())
}

/// Leaves `json` where an object was: it can be read still, and is in no list.
pub fn delete(sql: &SqlStorage, id: &str, json: String) -> Result<(), Fault> {
    sql.exec(
        "UPDATE documents SET deleted = 1, version = version + 1, json = ?, record = NULL \
         WHERE id = ?",
        vec![json.into(), id.into()],
    )?;
    Ok(())
}

/// The document of this kind and id, unless it was deleted.
pub fn stored(sql: &SqlStorage, kind: DocumentKind, id: &str) -> Result<Option<Stored>, Fault> {
    let rows: Vec<Stored> = sql
        .exec(
            "SELECT json, record FROM documents WHERE id = ? AND kind = ? AND deleted = 0",
            vec![id.into(), kind.as_str().into()],
        )?
        .rows()?;
    Ok(rows.into_iter().next())
}

/// The object of this kind and id, or what is left of it.
pub fn find_of_kind(
    sql: &SqlStorage,
    kind: DocumentKind,
    id: &str,
) -> Result<Option<Box<RawValue>>, Fault> {
    let rows: Vec<Row> = sql
        .exec(
            "SELECT json FROM documents WHERE id = ? AND kind = ?",
            vec![id.into(), kind.as_str().into()],
        )?
        .rows()?;
    match rows.into_iter().next() {
        Some(row) => Ok(Some(RawValue::from_string(row.json)?)),
        None => Ok(None),
    }
}

/// The configuration that applies where no other is named.
pub fn default_configuration(
    sql: &SqlStorage,
) -> Result<Option<PaymentMethodConfiguration>, Fault> {
    let rows: Vec<Row> = sql
        .exec(
            "SELECT json FROM documents WHERE kind = 'payment_method_configuration' \
             AND deleted = 0 AND json_extract(json, '$.is_default') LIMIT 1",
            None,
        )?
        .rows()?;
    match rows.first() {
        Some(row) => Ok(Some(json::from_str(&row.json)?)),
        None => Ok(None),
    }
}

/// There is no such object; 404.
pub fn missing(kind: DocumentKind, id: &str, param: &str) -> ApiError {
    let object = match kind {
        DocumentKind::PaymentMethod => "PaymentMethod",
        other => other.as_str(),
    };
    ApiError::missing(format!("No such {object}: '{id}'"), param)
}

/// All documents of a kind that belong to a customer, oldest first.
pub fn of_customer(
    sql: &SqlStorage,
    kind: DocumentKind,
    customer: &str,
) -> Result<Vec<Stored>, Fault> {
    Ok(sql
        .exec(
            "SELECT json, record FROM documents WHERE customer = ? AND kind = ? \
             ORDER BY created, seq",
            vec![customer.into(), kind.as_str().into()],
        )?
        .rows()?)
}

/// All documents of a kind, oldest first. For kinds of which an account has few.
pub fn of_kind(sql: &SqlStorage, kind: DocumentKind) -> Result<Vec<Stored>, Fault> {
    // Not bound, because partial indexes are chosen by constants only.
    let query = format!(
        "SELECT json, record FROM documents WHERE kind = '{}' AND deleted = 0 \
         ORDER BY created, seq",
        kind.as_str()
    );
    Ok(sql.exec(&query, None)?.rows()?)
}

/// The object of this id.
pub fn find(sql: &SqlStorage, id: &str) -> Result<Option<Value>, Fault> {
    // What is pending or available changes with the hour: the ledger renders its own.
    if id.starts_with(BalanceTransactionId::PREFIX) {
        let now = SystemClock.now_ms().div_euclid(1000);
        return ledger::find(sql, id, now);
    }
    let rows: Vec<Row> = sql
        .exec("SELECT json FROM documents WHERE id = ?", vec![id.into()])?
        .rows()?;
    match rows.first() {
        Some(row) => Ok(Some(json::from_str(&row.json)?)),
        None => Ok(None),
    }
}

/// One page of the documents of a kind, newest first. Refuses a cursor that is no such document, and a
/// customer that the account never had.
pub fn list(
    sql: &SqlStorage,
    kind: DocumentKind,
    filter: &Filter,
    page: &Page,
    url: String,
) -> Result<Result<List<Box<RawValue>>, ApiError>, Fault> {
    if let Some(id) = &filter.customer
        && find_of_kind(sql, DocumentKind::Customer, id)?.is_none()
    {
        let unknown = missing(DocumentKind::Customer, id, "customer");
        return Ok(Err(unknown.with_status(400)));
    }
    let cursor = match (&page.starting_after, &page.ending_before) {
        (Some(id), _) => Some(("starting_after", id)),
        (None, Some(id)) => Some(("ending_before", id)),
        (None, None) => None,
    };
    let place = match cursor {
        None => None,
        Some((param, id)) => match place_of(sql, kind, id)? {
            Some(place) => Some(place),
            None => {
                let object = kind.as_str();
                let unknown = ApiError::missing(format!("No such {object}: '{id}'"), param);
                return Ok(Err(unknown.with_status(400)));
            }
        },
    };
    let newest_first = page.starting_after.is_some() || page.ending_before.is_none();
    let (query, bindings) = select(kind, filter, place, newest_first, page.limit);
    let mut rows: Vec<Row> = sql.exec(&query, bindings)?.rows()?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if !newest_first {
        rows.reverse();
    }
    let data = rows
        .into_iter()
        .map(|row| RawValue::from_string(row.json))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Ok(List {
        object: ListObject::List,
        data,
        has_more,
        url,
    }))
}

#[derive(Deserialize)]
struct Row {
    json: String,
}

/// Where a document stands in the lists.
#[derive(Deserialize)]
struct Place {
    created: i64,
    seq: i64,
}

fn place_of(sql: &SqlStorage, kind: DocumentKind, id: &str) -> Result<Option<Place>, Fault> {
    let rows: Vec<Place> = sql
        .exec(
            "SELECT created, seq FROM documents WHERE id = ? AND kind = ?",
            vec![id.into(), kind.as_str().into()],
        )?
        .rows()?;
    Ok(rows.into_iter().next())
}

/// The query of a page. What is written into its text is this program's own; what a request brought
/// is bound.
fn select(
    kind: DocumentKind,
    filter: &Filter,
    place: Option<Place>,
    newest_first: bool,
    limit: u32,
) -> (String, Vec<SqlStorageValue>) {
    // Not bound, because partial indexes are chosen by constants only.
    let mut query = format!(
        "SELECT json FROM documents WHERE kind = '{}' AND deleted = 0",
        kind.as_str()
    );
    let mut bindings: Vec<SqlStorageValue> = Vec::new();
    let mut and = |condition: &str, values: Vec<SqlStorageValue>| {
        query.push_str(" AND ");
        query.push_str(condition);
        bindings.extend(values);
    };
    for (condition, value) in [
        ("customer = ?", &filter.customer),
        ("payment_intent = ?", &filter.payment_intent),
        ("charge = ?", &filter.charge),
    ] {
        if let Some(id) = value {
            and(condition, vec![id.as_str().into()]);
        }
    }
    let CreatedRange { gt, gte, lt, lte } = filter.created;
    for (condition, bound) in [
        ("created > ?", gt),
        ("created >= ?", gte),
        ("created < ?", lt),
        ("created <= ?", lte),
    ] {
        if let Some(seconds) = bound {
            and(condition, vec![seconds.into()]);
        }
    }
    for (property, value) in &filter.equals {
        and(equals(*property), vec![value.as_str().into()]);
    }
    let (after, order) = match newest_first {
        true => ("(created, seq) < (?, ?)", "DESC"),
        false => ("(created, seq) > (?, ?)", "ASC"),
    };
    if let Some(Place { created, seq }) = place {
        and(after, vec![created.into(), seq.into()]);
    }
    query.push_str(&format!(" ORDER BY created {order}, seq {order} LIMIT ?"));
    // One row more than asked tells whether there are more.
    bindings.push(i64::from(limit).saturating_add(1).into());
    (query, bindings)
}

fn equals(property: Property) -> &'static str {
    match property {
        Property::Active => "CAST(json_extract(json, '$.active') AS TEXT) = ?",
        Property::AllowRedisplay => "json_extract(json, '$.allow_redisplay') = ?",
        Property::Currency => "json_extract(json, '$.currency') = ?",
        Property::DomainName => "json_extract(json, '$.domain_name') = ?",
        Property::Email => "json_extract(json, '$.email') = ?",
        Property::Enabled => "CAST(json_extract(json, '$.enabled') AS TEXT) = ?",
        Property::PaymentMethod => "json_extract(json, '$.payment_method') = ?",
        Property::Source => "json_extract(json, '$.source') = ?",
        Property::Type => "json_extract(json, '$.type') = ?",
    }
}
