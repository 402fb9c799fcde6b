//! One payment intent: its event log, its idempotency records, its outbox, its timers.

mod api;
mod feed;
mod link;
mod link_page;
mod log;
mod operations;
mod outbox;
mod partner;
mod returns;
mod screening;
mod shown;
mod standing;
mod waiters;
pub mod wire;

use crate::env::{Edge, SystemClock, SystemRandom};
use crate::objects::call::{answer, question};
use crate::objects::idempotency::{IdempotencyKey, InProgress};
use crate::partners::link::LinkPartner;
use crate::partners::sandbox::client::SandboxPartner;
use crate::partners::sandbox::wire::Notification;
use crate::payment_run::{PaymentRun, RunError};
use crate::ports::{Clock, Fault};
use log::{Memory, SqlEventLog};
use partner::Partners;
use shared::api::payment_intent::Audience;
use shared::ids::AccountId;
use shared::payment::command::Command;
use shared::payment::due::wake_at_ms;
use shared::payment::state::Payment;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wire::{PaymentAnswer, PaymentQuestion};
use worker::{Delay, DurableObject, Env, Request, Response, State, durable_object};

const TURN_WAIT: Duration = Duration::from_millis(20);
/// Six seconds: longer than a provider has to answer, shorter than a client waits.
const TURN_TRIES_MAX: u32 = 300;

/// The Durable Object of one payment intent.
#[durable_object(alarm)]
pub struct PaymentObject {
    state: State,
    env: Env,
    memory: Memory,
    in_progress: InProgress,
    /// A run is asking the partner; nobody else does meanwhile.
    settling: Cell<bool>,
}

impl DurableObject for PaymentObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            memory: Memory::default(),
            in_progress: InProgress::default(),
            settling: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        let reply = match question(&mut request).await? {
            PaymentQuestion::Api {
                account,
                request_id,
                idempotency,
                secret_key,
                expand,
                purpose,
                operation,
            } => {
                let audience = if secret_key {
                    Audience::SecretKey
                } else {
                    Audience::PublishableKey
                };
                let call = api::ApiCall {
                    account,
                    request_id,
                    idempotency,
                    audience,
                    expand,
                    purpose,
                };
                match self.api(&edge, call, *operation).await {
                    Some(mut answer) => {
                        answer.partner_ms = edge.partner_ms();
                        PaymentAnswer::Http { answer }
                    }
                    None => PaymentAnswer::Missing,
                }
            }
            PaymentQuestion::Notified { notification } => self.notified(&edge, notification).await,
            PaymentQuestion::Returned { account, attempt } => {
                self.returned(&edge, &account, &attempt).await
            }
            PaymentQuestion::LinkPage {
                account,
                attempt,
                leaves,
            } => self.link_page(&edge, &account, &attempt, leaves).await,
            PaymentQuestion::Checkout { account } => self.checkout(&edge, &account),
            PaymentQuestion::Standing { account, after } => {
                self.standing(&edge, &account, after).await
            }
        };
        answer(&reply)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        if let Err(fault) = self.wake(&edge).await {
            worker::console_error!("payment alarm: {}", fault.0);
        }
        Response::empty()
    }
}

impl PaymentObject {
    /// Deals with whatever is due: a call whose outcome is open, an action or an authorisation that
    /// lapses, an account that has not heard.
    async fn wake(&self, edge: &Edge) -> Result<(), Fault> {
        self.memory.alarm_is_spent();
        let account = self.account()?;
        let event_log = self.log(edge, &account, None, None);
        let run = self.run(edge, &event_log);
        let payment = match run.load() {
            Ok(payment) => payment,
            Err(RunError::Missing) => return Ok(()),
            Err(error) => return Err(fault_of(error)),
        };
        let is_due = wake_at_ms(&payment).is_some_and(|at| at <= SystemClock.now_ms());
        if is_due && let Some(_turn) = self.try_turn() {
            let fresh = run.fresh_ids();
            let payment = run
                .commit(Command::Wake { fresh })
                .await
                .map_err(fault_of)?;
            run.settle(payment, None).await.map_err(fault_of)?;
        }
        self.publish(&event_log).await;
        // The alarm is spent: whatever is open now sets the next one. The log is read once more,
        // because others may have moved the payment meanwhile.
        let payment = run.load().map_err(fault_of)?;
        event_log.rearm(&payment, SystemClock.now_ms()).await
    }

    async fn notified(&self, edge: &Edge, notification: Notification) -> PaymentAnswer {
        let event_log = self.log(edge, &notification.account, None, None);
        let run = self.run(edge, &event_log);
        let command = notification.news.command(run.fresh_ids());
        match self.take_in(&run, command).await {
            Ok(_) => {
                self.publish(&event_log).await;
                PaymentAnswer::Accepted
            }
            // Who is told that it comes too early tells it again.
            Err(RunError::Missing | RunError::Refused(_)) => PaymentAnswer::Missing,
            Err(error) => {
                worker::console_error!("notification: {}", fault_of(error).0);
                PaymentAnswer::Missing
            }
        }
    }

