//! One account: its profile and keys, the documents behind its lists, its event feed, its endpoints.

mod changes;
mod documents;
mod endpoint_api;
mod endpoints;
mod events;
mod expansion;
mod fan_out;
mod feed;
mod ledger;
pub mod resources;
mod secret_record;
mod tables;
pub mod webhook_wire;
pub mod wire;

use crate::api_request::ApiFailure;
use crate::env::{Edge, SystemClock};
use crate::error::{HttpAnswer, internal};
use crate::objects::alarm::due_timers;
use crate::objects::call::{answer, question};
use crate::objects::idempotency::InProgress;
use crate::objects::read_rows::ReadRows;
use crate::ports::{Clock, Fault};
use changes::Change;
use endpoint_api::EndpointApi;
use events::EventApi;
use expansion::{answer_expanded, list_expanded};
use fan_out::Webhooks;
use resources::{Books, configurations, confirmation_tokens, domains, payment_methods};
use serde::{Deserialize, Serialize};
use shared::api::error::ApiError;
use shared::ids::AccountId;
use shared::json;
use std::cell::Cell;
use std::rc::Rc;
use webhook_wire::EventOperation;
use wire::{AccountAnswer, AccountQuestion, DocumentKind, KeyKind, Profile};
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

/// The Durable Object of one account.
#[durable_object(alarm)]
pub struct AccountObject {
    state: State,
    env: Env,
    in_progress: InProgress,
    /// The account is known to exist, and to have every table of this build: asked once, not with
    /// every payment.
    is_open: Cell<bool>,
    webhooks: Rc<Webhooks>,
    pruned_at_ms: Cell<i64>,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            in_progress: InProgress::default(),
            is_open: Cell::new(false),
            webhooks: Rc::default(),
            pruned_at_ms: Cell::new(0),
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
        if let Err(fault) = self.wake(&edge).await {
            worker::console_error!("account alarm: {}", fault.0);
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
        if !self.is_ready()? {
            return Ok(AccountAnswer::UnknownKey);
        }
        match asked {
            AccountQuestion::Open { .. } => Ok(AccountAnswer::Opened),
            AccountQuestion::Authenticate { key_hash } => {
                authenticate(&self.books(&sql)?, &sql, &key_hash)
            }
            AccountQuestion::Describe => describe(&self.books(&sql)?, &sql),
            AccountQuestion::Publish {
                documents,
                events,
                transactions,
                saved,
                ended,
            } => {
                ledger::record(&sql, &transactions)?;
                self.publish(&documents, events, saved, &ended).await?;
                Ok(AccountAnswer::Published)
            }
            AccountQuestion::List {
                kind,
                filter,
                page,
                url,
                expand,
            } => {
                if kind == DocumentKind::BalanceTransaction {
                    let page = ledger::list(&sql, &filter, &page, url, now())?;
                    return expanded(&sql, page, &expand).await;
                }
                match documents::list(&sql, kind, &filter, &page, url)? {
                    Ok(page) => {
                        let account = self.account()?;
                        let list = list_expanded(&sql, edge, account, &page, &expand);
                        Ok(http(list.await?))
                    }
                    Err(error) => Ok(http(error.into())),
                }
            }
            AccountQuestion::Retrieve {
                kind,
                id,
                param,
                expand,
            } => {
                let found = documents::find_of_kind(&sql, kind, &id)?;
                match found {
                    Some(object) => {
                        let account = self.account()?;
                        let shown = list_expanded(&sql, edge, account, &object, &expand);
                        Ok(http(shown.await?))
                    }
                    None => Ok(http(documents::missing(kind, &id, &param).into())),
                }
            }
            AccountQuestion::Resource {
                operation,
                request_id,
                idempotency,
                expand,
            } => {
                let change = Change {
                    operation: *operation,
                    request_id,
                    idempotency,
                    expand,
                };
                Ok(http(self.change(change).await?))
            }
            AccountQuestion::PaymentMethod { id } => {
                let books = self.books(&sql)?;
                answered(payment_methods::usable(&books, &id).map(|method| {
                    AccountAnswer::PaymentMethod {
                        method: Box::new(method),
                    }
                }))
            }
            AccountQuestion::UseConfirmationToken { id, intent } => {
                let books = self.books(&sql)?;
                answered(
                    confirmation_tokens::take(&books, &id, &intent).map(|taken| {
                        AccountAnswer::ConfirmationToken {
                            token: Box::new(taken.token),
                            method: Box::new(taken.method),
                            whereabouts: taken.whereabouts,
                        }
                    }),
                )
            }
            AccountQuestion::Find { ids } => {
                let found = ids.iter().map(|id| documents::find(&sql, id));
                Ok(AccountAnswer::Found {
                    documents: found.collect::<Result<_, Fault>>()?,
                })
            }
            AccountQuestion::Balance { home } => {
                let livemode = edge.mode().is_live();
                Ok(http(ledger::balance(&sql, home, now(), livemode)?))
            }
            AccountQuestion::BalanceTransaction { id, expand } => {
                expanded(&sql, ledger::retrieve(&sql, &id, now())?, &expand).await
            }
            AccountQuestion::Endpoint {
                operation,
                idempotency,
            } => {
                let storage = self.state.storage();
                let api = EndpointApi {
                    storage: &storage,
                    edge,
                    webhooks: &self.webhooks,
                    in_progress: &self.in_progress,
                };
                Ok(http(api.answer(operation, idempotency).await?))
            }
            AccountQuestion::Events {
                operation,
                idempotency,
            } => {
                let is_resend = matches!(operation, EventOperation::Resend { .. });
                let api = EventApi {
                    sql: &sql,
                    webhooks: &self.webhooks,
                    in_progress: &self.in_progress,
                };
                let answer = api.answer(operation, idempotency)?;
                if is_resend {
                    self.webhooks.arm(&self.state.storage()).await?;
                    self.fan_out_behind_the_answer();
                }
                Ok(http(answer))
            }
            AccountQuestion::EndpointGone { endpoint, version } => {
                self.webhooks.known.disable(&sql, &endpoint, version)?;
                self.webhooks.arm(&self.state.storage()).await?;
                self.fan_out_behind_the_answer();
                Ok(AccountAnswer::Published)
            }
        }
    }

