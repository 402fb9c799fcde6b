//! The account's ledger: every posting once, what stands in each of its accounts, and the merchant
//! API's view of both.

use super::wire::{CreatedRange, Filter, Page, Property};
use crate::error::HttpAnswer;
use crate::objects::read_rows::ReadRows;
use crate::ports::Fault;
use serde::Deserialize;
use serde_json::Value;
use shared::api::balance::{Balance, BalanceAmount};
use shared::api::balance_transaction::balance_transaction;
use shared::api::error::ApiError;
use shared::api::list::{List, ListObject};
use shared::currency::Currency;
use shared::ids::{BalanceTransactionId, ChargeId, DisputeId, PaymentIntentId, RefundId, within};
use shared::json;
use shared::ledger::posting::{LedgerAccount, Posting};
use shared::ledger::settlement::DAY_S;
use worker::{SqlStorage, SqlStorageValue};

/// A posting writes three rows: its own, the one of its id's index, and its day's balance.
pub const LEDGER_TABLES: [&str; 3] = [
    // `place` is the order of lists: the second of creation, then the order of arrival.
    "CREATE TABLE IF NOT EXISTS ledger (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, \
     currency TEXT NOT NULL, type TEXT NOT NULL, json TEXT NOT NULL)",
    // Charges are most of the ledger: they need no index to be found, and pay for none.
    "CREATE INDEX IF NOT EXISTS ledger_by_rare_type ON ledger (type) WHERE type <> 'charge'",
    // What became available, or does, on a day: what is pending follows from today's date, and
    // nothing has to run for it.
    "CREATE TABLE IF NOT EXISTS balances (currency TEXT NOT NULL, day INTEGER NOT NULL, \
     provider_clearing INTEGER NOT NULL, merchant_balance INTEGER NOT NULL, \
     processing_fees INTEGER NOT NULL, dispute_fees INTEGER NOT NULL, \
     disputes_held INTEGER NOT NULL, PRIMARY KEY (currency, day)) WITHOUT ROWID",
];

/// Places in one second.
const SECOND_PLACES: i64 = 1 << 20;
/// The end of the year 2242: the last second whose places JavaScript can count.
const SECOND_MAX: i64 = (1 << 33) - 1;

#[derive(Deserialize)]
struct Row {
    json: String,
}

/// Enters postings that are not there yet, together with what they change. All of it happens in the
/// caller's turn.
pub fn record(sql: &SqlStorage, postings: &[Posting]) -> Result<(), Fault> {
    for posting in postings {
        if insert(sql, posting)? {
            add_to_balances(sql, posting)?;
        }
    }
    Ok(())
}

/// `false` when it is there already.
fn insert(sql: &SqlStorage, posting: &Posting) -> Result<bool, Fault> {
    let (first, end) = (first_place(posting.created()), end_place(posting.created()));
    let inserted = sql.exec(
        "INSERT INTO ledger (place, id, currency, type, json) VALUES \
         (coalesce((SELECT max(place) + 1 FROM ledger WHERE place >= ?1 AND place < ?2), ?1), \
         ?3, ?4, ?5, ?6) ON CONFLICT (id) DO NOTHING RETURNING id",
        vec![
            first.into(),
            end.into(),
            posting.id().as_str().into(),
            posting.amount().currency().code().into(),
            posting.kind().type_name().into(),
            serde_json::to_string(posting)?.into(),
        ],
    )?;
    Ok(!inserted.to_array::<Value>()?.is_empty())
}