    /// What the element needs to draw its offers.
    fn checkout(&self, edge: &Edge, account: &AccountId) -> PaymentAnswer {
        let event_log = self.log(edge, account, None, None);
        match self.run(edge, &event_log).load() {
            Ok(payment) => PaymentAnswer::Checkout {
                status: payment.state.status(),
                method: payment
                    .state
                    .attempt()
                    .map(|attempt| attempt.method.method_type()),
                failure: payment.state.last_failure().map(|last| last.cause.clone()),
                terms: Box::new(payment.terms),
            },
            Err(_) => PaymentAnswer::Missing,
        }
    }

    /// News from the partner: stored at once, and acted on unless somebody is at work, who then
    /// finds it in the log.
    async fn take_in(&self, run: &Run<'_, '_>, news: Command) -> Result<Payment, RunError> {
        let Some(_turn) = self.try_turn() else {
            return run.commit(news).await;
        };
        // A call that a killed process left behind may have arrived: its outcome is asked for
        // before anything is sent again.
        if run.load()?.state.call().is_some() {
            let command = Command::Wake {
                fresh: run.fresh_ids(),
            };
            run.commit(command).await?;
        }
        let payment = run.commit(news).await?;
        run.settle(payment, None).await
    }

    /// The right to ask the partner; `None` while another request has it. It ends with the
    /// request, however that ends.
    fn try_turn(&self) -> Option<SettlingTurn<'_>> {
        // Not `then_some`: it would make a turn in any case, and dropping that ends another's.
        (!self.settling.replace(true)).then(|| SettlingTurn(&self.settling))
    }

    /// Waits for the right to ask the partner. Errors: `Busy` when it does not come free.
    async fn turn(&self) -> Result<SettlingTurn<'_>, RunError> {
        for _ in 0..TURN_TRIES_MAX {
            if let Some(turn) = self.try_turn() {
                return Ok(turn);
            }
            Delay::from(TURN_WAIT).await;
        }
        Err(RunError::Busy)
    }

    /// Tells the account, and Link behind the answer. A failure is left to the alarm.
    async fn publish(&self, event_log: &SqlEventLog<'_>) {
        if let Err(fault) = outbox::publish(event_log).await {
            worker::console_error!("outbox: {}", fault.0);
        }
        if let Err(fault) = link::tell(event_log, &self.state) {
            worker::console_error!("link: {}", fault.0);
        }
        if let Err(fault) = screening::tell(event_log, &self.state) {
            worker::console_error!("screening: {}", fault.0);
        }
    }

    /// The account that this object belongs to, from the name that it goes by.
    fn account(&self) -> Result<AccountId, Fault> {
        self.state
            .id()
            .name()
            .as_deref()
            .and_then(|name| name.split_once('/'))
            .and_then(|(account, _)| AccountId::parse(account))
            .ok_or_else(|| Fault("a payment object without an account in its name".to_owned()))
    }

    fn log<'a>(
        &'a self,
        edge: &'a Edge,
        account: &'a AccountId,
        request_id: Option<&'a str>,
        idempotency: Option<&'a IdempotencyKey>,
    ) -> SqlEventLog<'a> {
        SqlEventLog {
            storage: self.state.storage(),
            memory: &self.memory,
            edge,
            account,
            request_id,
            idempotency,
            begins: RefCell::new(idempotency),
            appended: Cell::new(false),
        }
    }

    fn run<'r, 'l>(&self, edge: &'r Edge, event_log: &'r SqlEventLog<'l>) -> Run<'r, 'l> {
        PaymentRun {
            log: event_log,
            partner: Partners {
                log: event_log,
                sandbox: SandboxPartner {
                    edge,
                    account: event_log.account.clone(),
                },
                link: LinkPartner {
                    origin: edge.origin(),
                    account: event_log.account.clone(),
                    clock: SystemClock,
                },
            },
            clock: SystemClock,
            random: SystemRandom,
        }
    }
}

/// Nobody else asks the partner while this lives.
struct SettlingTurn<'a>(&'a Cell<bool>);

impl Drop for SettlingTurn<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

type Run<'r, 'l> = PaymentRun<'r, SqlEventLog<'l>, Partners<'r, 'l>, SystemClock, SystemRandom>;

fn fault_of(error: RunError) -> Fault {
    match error {
        RunError::Fault(fault) => fault,
        RunError::Missing => Fault("the payment has no log".to_owned()),
        RunError::Busy => Fault("another request is at work".to_owned()),
        RunError::Refused(refusal) => Fault(format!("refused: {refusal:?}")),
    }
}
