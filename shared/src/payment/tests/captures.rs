//! Reserved money that is taken in parts, or raised.

use super::fixtures::*;
use crate::ids::CallId;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::change::Change;
use crate::payment::charge::ChargeStanding;
use crate::payment::command::{Answer, Command};
use crate::payment::decide::decide;
use crate::payment::due::{CallPurpose, due_call};
use crate::payment::event::Event;
use crate::payment::options::CaptureMethod;
use crate::payment::refusal::Refusal;
use crate::payment::state::{CancelReason, Payment, State, Status};
use crate::payment::terms::Terms;
use std::collections::BTreeMap;

fn held(terms: Terms) -> Payment {
    let reserved = Event::Authorized {
        charge: charge(1),
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    };
    opened_after(terms, None, [started(named_card()), reserved])
}

fn held_card() -> Payment {
    held(terms(CaptureMethod::Manual))
}

fn after(payment: &Payment, command: Command) -> Payment {
    let events = decide(payment, command, NOW_MS).unwrap();
    followed_by(payment.clone(), events)
}

fn capture(minor: i64, is_final: bool) -> Command {
    Command::Capture {
        amount: Some(kronor(minor)),
        is_final,
        call: call(99),
    }
}

fn increment(amount: Money) -> Command {
    Command::IncrementAuthorization {
        amount,
        changes: vec![Change::Description(Some("and a second night".to_owned()))],
        call: call(99),
    }
}

fn answered(answer: Answer) -> Command {
    Command::Answered {
        call: call(99),
        answer,
        fresh: fresh(),
    }
}

fn partly(minor: i64) -> Answer {
    Answer::PartiallyCaptured {
        captured: kronor(minor),
    }
}

/// 60 of 250 kr are taken.
fn partly_captured() -> Payment {
    let asked = after(&held_card(), capture(6_000, false));
    after(&asked, answered(partly(6_000)))
}

#[test]
fn a_capture_in_parts_keeps_the_rest_until_the_last() {
    let payment = partly_captured();
    assert_eq!(payment.state.status(), Status::RequiresCapture);
    assert_eq!(payment.amount_capturable(), kronor(19_000));
    assert_eq!(payment.amount_received(), kronor(6_000));
    let payment = after(&payment, capture(4_000, true));
    let due = due_call(&payment).unwrap();
    let purpose = CallPurpose::Capture {
        amount: kronor(4_000),
        is_final: true,
    };
    assert_eq!(due.purpose, purpose);
    let payment = after(&payment, answered(captured(kronor(10_000))));
    assert_eq!(payment.state.status(), Status::Succeeded);
    assert_eq!(payment.amount_received(), kronor(10_000));
    let [only] = &payment.charges[..] else {
        panic!("{:?}", payment.charges);
    };
    let at = NOW_S;
    let amount = kronor(10_000);
    assert_eq!(only.standing, ChargeStanding::Captured { amount, at });
}

#[test]
fn a_capture_of_all_that_is_left_is_the_last_whatever_was_asked() {
    let payment = after(&partly_captured(), capture(19_000, false));
    let State::Capturing { is_final, .. } = payment.state else {
        panic!("{:?}", payment.state);
    };
    assert!(is_final);
}

#[test]
fn what_was_taken_in_part_is_freed_and_not_canceled() {
    let payment = partly_captured();
    let cancel = Command::Cancel {
        reason: CancelReason::Duplicate,
        call: call(99),
    };
    assert_eq!(
        decide(&payment, cancel, NOW_MS),
        Err(Refusal::PartlyCaptured)
    );
    let freed = after(&payment, capture(0, true));
    let freed = after(&freed, answered(captured(kronor(6_000))));
    assert_eq!(freed.amount_received(), kronor(6_000));
    // Nobody does it: the authorisation lapses, and the rest with it.
    let lapsed = decide(
        &payment,
        Command::Wake { fresh: fresh() },
        AUTHORIZATION_LAPSES_S * 1000,
    );
    let frees = Event::CaptureRequested {
        amount: kronor(0),
        is_final: true,
        call: call(99),
    };
    assert_eq!(lapsed, Ok(vec![frees]));
    let gone = after(
        &payment,
        Command::Notified {
            attempt: attempt(1),
            answer: Answer::Canceled,
            fresh: fresh(),
        },
    );
    assert_eq!(gone.state.status(), Status::Succeeded);
    assert_eq!(gone.amount_received(), kronor(6_000));
}

