//! Arbitrary histories: moves that mean something in any state, and nonsense too.

use super::fixtures::*;
use super::orders::Order;
use crate::ids::{AttemptId, CallId};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::action::ActionStyle;
use crate::payment::apply::{apply, replay};
use crate::payment::attempt::AttemptTerms;
use crate::payment::command::{Answer, Command, FreshIds};
use crate::payment::decide::decide;
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::options::CaptureMethod;
use crate::payment::refusal::Refusal;
use crate::payment::state::{CancelReason, Payment};
use crate::payment::terms::{ConfirmationMethod, Terms};
use crate::rules::finding::Verdict;
use proptest::collection::vec;
use proptest::prelude::*;

/// A command whose ids are still to be chosen among those that the history has seen.
// A history is short, so the size of a move costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Move {
    Confirm {
        method: Option<PaymentMethod>,
        returns: bool,
    },
    Replace,
    Capture {
        amount: Option<Money>,
        is_final: bool,
    },
    Increment {
        amount: Money,
    },
    Cancel,
    Answered {
        call: Which,
        answer: Answer,
    },
    OutcomeUnknown {
        call: Which,
    },
    LookedUp {
        call: Which,
        found: Option<Answer>,
    },
    Notified {
        attempt: Which,
        answer: Answer,
    },
    Wake,
    Order(Order),
}

/// One of the ids of a kind that the history has seen.
#[derive(Debug, Clone)]
pub enum Which {
    Latest,
    /// By a number that is reduced to as many as there are.
    Earlier(usize),
    Unheard,
}

/// What happened, and how the payment stands: the shell without a partner.
pub struct History {
    pub log: Vec<Recorded>,
    pub payment: Payment,
    now_ms: i64,
    ids: u64,
    attempts: Vec<AttemptId>,
    calls: Vec<CallId>,
}

impl History {
    pub fn of(terms: Terms, method: Option<PaymentMethod>) -> Self {
        let event = Event::Created {
            id: intent(),
            terms,
            method,
        };
        let created = Recorded {
            seq: 1,
            at_ms: NOW_MS,
            event,
        };
        let payment = replay([&created]).unwrap();
        let log = vec![created];
        Self {
            log,
            payment,
            now_ms: NOW_MS,
            ids: 0,
            attempts: vec![],
            calls: vec![],
        }
    }

    /// Decides on the move and applies what follows. The clock goes on by `passed_ms`, which may be
    /// negative.
    pub fn make(&mut self, step: Move, passed_ms: i64) -> Result<Vec<Event>, Refusal> {
        self.now_ms = self.now_ms.saturating_add(passed_ms);
        let command = self.command(step);
        let events = decide(&self.payment, command, self.now_ms)?;
        for event in &events {
            let recorded = Recorded {
                seq: self.payment.version + 1,
                at_ms: self.now_ms.max(self.payment.changed_at_ms),
                event: event.clone(),
            };
            self.payment = apply(self.payment.clone(), &recorded);
            self.log.push(recorded);
        }
        Ok(events)
    }

    fn command(&mut self, step: Move) -> Command {
        match step {
            Move::Order(order) => self.order(order),
            Move::Confirm { method, returns } => Command::Confirm {
                method,
                attempt: self.new_attempt(),
                call: self.new_call(),
                return_url: returns.then(|| "https://shop.example/back".to_owned()),
                style: ActionStyle::Redirect,
                terms: self.any_terms(),
                changes: vec![],
            },
            Move::Replace => Command::Replace {
                call: self.new_call(),
            },
            Move::Capture { amount, is_final } => Command::Capture {
                amount,
                is_final,
                call: self.new_call(),
            },
            Move::Increment { amount } => Command::IncrementAuthorization {
                amount,
                changes: vec![],
                call: self.new_call(),
            },
            Move::Cancel => Command::Cancel {
                reason: CancelReason::Abandoned,
                call: self.new_call(),
            },
            Move::Answered { call, answer } => Command::Answered {
                call: self.call(call),
                answer,
                fresh: self.fresh(),
            },
            Move::OutcomeUnknown { call } => Command::OutcomeUnknown {
                call: self.call(call),
            },
            Move::LookedUp { call, found } => Command::LookedUp {
                call: self.call(call),
                found,
                fresh: self.fresh(),
            },
            Move::Notified { attempt, answer } => Command::Notified {
                attempt: self.attempt(attempt),
                answer,
                fresh: self.fresh(),
            },
            Move::Wake => Command::Wake {
                fresh: self.fresh(),
            },
        }
    }

