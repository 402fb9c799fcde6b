//! Everything outside the run: a clock that somebody must turn, a wire that loses and repeats, a
//! log that outlives crashes.

use super::provider::{Ask, Provider, Reply, What};
use super::rng::Rng;
use super::tally::{Occurrence, Tally};
use crate::partners::sandbox::record::Subject;
use crate::partners::sandbox::wire as sandbox;
use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall};
use crate::ports::{Clock, EventLog, Fault, Partner, Random};
use shared::ids::{AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::apply::replay;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::due::wake_at_ms;
use shared::payment::event::Recorded;
use shared::payment::refund::RefundAnswer;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// A caller that has heard nothing by then gives up.
pub const DEADLINE_MS: i64 = 4_000;

type Heard = Result<Option<Reply>, PartnerFailed>;

/// A call on the wire. It outlives its caller.
struct Letter {
    ask: Ask,
    heard: Rc<RefCell<Option<Heard>>>,
}

/// News from the partner, repeated until somebody has taken it in.
#[derive(Clone)]
pub struct News {
    pub news: sandbox::News,
    pub accepted: Rc<Cell<bool>>,
    /// Somebody is at work on it.
    pub in_hand: Rc<Cell<bool>>,
}

impl News {
    /// Takes it in hand, until that is dropped.
    pub fn take(&self) -> InHand {
        self.in_hand.set(true);
        InHand(self.clone())
    }
}

/// News that somebody is at work on.
pub struct InHand(pub News);

impl Drop for InHand {
    fn drop(&mut self) {
        self.0.in_hand.set(false);
    }
}

pub struct World {
    pub rng: Rng,
    pub now_ms: Cell<i64>,
    /// Whether the wire and the storage misbehave.
    pub faulty: Cell<bool>,
    pub log: RefCell<Vec<Recorded>>,
    /// The object's alarm.
    pub alarm_ms: Cell<Option<i64>>,
    /// In the object's memory: gone with a crash.
    pub settling: Cell<bool>,
    pub provider: RefCell<Provider>,
    pub news: RefCell<Vec<News>>,
    letters: RefCell<Vec<Letter>>,
    /// What goes wrong, so far.
    pub tally: RefCell<Tally>,
}

impl World {
    pub fn new(seed: u64, start_ms: i64) -> Rc<Self> {
        Rc::new(Self {
            rng: Rng::new(seed),
            now_ms: Cell::new(start_ms),
            faulty: Cell::new(true),
            log: RefCell::default(),
            alarm_ms: Cell::new(None),
            settling: Cell::new(false),
            provider: RefCell::default(),
            news: RefCell::default(),
            letters: RefCell::default(),
            tally: RefCell::default(),
        })
    }

    pub fn now_s(&self) -> i64 {
        self.now_ms.get().div_euclid(1000)
    }

    pub fn pass(&self, ms: i64) {
        self.now_ms.set(self.now_ms.get() + ms);
    }

    pub fn note(&self, occurrence: Occurrence) {
        self.tally.borrow_mut().note(occurrence, 1);
    }

    pub fn has_letters(&self) -> bool {
        !self.letters.borrow().is_empty()
    }

    /// Delivers any of the calls on the wire, with whatever goes wrong.
    pub fn deliver_letter(&self) {
        let count = self.letters.borrow().len();
        if count == 0 {
            return;
        }
        let letter = self.letters.borrow_mut().swap_remove(self.rng.below(count));
        let fate = if self.faulty.get() {
            self.rng.below(100)
        } else {
            100
        };
        let answer = |heard| *letter.heard.borrow_mut() = Some(heard);
        let error = Err(PartnerFailed::Unusable { status: 500 });
        match fate {
            0..10 => self.note(Occurrence::CallLost),
            10..15 => {
                self.note(Occurrence::CallFailed);
                answer(error);
            }
            15..25 => {
                self.note(Occurrence::CallLost);
                drop(self.handle(&letter.ask));
            }
            25..30 => {
                self.note(Occurrence::CallFailed);
                self.handle(&letter.ask);
                answer(error);
            }
            30..40 => {
                self.note(Occurrence::CallRepeated);
                answer(Ok(self.handle(&letter.ask)));
                // Once more, later.
                self.letters.borrow_mut().push(Letter {
                    ask: letter.ask.clone(),
                    heard: Rc::default(),
                });
            }
            _ => answer(Ok(self.handle(&letter.ask))),
        }
    }

    fn handle(&self, ask: &Ask) -> Option<Reply> {
        let before = self.provider.borrow().record(&ask.attempt).cloned();
        let in_part = self.faulty.get() && self.rng.percent(3);
        let reply = self
            .provider
            .borrow_mut()
            .handle(ask, in_part, self.now_s());
        let changed = self.provider.borrow().record(&ask.attempt) != before.as_ref();
        if changed && self.rng.percent(50) {
            self.tell(&ask.attempt, &Subject::Attempt);
            if let What::Refund(call) = &ask.what {
                self.tell(&ask.attempt, &Subject::Refund(call.refund.clone()));
            }
            if let What::SubmitEvidence { .. } | What::AcceptDispute { .. } = &ask.what {
                self.tell(&ask.attempt, &Subject::Dispute);
            }
        }
        self.tell_the_untold();
        reply
    }

    /// Lets the partner's own affairs go on.
    pub fn let_happen(&self) {
        self.provider.borrow_mut().pass(self.now_s());
        self.tell_the_untold();
    }

    fn tell_the_untold(&self) {
        let untold = self.provider.borrow_mut().take_untold();
        for (attempt, subject) in untold {
            self.tell(&attempt, &subject);
        }
    }

    /// Has the partner send news of how the subject stands with it now.
    pub fn tell(&self, attempt: &AttemptId, subject: &Subject) {
        let provider = self.provider.borrow();
        let news = provider
            .record(attempt)
            .and_then(|record| record.news(subject));
        if let Some(news) = news {
            self.news.borrow_mut().push(News {
                news,
                accepted: Rc::default(),
                in_hand: Rc::default(),
            });
        }
    }
}

/// Every port of a run.
#[derive(Clone)]
pub struct Port(pub Rc<World>);

impl Clock for Port {
    fn now_ms(&self) -> i64 {
        self.0.now_ms.get()
    }
}

impl Random for Port {
    fn bytes(&self) -> [u8; 16] {
        let halves = [self.0.rng.next(), self.0.rng.next()];
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&halves[0].to_be_bytes());
        bytes[8..].copy_from_slice(&halves[1].to_be_bytes());
        bytes
    }
}