fn add_to_balances(sql: &SqlStorage, posting: &Posting) -> Result<(), Fault> {
    let moved = |account: LedgerAccount| -> SqlStorageValue {
        let entries = posting.entries().iter();
        let of_account = entries.filter(|entry| entry.account == account);
        let minor: i64 = of_account.map(|entry| entry.amount.minor()).sum();
        minor.into()
    };
    sql.exec(
        "INSERT INTO balances VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (currency, day) DO UPDATE SET \
         provider_clearing = provider_clearing + excluded.provider_clearing, \
         merchant_balance = merchant_balance + excluded.merchant_balance, \
         processing_fees = processing_fees + excluded.processing_fees, \
         dispute_fees = dispute_fees + excluded.dispute_fees, \
         disputes_held = disputes_held + excluded.disputes_held",
        vec![
            posting.amount().currency().code().into(),
            day(posting.available_on()).into(),
            moved(LedgerAccount::ProviderClearing),
            moved(LedgerAccount::MerchantBalance),
            moved(LedgerAccount::ProcessingFees),
            moved(LedgerAccount::DisputeFees),
            moved(LedgerAccount::DisputesHeld),
        ],
    )?;
    Ok(())
}

/// What the merchant has at `now`, in Unix seconds. The currency of the merchant's own country is
/// always there.
pub fn balance(
    sql: &SqlStorage,
    home: Currency,
    now: i64,
    livemode: bool,
) -> Result<HttpAnswer, Fault> {
    #[derive(Deserialize)]
    struct Row {
        currency: Currency,
        available: i64,
        pending: i64,
    }
    let mut rows: Vec<Row> = sql
        .exec(
            "SELECT currency, \
             sum(CASE WHEN day <= ?1 THEN merchant_balance ELSE 0 END) AS available, \
             sum(CASE WHEN day > ?1 THEN merchant_balance ELSE 0 END) AS pending \
             FROM balances GROUP BY currency ORDER BY currency",
            vec![day(now).into()],
        )?
        .rows()?;
    if !rows.iter().any(|row| row.currency == home) {
        rows.insert(
            0,
            Row {
                currency: home,
                available: 0,
                pending: 0,
            },
        );
    }
    let amounts = |of: fn(&Row) -> i64| {
        let each = rows.iter();
        each.map(|row| BalanceAmount::new(of(row), row.currency))
            .collect()
    };
    HttpAnswer::ok(&Balance {
        object: "balance",
        available: amounts(|row| row.available),
        livemode,
        pending: amounts(|row| row.pending),
    })
}

/// The answer to a merchant who asks for one transaction.
pub fn retrieve(sql: &SqlStorage, id: &str, now: i64) -> Result<Result<Value, ApiError>, Fault> {
    let missing = || ApiError::missing(format!("No such balance transaction: '{id}'"), "id");
    Ok(find(sql, id, now)?.ok_or_else(missing))
}

/// The balance transaction of this id, as it stands at `now`.
pub fn find(sql: &SqlStorage, id: &str, now: i64) -> Result<Option<Value>, Fault> {
    let rows: Vec<Row> = sql
        .exec("SELECT json FROM ledger WHERE id = ?", vec![id.into()])?
        .rows()?;
    rows.first().map(|row| rendered(row, now)).transpose()
}

/// One page of the balance transactions, newest first, as they stand at `now`. Refuses a cursor
/// that is none.
pub fn list(
    sql: &SqlStorage,
    filter: &Filter,
    page: &Page,
    url: String,
    now: i64,
) -> Result<Result<List<Value>, ApiError>, Fault> {
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
                let message = format!("No such balance transaction: '{id}'");
                let unknown = ApiError::missing(message, param);
                return Ok(Err(unknown.with_status(400)));
            }
        },
    };
    let newest_first = page.starting_after.is_some() || page.ending_before.is_none();
    let query = Query::new(filter, place, newest_first);
    let mut rows = query.run(sql, page.limit)?;
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if !newest_first {
        rows.reverse();
    }
    let data = rows.iter().map(|row| rendered(row, now));
    Ok(Ok(List {
        object: ListObject::List,
        data: data.collect::<Result<_, _>>()?,
        has_more,
        url,
    }))
}

fn rendered(row: &Row, now: i64) -> Result<Value, Fault> {
    Ok(balance_transaction(&json::from_str(&row.json)?, now))
}

