//! What is done where an answer was lost, and the outcome of a press is not known.

use super::*;

#[test]
fn a_lost_answer_is_asked_for_before_anything_is_sent_again() {
    let (checkout, _) = pressed(ask());
    let (checkout, effects) = answered(checkout, Answer::Unknown);
    assert!(asks_first(&effects));
    // It had arrived.
    let (done, effects) = answered(checkout.clone(), intent(IntentStatus::Succeeded));
    assert_eq!(done.screen, Screen::Done(Outcome::Succeeded));
    assert!(!sends(&effects));
    // It had not: the same key goes again.
    let (_, effects) = answered(checkout, intent(IntentStatus::RequiresPaymentMethod));
    assert!(sends(&effects));
    assert!(!effects.contains(&Effect::ForgetKey));
}

#[test]
fn an_outcome_that_nobody_knows_keeps_its_key() {
    let (mut checkout, _) = pressed(ask());
    let mut looks = 0;
    let effects = loop {
        let (next, effects) = answered(checkout, Answer::Unknown);
        checkout = next;
        if !asks_first(&effects) {
            break effects;
        }
        looks += 1;
    };
    assert_eq!(looks, CHECKS_MAX);
    assert_eq!(
        checkout.screen,
        Screen::Form {
            notice: Some(Notice::Unknown)
        }
    );
    assert!(!effects.contains(&Effect::ForgetKey));
    match outcome(&effects) {
        Some(ConfirmOutcome::Error { error }) => assert_eq!(error.kind, "api_connection_error"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_press_after_a_reload_asks_first_and_takes_a_new_key_only_when_the_old_one_is_spent() {
    let (checkout, effects) = pressed(ConfirmAsked {
        key_kept: true,
        ..ask()
    });
    assert!(asks_first(&effects));
    let (checkout, effects) = answered(checkout, intent(IntentStatus::RequiresPaymentMethod));
    assert!(sends(&effects));
    let (checkout, effects) = answered(checkout, refused("idempotency_error", "x"));
    assert!(matches!(
        effects.as_slice(),
        [Effect::ForgetKey, Effect::SendConfirm { .. }]
    ));
    // Once: a second such answer is told.
    let (_, effects) = answered(checkout, refused("idempotency_error", "x"));
    assert_eq!(error_code(&effects), Some("x"));
}

#[test]
fn an_intent_that_moved_on_is_taken_as_it_is() {
    let (checkout, _) = pressed(ask());
    let (checkout, effects) = answered(
        checkout,
        refused("invalid_request_error", "payment_intent_unexpected_state"),
    );
    assert!(asks_first(&effects));
    let (checkout, effects) = answered(checkout, action(authenticate()));
    assert!(matches!(
        checkout.screen,
        Screen::Busy {
            wait: Wait::Authenticating,
            ..
        }
    ));
    assert!(matches!(
        outcome(&effects),
        Some(ConfirmOutcome::Authenticate { .. })
    ));
}
