//! What a row of the table cannot tell: commands that follow each other, repeat or come late.

use super::fixtures::*;
use super::situation::{Situation, Situation::*};
use super::trial::Said;
use crate::ids::CallId;
use crate::methods::MethodType;
use crate::methods::eligibility::Ineligible;
use crate::payment::action::ActionStyle;
use crate::payment::attempt::AttemptTerms;
use crate::payment::call::CallStep;
use crate::payment::command::{Answer, Command};
use crate::payment::decide::decide;
use crate::payment::due::{
    CALL_WAIT_MS, CallPurpose, DueCall, RETRY_WAIT_MAX_MS, due_call, wake_at_ms,
};
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::options::CaptureMethod;
use crate::payment::refusal::Refusal;
use crate::payment::state::{CancelReason, Payment, State, Status};

/// The payment after what `command` leads to.
fn after(payment: Payment, command: Command) -> Payment {
    let events = decide(&payment, command, NOW_MS).unwrap();
    followed_by(payment, events)
}

fn answered(call: CallId, answer: Answer) -> Command {
    Command::Answered {
        call,
        answer,
        fresh: fresh(),
    }
}

fn notified(attempt_number: u8, answer: Answer) -> Command {
    Command::Notified {
        attempt: attempt(attempt_number),
        answer,
        fresh: fresh(),
    }
}

fn nothing(payment: &Payment, command: Command) {
    assert_eq!(
        decide(payment, command.clone(), NOW_MS),
        Ok(vec![]),
        "{command:?}"
    );
}

fn automatic(events: impl IntoIterator<Item = Event>) -> Payment {
    payment_after(CaptureMethod::AutomaticAsync, None, events)
}

#[test]
fn an_answer_to_another_call_changes_nothing() {
    for situation in Situation::ALL {
        let payment = situation.payment();
        for said in Said::ALL {
            nothing(&payment, answered(call(77), said.answer()));
            let found = Some(said.answer());
            nothing(
                &payment,
                Command::LookedUp {
                    call: call(77),
                    found,
                    fresh: fresh(),
                },
            );
        }
        nothing(
            &payment,
            Command::LookedUp {
                call: call(77),
                found: None,
                fresh: fresh(),
            },
        );
        nothing(&payment, Command::OutcomeUnknown { call: call(77) });
    }
}

#[test]
fn news_of_an_attempt_that_the_payment_never_had_changes_nothing() {
    for situation in Situation::ALL {
        for said in Said::ALL {
            nothing(&situation.payment(), notified(77, said.answer()));
        }
    }
}

#[test]
fn what_is_captured_at_once_asks_for_it_in_the_same_breath() {
    for method in [CaptureMethod::Automatic, CaptureMethod::AutomaticAsync] {
        let payment = payment_after(method, None, [started(account(MethodType::Paypal))]);
        let payment = after(payment, answered(call(1), authorized(whole())));
        let due = due_call(&payment).unwrap();
        assert_eq!(
            due.purpose,
            CallPurpose::Capture {
                amount: whole(),
                is_final: true
            }
        );
        let payment = after(payment, answered(due.call, captured(whole())));
        assert_eq!(payment.state.status(), Status::Succeeded);
        assert_eq!(payment.latest_charge, Some(charge(99)));
    }
}

#[test]
fn a_declined_card_leaves_a_charge_and_a_declined_wallet_none() {
    let cases = [
        (typed_card(), Some(charge(99))),
        (account(MethodType::Paypal), None),
    ];
    for (method, expected) in cases {
        let payment = automatic([started(method.clone())]);
        let payment = after(payment, answered(call(1), Said::Declined.answer()));
        assert_eq!(payment.latest_charge, expected);
        let State::RequiresPaymentMethod {
            last_failure: Some(failure),
        } = payment.state
        else {
            panic!("{:?}", payment.state);
        };
        assert_eq!(
            (failure.cause, failure.method, failure.charge),
            (declined(), method, expected)
        );
    }
}

#[test]
fn a_stored_card_without_a_name_at_the_partner_must_be_given_again() {
    let payment = payment_after(CaptureMethod::Manual, Some(typed_card()), []);
    assert_eq!(
        decide(&payment, confirm(None), NOW_MS),
        Err(Refusal::CardDataMissing)
    );
    assert!(decide(&payment, confirm(Some(typed_card())), NOW_MS).is_ok());
}

#[test]
fn a_method_that_was_not_offered_is_refused() {
    let payment = RequiresPaymentMethod.payment();
    let swish = confirm(Some(account(MethodType::Swish)));
    let why = Ineligible::ManualCaptureUnsupported;
    let refused = Refusal::MethodIneligible {
        method: MethodType::Swish,
        why,
    };
    assert_eq!(decide(&payment, swish.clone(), NOW_MS), Err(refused));
    assert!(decide(&automatic([]), swish, NOW_MS).is_ok());
}