    /// Sets the next alarm too, whether or not anything was due.
    async fn wake(&self, edge: &Edge) -> Result<(), Fault> {
        if !self.is_ready()? {
            return Ok(());
        }
        let (storage, now_ms) = (self.state.storage(), SystemClock.now_ms());
        let due = due_timers(&storage.sql(), now_ms)?;
        if due.iter().any(|name| name == events::PRUNING_TIMER) {
            events::prune(&storage.sql(), now_ms)?;
        }
        self.webhooks.fan_out(&storage, edge).await
    }

    /// Whether the account exists, with all of its tables.
    fn is_ready(&self) -> Result<bool, Fault> {
        let sql = self.sql();
        if !self.is_open.get() && tables::is_open(&sql)? {
            self.is_open.set(true);
            if tables::ensure(&sql)? {
                self.fan_out_behind_the_answer();
            }
            configurations::ensure_default(&self.books(&sql)?)?;
        }
        Ok(self.is_open.get())
    }

    fn open(
        &self,
        profile: &Profile,
        secret_key_hash: &str,
        publishable_key_hash: &str,
    ) -> Result<(), Fault> {
        let sql = self.sql();
        tables::ensure(&sql)?;
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
        let (env, webhooks) = (self.env.clone(), Rc::clone(&self.webhooks));
        self.state.wait_until(async move {
            let sent = match Edge::new(env) {
                Ok(edge) => webhooks.fan_out(&storage, &edge).await,
                Err(error) => Err(error.into()),
            };
            if let Err(fault) = sent {
                worker::console_error!("fan-out: {}", fault.0);
            }
        });
    }

    /// Whose object this is, from the name that it goes by.
    fn account(&self) -> Result<AccountId, Fault> {
        let name = self.state.id().name().unwrap_or_default();
        AccountId::parse(&name)
            .ok_or_else(|| Fault("an account object without an account as its name".to_owned()))
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}

/// The answer, with the ids along `paths` replaced by their objects.
async fn expanded(
    sql: &SqlStorage,
    answer: Result<impl Serialize, ApiError>,
    paths: &[String],
) -> Result<AccountAnswer, Fault> {
    Ok(http(match answer {
        Ok(body) => answer_expanded(sql, &body, paths).await?,
        Err(error) => error.into(),
    }))
}

/// A refusal is an answer too.
fn answered(reply: Result<AccountAnswer, ApiFailure>) -> Result<AccountAnswer, Fault> {
    match reply {
        Ok(reply) => Ok(reply),
        Err(ApiFailure::Api(error)) => Ok(http(error.into())),
        Err(ApiFailure::Fault(fault)) => Err(fault),
    }
}

fn http(answer: HttpAnswer) -> AccountAnswer {
    AccountAnswer::Http { answer }
}

fn authenticate(
    books: &Books<'_>,
    sql: &SqlStorage,
    key_hash: &str,
) -> Result<AccountAnswer, Fault> {
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
        .rows()?;
    match rows.into_iter().next() {
        Some(row) => described(books, sql, &row.json, row.kind),
        None => Ok(AccountAnswer::UnknownKey),
    }
}

/// The account, as a browser's key shows it.
fn describe(books: &Books<'_>, sql: &SqlStorage) -> Result<AccountAnswer, Fault> {
    #[derive(Deserialize)]
    struct Row {
        json: String,
    }
    let profiles = "SELECT json FROM profile WHERE id = 1";
    let rows: Vec<Row> = sql.exec(profiles, None)?.rows()?;
    match rows.into_iter().next() {
        Some(row) => described(books, sql, &row.json, KeyKind::Publishable),
        None => Ok(AccountAnswer::UnknownKey),
    }
}

fn described(
    books: &Books<'_>,
    sql: &SqlStorage,
    profile: &str,
    kind: KeyKind,
) -> Result<AccountAnswer, Fault> {
    let configuration = documents::default_configuration(sql)?;
    Ok(AccountAnswer::Authenticated {
        profile: json::from_str(profile)?,
        kind,
        configuration: configuration.map(|configuration| configuration.configured()),
        domains: domains::enabled(books)?,
    })
}

/// Unix seconds.
fn now() -> i64 {
    SystemClock.now_ms().div_euclid(1000)
}
