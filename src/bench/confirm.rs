//! What a confirmation costs, one at a time: Kassa's own time beside the partner's, and whether an
//! account with many payments pays more for one than an account with few.

use std::time::{Duration, Instant};

use anyhow::ensure;
use serde::Serialize;

use super::account::fill;
use super::load::{Connection, Question};
use super::statistics::percentile_ms;
use super::subject::{CONFIRM_FORM, CREATE_FORM, Created, Subject};
use crate::keys::Account;
use crate::progress::Step;

/// Before the clock runs, on each account.
const WARM_UP_PAYMENTS: usize = 20;
/// What the small account has before the measurement adds to it.
const FEW_PAYMENTS: u64 = 10;
const OWN_P50_MS_MOST: f64 = 10.0;
const OWN_P99_MS_MOST: f64 = 25.0;
/// How much dearer a payment of the large account may be.
const GROWTH_MOST: f64 = 1.1;

/// Confirmations of a card, on one connection.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmFigures {
    pub confirmations: usize,
    pub few_payments: u64,
    pub many_payments: u64,
    /// On the small account.
    pub few: Times,
    pub many: Times,
    /// Medians, the large account's to the small one's.
    pub growth: f64,
}

/// In milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// The same without the time that the Worker waited for the partner, which it tells in whole
    /// milliseconds.
    pub own_p50_ms: f64,
    pub own_p99_ms: f64,
}

impl ConfirmFigures {
    pub fn own_is_met(&self) -> bool {
        self.few.own_p50_ms <= OWN_P50_MS_MOST && self.few.own_p99_ms <= OWN_P99_MS_MOST
    }

    pub fn growth_is_met(&self) -> bool {
        self.growth <= GROWTH_MOST
    }
}

/// Confirms on both accounts by turns for about so long. `many` has `payments` payments already.
pub fn measure(
    subject: &Subject,
    many: &Account,
    payments: u64,
    duration: Duration,
    step: &Step,
) -> anyhow::Result<ConfirmFigures> {
    let few = subject.open_account()?;
    fill(subject, &few, FEW_PAYMENTS, step)?;
    let mut connection = Connection::open(subject.port())?;
    for _ in 0..WARM_UP_PAYMENTS {
        pay(&mut connection, &few)?;
        pay(&mut connection, many)?;
    }
    step.note("confirming, one payment at a time");
    let (mut on_few, mut on_many) = (Spent::default(), Spent::default());
    let started = Instant::now();
    while started.elapsed() < duration {
        on_few.note(pay(&mut connection, &few)?);
        on_many.note(pay(&mut connection, many)?);
    }
    let confirmations = on_few.total.len() + on_many.total.len();
    let (few, many) = (on_few.times(), on_many.times());
    Ok(ConfirmFigures {
        confirmations,
        few_payments: FEW_PAYMENTS,
        many_payments: payments,
        few,
        many,
        growth: many.p50_ms / few.p50_ms,
    })
}

/// Creates and confirms; only the confirmation is timed. Returns its time, and the part of it that
/// was the partner's.
fn pay(connection: &mut Connection, account: &Account) -> anyhow::Result<(Duration, Duration)> {
    let key = &account.secret_key;
    let create = Question::post("/v1/payment_intents", key, CREATE_FORM);
    let created = Created::read(connection.ask(&create)?)?;
    let path = format!("/v1/payment_intents/{}/confirm", created.id);
    let confirm = Question::post(&path, key, CONFIRM_FORM);
    let asked = Instant::now();
    let body = connection.ask(&confirm)?;
    let total = asked.elapsed();
    let status = Created::read(body)?.status;
    ensure!(status == "succeeded", "{} is {status}", created.id);
    Ok((total, connection.partner()))
}

#[derive(Default)]
struct Spent {
    total: Vec<Duration>,
    own: Vec<Duration>,
}

impl Spent {
    fn note(&mut self, (total, partner): (Duration, Duration)) {
        self.total.push(total);
        self.own.push(total.saturating_sub(partner));
    }

    fn times(mut self) -> Times {
        self.total.sort_unstable();
        self.own.sort_unstable();
        Times {
            p50_ms: percentile_ms(&self.total, 50),
            p99_ms: percentile_ms(&self.total, 99),
            own_p50_ms: percentile_ms(&self.own, 50),
            own_p99_ms: percentile_ms(&self.own, 99),
        }
    }
}