#[test]
fn a_method_that_leaves_the_page_needs_somewhere_to_return() {
    let confirm_on_the_spot = |method| Command::Confirm {
        method: Some(method),
        attempt: attempt(1),
        call: call(1),
        return_url: None,
        style: ActionStyle::Sdk,
        terms: AttemptTerms::default(),
        changes: vec![],
    };
    let refused = decide(
        &automatic([]),
        confirm_on_the_spot(account(MethodType::Paypal)),
        NOW_MS,
    );
    assert_eq!(
        refused,
        Err(Refusal::ReturnUrlMissing {
            method: MethodType::Paypal
        })
    );
    let mut alone = confirm_on_the_spot(account(MethodType::Paypal));
    if let Command::Confirm { terms, .. } = &mut alone {
        terms.off_session = true;
    }
    assert!(decide(&automatic([]), alone, NOW_MS).is_ok());
    for method in [typed_card(), account(MethodType::Swish)] {
        assert!(decide(&automatic([]), confirm_on_the_spot(method), NOW_MS).is_ok());
    }
}

#[test]
fn news_that_is_faster_than_the_answer_counts_once() {
    let payment = automatic([started(typed_card())]);
    let payment = after(payment, notified(1, captured(whole())));
    assert_eq!(payment.state.status(), Status::Succeeded);
    nothing(&payment, answered(call(1), captured(whole())));
    nothing(&payment, notified(1, captured(whole())));
    nothing(&payment, notified(1, action_required()));
}

#[test]
fn a_payment_in_action_can_be_replaced_and_paid_otherwise() {
    let payment = after(RequiresAction.payment(), Command::Replace { call: call(5) });
    assert_eq!(due_call(&payment).unwrap().purpose, CallPurpose::Cancel);
    let payment = after(payment, answered(call(5), Answer::Canceled));
    let State::RequiresPaymentMethod {
        last_failure: Some(failure),
    } = &payment.state
    else {
        panic!("{:?}", payment.state);
    };
    assert_eq!(failure.cause, FailureCause::Replaced);
    assert!(decide(&payment, confirm(Some(typed_card())), NOW_MS).is_ok());
}

#[test]
fn a_buyer_who_was_faster_than_their_own_replacement_has_paid() {
    let payment = after(RequiresAction.payment(), Command::Replace { call: call(5) });
    let payment = after(payment, answered(call(5), captured(whole())));
    assert_eq!(payment.state.status(), Status::Succeeded);
}

#[test]
fn money_for_an_ended_attempt_is_found_once_and_goes_back() {
    let payment = followed_by(RequiresPaymentMethod.payment(), [another_attempt()]);
    let payment = after(payment, notified(1, authorized(whole())));
    nothing(&payment, notified(1, captured(whole())));
    // The attempt under way is finished first, whatever becomes of it.
    assert_eq!(due_call(&payment).unwrap().purpose, CallPurpose::Authorize);
    let payment = after(payment, answered(call(2), captured(whole())));
    assert_eq!(payment.state.status(), Status::Succeeded);
    let reverse = DueCall {
        call: call(99),
        attempt: attempt(1),
        step: CallStep::Send,
        purpose: CallPurpose::Reverse,
    };
    assert_eq!(due_call(&payment), Some(reverse.clone()));
    let payment = after(payment, Command::OutcomeUnknown { call: call(99) });
    assert_eq!(
        due_call(&payment),
        Some(reverse),
        "giving back is repeated until it is known"
    );
    let payment = after(payment, answered(call(99), Answer::Canceled));
    assert_eq!(due_call(&payment), None);
    assert_eq!(payment.state.status(), Status::Succeeded);
    nothing(&payment, answered(call(99), Answer::Canceled));
    nothing(&payment, Command::OutcomeUnknown { call: call(99) });
    nothing(&payment, notified(1, captured(whole())));
}

/// The second attempt, with `call(2)`.
fn another_attempt() -> Event {
    Event::AttemptStarted {
        attempt: attempt(2),
        method: typed_card(),
        return_url: None,
        style: ActionStyle::Sdk,
        terms: AttemptTerms::default(),
        call: call(2),
    }
}

