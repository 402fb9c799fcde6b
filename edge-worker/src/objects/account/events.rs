//! What merchants ask of the event feed: one event, a list, a delivery once more. And how long
//! events are kept.

use super::endpoints::Endpoint;
use super::fan_out::{Webhooks, hand_over};
use super::feed::Entry;
use super::webhook_wire::{EventFilter, EventOperation, TypePattern};
use super::wire::{CreatedRange, Page};
use crate::error::HttpAnswer;
use crate::objects::alarm::set_timer;
use crate::objects::idempotency::{IdempotencyKey, InProgress, Standing, record_answer};
use crate::objects::read_rows::ReadRows;
use crate::ports::Fault;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::api::error::ApiError;
use shared::api::list::{List, ListObject};
use shared::api::webhook_endpoint::WebhookStatus;
use worker::{SqlStorage, SqlStorageValue};

const URL: &str = "/v1/events";
pub const PRUNING_TIMER: &str = "event pruning";
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Longer than the 30 days that are promised.
const KEPT_S: i64 = 31 * 24 * 3600;
/// Events deleted in one alarm.
const PRUNED_MAX: usize = 200;
/// Between two alarms that both delete as many as they may.
const PRUNING_PAUSE_MS: i64 = 1_000;

/// The account's object, as its feed needs it.
#[derive(Clone, Copy)]
pub struct EventApi<'a> {
    pub sql: &'a SqlStorage,
    pub webhooks: &'a Webhooks,
    pub in_progress: &'a InProgress,
}

impl EventApi<'_> {
    /// All of it happens in one turn. After a [`EventOperation::Resend`] the endpoints must be told.
    pub fn answer(
        self,
        operation: EventOperation,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<HttpAnswer, Fault> {
        match operation {
            EventOperation::Retrieve { id } => match find(self.sql, &id)? {
                Some(json) => HttpAnswer::ok(&RawValue::from_string(json)?),
                None => Ok(no_such_event(&id).into()),
            },
            EventOperation::List { filter, page } => list(self.sql, &filter, &page),
            EventOperation::Resend {
                id,
                endpoint,
                request_id,
            } => self.resend(&id, endpoint.as_deref(), &request_id, idempotency),
        }
    }

    /// One more delivery, which has the same event id, to the endpoint that is named or to all that
    /// ask for such events.
    fn resend(
        self,
        id: &str,
        endpoint: Option<&str>,
        request_id: &str,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<HttpAnswer, Fault> {
        let _turn = match &idempotency {
            None => None,
            Some(key) => match self.in_progress.begin(self.sql, key)? {
                (Standing::Answered(answer), _) => return Ok(answer),
                (Standing::Refused(error), _) => return Ok(error.into()),
                (Standing::New | Standing::Interrupted, turn) => turn,
            },
        };
        let Some(json) = find(self.sql, id)? else {
            return Ok(no_such_event(id).into());
        };
        let mut entry: Entry = serde_json::from_str(&json)?;
        let known = self.webhooks.known.all(self.sql)?;
        let targets = match targets(&known, &entry.kind, endpoint) {
            Ok(targets) => targets,
            Err(refused) => return Ok(refused.into()),
        };
        let delivery = format!("{id}/{request_id}");
        for target in &targets {
            hand_over(self.sql, target, id, &delivery)?;
        }
        entry.pending_webhooks = targets.len();
        let answer = HttpAnswer::ok(&entry)?;
        if let Some(key) = &idempotency {
            record_answer(self.sql, key, &answer)?;
        }
        Ok(answer)
    }
}

/// The endpoints to deliver to once more. Errors: there is none, or the one that is named takes no
/// events.
fn targets<'a>(
    known: &'a [Endpoint],
    kind: &str,
    named: Option<&str>,
) -> Result<Vec<&'a str>, ApiError> {
    let Some(named) = named else {
        let wanting: Vec<&str> = known
            .iter()
            .filter(|endpoint| endpoint.shown.wants(kind))
            .map(|endpoint| endpoint.shown.id.as_str())
            .collect();
        return match wanting.is_empty() {
            false => Ok(wanting),
            true => Err(ApiError::invalid(format!(
                "No enabled webhook endpoint asks for {kind} events. Name one with `webhook_endpoint` to deliver it there all the same."
            ))),
        };
    };
    let found = known
        .iter()
        .map(|endpoint| &endpoint.shown)
        .find(|shown| shown.id == named);
    match found {
        None => Err(ApiError::missing(
            format!("No such webhook endpoint: '{named}'"),
            "webhook_endpoint",
        )),
        Some(shown) => match shown.status {
            WebhookStatus::Enabled => Ok(vec![shown.id.as_str()]),
            WebhookStatus::Disabled => Err(ApiError::invalid(format!(
                "The webhook endpoint '{named}' is disabled. Update it with `disabled=false` first."
            ))
            .with_param("webhook_endpoint")),
        },
    }
}

