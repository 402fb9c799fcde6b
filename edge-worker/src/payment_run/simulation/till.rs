//! What buyers do at the partner: on its pages, in their app, at a till, at their bank.

use super::rng::Rng;
use super::world::World;
use crate::partners::Microdeposits;
use crate::partners::sandbox::record::{Decision, Record, Standing};
use shared::ids::AttemptId;
use shared::money::Money;
use shared::payment::action::NextAction;
use std::collections::BTreeMap;

/// What buyers sent to accounts by their own hand, in minor units.
pub type Sent = BTreeMap<AttemptId, i64>;

/// What can be done about an attempt.
enum Chance {
    Decide,
    Send { remaining: Money },
    Verify,
    PayTooLate,
}

impl World {
    /// A buyer acts on an attempt, current or long forgotten.
    pub fn buyer_acts(&self) {
        let chances: Vec<(AttemptId, Chance)> = {
            let provider = self.provider.borrow();
            let records = provider.records();
            records
                .filter_map(|record| Some((record.attempt.clone(), chance(record)?)))
                .collect()
        };
        if chances.is_empty() {
            return;
        }
        let (attempt, chance) = self.rng.pick(&chances);
        let mut provider = self.provider.borrow_mut();
        let Some(record) = provider.record_mut(attempt) else {
            return;
        };
        let now = self.now_s();
        match chance {
            Chance::Send { remaining } if self.rng.percent(85) => {
                let amount = any_part(&self.rng, *remaining);
                if record.receive(amount, now) {
                    *self.sent.borrow_mut().entry(attempt.clone()).or_default() += amount.minor();
                }
            }
            Chance::Verify if self.rng.percent(85) => {
                record.verify(&any_reading(&self.rng), now);
            }
            Chance::PayTooLate => {
                record.pay_too_late(now);
            }
            Chance::Decide | Chance::Send { .. } | Chance::Verify => {
                decide(&self.rng, record, now);
            }
        }
        drop(provider);
        self.let_happen();
    }
}

fn chance(record: &Record) -> Option<Chance> {
    match &record.standing {
        Standing::WaitsForBuyer {
            action: NextAction::BankTransfer(transfer),
            ..
        } => Some(Chance::Send {
            remaining: transfer.remaining,
        }),
        Standing::WaitsForBuyer {
            action: NextAction::VerifyMicrodeposits { .. },
            ..
        } => Some(Chance::Verify),
        Standing::WaitsForBuyer { .. } | Standing::AtTheBank => Some(Chance::Decide),
        Standing::Authorized { .. }
        | Standing::Captured { .. }
        | Standing::Declined { .. }
        | Standing::Canceled => record.can_be_paid_too_late().then_some(Chance::PayTooLate),
    }
}

fn decide(rng: &Rng, record: &mut Record, now: i64) {
    match rng.below(10) {
        0 => record.decide(Decision::Decline, now),
        1 => record.decide(Decision::Expire, now),
        2 => record.approve_later(now),
        _ => record.decide(Decision::Approve, now),
    };
}

/// All that is left, a part of it, or too much.
fn any_part(rng: &Rng, remaining: Money) -> Money {
    let minor = remaining.minor();
    let sent = match rng.below(4) {
        0 => minor,
        1 => minor + 1 + rng.below(1_000) as i64,
        _ => 1 + rng.below(minor as usize) as i64,
    };
    Money::new(sent, remaining.currency()).unwrap_or(remaining)
}

/// Right or wrong, as the sandbox's deposits are documented.
fn any_reading(rng: &Rng) -> Microdeposits {
    match rng.below(8) {
        0 => Microdeposits::Amounts([10, 11]),
        1 => Microdeposits::Amounts([1, 2]),
        2 => Microdeposits::DescriptorCode("SM44DD".to_owned()),
        3 => Microdeposits::DescriptorCode("SM11AA".to_owned()),
        _ => Microdeposits::Amounts([32, 45]),
    }
}
