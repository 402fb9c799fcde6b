//! How what the account keeps is changed: by what other objects tell, and by the merchant's requests.

use super::expansion::answer_expanded;
use super::resources::{self, Books, ResourceOperation, mandates, payment_methods};
use super::wire::{Document, DocumentKind, EndedMandate, PublishedEvent, SavedMethod};
use super::{AccountObject, documents, feed, now};
use crate::api_request::ApiFailure;
use crate::env::{SystemClock, mode};
use crate::error::HttpAnswer;
use crate::objects::idempotency::{IdempotencyKey, Standing, prune_records, record_answer};
use crate::ports::{Clock, Fault};
use shared::api::event::EventRequest;
use worker::SqlStorage;

/// How often old idempotency records are looked for.
const PRUNE_INTERVAL_MS: i64 = 24 * 3600 * 1000;

/// A request that changes what is the account's own.
pub(super) struct Change {
    pub operation: ResourceOperation,
    pub request_id: String,
    pub idempotency: Option<IdempotencyKey>,
    pub expand: Vec<String>,
}

impl AccountObject {
    /// All of it is written before the first suspension, so that it commits together.
    pub(super) async fn publish(
        &self,
        documents: &[Document],
        mut events: Vec<PublishedEvent>,
        saved: Vec<SavedMethod>,
        ended: &[EndedMandate],
    ) -> Result<(), Fault> {
        let sql = self.sql();
        let mut books = self.books(&sql)?;
        for document in documents {
            documents::upsert(&sql, document)?;
        }
        for saved in saved {
            payment_methods::keep(&mut books, saved)?;
        }
        for ended in ended {
            mandates::end(&mut books, &ended.mandate)?;
            payment_methods::forget_mandate(&books, ended)?;
        }
        for charge in documents
            .iter()
            .filter(|document| document.kind == DocumentKind::Charge)
        {
            payment_methods::spend_by(&books, charge)?;
        }
        events.extend(books.into_events());
        self.tell(&events).await
    }

    /// Changes what is the account's own, and answers. Up to the events everything is written
    /// without a suspension, so that it commits together.
    pub(super) async fn change(&self, change: Change) -> Result<HttpAnswer, Fault> {
        let sql = self.sql();
        let key = change.idempotency.as_ref();
        let _turn = match key {
            None => None,
            Some(key) => match self.in_progress.begin(&sql, key)? {
                (Standing::Answered(answer), _) => return Ok(answer),
                (Standing::Refused(error), _) => return Ok(error.into()),
                (Standing::New | Standing::Interrupted, turn) => turn,
            },
        };
        if key.is_some() {
            self.prune(&sql)?;
        }
        let request = EventRequest {
            id: Some(change.request_id),
            idempotency_key: key.map(|key| key.key.clone()),
        };
        let mut books = Books::open(&sql, now(), self.livemode()?, request);
        let answer = match resources::carry_out(&mut books, change.operation) {
            Ok(object) => answer_expanded(&sql, &object, &change.expand).await?,
            Err(ApiFailure::Api(error)) => error.into(),
            Err(ApiFailure::Fault(fault)) => return Err(fault),
        };
        if let Some(key) = key {
            record_answer(&sql, key, &answer)?;
        }
        self.tell(&books.into_events()).await?;
        Ok(answer)
    }

    /// For what no request of the merchant causes.
    pub(super) fn books<'a>(&self, sql: &'a SqlStorage) -> Result<Books<'a>, Fault> {
        let request = EventRequest {
            id: None,
            idempotency_key: None,
        };
        Ok(Books::open(sql, now(), self.livemode()?, request))
    }

    fn livemode(&self) -> Result<bool, Fault> {
        Ok(mode(&self.env)?.is_live())
    }

    /// Appends to the feed, and sees to it that the endpoints hear of it.
    async fn tell(&self, events: &[PublishedEvent]) -> Result<(), Fault> {
        let fans_out = feed::append(&self.state.storage(), &self.webhooks, events).await?;
        if fans_out {
            self.fan_out_behind_the_answer();
        }
        Ok(())
    }

    /// Idempotency records go when they are old; looked for once a day.
    fn prune(&self, sql: &SqlStorage) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        if now_ms.saturating_sub(self.pruned_at_ms.get()) >= PRUNE_INTERVAL_MS {
            self.pruned_at_ms.set(now_ms);
            prune_records(sql, now_ms)?;
        }
        Ok(())
    }
}
