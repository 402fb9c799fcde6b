//! Arbitrary histories: moves that mean something in any state, and nonsense too.

use super::fixtures::*;
use crate::ids::{AttemptId, CallId, ChargeId};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::action::ActionStyle;
use crate::payment::apply::{apply, replay};
use crate::payment::command::{Answer, Command, FreshIds, Refusal};
use crate::payment::decide::decide;
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{CancelReason, Payment};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A command whose ids are still to be chosen among those that the history has seen.
#[derive(Debug, Clone)]
pub enum Move {
    Confirm {
        method: Option<PaymentMethod>,
        returns: bool,
    },
    Replace,
    Capture {
        amount: Option<Money>,
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
}

/// One of the ids of a kind that the history has seen.
#[derive(Debug, Clone)]
pub enum Which {
    Latest,
    Earlier(Index),
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
    pub fn new(capture: CaptureMethod, method: Option<PaymentMethod>) -> Self {
        let event = Event::Created {
            id: intent(),
            terms: terms(capture),
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
            Move::Confirm { method, returns } => Command::Confirm {
                method,
                attempt: self.new_attempt(),
                call: self.new_call(),
                return_url: returns.then(|| "https://shop.example/back".to_owned()),
                style: ActionStyle::Redirect,
            },
            Move::Replace => Command::Replace {
                call: self.new_call(),
            },
            Move::Capture { amount } => Command::Capture {
                amount,
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

    fn bytes(&mut self) -> [u8; 16] {
        self.ids += 1;
        u128::from(self.ids).to_be_bytes()
    }

    fn new_attempt(&mut self) -> AttemptId {
        let id = AttemptId::from_bytes(self.bytes());
        self.attempts.push(id.clone());
        id
    }

    fn new_call(&mut self) -> CallId {
        let id = CallId::from_bytes(self.bytes());
        self.calls.push(id.clone());
        id
    }

    fn fresh(&mut self) -> FreshIds {
        FreshIds {
            charge: ChargeId::from_bytes(self.bytes()),
            call: self.new_call(),
        }
    }

    /// The latest call is the one that the payment waits for, so that answers often matter.
    fn call(&mut self, which: Which) -> CallId {
        let stray = self
            .payment
            .strays
            .iter()
            .find(|stray| !stray.voided)
            .map(|stray| &stray.call);
        let waiting = self
            .payment
            .state
            .call()
            .map(|call| &call.id)
            .or(stray)
            .cloned();
        match which {
            Which::Latest => waiting.unwrap_or_else(|| self.new_call()),
            Which::Earlier(index) if !self.calls.is_empty() => index.get(&self.calls).clone(),
            Which::Earlier(_) | Which::Unheard => CallId::from_bytes(self.bytes()),
        }
    }

    fn attempt(&mut self, which: Which) -> AttemptId {
        let waiting = self
            .payment
            .state
            .attempt()
            .map(|attempt| attempt.id.clone());
        match which {
            Which::Latest => waiting.unwrap_or_else(|| AttemptId::from_bytes(self.bytes())),
            Which::Earlier(index) if !self.attempts.is_empty() => index.get(&self.attempts).clone(),
            Which::Earlier(_) | Which::Unheard => AttemptId::from_bytes(self.bytes()),
        }
    }
}

/// A payment's creation and up to 40 moves, each with the milliseconds before it.
pub fn any_history()
-> impl Strategy<Value = (CaptureMethod, Option<PaymentMethod>, Vec<(Move, i64)>)> {
    let passed_ms = prop_oneof![
        8 => 0_i64..120_000,
        1 => -60_000_i64..0,
        1 => 0_i64..10 * 24 * 3_600_000,
    ];
    (
        select(CaptureMethod::ALL),
        any_stored(),
        vec((any_move(), passed_ms), 1..=40),
    )
}

fn any_move() -> impl Strategy<Value = Move> {
    let confirm = (any_stored(), prop::bool::weighted(0.9))
        .prop_map(|(method, returns)| Move::Confirm { method, returns });
    let amount = prop::option::of(any_amount());
    prop_oneof![
        6 => confirm,
        1 => Just(Move::Replace),
        2 => amount.prop_map(|amount| Move::Capture { amount }),
        1 => Just(Move::Cancel),
        8 => (any_which(), any_answer())
            .prop_map(|(call, answer)| Move::Answered { call, answer }),
        2 => any_which().prop_map(|call| Move::OutcomeUnknown { call }),
        3 => (any_which(), prop::option::of(any_answer()))
            .prop_map(|(call, found)| Move::LookedUp { call, found }),
        4 => (any_which(), any_answer())
            .prop_map(|(attempt, answer)| Move::Notified { attempt, answer }),
        2 => Just(Move::Wake),
    ]
}

fn any_which() -> impl Strategy<Value = Which> {
    prop_oneof![
        8 => Just(Which::Latest),
        3 => any::<Index>().prop_map(Which::Earlier),
        1 => Just(Which::Unheard),
    ]
}

fn any_stored() -> impl Strategy<Value = Option<PaymentMethod>> {
    select(vec![
        None,
        Some(typed_card()),
        Some(named_card()),
        Some(account(MethodType::Paypal)),
        Some(account(MethodType::Swish)),
        Some(account(MethodType::Oxxo)),
    ])
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        4 => (any_amount(), any_instant())
            .prop_map(|(amount, expires_at)| Answer::Authorized { amount, expires_at }),
        3 => any_amount().prop_map(|amount| Answer::Captured { amount }),
        3 => prop::option::of(any_instant()).prop_map(|expires_at| Answer::ActionRequired {
            action: redirect(),
            expires_at,
        }),
        1 => Just(Answer::Pending),
        2 => Just(Answer::Declined { cause: declined() }),
        1 => Just(Answer::Declined { cause: FailureCause::ProviderDeclined }),
        2 => Just(Answer::Canceled),
    ]
}

/// Mostly what was asked for, sometimes what nobody asked for.
fn any_amount() -> impl Strategy<Value = Money> {
    prop_oneof![
        8 => Just(whole()),
        2 => Just(part()),
        1 => (-2 * whole().minor()..2 * whole().minor()).prop_map(kronor),
        1 => Just(euros(whole().minor())),
    ]
}

fn any_instant() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => Just(AUTHORIZATION_LAPSES_S),
        4 => Just(ACTION_LAPSES_S),
        1 => any::<i64>(),
    ]
}
