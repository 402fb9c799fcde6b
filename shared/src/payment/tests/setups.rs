//! Setting a method up without a payment, using it without the buyer, and payments that only the
//! merchant's server confirms.

use super::fixtures::*;
use crate::methods::MethodType;
use crate::payment::action::ActionStyle;
use crate::payment::attempt::AttemptTerms;
use crate::payment::command::{Answer, Command};
use crate::payment::decide::decide;
use crate::payment::due::{CallPurpose, due_call};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::options::CaptureMethod;
use crate::payment::refusal::{Asked, Refusal};
use crate::payment::state::{Payment, State, Status};
use crate::payment::terms::{ConfirmationMethod, Terms};
use std::collections::BTreeMap;

fn answered(payment: &Payment, answer: Answer) -> Payment {
    let command = Command::Answered {
        call: due_call(payment).unwrap().call,
        answer,
        fresh: fresh(),
    };
    let events = decide(payment, command, NOW_MS).unwrap();
    followed_by(payment.clone(), events)
}

#[test]
fn a_setup_takes_nothing_and_leaves_no_charge() {
    let confirmed = setup_after(None, [started(named_card())]);
    for answer in [captured(kronor(0)), authorized(kronor(0))] {
        let payment = answered(&confirmed, answer);
        assert_eq!(payment.state.status(), Status::Succeeded);
        assert!(matches!(payment.state, State::SetUp { .. }));
        assert_eq!((payment.charges.len(), payment.latest_charge), (0, None));
    }
    let declined = answered(&confirmed, Answer::Declined { cause: declined() });
    assert_eq!(declined.state.status(), Status::RequiresPaymentMethod);
    assert_eq!(declined.latest_charge, None);
}

#[test]
fn money_that_a_setup_took_goes_back() {
    let payment = answered(
        &setup_after(None, [started(named_card())]),
        captured(whole()),
    );
    assert_eq!(payment.state.status(), Status::RequiresPaymentMethod);
    assert_eq!(due_call(&payment).unwrap().purpose, CallPurpose::Reverse);
}

#[test]
fn a_method_that_cannot_be_kept_cannot_be_set_up() {
    let open = setup_after(None, []);
    let swish = decide(&open, confirm(Some(account(MethodType::Swish))), NOW_MS);
    assert!(matches!(swish, Err(Refusal::MethodIneligible { .. })));
    for method in [named_card(), account(MethodType::Paypal)] {
        assert!(decide(&open, confirm(Some(method)), NOW_MS).is_ok());
    }
    let offered = open.terms.offers(None).offered;
    assert!(offered.contains(&MethodType::Card) && !offered.contains(&MethodType::Swish));
}

#[test]
fn a_setup_can_be_neither_captured_nor_refunded() {
    let done = setup_after(None, [started(named_card()), Event::SetUp]);
    let capture = Command::Capture {
        amount: None,
        is_final: true,
        call: call(99),
    };
    let status = Status::Succeeded;
    let asked = Asked::Capture;
    let refused = Refusal::UnexpectedState { status, asked };
    assert_eq!(decide(&done, capture, NOW_MS), Err(refused));
    let refund = Command::Refund {
        refund: refund(1),
        amount: None,
        reason: None,
        metadata: BTreeMap::new(),
        call: call(99),
    };
    let refused = Refusal::NotRefundable { status };
    assert_eq!(decide(&done, refund, NOW_MS), Err(refused));
}

/// An attempt with the partner, on these terms.
fn attempted(terms: AttemptTerms) -> Payment {
    let payment = payment_after(CaptureMethod::Automatic, None, []);
    let command = Command::Confirm {
        method: Some(named_card()),
        attempt: attempt(1),
        call: call(1),
        return_url: None,
        style: ActionStyle::Sdk,
        terms,
        changes: vec![],
    };
    let events = decide(&payment, command, NOW_MS).unwrap();
    followed_by(payment, events)
}