fn find(sql: &SqlStorage, id: &str) -> Result<Option<String>, Fault> {
    let rows: Vec<Row> = sql
        .exec("SELECT json FROM events WHERE id = ?", vec![id.into()])?
        .rows()?;
    Ok(rows.into_iter().next().map(|row| row.json))
}

fn no_such_event(id: &str) -> ApiError {
    ApiError::missing(format!("No such event: '{id}'"), "id")
}

#[derive(Deserialize)]
struct Row {
    json: String,
}

/// One page of the feed, newest first.
fn list(sql: &SqlStorage, filter: &EventFilter, page: &Page) -> Result<HttpAnswer, Fault> {
    let cursor = match (&page.starting_after, &page.ending_before) {
        (Some(id), _) => Some(("starting_after", id)),
        (None, Some(id)) => Some(("ending_before", id)),
        (None, None) => None,
    };
    let place = match cursor {
        None => None,
        Some((param, id)) => match place_of(sql, id)? {
            Some(place) => Some(place),
            None => {
                let unknown = ApiError::missing(format!("No such event: '{id}'"), param);
                return Ok(unknown.with_status(400).into());
            }
        },
    };
    let newest_first = page.starting_after.is_some() || page.ending_before.is_none();
    let (query, bindings) = select(filter, place, newest_first, page.limit);
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
    HttpAnswer::ok(&List {
        object: ListObject::List,
        data,
        has_more,
        url: URL.to_owned(),
    })
}

fn place_of(sql: &SqlStorage, id: &str) -> Result<Option<i64>, Fault> {
    #[derive(Deserialize)]
    struct Place {
        seq: i64,
    }
    let rows: Vec<Place> = sql
        .exec("SELECT seq FROM events WHERE id = ?", vec![id.into()])?
        .rows()?;
    Ok(rows.into_iter().next().map(|row| row.seq))
}

/// The query of a page. What is written into its text is this program's own; what a request brought
/// is bound.
fn select(
    filter: &EventFilter,
    place: Option<i64>,
    newest_first: bool,
    limit: u32,
) -> (String, Vec<SqlStorageValue>) {
    let mut conditions: Vec<String> = Vec::new();
    let mut bindings: Vec<SqlStorageValue> = Vec::new();
    if !filter.types.is_empty() {
        let marks = vec!["?"; filter.types.len()].join(", ");
        conditions.push(format!("type IN ({marks})"));
        bindings.extend(filter.types.iter().map(|kind| kind.as_str().into()));
    }
    if let Some(TypePattern { start, end }) = &filter.pattern {
        // The end is looked for behind the start. An empty one would be counted from the start.
        conditions.push("substr(type, 1, length(?)) = ?".to_owned());
        bindings.extend([start, start].map(|text| text.as_str().into()));
        if !end.is_empty() {
            conditions.push("substr(substr(type, length(?) + 1), -length(?)) = ?".to_owned());
            bindings.extend([start, end, end].map(|text| text.as_str().into()));
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
            conditions.push(condition.to_owned());
            bindings.push(seconds.into());
        }
    }
    // Filters are looked up in the narrow index, and only a page's rows in the wide table.
    let index = match conditions.is_empty() {
        true => "",
        false => "INDEXED BY events_by_type",
    };
    let (after, order) = match newest_first {
        true => ("seq < ?", "DESC"),
        false => ("seq > ?", "ASC"),
    };
    if let Some(seq) = place {
        conditions.push(after.to_owned());
        bindings.push(seq.into());
    }
    conditions.push("1".to_owned());
    let all = conditions.join(" AND ");
    let query = format!(
        "SELECT json FROM events WHERE seq IN \
         (SELECT seq FROM events {index} WHERE {all} ORDER BY seq {order} LIMIT ?) \
         ORDER BY seq {order}"
    );
    // One row more than asked tells whether there are more.
    bindings.push(i64::from(limit).saturating_add(1).into());
    (query, bindings)
}

