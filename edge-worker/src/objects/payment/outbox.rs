//! What the account must learn of a payment: the newest rendering of each of its objects for the
//! lists, the events of the feed in log order, what it moved, and what is to be kept of it.
//! Delivered at least once, and deduplicated by the account.

use super::feed::{History, Moment};
use super::log::{Entry, SqlEventLog};
use super::shown::Picture;
use super::wire::Shown;
use crate::objects::account::wire::{
    AccountAnswer, AccountQuestion, Document, DocumentKind, EndedMandate, PublishedEvent,
    SavedMethod,
};
use crate::objects::call::call;
use crate::ports::Fault;
use serde_json::Value;
use shared::api::payment_intent::Audience;
use shared::ids::SetupIntentId;
use shared::ledger::posting::Posting;
use shared::payment::event::Event;
use shared::payment::state::Payment;
use shared::payment::terms::Purpose;
use std::time::Duration;

/// An answer does not wait longer for the account; the alarm delivers then.
const DEADLINE: Duration = Duration::from_millis(1_500);

/// Tells the account what it does not have yet. Errors: it did not acknowledge; the alarm is set
/// since the commit, and tells it then.
pub async fn publish(event_log: &SqlEventLog<'_>) -> Result<(), Fault> {
    let entries = event_log.entries()?;
    let published = event_log.memory.published();
    let Some(news) = News::after(published, event_log, &entries)? else {
        return Ok(());
    };
    let question = AccountQuestion::Publish {
        documents: news.documents,
        events: news.events,
        transactions: news.transactions,
        saved: news.saved,
        ended: news.ended,
    };
    let accounts = event_log.edge.accounts()?;
    let reply = call(&accounts, event_log.account.as_str(), &question, DEADLINE).await?;
    let AccountAnswer::Published = reply else {
        return Err(Fault("the account did not take it".to_owned()));
    };
    event_log.memory.set_published(news.version);
    Ok(())
}

/// All that came after a place of the log.
struct News {
    version: u64,
    documents: Vec<Document>,
    events: Vec<PublishedEvent>,
    transactions: Vec<Posting>,
    saved: Vec<SavedMethod>,
    ended: Vec<EndedMandate>,
}

impl News {
    /// `None` when there is nothing new.
    fn after(
        published: u64,
        event_log: &SqlEventLog<'_>,
        entries: &[Entry],
    ) -> Result<Option<Self>, Fault> {
        let history = History::new(event_log.edge, entries)?;
        let is_new = |moment: &Moment<'_>| moment.payment.version > published;
        let Some(last) = history.moments().next_back().filter(is_new) else {
            return Ok(None);
        };
        let known = history.moments().rev().find(|moment| !is_new(moment));
        let mut events = Vec::new();
        let (mut saved, mut ended) = (Vec::new(), Vec::new());
        for moment in history.moments().filter(is_new) {
            events.extend(moment.feed_events()?);
            saved.extend(saved_by(&moment));
            ended.extend(ended_by(&moment));
        }
        let moved_before = known.as_ref().map_or(0, |moment| moment.postings.len());
        Ok(Some(Self {
            version: last.payment.version,
            documents: documents(&last, known.as_ref())?,
            events,
            transactions: last
                .postings
                .get(moved_before..)
                .unwrap_or_default()
                .to_vec(),
            saved,
            ended,
        }))
    }
}

/// The intent, and whichever of the other objects look different from what the account has.
fn documents(now: &Moment<'_>, known: Option<&Moment<'_>>) -> Result<Vec<Document>, Fault> {
    let picture = now.picture();
    let mut documents = vec![document(&picture, &Shown::Intent)?];
    for part in picture.parts() {
        let before = known.and_then(|known| known.picture().of(&part, Audience::SecretKey));
        if before != picture.of(&part, Audience::SecretKey) {
            documents.push(document(&picture, &part)?);
        }
    }
    Ok(documents.into_iter().flatten().collect())
}

fn document(picture: &Picture<'_>, shown: &Shown) -> Result<Option<Document>, Fault> {
    let payment = picture.payment;
    let (id, kind) = match shown {
        Shown::Intent => match payment.terms.purpose {
            Purpose::Payment => (payment.id.to_string(), DocumentKind::PaymentIntent),
            Purpose::Setup => (
                SetupIntentId::of(&payment.id).to_string(),
                DocumentKind::SetupIntent,
            ),
        },
        Shown::Charge(id) => (id.to_string(), DocumentKind::Charge),
        Shown::Refund(id) => (id.to_string(), DocumentKind::Refund),
        Shown::Dispute(id) => (id.to_string(), DocumentKind::Dispute),
        // In no list, but what becomes of it elsewhere is written there.
        Shown::Mandate(id) => (id.to_string(), DocumentKind::Mandate),
        // Only methods that somebody keeps are listed.
        Shown::Method(_) => return Ok(None),
    };
    let Some(object) = picture.of(shown, Audience::SecretKey) else {
        return Ok(None);
    };
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Some(Document {
        id,
        kind,
        version: payment.version,
        created: object
            .get("created")
            .and_then(Value::as_i64)
            .unwrap_or(payment.created),
        customer: text("customer"),
        payment_intent: text("payment_intent"),
        charge: text("charge"),
        json: serde_json::to_string(&object)?,
    }))
}

/// The method that a first success leaves with its customer, where the merchant asked to keep it.
fn saved_by(moment: &Moment<'_>) -> Option<SavedMethod> {
    let payment: &Payment = moment.payment;
    let customer = payment.terms.customer.clone()?;
    let method = payment.state.method()?;
    let usage = payment.terms.future_usage_of(method.method_type());
    let wanted = usage.is_some() || payment.terms.purpose == Purpose::Setup;
    // What the buyer agreed to just now is kept with a method that is kept already.
    let attempt = payment.state.attempt();
    let has_agreed = attempt.is_some_and(|attempt| attempt.terms.mandate.is_some())
        && method.method_type().row().flow.needs_mandate();
    let is_kept = method.customer.is_some() && !has_agreed;
    let left = payment.left_behind.as_ref();
    (moment.is_first_success() && wanted && !is_kept).then(|| SavedMethod {
        customer,
        method: left.unwrap_or(method).clone(),
    })
}

/// The mandate of another payment under which a bank would debit nothing more.
fn ended_by(moment: &Moment<'_>) -> Option<EndedMandate> {
    let Event::AttemptFailed { cause, .. } = &moment.entry.recorded.event else {
        return None;
    };
    let method = moment.before?.state.method()?;
    let mandate = method.mandate()?;
    let ends = cause.ends_the_mandate() && !mandate.was_given_to(&moment.payment.id);
    ends.then(|| EndedMandate {
        mandate: mandate.id.clone(),
        method: method.id.clone(),
    })
}
