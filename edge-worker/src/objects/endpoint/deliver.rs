//! The work of delivering: a few deliveries at the same time, one after another in each lane. One
//! that fails waits by itself.

use super::backoff::wait_ms;
use super::post::{Outcome, post};
use super::queue::{self, Waiting};
use crate::env::{Edge, SystemClock, SystemRandom};
use crate::objects::account::wire::{AccountAnswer, AccountQuestion};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::ports::{Clock, Fault, Random};
use futures_util::future::join_all;
use shared::ids::WebhookEndpointId;
use std::cell::RefCell;
use std::collections::BTreeSet;
use worker::{SqlStorage, Storage};

/// Deliveries of one endpoint at the same time: a slow answer holds nobody else's up, and a merchant
/// is not flooded.
const AT_ONCE_MAX: usize = 4;
/// Tries of one worker; the next alarm goes on, so that none runs without an end.
const TRIES_AT_A_STRETCH_MAX: u32 = 50;

/// The lanes in which a delivery is in flight right now.
#[derive(Default)]
pub struct Busy(RefCell<BTreeSet<String>>);

/// Ends with the try, however that ends.
struct Place<'a> {
    busy: &'a Busy,
    lane: String,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.busy.0.borrow_mut().remove(&self.lane);
    }
}

impl Busy {
    fn take(&self, sql: &SqlStorage, now_ms: i64) -> Result<Option<(Place<'_>, Waiting)>, Fault> {
        let mut lanes = self.0.borrow_mut();
        if lanes.len() >= AT_ONCE_MAX {
            return Ok(None);
        }
        let Some(delivery) = queue::next_due(sql, &lanes, now_ms)? else {
            return Ok(None);
        };
        lanes.insert(delivery.lane.clone());
        let lane = delivery.lane.clone();
        Ok(Some((Place { busy: self, lane }, delivery)))
    }

    fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    fn free(&self) -> usize {
        AT_ONCE_MAX.saturating_sub(self.0.borrow().len())
    }
}

/// The endpoint's object, as delivering needs it.
#[derive(Clone, Copy)]
pub struct Delivering<'a> {
    pub storage: &'a Storage,
    pub edge: &'a Edge,
    pub busy: &'a Busy,
    pub id: &'a WebhookEndpointId,
}

impl Delivering<'_> {
    /// Delivers what is due, tells the account what it must know, and sets the next alarm.
    pub async fn run(self) -> Result<(), Fault> {
        let workers = (0..self.busy.free()).map(|_| self.work());
        for ended in join_all(workers).await {
            ended?;
        }
        self.report().await?;
        self.rearm().await
    }

    /// Sets the alarm for whatever comes next. The first poll does all of it.
    pub async fn rearm(self) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        let next = queue::next_wake_ms(&self.storage.sql(), !self.busy.is_empty(), now_ms)?;
        match next {
            // A number is taken as an offset from now.
            Some(at_ms) => {
                let wait_ms = at_ms.saturating_sub(now_ms).max(0);
                self.storage.set_alarm(wait_ms).await?;
            }
            None => self.storage.delete_alarm().await?,
        }
        Ok(())
    }

    /// One delivery after another, until none is due that nobody else has.
    async fn work(self) -> Result<(), Fault> {
        for _ in 0..TRIES_AT_A_STRETCH_MAX {
            let sql = self.storage.sql();
            let Some(settings) = queue::settings(&sql)?.filter(|settings| settings.is_enabled)
            else {
                return Ok(());
            };
            let Some((_place, delivery)) = self.busy.take(&sql, SystemClock.now_ms())? else {
                return Ok(());
            };
            let outcome = post(self.edge, self.id, &settings, &delivery.json).await;
            let now_ms = SystemClock.now_ms();
            let tries = delivery.tries.saturating_add(1);
            let again_in_ms = wait_ms(settings.schedule, tries, jitter());
            queue::settle(&sql, &delivery, &outcome, again_in_ms, now_ms)?;
            match outcome {
                Outcome::Accepted { .. } => {}
                Outcome::Gone => self.gone(settings.version)?,
                // The retry may come before others' tries have ended.
                Outcome::Refused { .. } | Outcome::NoAnswer { .. } => self.rearm().await?,
            }
        }
        Ok(())
    }

    /// Stops the queue, unless the endpoint was changed since the try began.
    fn gone(self, version: u64) -> Result<(), Fault> {
        let sql = self.storage.sql();
        match queue::settings(&sql)? {
            Some(settings) if settings.version == version && settings.is_enabled => {
                queue::close_as_gone(&sql, settings, SystemClock.now_ms())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Tells the account that the endpoint is gone, until it has heard.
    async fn report(self) -> Result<(), Fault> {
        let sql = self.storage.sql();
        let Some(settings) = queue::settings(&sql)? else {
            return Ok(());
        };
        if !queue::report_is_due(&sql, SystemClock.now_ms())? {
            return Ok(());
        }
        let question = AccountQuestion::EndpointGone {
            endpoint: self.id.clone(),
            version: settings.version,
        };
        let accounts = self.edge.accounts()?;
        let told = call(
            &accounts,
            settings.account.as_str(),
            &question,
            STORAGE_DEADLINE,
        )
        .await;
        let was_told = matches!(told, Ok(AccountAnswer::Published));
        queue::reported(&sql, was_told, SystemClock.now_ms())
    }
}

fn jitter() -> u8 {
    let [byte, ..] = SystemRandom.bytes();
    byte
}
