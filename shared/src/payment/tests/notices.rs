//! What a merchant is told of each event.

use super::fixtures::*;
use super::situation::Situation;
use crate::payment::charge::ChargeChange;
use crate::payment::dispute::{DisputeCase, DisputeOutcome};
use crate::payment::event::{DisputeFact, Event, RefundFact};
use crate::payment::notice::NoticeObject;
use crate::payment::options::CaptureMethod;
use crate::payment::refund::RefundFailureReason;
use crate::payment::state::{CancelReason, Payment};
use std::collections::BTreeMap;

/// The types of the notices of the last of these events.
fn told(payment: Payment, events: Vec<Event>) -> Vec<&'static str> {
    let (last, earlier) = events.split_last().unwrap();
    let before = followed_by(payment, earlier.to_vec());
    let after = followed_by(before.clone(), [last.clone()]);
    let notices = last.notices(Some(&before), &after);
    for notice in &notices {
        let object = match notice.object {
            NoticeObject::PaymentIntent => "payment_intent.",
            NoticeObject::SetupIntent => "setup_intent.",
            NoticeObject::Charge(_) => "charge.",
            NoticeObject::Refund(_) => "refund.",
            NoticeObject::Dispute(_) => "charge.dispute.",
            NoticeObject::Mandate(_) => "mandate.",
        };
        assert!(notice.kind.contains(object), "{notice:?}");
    }
    notices.into_iter().map(|notice| notice.kind).collect()
}

fn open(method: crate::payment::method::PaymentMethod) -> Payment {
    payment_after(CaptureMethod::Manual, None, [started(method)])
}

fn reserve() -> Event {
    Event::Authorized {
        charge: charge(1),
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    }
}

fn wait() -> Event {
    Event::ProcessingStarted {
        charge: Some(charge(1)),
    }
}

fn take() -> Event {
    Event::Captured {
        charge: charge(1),
        amount: whole(),
    }
}

fn fail(charge: Option<crate::ids::ChargeId>) -> Event {
    let cause = declined();
    Event::AttemptFailed { cause, charge }
}

fn of_refund(fact: RefundFact) -> Event {
    Event::Refund {
        refund: refund(1),
        fact,
    }
}

fn ask_back() -> Event {
    of_refund(RefundFact::Requested {
        amount: part(),
        reason: None,
        metadata: BTreeMap::new(),
        call: call(5),
    })
}

fn of_dispute(fact: DisputeFact) -> Event {
    Event::Dispute {
        dispute: dispute(1),
        fact,
    }
}

#[test]
fn a_payment_is_told_of_in_the_order_of_the_api() {
    let card = || open(named_card());
    let ended = |reason| Event::Canceled { reason };
    let canceled = ended(CancelReason::RequestedByCustomer);
    let lapsed = ended(CancelReason::Automatic);
    let canceled_late = canceled.clone();
    let capturable = "payment_intent.amount_capturable_updated";
    let cases = [
        (vec![reserve()], vec!["charge.succeeded", capturable]),
        (
            vec![take()],
            vec!["charge.succeeded", "payment_intent.succeeded"],
        ),
        (
            vec![reserve(), take()],
            vec!["charge.captured", "payment_intent.succeeded"],
        ),
        (
            vec![reserve(), Event::PartiallyCaptured { amount: part() }],
            vec!["charge.captured", capturable],
        ),
        (
            vec![fail(Some(charge(1)))],
            vec!["charge.failed", "payment_intent.payment_failed"],
        ),
        (vec![fail(None)], vec!["payment_intent.payment_failed"]),
        (
            vec![fail(None), canceled.clone()],
            vec!["payment_intent.canceled"],
        ),
        (
            vec![reserve(), canceled],
            vec!["charge.refunded", "payment_intent.canceled"],
        ),
        (
            vec![reserve(), lapsed],
            vec!["charge.expired", "payment_intent.canceled"],
        ),
        (
            vec![wait()],
            vec!["payment_intent.processing", "charge.pending"],
        ),
        (
            vec![wait(), take()],
            vec!["charge.succeeded", "payment_intent.succeeded"],
        ),
        (
            vec![wait(), fail(Some(charge(1)))],
            vec!["charge.failed", "payment_intent.payment_failed"],
        ),
        (
            vec![wait(), canceled_late],
            vec!["charge.failed", "payment_intent.canceled"],
        ),
        (vec![Event::Updated { changes: vec![] }], vec![]),
        (
            vec![
                take(),
                Event::ChargeUpdated {
                    charge: charge(1),
                    changes: vec![ChargeChange::Description(None)],
                },
            ],
            vec!["charge.updated"],
        ),
    ];
    for (events, expected) in cases {
        assert_eq!(told(card(), events.clone()), expected, "{events:?}");
    }
}

