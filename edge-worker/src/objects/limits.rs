//! How often something may be done from one place: a counter for each network, and for each merchant.
//! It counts in memory. What a restart forgets, the limits of the buyers' own objects still hold.

use crate::env::SystemClock;
use crate::objects::call::{answer, question};
use crate::ports::Clock;
use serde::{Deserialize, Serialize};
use shared::link::limits::{Limit, Tally};
use std::cell::Cell;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// One more; how long to wait where that is too many.
#[derive(Debug, Serialize, Deserialize)]
pub struct Count {
    pub limit: Limit,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Counted {
    /// `None`: go ahead. Else when there is room again, in Unix milliseconds.
    pub until_ms: Option<i64>,
}

/// The Durable Object of one place.
#[durable_object]
pub struct LimitObject {
    tally: Cell<Tally>,
}

impl DurableObject for LimitObject {
    fn new(_state: State, _env: Env) -> Self {
        Self {
            tally: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let Count { limit } = question(&mut request).await?;
        let (tally, until_ms) = self.tally.get().after(limit, SystemClock.now_ms());
        self.tally.set(tally);
        answer(&Counted { until_ms })
    }
}
