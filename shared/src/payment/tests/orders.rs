//! The moves of a history that follow a payment, and changes along the way.

use super::fixtures::*;
use super::history::{Dice, History, Which};
use crate::ids::{CallId, RefundId};
use crate::money::Money;
use crate::payment::change::Change;
use crate::payment::charge::ChargeChange;
use crate::payment::command::Command;
use crate::payment::dispute::{DisputeAnswer, DisputeCase, DisputeOutcome};
use crate::payment::refund::{RefundAnswer, RefundFailureReason};
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub enum Order {
    Update {
        changes: Vec<Change>,
    },
    UpdateCharge {
        text: String,
    },
    Refund {
        amount: Option<Money>,
    },
    CancelRefund {
        which: usize,
    },
    UpdateRefund {
        which: usize,
        text: String,
    },
    RefundAnswered {
        call: Which,
        answer: RefundAnswer,
    },
    RefundLookedUp {
        call: Which,
        found: Option<RefundAnswer>,
    },
    RefundNotified {
        which: usize,
        answer: RefundAnswer,
    },
    UpdateDispute {
        which: usize,
        text: String,
        submit: bool,
    },
    CloseDispute {
        which: usize,
    },
    DisputeAnswered {
        call: Which,
        answer: DisputeAnswer,
    },
    DisputeNotified {
        attempt: Which,
        case: DisputeCase,
        answer: DisputeAnswer,
    },
}

impl History {
    /// Ids of what the payment does not have are those of nothing.
    pub(super) fn order(&mut self, order: Order) -> Command {
        match order {
            Order::Update { changes } => Command::Update { changes },
            Order::UpdateCharge { text } => Command::UpdateCharge {
                charge: self.payment.latest_charge.clone().unwrap_or(charge(77)),
                changes: vec![ChargeChange::Metadata(words(&text))],
            },
            Order::Refund { amount } => Command::Refund {
                refund: RefundId::from_bytes(self.bytes()),
                amount,
                reason: None,
                metadata: BTreeMap::new(),
                call: self.new_call(),
            },
            Order::CancelRefund { which } => Command::CancelRefund {
                refund: self.refund(which),
                call: self.new_call(),
            },
            Order::UpdateRefund { which, text } => Command::UpdateRefund {
                refund: self.refund(which),
                metadata: words(&text),
            },
            Order::RefundAnswered { call, answer } => Command::RefundAnswered {
                call: self.open_call(call),
                answer,
            },
            Order::RefundLookedUp { call, found } => Command::RefundLookedUp {
                call: self.open_call(call),
                found,
            },
            Order::RefundNotified { which, answer } => Command::RefundNotified {
                refund: self.refund(which),
                answer,
            },
            Order::UpdateDispute {
                which,
                text,
                submit,
            } => Command::UpdateDispute {
                dispute: self.dispute(which),
                evidence: Some(words(&text)),
                metadata: None,
                submit,
                call: self.new_call(),
            },
            Order::CloseDispute { which } => Command::CloseDispute {
                dispute: self.dispute(which),
                call: self.new_call(),
            },
            Order::DisputeAnswered { call, answer } => Command::DisputeAnswered {
                call: self.open_call(call),
                answer,
            },
            Order::DisputeNotified {
                attempt,
                case,
                answer,
            } => Command::DisputeNotified {
                attempt: self.attempt(attempt),
                case,
                answer,
                fresh: self.fresh(),
            },
        }
    }

    fn refund(&self, which: usize) -> RefundId {
        let refunds = self.payment.state.refunds();
        match refunds.len() {
            0 => refund(77),
            count => refunds[which % count].id.clone(),
        }
    }

    fn dispute(&self, which: usize) -> crate::ids::DisputeId {
        let disputes = self.payment.state.disputes();
        match disputes.len() {
            0 => dispute(77),
            count => disputes[which % count].id.clone(),
        }
    }

    /// The call that is next, so that answers often matter.
    fn open_call(&mut self, which: Which) -> CallId {
        match (which, crate::payment::due::due_call(&self.payment)) {
            (Which::Latest, Some(due)) => due.call,
            (which, _) => self.call(which),
        }
    }
}

fn words(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("text".to_owned(), text.to_owned())])
}

impl Dice {
    pub(super) fn order(&mut self) -> Order {
        match self.roll(24) {
            0 => Order::Update {
                changes: self.changes(),
            },
            1 => Order::UpdateCharge { text: self.text() },
            2..7 => Order::Refund {
                amount: (self.roll(4) > 0).then(|| kronor(self.roll(9_000) as i64)),
            },
            7 => Order::CancelRefund {
                which: self.index(),
            },
            8 => Order::UpdateRefund {
                which: self.index(),
                text: self.text(),
            },
            9..13 => Order::RefundAnswered {
                call: self.which(),
                answer: self.refund_answer(),
            },
            13 => Order::RefundLookedUp {
                call: self.which(),
                found: (self.roll(2) > 0).then(|| self.refund_answer()),
            },
            14..17 => Order::RefundNotified {
                which: self.index(),
                answer: self.refund_answer(),
            },
            17..19 => Order::UpdateDispute {
                which: self.index(),
                text: self.text(),
                submit: self.roll(3) > 0,
            },
            19 => Order::CloseDispute {
                which: self.index(),
            },
            20 => Order::DisputeAnswered {
                call: self.which(),
                answer: self.dispute_answer(),
            },
            _ => Order::DisputeNotified {
                attempt: self.which(),
                case: DisputeCase {
                    reference: self.pick(&["one", "other"]).to_owned(),
                    inquiry: self.roll(3) == 0,
                    evidence_due_by: self.pick(&[EVIDENCE_DUE_S, i64::MAX]),
                    ..case()
                },
                answer: self.dispute_answer(),
            },
        }
    }

    fn changes(&mut self) -> Vec<Change> {
        let change = match self.roll(4) {
            0 => Change::Amount(self.pick(&[whole(), more()])),
            1 => Change::Metadata(words(&self.text())),
            2 => Change::Method(self.stored()),
            _ => Change::Description(Some(self.text())),
        };
        vec![change]
    }

    fn text(&mut self) -> String {
        self.pick(&["red", "green", "blue"]).to_owned()
    }

    fn index(&mut self) -> usize {
        self.roll(8) as usize
    }

    fn refund_answer(&mut self) -> RefundAnswer {
        let reason = RefundFailureReason::Unknown;
        self.pick(&[
            RefundAnswer::Pending,
            RefundAnswer::RequiresAction,
            RefundAnswer::RequiresAction,
            RefundAnswer::Succeeded,
            RefundAnswer::Succeeded,
            RefundAnswer::Failed { reason },
            RefundAnswer::Canceled,
        ])
    }

    fn dispute_answer(&mut self) -> DisputeAnswer {
        self.pick(&[
            DisputeAnswer::NeedsResponse,
            DisputeAnswer::NeedsResponse,
            DisputeAnswer::NeedsResponse,
            DisputeAnswer::UnderReview,
            DisputeAnswer::Closed {
                outcome: DisputeOutcome::Won,
            },
            DisputeAnswer::Closed {
                outcome: DisputeOutcome::Lost,
            },
        ])
    }
}