    pub(super) fn bytes(&mut self) -> [u8; 16] {
        self.ids += 1;
        u128::from(self.ids).to_be_bytes()
    }

    /// One attempt in five is blocked before the partner hears of it.
    fn any_terms(&self) -> AttemptTerms {
        match self.attempts.len() % 6 {
            5 => AttemptTerms {
                on_links_page: true,
                ..AttemptTerms::default()
            },
            4 => screened(Verdict::Blocked),
            3 => screened(Verdict::Elevated),
            _ => AttemptTerms::default(),
        }
    }

    fn new_attempt(&mut self) -> AttemptId {
        let id = AttemptId::from_bytes(self.bytes());
        self.attempts.push(id.clone());
        id
    }

    pub(super) fn new_call(&mut self) -> CallId {
        let id = CallId::from_bytes(self.bytes());
        self.calls.push(id.clone());
        id
    }

    pub(super) fn fresh(&mut self) -> FreshIds {
        FreshIds {
            name: self.bytes(),
            call: self.new_call(),
        }
    }

    /// The latest call is the one that the payment waits for, so that answers often matter.
    pub(super) fn call(&mut self, which: Which) -> CallId {
        let stray = self
            .payment
            .strays
            .iter()
            .find(|stray| !stray.voided)
            .map(|stray| &stray.call.id);
        let waiting = self
            .payment
            .state
            .call()
            .map(|call| &call.id)
            .or(stray)
            .cloned();
        match which {
            Which::Latest => waiting.unwrap_or_else(|| self.new_call()),
            Which::Earlier(index) if !self.calls.is_empty() => {
                self.calls[index % self.calls.len()].clone()
            }
            Which::Earlier(_) | Which::Unheard => CallId::from_bytes(self.bytes()),
        }
    }

    pub(super) fn attempt(&mut self, which: Which) -> AttemptId {
        let waiting = self
            .payment
            .state
            .attempt()
            .map(|attempt| attempt.id.clone());
        match which {
            Which::Latest => waiting.unwrap_or_else(|| AttemptId::from_bytes(self.bytes())),
            Which::Earlier(index) if !self.attempts.is_empty() => {
                self.attempts[index % self.attempts.len()].clone()
            }
            Which::Earlier(_) | Which::Unheard => AttemptId::from_bytes(self.bytes()),
        }
    }
}

/// A payment's creation and up to 40 moves, each with the milliseconds before it.
///
/// Decoded from numbers: strategies composed down to the last field take a hundred times as long.
pub fn any_history() -> impl Strategy<Value = (Terms, Option<PaymentMethod>, Vec<(Move, i64)>)> {
    (any::<u64>(), vec(any::<u64>(), 1..=40)).prop_map(|(creation, moves)| {
        let mut dice = Dice(creation);
        let moves = moves
            .into_iter()
            .map(|number| Dice(number).timed_move())
            .collect();
        (dice.terms(), dice.stored(), moves)
    })
}