fn place_of(sql: &SqlStorage, id: &str) -> Result<Option<i64>, Fault> {
    #[derive(Deserialize)]
    struct Found {
        place: i64,
    }
    let rows: Vec<Found> = sql
        .exec("SELECT place FROM ledger WHERE id = ?", vec![id.into()])?
        .rows()?;
    Ok(rows.first().map(|found| found.place))
}

/// The query of a page. What a request brought is bound, never written into the text.
struct Query {
    conditions: Vec<&'static str>,
    bindings: Vec<SqlStorageValue>,
    order: &'static str,
}

impl Query {
    fn new(filter: &Filter, place: Option<i64>, newest_first: bool) -> Self {
        let mut query = Self {
            conditions: Vec::new(),
            bindings: Vec::new(),
            order: if newest_first { "place DESC" } else { "place" },
        };
        match place {
            Some(place) if newest_first => query.and("place < ?", place),
            Some(place) => query.and("place > ?", place),
            None => {}
        }
        let CreatedRange { gt, gte, lt, lte } = filter.created;
        for (condition, place) in [
            ("place >= ?", gt.map(end_place)),
            ("place >= ?", gte.map(first_place)),
            ("place < ?", lt.map(first_place)),
            ("place < ?", lte.map(end_place)),
        ] {
            if let Some(place) = place {
                query.and(condition, place);
            }
        }
        for (property, value) in &filter.equals {
            query.equals(*property, value, newest_first);
        }
        query
    }

    fn equals(&mut self, property: Property, value: &str, newest_first: bool) {
        match property {
            Property::Currency => self.and("currency = ?", value),
            Property::Type => {
                // The words of the partial index: it is not used without them.
                if value != "charge" {
                    self.conditions.push("type <> 'charge'");
                }
                self.and("type = ?", value);
            }
            Property::Source => {
                let [first, last] = transactions_of(value).unwrap_or_default();
                self.and("id >= ?", first);
                self.and("id <= ?", last);
                self.and("json_extract(json, '$.source') = ?", value);
                // A payment's few transactions are sorted, rather than all places looked through.
                self.order = if newest_first {
                    "+place DESC"
                } else {
                    "+place"
                };
            }
            // Balance transactions have none.
            Property::Active
            | Property::AllowRedisplay
            | Property::DomainName
            | Property::Email
            | Property::Enabled
            | Property::PaymentMethod => {
                self.conditions.push("FALSE");
            }
        }
    }

    fn and(&mut self, condition: &'static str, value: impl Into<SqlStorageValue>) {
        self.conditions.push(condition);
        self.bindings.push(value.into());
    }

    fn run(mut self, sql: &SqlStorage, limit: u32) -> Result<Vec<Row>, Fault> {
        let conditions = match self.conditions.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", self.conditions.join(" AND ")),
        };
        // One row more than asked tells whether there are more.
        self.bindings
            .push(i64::from(limit).saturating_add(1).into());
        let order = self.order;
        let query = format!("SELECT json FROM ledger {conditions} ORDER BY {order} LIMIT ?");
        Ok(sql.exec(&query, self.bindings)?.rows()?)
    }
}

/// The first and the last id that a transaction of this source's payment can have. All of them
/// begin with the payment's name, and ids are sorted as their bytes are.
fn transactions_of(source: &str) -> Option<[String; 2]> {
    let bytes = ChargeId::parse(source)
        .map(|id| id.to_bytes())
        .or_else(|| RefundId::parse(source).map(|id| id.to_bytes()))
        .or_else(|| DisputeId::parse(source).map(|id| id.to_bytes()))?;
    let payment = PaymentIntentId::from_bytes(bytes);
    let id = |own| BalanceTransactionId::from_bytes(within(&payment, [own; 16])).to_string();
    Some([id(0), id(u8::MAX)])
}

/// The first place in a second.
fn first_place(second: i64) -> i64 {
    second.clamp(0, SECOND_MAX).saturating_mul(SECOND_PLACES)
}

/// The first place after a second.
fn end_place(second: i64) -> i64 {
    first_place(second.saturating_add(1))
}

fn day(second: i64) -> i64 {
    second.div_euclid(DAY_S)
}
