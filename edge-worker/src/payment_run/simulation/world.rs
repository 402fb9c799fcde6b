//! Everything outside the run: a clock that somebody must turn, a wire that loses and repeats, a
//! log that outlives crashes.

use super::provider::{Ask, Provider, Reply, What};
use super::rng::Rng;
use super::tally::{Occurrence, Tally};
use super::till::Sent;
use crate::partners::PartnerFailed;
use crate::partners::sandbox::record::Subject;
use crate::partners::sandbox::wire as sandbox;
use shared::ids::AttemptId;
use shared::payment::event::Recorded;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// What a caller hears in the end.
pub type Heard = Result<Option<Reply>, PartnerFailed>;

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
    pub sent: RefCell<Sent>,
    letters: RefCell<Vec<Letter>>,
    /// What goes wrong, so far.
    pub tally: RefCell<Tally>,
}

impl World {
    pub fn new(rng: Rng, start_ms: i64) -> Rc<Self> {
        Rc::new(Self {
            rng,
            now_ms: Cell::new(start_ms),
            faulty: Cell::new(true),
            log: RefCell::default(),
            alarm_ms: Cell::new(None),
            settling: Cell::new(false),
            provider: RefCell::default(),
            news: RefCell::default(),
            sent: RefCell::default(),
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

    /// Jumps to when something happens by itself, or a few days where nothing does.
    pub fn leap(&self) {
        let at_ms = self.next_ms();
        let days = self.rng.below(4) as i64 * DAY_MS;
        let at_ms = at_ms.unwrap_or(self.now_ms.get() + days);
        self.now_ms.set(self.now_ms.get().max(at_ms));
    }

    /// When something happens next by itself, here or at the partner.
    pub fn next_ms(&self) -> Option<i64> {
        let theirs = self.provider.borrow().next_at().map(|at| at * 1000);
        [self.alarm_ms.get(), theirs].into_iter().flatten().min()
    }

    /// Sends a call. What becomes of it is heard in what this answers.
    pub fn post(&self, ask: Ask) -> Rc<RefCell<Option<Heard>>> {
        let heard = Rc::new(RefCell::new(None));
        self.letters.borrow_mut().push(Letter {
            ask,
            heard: heard.clone(),
        });
        heard
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
        self.provider.borrow_mut().let_banks_take_days(&self.rng);
        self.tell_the_untold();
        reply
    }

    /// Lets the partner's own affairs go on.
    pub fn let_happen(&self) {
        self.provider.borrow_mut().let_banks_take_days(&self.rng);
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