#[test]
fn an_attempt_that_allows_no_action_is_withdrawn_when_it_needs_one() {
    let alone = AttemptTerms {
        off_session: true,
        ..AttemptTerms::default()
    };
    let simple = AttemptTerms {
        error_on_requires_action: true,
        ..AttemptTerms::default()
    };
    for terms in [alone, simple] {
        let payment = answered(&attempted(terms), action_required());
        assert_eq!(due_call(&payment).unwrap().purpose, CallPurpose::Cancel);
        let payment = answered(&payment, Answer::Canceled);
        let State::RequiresPaymentMethod {
            last_failure: Some(failure),
        } = payment.state
        else {
            panic!("{:?}", payment.state);
        };
        assert_eq!(failure.cause, FailureCause::AuthenticationRequired);
    }
    let there = answered(&attempted(AttemptTerms::default()), action_required());
    assert_eq!(there.state.status(), Status::RequiresAction);
}

#[test]
fn what_a_confirmation_changes_counts_for_its_own_attempt() {
    use crate::payment::change::Change;
    let payment = payment_after(CaptureMethod::Automatic, None, []);
    let confirm_with = |change: Change| Command::Confirm {
        method: Some(account(MethodType::Swish)),
        attempt: attempt(1),
        call: call(1),
        return_url: None,
        style: ActionStyle::Sdk,
        terms: AttemptTerms::default(),
        changes: vec![change],
    };
    let by_hand = confirm_with(Change::Capture(CaptureMethod::Manual));
    let refused = decide(&payment, by_hand, NOW_MS);
    assert!(matches!(refused, Err(Refusal::MethodIneligible { .. })));
    let described = confirm_with(Change::Description(Some("seven".to_owned())));
    let events = decide(&payment, described, NOW_MS).unwrap();
    let payment = followed_by(payment, events);
    assert_eq!(payment.terms.description.as_deref(), Some("seven"));
    assert_eq!(due_call(&payment).unwrap().purpose, CallPurpose::Authorize);
}

/// The buyer has passed the authentication of a payment that only the server confirms.
fn authenticated(capture: CaptureMethod) -> Payment {
    let terms = Terms {
        confirmation: ConfirmationMethod::Manual,
        ..terms(capture)
    };
    let acting = Event::ActionRequired {
        action: redirect(),
        expires_at: None,
    };
    let payment = opened_after(terms, None, [started(named_card()), acting]);
    let news = Command::Notified {
        attempt: attempt(1),
        answer: authorized(whole()),
        fresh: fresh(),
    };
    let events = decide(&payment, news, NOW_MS).unwrap();
    followed_by(payment, events)
}

#[test]
fn a_payment_that_the_server_confirms_waits_for_it_after_the_buyers_action() {
    for (capture, status) in [
        (CaptureMethod::Manual, Status::RequiresCapture),
        (CaptureMethod::Automatic, Status::Processing),
    ] {
        let payment = authenticated(capture);
        assert_eq!(payment.state.status(), Status::RequiresConfirmation);
        assert_eq!((due_call(&payment), payment.charges.len()), (None, 0));
        let events = decide(&payment, confirm(None), NOW_MS).unwrap();
        let payment = followed_by(payment, events);
        assert_eq!(payment.state.status(), status);
        assert_eq!(payment.charges.len(), 1);
        assert_eq!(payment.attempts.len(), 1);
    }
}

#[test]
fn a_payment_that_the_server_confirms_needs_no_second_word_without_an_action() {
    let terms = Terms {
        confirmation: ConfirmationMethod::Manual,
        ..terms(CaptureMethod::Automatic)
    };
    let payment = opened_after(terms, None, [started(named_card())]);
    let payment = answered(&payment, authorized(whole()));
    let payment = answered(&payment, captured(whole()));
    assert_eq!(payment.state.status(), Status::Succeeded);
}

#[test]
fn the_amount_that_a_buyer_authenticated_cannot_be_changed() {
    use crate::payment::change::Change;
    let payment = authenticated(CaptureMethod::Automatic);
    let update = |change| {
        decide(
            &payment,
            Command::Update {
                changes: vec![change],
            },
            NOW_MS,
        )
    };
    assert!(update(Change::Amount(more())).is_err());
    assert!(update(Change::Description(Some("seven".to_owned()))).is_ok());
}
