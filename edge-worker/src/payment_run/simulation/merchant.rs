//! What a merchant's server asks of a payment, sensible or not.

use super::port::Port;
use super::rng::Rng;
use super::world::World;
use crate::ports::Random;
use shared::ids::{CallId, RefundId, within};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::change::Change;
use shared::payment::command::Command;
use shared::payment::method::PaymentMethod;
use shared::payment::state::{CancelReason, Payment, State};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Where the merchant's whims have the cancellation.
const CANCEL: usize = 8;

/// `None`: there is nothing to ask for.
pub fn any_order(world: &Rc<World>, payment: &Payment) -> Option<Command> {
    let port = Port(world.clone());
    let call = CallId::from_bytes(port.bytes());
    let rng = &world.rng;
    let amount = payment.terms.amount;
    // Only cards are captured in parts.
    let in_parts = payment.state.method().map(PaymentMethod::method_type) == Some(MethodType::Card);
    let roll = match &payment.state {
        // Mostly what makes sense with reserved money.
        State::RequiresCapture { .. } if rng.percent(60) => rng.below(9),
        State::RequiresAction { .. } if rng.percent(15) => CANCEL,
        _ => rng.below(24),
    };
    Some(match roll {
        0..2 => Command::Capture {
            amount: None,
            is_final: true,
            call,
        },
        2..4 => Command::Capture {
            amount: Some(part(rng, amount)),
            is_final: !in_parts || rng.percent(25),
            call,
        },
        4 => Command::Capture {
            amount: Some(Money::zero(amount.currency())),
            is_final: true,
            call,
        },
        5..8 => Command::IncrementAuthorization {
            amount: raised(rng, amount),
            changes: vec![Change::Description(Some("more".to_owned()))],
            call,
        },
        CANCEL => Command::Cancel {
            reason: CancelReason::RequestedByCustomer,
            call,
        },
        9..17 => {
            let whole = rng.percent(20);
            Command::Refund {
                refund: RefundId::from_bytes(within(&payment.id, port.bytes())),
                amount: (!whole).then(|| part(rng, amount)),
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

/// Up to a half of it.
fn part(rng: &Rng, of: Money) -> Money {
    let minor = 1 + rng.below(1 + of.minor() as usize / 2) as i64;
    Money::new(minor, of.currency()).unwrap()
}

/// Up to a tenth more.
fn raised(rng: &Rng, from: Money) -> Money {
    let minor = from.minor() + rng.below(1 + from.minor() as usize / 10) as i64;
    Money::new(minor, from.currency()).unwrap_or(from)
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