#[test]
fn a_refund_counts_for_its_charge_once() {
    let paid = || Situation::Succeeded.payment();
    let updated = ["refund.updated", "charge.refund.updated"];
    let counted = [&["charge.refunded"][..], &updated].concat();
    let failed = of_refund(RefundFact::Failed {
        reason: RefundFailureReason::Unknown,
    });
    let (pending, succeeded) = (
        of_refund(RefundFact::Pending),
        of_refund(RefundFact::Succeeded),
    );
    let with_failure = [&updated[..], &["refund.failed"]].concat();
    let cases = [
        (vec![ask_back()], vec!["refund.created"]),
        (vec![ask_back(), succeeded.clone()], counted.clone()),
        (vec![ask_back(), pending.clone()], counted),
        (
            vec![ask_back(), pending, succeeded.clone()],
            updated.to_vec(),
        ),
        (
            vec![ask_back(), succeeded, failed.clone()],
            with_failure.clone(),
        ),
        (vec![ask_back(), failed], with_failure),
    ];
    for (events, expected) in cases {
        assert_eq!(told(paid(), events.clone()), expected, "{events:?}");
    }
}

#[test]
fn a_dispute_moves_money_unless_it_is_an_inquiry() {
    let paid = || Situation::Succeeded.payment();
    let opened = |inquiry| {
        let case = DisputeCase { inquiry, ..case() };
        of_dispute(DisputeFact::Opened { case })
    };
    let closed = |outcome| of_dispute(DisputeFact::Closed { outcome });
    let submitted = of_dispute(DisputeFact::Submitted { call: call(5) });
    let cases = [
        (
            vec![opened(false)],
            vec!["charge.dispute.created", "charge.dispute.funds_withdrawn"],
        ),
        (vec![opened(true)], vec!["charge.dispute.created"]),
        (
            vec![opened(false), submitted],
            vec!["charge.dispute.updated"],
        ),
        (
            vec![opened(false), closed(DisputeOutcome::Won)],
            vec!["charge.dispute.closed", "charge.dispute.funds_reinstated"],
        ),
        (
            vec![opened(false), closed(DisputeOutcome::Lost)],
            vec!["charge.dispute.closed"],
        ),
    ];
    for (events, expected) in cases {
        assert_eq!(told(paid(), events.clone()), expected, "{events:?}");
    }
}

#[test]
fn a_setup_is_told_of_under_its_own_names() {
    let setup = || setup_after(None, [started(named_card())]);
    let action = Event::ActionRequired {
        action: redirect(),
        expires_at: None,
    };
    let cases = [
        (vec![action], vec!["setup_intent.requires_action"]),
        (vec![fail(None)], vec!["setup_intent.setup_failed"]),
        (vec![Event::SetUp], vec!["setup_intent.succeeded"]),
        (vec![Event::ProcessingStarted { charge: None }], vec![]),
    ];
    for (events, expected) in cases {
        assert_eq!(told(setup(), events.clone()), expected, "{events:?}");
    }
}
