//! What happens when the page changes its mind, or leaves the confirming to its server.

use super::*;
use shared::element::protocol::Creatable;

fn another_session() -> UiEvent {
    UiEvent::SessionArrived {
        intent_status: "requires_payment_method".to_owned(),
        failure: None,
    }
}

#[test]
fn a_new_session_disturbs_nothing_that_is_under_way() {
    let (confirming, _) = pressed(ask());
    let (done, _) = answered(confirming.clone(), intent(IntentStatus::Succeeded));
    for checkout in [ready(), confirming, done] {
        let (after, effects) = run(checkout.clone(), another_session());
        assert_eq!(after.screen, checkout.screen);
        assert_eq!(effects, [Effect::Tell(ToPage::Ready)]);
    }
}

#[test]
fn a_form_stays_when_the_new_session_does_not_come() {
    let error = error("api_connection_error", "x");
    let (checkout, effects) = run(ready(), UiEvent::SessionFailed(error.clone()));
    assert_eq!(checkout.screen, Screen::Form { notice: None });
    assert_eq!(effects, [Effect::Tell(ToPage::LoadError { error })]);
}

#[test]
fn what_is_made_of_a_form_leaves_it_as_it_is() {
    let creation = Creation {
        request: 3,
        object: Creatable::ConfirmationToken,
    };
    let asked = |report| UiEvent::CreateAsked {
        creation: creation.clone(),
        report,
    };
    let (checkout, effects) = run(ready(), asked(COMPLETE));
    assert_eq!(checkout.screen, Screen::Form { notice: None });
    assert_eq!(effects, [Effect::SendCreate(creation.clone())]);
    let refused = |effects: &[Effect]| {
        effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::Tell(ToPage::Created {
                    request: 3,
                    object: None,
                    error: Some(_)
                })
            )
        })
    };
    let (_, effects) = run(ready(), asked(INCOMPLETE));
    assert!(effects.contains(&Effect::LeadTo(id::CARD_CVC)));
    assert!(refused(&effects));
    let (confirming, _) = pressed(ask());
    let (checkout, effects) = run(confirming.clone(), asked(COMPLETE));
    assert_eq!(checkout, confirming);
    assert!(refused(&effects));
}

#[test]
fn what_is_left_to_do_after_a_confirmation_by_the_server_is_asked_of_the_intent() {
    let (checkout, effects) = run(ready(), UiEvent::NextActionAsked { request: 1 });
    assert!(asks_first(&effects));
    let (checkout, effects) = answered(checkout, action(authenticate()));
    assert!(matches!(
        outcome(&effects),
        Some(ConfirmOutcome::Authenticate { .. })
    ));
    let closed = UiEvent::Continued {
        request: 1,
        authenticated: true,
    };
    let (checkout, _) = run(checkout, closed);
    let (checkout, _) = answered(checkout, intent(IntentStatus::Succeeded));
    assert_eq!(checkout.screen, Screen::Done(Outcome::Succeeded));
}

#[test]
fn a_refused_saved_card_is_told_above_the_form() {
    let asked = ConfirmAsked {
        fields: &[],
        ..ask()
    };
    let (checkout, _) = pressed(asked);
    let (checkout, _) = answered(checkout, refused("card_error", "card_declined"));
    assert!(matches!(checkout.screen, Screen::Form { notice: Some(_) }));
}