impl EventLog for Port {
    fn load(&self) -> Result<Vec<Recorded>, Fault> {
        Ok(self.0.log.borrow().clone())
    }

    async fn append(&self, events: &[Recorded]) -> Result<(), Fault> {
        if self.0.faulty.get() && self.0.rng.percent(1) {
            self.0.note(Occurrence::WriteRefused);
            return Err(Fault("the disk is full".to_owned()));
        }
        self.store(events);
        pause().await;
        Ok(())
    }
}

impl Partner for Port {
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        let what = What::Authorize(Box::new(call.clone()));
        self.outcome(&call.attempt, &call.key, what).await
    }

    async fn capture(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
        is_final: bool,
    ) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Capture { amount, is_final })
            .await
    }

    async fn increment(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
    ) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Increment { amount }).await
    }

    async fn cancel(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Cancel).await
    }

    async fn reverse(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Reverse).await
    }

    async fn lookup(
        &self,
        attempt: &AttemptId,
        key: &CallId,
    ) -> Result<Option<Answer>, PartnerFailed> {
        match self.send(attempt, key, What::Lookup).await? {
            Some(Reply::Attempt(answer)) => Ok(Some(answer)),
            None => Ok(None),
            Some(Reply::Refund(_) | Reply::Dispute(_)) => Err(UNUSABLE),
        }
    }

    async fn refund(&self, call: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        let what = What::Refund(Box::new(call.clone()));
        self.of_refund(&call.attempt, &call.key, what).await
    }

    async fn cancel_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        let refund = refund.clone();
        self.of_refund(attempt, key, What::CancelRefund { refund })
            .await
    }

    async fn lookup_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        let refund = refund.clone();
        match self
            .send(attempt, key, What::LookupRefund { refund })
            .await?
        {
            Some(Reply::Refund(answer)) => Ok(Some(answer)),
            None => Ok(None),
            Some(Reply::Attempt(_) | Reply::Dispute(_)) => Err(UNUSABLE),
        }
    }

    async fn submit_evidence(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
        evidence: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let what = What::SubmitEvidence {
            dispute: dispute.to_owned(),
            evidence: evidence.clone(),
        };
        self.of_dispute(attempt, key, what).await
    }

    async fn accept_dispute(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let dispute = dispute.to_owned();
        self.of_dispute(attempt, key, What::AcceptDispute { dispute })
            .await
    }
}

const UNUSABLE: PartnerFailed = PartnerFailed::Unusable { status: 404 };

impl Port {
    /// All of an append, in one turn.
    fn store(&self, events: &[Recorded]) {
        let mut log = self.0.log.borrow_mut();
        for recorded in events {
            let next = log.len() as u64 + 1;
            assert_eq!(recorded.seq, next, "an append over another");
            log.push(recorded.clone());
        }
        let wakes_at_ms = replay(&*log).as_ref().and_then(wake_at_ms);
        self.0.alarm_ms.set(wakes_at_ms);
    }

    async fn outcome(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<Answer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Attempt(answer)) => Ok(answer),
            Some(Reply::Refund(_) | Reply::Dispute(_)) | None => Err(UNUSABLE),
        }
    }

    async fn of_refund(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<RefundAnswer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Refund(answer)) => Ok(answer),
            Some(Reply::Attempt(_) | Reply::Dispute(_)) | None => Err(UNUSABLE),
        }
    }

    async fn of_dispute(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Dispute(answer)) => Ok(answer),
            Some(Reply::Attempt(_) | Reply::Refund(_)) | None => Err(UNUSABLE),
        }
    }

    async fn send(&self, attempt: &AttemptId, key: &CallId, what: What) -> Heard {
        let ask = Ask {
            attempt: attempt.clone(),
            key: key.clone(),
            what,
        };
        self.0.note(Occurrence::Call);
        let heard = Rc::new(RefCell::new(None));
        let until_ms = self.now_ms() + DEADLINE_MS;
        self.0.letters.borrow_mut().push(Letter {
            ask,
            heard: heard.clone(),
        });
        poll_fn(|_| match heard.borrow_mut().take() {
            Some(heard) => Poll::Ready(heard),
            None if self.now_ms() >= until_ms => Poll::Ready(Err(PartnerFailed::TimedOut)),
            None => Poll::Pending,
        })
        .await
    }
}

/// Lets others in once.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|_| match std::mem::replace(&mut paused, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}
