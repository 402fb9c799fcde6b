//! What a merchant's server asks of a payment, sensible or not.

use super::player::kronor;
use super::world::{Port, World};
use crate::ports::Random;
use shared::ids::{CallId, RefundId, within};
use shared::payment::change::Change;
use shared::payment::command::Command;
use shared::payment::state::{CancelReason, Payment};
use std::collections::BTreeMap;
use std::rc::Rc;

/// `None`: there is nothing to ask for.
pub fn any_order(world: &Rc<World>, payment: &Payment) -> Option<Command> {
    let port = Port(world.clone());
    let call = CallId::from_bytes(port.bytes());
    let rng = &world.rng;
    Some(match rng.below(24) {
        0..2 => Command::Capture {
            amount: None,
            is_final: true,
            call,
        },
        2..4 => Command::Capture {
            amount: Some(kronor(10_000)),
            is_final: rng.percent(50),
            call,
        },
        4 => Command::Capture {
            amount: Some(kronor(0)),
            is_final: true,
            call,
        },
        5..8 => Command::IncrementAuthorization {
            amount: kronor(25_000 + 1_000 * rng.below(10) as i64),
            changes: vec![Change::Description(Some("more".to_owned()))],
            call,
        },
        8 => Command::Cancel {
            reason: CancelReason::RequestedByCustomer,
            call,
        },
        9..17 => {
            let whole = rng.percent(20);
            Command::Refund {
                refund: RefundId::from_bytes(within(&payment.id, port.bytes())),
                amount: (!whole).then(|| kronor(1 + rng.below(12_000) as i64)),
                reason: None,
                metadata: instructions(world),
                call,
            }
        }
        17..19 => {
            let refund = rng.pick(some(payment.state.refunds())?);
            Command::CancelRefund {
                refund: refund.id.clone(),
                call,
            }
        }
        19..22 => {
            let dispute = rng.pick(some(payment.state.disputes())?);
            Command::UpdateDispute {
                dispute: dispute.id.clone(),
                evidence: Some(evidence(world)),
                metadata: None,
                submit: rng.percent(70),
                call,
            }
        }
        22 => {
            let dispute = rng.pick(some(payment.state.disputes())?);
            Command::CloseDispute {
                dispute: dispute.id.clone(),
                call,
            }
        }
        _ => Command::Update {
            changes: vec![Change::Description(Some("changed".to_owned()))],
        },
    })
}

fn some<T>(list: &[T]) -> Option<&[T]> {
    (!list.is_empty()).then_some(list)
}

fn instructions(world: &World) -> BTreeMap<String, String> {
    const COURSES: &[&str] = &["pending", "fail", "fail_later", "requires_action"];
    let told = world.rng.percent(50);
    let course = world.rng.pick(COURSES);
    told.then(|| ("sandbox_refund".to_owned(), (*course).to_owned()))
        .into_iter()
        .collect()
}

fn evidence(world: &World) -> BTreeMap<String, String> {
    const TEXTS: &[&str] = &["winning_evidence", "losing_evidence", "a long story"];
    let text = (*world.rng.pick(TEXTS)).to_owned();
    BTreeMap::from([("uncategorized_text".to_owned(), text)])
}