/// Whether an event of this time belongs into the feed, or is one that was deleted from it. A payment
/// may tell of everything once more, and old events must not come as new.
pub fn is_kept(created: i64, now_ms: i64) -> bool {
    created >= oldest_kept(now_ms)
}

/// Unix seconds.
fn oldest_kept(now_ms: i64) -> i64 {
    now_ms.div_euclid(1000).saturating_sub(KEPT_S)
}

/// Has old events deleted some day. `true` when the alarm must be set for it.
pub fn plan_pruning(sql: &SqlStorage, now_ms: i64) -> Result<bool, Fault> {
    let planned = sql.exec(
        "INSERT OR IGNORE INTO timers VALUES (?, ?) RETURNING name",
        vec![PRUNING_TIMER.into(), now_ms.saturating_add(DAY_MS).into()],
    )?;
    Ok(!planned.to_array::<serde_json::Value>()?.is_empty())
}

/// Deletes some of what is older than events are kept, and plans the next time.
pub fn prune(sql: &SqlStorage, now_ms: i64) -> Result<(), Fault> {
    let deleted = sql.exec(
        "DELETE FROM events WHERE created < ? \
         AND seq IN (SELECT seq FROM events ORDER BY seq LIMIT ?) RETURNING seq",
        vec![
            oldest_kept(now_ms).into(),
            i64::try_from(PRUNED_MAX).unwrap_or(i64::MAX).into(),
        ],
    )?;
    let wait_ms = match deleted.to_array::<serde_json::Value>()?.len() < PRUNED_MAX {
        true => DAY_MS,
        false => PRUNING_PAUSE_MS,
    };
    set_timer(sql, PRUNING_TIMER, Some(now_ms.saturating_add(wait_ms)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn filter() -> EventFilter {
        EventFilter {
            types: Vec::new(),
            pattern: None,
            created: CreatedRange::default(),
        }
    }

    /// The query, with as many values bound as it has marks.
    fn query(filter: &EventFilter, place: Option<i64>, newest_first: bool) -> String {
        let (query, bindings) = select(filter, place, newest_first, 10);
        assert_eq!(query.matches('?').count(), bindings.len(), "{query}");
        query
    }

    #[test]
    fn every_condition_is_bound() {
        let all = EventFilter {
            types: vec!["a".to_owned(), "b".to_owned()],
            pattern: Some(TypePattern {
                start: "charge.".to_owned(),
                end: "ed".to_owned(),
            }),
            created: CreatedRange {
                gt: Some(1),
                gte: Some(1),
                lt: Some(2),
                lte: Some(2),
            },
        };
        for newest_first in [true, false] {
            query(&all, Some(7), newest_first);
            query(&all, None, newest_first);
            query(&filter(), Some(7), newest_first);
        }
        assert!(!query(&filter(), None, true).contains("INDEXED"));
    }

    #[test]
    fn events_are_kept_for_more_than_thirty_days() {
        let now_ms = 1_800_000_000_000;
        let days_ago = |days: i64| now_ms / 1000 - days * 24 * 3600;
        assert!(is_kept(days_ago(0), now_ms));
        assert!(is_kept(days_ago(30), now_ms));
        assert!(!is_kept(days_ago(32), now_ms));
    }

    #[test]
    fn a_resend_goes_to_the_endpoint_that_is_named_or_to_those_that_ask() {
        let endpoint = |id: &str, status, events: &[&str]| {
            Endpoint::new(shared::api::webhook_endpoint::WebhookEndpoint {
                id: id.to_owned(),
                object: "webhook_endpoint".to_owned(),
                api_version: None,
                application: None,
                created: 0,
                description: None,
                enabled_events: events.iter().map(|event| (*event).to_owned()).collect(),
                livemode: false,
                metadata: BTreeMap::new(),
                secret: None,
                status,
                url: String::new(),
            })
        };
        let known = [
            endpoint("we_all", WebhookStatus::Enabled, &["*"]),
            endpoint("we_other", WebhookStatus::Enabled, &["charge.failed"]),
            endpoint("we_off", WebhookStatus::Disabled, &["*"]),
        ];
        let to = |named| targets(&known, "charge.succeeded", named);
        assert_eq!(to(None).unwrap(), ["we_all"]);
        assert_eq!(to(Some("we_other")).unwrap(), ["we_other"]);
        assert_eq!(to(Some("we_off")).unwrap_err().status, 400);
        assert_eq!(to(Some("we_none")).unwrap_err().status, 404);
        assert!(targets(&[], "charge.succeeded", None).is_err());
    }
}
