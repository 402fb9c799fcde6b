//! What the buyer has to do after the press of the button.

use super::*;
use crate::checkout_flow::act::PAUSE_MS_MAX;

/// The edge tells that it is not the buyer's turn any more.
pub const OVER: Answer = Answer::Action(None);

/// The edge tells what the buyer has to do.
pub fn shown(version: &str, kind: ActionKind) -> Answer {
    Answer::Action(Some(Action {
        kind,
        version: version.to_owned(),
        url: "https://x.test/page".to_owned(),
        view: "{}".to_owned(),
    }))
}

/// A checkout that shows an action of this kind after a press.
fn acting(kind: ActionKind, asked: ConfirmAsked) -> (Checkout, Vec<Effect>) {
    let (checkout, _) = pressed(ConfirmAsked {
        flow: Some(OfferFlow::QrCode),
        ..asked
    });
    let (checkout, effects) = answered(checkout, action(NextAction::Shown));
    assert!(matches!(
        checkout.screen,
        Screen::Busy {
            wait: Wait::Preparing,
            ..
        }
    ));
    assert_eq!(asked_after(&effects), Some((0, None)));
    answered(checkout, shown("7", kind))
}

/// When the edge is asked again, and after which version.
fn asked_after(effects: &[Effect]) -> Option<(u32, Option<&str>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskAction {
            after_ms, after, ..
        } => Some((*after_ms, after.as_deref())),
        _ => None,
    })
}

fn failed(code: &str, decline_code: Option<&str>) -> Answer {
    Answer::Intent(Box::new(IntentView {
        status: IntentStatus::RequiresPaymentMethod,
        last_error: Some(ElementError {
            decline_code: decline_code.map(str::to_owned),
            ..error("invalid_request_error", code)
        }),
        raw: "{}".to_owned(),
    }))
}

#[test]
fn an_action_is_shown_until_the_payment_is_approved() {
    for kind in [ActionKind::Scan, ActionKind::Wait] {
        let (mut checkout, effects) = acting(kind, ask());
        let (pause_ms, after) = asked_after(&effects).expect("watched");
        assert!(pause_ms > 0, "a busy loop");
        assert_eq!(after, Some("7"));
        assert_eq!(outcome(&effects), None);
        // Neither patience nor a lost connection ends it.
        for answer in [shown("7", kind), Answer::Unknown, shown("8", kind)] {
            let (next, effects) = answered(checkout, answer);
            assert!(matches!(next.screen, Screen::Action { .. }));
            assert!(asked_after(&effects).is_some_and(|(pause_ms, _)| pause_ms > 0));
            checkout = next;
        }
        let (checkout, effects) = answered(checkout, OVER);
        assert!(asks_first(&effects));
        let (checkout, effects) = answered(checkout, intent(IntentStatus::Succeeded));
        assert_eq!(checkout.screen, Screen::Done(Outcome::Succeeded));
        assert!(matches!(
            outcome(&effects),
            Some(ConfirmOutcome::PaymentIntent { .. })
        ));
    }
}

#[test]
fn an_edge_that_does_not_answer_is_asked_less_and_less() {
    let (mut checkout, _) = acting(ActionKind::Scan, ask());
    let mut last_ms = 0;
    for _ in 0..8 {
        let (next, effects) = answered(checkout, Answer::Unknown);
        let (pause_ms, _) = asked_after(&effects).expect("asked again");
        assert!(pause_ms >= last_ms && pause_ms <= PAUSE_MS_MAX);
        last_ms = pause_ms;
        checkout = next;
    }
    assert_eq!(last_ms, PAUSE_MS_MAX);
    let (checkout, _) = answered(checkout, shown("7", ActionKind::Scan));
    let (_, effects) = answered(checkout, Answer::Unknown);
    assert!(asked_after(&effects).is_some_and(|(pause_ms, _)| pause_ms < PAUSE_MS_MAX));
}

#[test]
fn a_buyer_who_is_back_need_not_wait_for_news() {
    let (checkout, _) = acting(ActionKind::Wait, ask());
    let old = checkout.ticket;
    let (checkout, effects) = run(checkout, UiEvent::LookedAgain);
    assert_eq!(asked_after(&effects), Some((0, None)));
    // The request that hung in the background is not heard any more.
    let (checkout, effects) = run(
        checkout,
        UiEvent::Answered {
            ticket: old,
            answer: Answer::Unknown,
        },
    );
    assert_eq!(effects, []);
    assert!(matches!(checkout.screen, Screen::Action { .. }));
    // Elsewhere there is nothing to look at.
    let (checkout, effects) = run(ready(), UiEvent::LookedAgain);
    assert_eq!((checkout, effects), (ready(), vec![]));
}