#[test]
fn a_part_that_did_not_arrive_is_asked_for_again_and_an_impossible_one_is_not_believed() {
    let asked = after(&partly_captured(), capture(4_000, false));
    let outcome = |answer| decide(&asked, answered(answer), NOW_MS).unwrap();
    let lost = Event::CallNeverArrived { call: call(99) };
    assert_eq!(outcome(partly(6_000)), [lost]);
    for nonsense in [partly(5_000), partly(30_000), captured(kronor(5_000))] {
        assert_eq!(outcome(nonsense), [Event::CaptureDeclined]);
    }
    let amount = kronor(4_000);
    assert_eq!(
        outcome(partly(10_000)),
        [Event::PartiallyCaptured { amount }]
    );
}

#[test]
fn captures_in_parts_have_an_end() {
    let parts = (0..48).map(|_| Event::PartiallyCaptured { amount: kronor(1) });
    let payment = followed_by(partly_captured(), parts);
    assert!(decide(&payment, capture(1, true), NOW_MS).is_ok());
    let refused = Refusal::CapturesExhausted { captures_max: 50 };
    assert_eq!(decide(&payment, capture(1, false), NOW_MS), Err(refused));
}

#[test]
fn parts_and_increments_are_for_intents_that_were_created_for_them() {
    let plain = held(Terms {
        request_multicapture: false,
        request_incremental_authorization: false,
        ..terms(CaptureMethod::Manual)
    });
    assert_eq!(
        decide(&plain, capture(1, false), NOW_MS),
        Err(Refusal::MulticaptureUnavailable)
    );
    assert_eq!(
        decide(&plain, increment(more()), NOW_MS),
        Err(Refusal::IncrementUnavailable)
    );
    assert_eq!(
        decide(&partly_captured(), increment(more()), NOW_MS),
        Err(Refusal::PartlyCaptured)
    );
}

#[test]
fn an_increment_changes_the_intent_once_the_issuer_agrees() {
    let asked = after(&held_card(), increment(more()));
    assert_eq!(asked.terms.amount, whole());
    assert_eq!(asked.terms.description, None);
    let raised = after(&asked, answered(authorized(more())));
    assert_eq!(raised.terms.amount, more());
    assert_eq!(raised.amount_capturable(), more());
    assert_eq!(raised.charges[0].amount, more());
    assert!(raised.terms.description.is_some());
    let declined = Answer::Declined { cause: declined() };
    let as_before = after(&asked, answered(declined));
    assert_eq!(as_before.terms, held_card().terms);
    assert_eq!(as_before.state, held_card().state);
}

#[test]
fn an_increment_is_upwards_and_not_for_ever() {
    for amount in [whole(), part(), euros(90_000)] {
        let refused = Refusal::IncrementNotGreater {
            authorized: whole(),
            asked: amount,
        };
        assert_eq!(
            decide(&held_card(), increment(amount), NOW_MS),
            Err(refused)
        );
    }
    let raise = |payment: Payment, by: i64| {
        let amount = kronor(whole().minor() + by);
        let asked = after(&payment, increment(amount));
        after(&asked, answered(authorized(amount)))
    };
    let payment = (1..=10).fold(held_card(), raise);
    let refused = Refusal::IncrementsExhausted { increments_max: 10 };
    assert_eq!(decide(&payment, increment(more()), NOW_MS), Err(refused));
}

#[test]
fn one_method_can_be_captured_by_hand_and_the_others_at_once() {
    let terms = Terms {
        capture_of: BTreeMap::from([(MethodType::Card, CaptureMethod::Manual)]),
        ..terms(CaptureMethod::AutomaticAsync)
    };
    let confirmed = |method| opened_after(terms.clone(), None, [started(method)]);
    let heard = |payment: &Payment, call_id: CallId| {
        let answer = Command::Answered {
            call: call_id,
            answer: authorized(whole()),
            fresh: fresh(),
        };
        after(payment, answer).state.status()
    };
    assert_eq!(
        heard(&confirmed(named_card()), call(1)),
        Status::RequiresCapture
    );
    assert_eq!(
        heard(&confirmed(account(MethodType::Paypal)), call(1)),
        Status::Processing
    );
    // Swish cannot be captured by hand, and need not be here.
    assert!(terms.check(MethodType::Swish, None).is_ok());
    let by_hand = Terms {
        capture_of: BTreeMap::from([(MethodType::Swish, CaptureMethod::Manual)]),
        ..terms
    };
    assert!(by_hand.check(MethodType::Swish, None).is_err());
}