/// Spends a number, one choice after another.
pub struct Dice(u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        let rolled = self.0 % sides;
        self.0 /= sides;
        rolled
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let index = self.roll(from.len() as u64);
        from[index as usize].clone()
    }

    fn terms(&mut self) -> Terms {
        match self.roll(8) {
            0 => setup_terms(),
            1..4 => terms(CaptureMethod::Manual),
            4 => Terms {
                confirmation: ConfirmationMethod::Manual,
                ..terms(self.pick(CaptureMethod::ALL))
            },
            _ => terms(self.pick(CaptureMethod::ALL)),
        }
    }

    fn timed_move(&mut self) -> (Move, i64) {
        let passed_ms = match self.roll(10) {
            0 => -60_000,
            1 => 10 * 24 * 3_600_000,
            2 => 200_000,
            _ => 1_000,
        };
        (self.next_move(), passed_ms)
    }

    fn next_move(&mut self) -> Move {
        match self.roll(50) {
            0..6 => Move::Confirm {
                method: self.stored(),
                returns: self.roll(10) > 0,
            },
            6 => Move::Replace,
            7 => Move::Capture {
                amount: None,
                is_final: true,
            },
            8 => Move::Capture {
                amount: Some(self.amount()),
                is_final: self.roll(2) == 0,
            },
            9 => Move::Increment {
                amount: match self.roll(4) {
                    0 => self.amount(),
                    _ => more(),
                },
            },
            28 => Move::Cancel,
            10..18 => Move::Answered {
                call: self.which(),
                answer: self.answer(),
            },
            18..20 => Move::OutcomeUnknown { call: self.which() },
            20..22 => Move::LookedUp {
                call: self.which(),
                found: Some(self.answer()),
            },
            22 => Move::LookedUp {
                call: self.which(),
                found: None,
            },
            23..28 => Move::Notified {
                attempt: self.which(),
                answer: self.answer(),
            },
            29 => Move::Wake,
            30..33 => Move::Increment { amount: more() },
            33..35 => Move::Answered {
                call: Which::Latest,
                answer: authorized(more()),
            },
            _ => Move::Order(self.order()),
        }
    }

    pub(super) fn which(&mut self) -> Which {
        match self.roll(12) {
            0..8 => Which::Latest,
            8..11 => Which::Earlier(self.roll(64) as usize),
            _ => Which::Unheard,
        }
    }

    pub(super) fn stored(&mut self) -> Option<PaymentMethod> {
        match self.roll(6) {
            0 => Some(typed_card()),
            1 => Some(named_card()),
            2 => Some(account(MethodType::Paypal)),
            3 => Some(account(MethodType::Swish)),
            4 => Some(account(MethodType::Oxxo)),
            _ => None,
        }
    }

    fn answer(&mut self) -> Answer {
        match self.roll(17) {
            16 => Answer::PartiallyCaptured {
                captured: self.amount(),
            },
            0..4 => Answer::Authorized {
                amount: self.amount(),
                expires_at: self.instant(),
            },
            4..7 => Answer::Captured {
                amount: self.amount(),
            },
            7..10 => {
                let expires_at = (self.roll(3) > 0).then(|| self.instant());
                Answer::ActionRequired {
                    action: redirect(),
                    expires_at,
                }
            }
            10 => Answer::Pending,
            11..13 => Answer::Declined { cause: declined() },
            13 => Answer::Declined {
                cause: FailureCause::ProviderDeclined,
            },
            _ => Answer::Canceled,
        }
    }

    /// Mostly what was asked for, sometimes what nobody asked for.
    fn amount(&mut self) -> Money {
        match self.roll(14) {
            0..7 => whole(),
            7..9 => more(),
            9..11 => part(),
            11 => kronor(0),
            12 => kronor(self.roll(100_000) as i64 - 50_000),
            _ => euros(whole().minor()),
        }
    }

    fn instant(&mut self) -> i64 {
        self.pick(&[
            AUTHORIZATION_LAPSES_S,
            AUTHORIZATION_LAPSES_S,
            ACTION_LAPSES_S,
            ACTION_LAPSES_S,
            i64::MAX,
            i64::MIN,
        ])
    }
}