#[test]
fn a_wait_that_fails_is_told_in_the_words_that_the_buyers_language_has_for_it() {
    for (code, decline_code) in [
        ("payment_intent_payment_attempt_expired", None),
        ("payment_method_provider_timeout", None),
        ("payment_method_customer_decline", None),
        ("payment_method_provider_decline", Some("customer_declined")),
        ("payment_intent_authentication_failure", None),
        ("bank_account_unusable", None),
    ] {
        let (checkout, _) = acting(ActionKind::Wait, ask());
        let (checkout, _) = answered(checkout, OVER);
        let (checkout, effects) = answered(checkout, failed(code, decline_code));
        let notice = Some(Notice::Told("Told.".to_owned()));
        assert_eq!(checkout.screen, Screen::Form { notice }, "{code}");
        assert_eq!(error_code(&effects), Some(code));
        assert!(effects.contains(&Effect::ForgetKey));
    }
}

#[test]
fn choosing_another_way_ends_the_wait_and_its_late_answers() {
    let (checkout, _) = acting(ActionKind::Scan, ask());
    let late = checkout.ticket;
    let (checkout, effects) = run(checkout, UiEvent::AnotherWayChosen);
    assert_eq!(checkout.screen, Screen::Form { notice: None });
    assert_eq!(error_code(&effects), Some("payment_canceled_by_buyer"));
    let answer = shown("8", ActionKind::Scan);
    let event = UiEvent::Answered {
        ticket: late,
        answer,
    };
    assert_eq!(run(checkout.clone(), event), (checkout, vec![]));
}

#[test]
fn instructions_are_read_before_the_page_is_left() {
    for kind in [ActionKind::Instructions, ActionKind::Verify] {
        let (checkout, effects) = acting(kind, ask());
        assert!(matches!(
            outcome(&effects),
            Some(ConfirmOutcome::PaymentIntent { payment_intent }) if payment_intent == "{}"
        ));
        // Nobody pays a voucher within seconds; a buyer who comes back is told at once.
        assert_eq!(asked_after(&effects), None);
        let (_, effects) = run(checkout, UiEvent::LookedAgain);
        assert_eq!(asked_after(&effects), Some((0, None)));

        let always = ConfirmAsked {
            redirect: RedirectMode::Always,
            ..ask()
        };
        let (checkout, effects) = acting(kind, always);
        assert_eq!(outcome(&effects), None);
        let (checkout, effects) = run(checkout, UiEvent::Acknowledged);
        assert!(matches!(
            outcome(&effects),
            Some(ConfirmOutcome::Redirect { .. })
        ));
        assert!(matches!(
            checkout.screen,
            Screen::Action {
                confirmation: None,
                ..
            }
        ));
    }
}

#[test]
fn a_page_to_go_to_may_also_come_from_the_edge() {
    let (checkout, effects) = acting(ActionKind::Redirect, ask());
    let url = RedirectTarget::Partner {
        url: "https://x.test/page".to_owned(),
    };
    assert_eq!(outcome(&effects), Some(&ConfirmOutcome::Redirect { url }));
    assert!(matches!(
        checkout.screen,
        Screen::Busy {
            wait: Wait::Leaving,
            ..
        }
    ));
}

#[test]
fn an_action_that_nobody_can_tell_ends_in_a_question_and_not_in_a_loop() {
    let (checkout, _) = pressed(ask());
    let (mut checkout, _) = answered(checkout, action(NextAction::Shown));
    for _ in 0..=2 * CHECKS_MAX {
        let (next, effects) = answered(checkout, Answer::Unknown);
        checkout = next;
        if outcome(&effects).is_some() {
            break;
        }
        if asks_first(&effects) {
            checkout = answered(checkout, action(NextAction::Shown)).0;
        }
    }
    let notice = Some(Notice::Unknown);
    assert_eq!(checkout.screen, Screen::Form { notice });
}

#[test]
fn a_page_that_is_loaded_again_shows_what_there_was_to_do() {
    let again = |answer| {
        let waiting = UiEvent::SessionArrived {
            intent_status: "requires_action".to_owned(),
            failure: None,
        };
        let (checkout, effects) = run(Checkout::default(), waiting);
        assert_eq!(asked_after(&effects), Some((0, None)));
        answered(checkout, answer)
    };
    for kind in [ActionKind::Scan, ActionKind::Wait, ActionKind::Instructions] {
        let (checkout, _) = again(shown("7", kind));
        assert!(matches!(
            checkout.screen,
            Screen::Action {
                confirmation: None,
                ..
            }
        ));
    }
    // Who comes back from another page without an outcome can pay in any way.
    for kind in [ActionKind::Redirect, ActionKind::Authenticate] {
        let (checkout, effects) = again(shown("7", kind));
        assert_eq!(checkout.screen, Screen::Form { notice: None });
        assert_eq!(effects, []);
    }
    let (checkout, effects) = again(OVER);
    assert!(asks_first(&effects));
    let (checkout, _) = answered(checkout, intent(IntentStatus::Succeeded));
    assert_eq!(checkout.screen, Screen::Done(Outcome::Succeeded));
}