#[test]
fn an_answer_that_leaves_the_money_where_it_was_is_no_reversal() {
    let payment = after(Canceled.payment(), notified(1, captured(whole())));
    for said in [
        Said::Authorized,
        Said::CapturedAll,
        Said::ActionRequired,
        Said::Pending,
    ] {
        let payment = after(payment.clone(), answered(call(99), said.answer()));
        assert!(due_call(&payment).is_some(), "{said:?}");
    }
    for said in [Said::Canceled, Said::Declined] {
        let payment = after(payment.clone(), answered(call(99), said.answer()));
        assert_eq!(due_call(&payment), None, "{said:?}");
    }
}

#[test]
fn an_action_lapses_at_its_second_and_not_before() {
    let payment = RequiresAction.payment();
    assert_eq!(wake_at_ms(&payment), Some(ACTION_LAPSES_S * 1000));
    let wake = |now_ms| decide(&payment, Command::Wake { fresh: fresh() }, now_ms).unwrap();
    assert_eq!(wake(ACTION_LAPSES_S * 1000 - 1), []);
    assert_eq!(wake(ACTION_LAPSES_S * 1000).len(), 1);
}

#[test]
fn a_call_that_was_asked_about_is_not_asked_about_twice_by_one_wake() {
    let payment = after(
        Capturing.payment(),
        Command::OutcomeUnknown { call: call(2) },
    );
    assert_eq!(due_call(&payment).unwrap().step, CallStep::LookUp);
    nothing(&payment, Command::Wake { fresh: fresh() });
}

#[test]
fn the_waits_between_tries_double_up_to_a_minute() {
    let mut payment = Capturing.payment();
    let mut waits = Vec::new();
    for _ in 0..100 {
        waits.push(wake_at_ms(&payment).unwrap() - payment.changed_at_ms);
        payment = after(payment, Command::OutcomeUnknown { call: call(2) });
    }
    let (sent, unknown) = waits.split_first().unwrap();
    assert_eq!(*sent, CALL_WAIT_MS);
    assert!(unknown.is_sorted());
    assert_eq!(unknown[1], 2 * unknown[0]);
    assert_eq!(waits[99], RETRY_WAIT_MAX_MS);
}

#[test]
fn each_state_waits_for_its_own_call_and_wakes_for_its_own_reason() {
    let retry = Some(NOW_MS + CALL_WAIT_MS);
    let lapse = |at_s: i64| Some(at_s * 1000);
    let cases = [
        (RequiresPaymentMethod, None, None),
        (RequiresConfirmation, None, None),
        (Authorizing, Some(CallPurpose::Authorize), retry),
        (Withdrawing, Some(CallPurpose::Cancel), retry),
        (RequiresAction, None, lapse(ACTION_LAPSES_S)),
        (Processing, None, None),
        (RequiresCapture, None, lapse(AUTHORIZATION_LAPSES_S)),
        (
            Capturing,
            Some(CallPurpose::Capture {
                amount: part(),
                is_final: true,
            }),
            retry,
        ),
        (Canceling, Some(CallPurpose::Cancel), retry),
        (Succeeded, None, None),
        (Canceled, None, None),
        (
            Incrementing,
            Some(CallPurpose::Increment { amount: more() }),
            retry,
        ),
        (SetUp, None, None),
        (AwaitsConfirmation, None, lapse(AUTHORIZATION_LAPSES_S)),
    ];
    assert_eq!(cases.each_ref().map(|case| case.0), Situation::ALL);
    for (situation, purpose, wakes_at_ms) in cases {
        let payment = situation.payment();
        assert_eq!(
            due_call(&payment).map(|due| due.purpose),
            purpose,
            "{situation:?}"
        );
        assert_eq!(wake_at_ms(&payment), wakes_at_ms, "{situation:?}");
    }
}

/// `decide` makes no such events, but a log is never a reason to stop.
#[test]
fn a_damaged_log_changes_neither_what_has_ended_nor_another_call() {
    let events = [
        another_attempt(),
        Event::ProcessingStarted {
            charge: Some(charge(5)),
        },
        Event::CaptureDeclined,
        Event::Captured {
            charge: charge(5),
            amount: part(),
        },
        Event::Canceled {
            reason: CancelReason::Abandoned,
        },
        Event::CancelRequested {
            reason: CancelReason::Abandoned,
            call: call(5),
        },
    ];
    for situation in [Succeeded, Canceled] {
        let state = situation.payment().state;
        for event in &events {
            let after = followed_by(situation.payment(), [event.clone()]);
            assert_eq!(after.state, state, "{event:?}");
        }
    }
    for event in [
        Event::CallOutcomeUnknown { call: call(77) },
        Event::CallNeverArrived { call: call(77) },
        Event::StrayVoided { call: call(77) },
    ] {
        let after = followed_by(Capturing.payment(), [event]);
        assert_eq!(after.state, Capturing.payment().state);
    }
}
