//! Ways that lead the buyer elsewhere, to their bank's page or a provider's, and back.

use super::*;
use shared::element::protocol::RedirectTarget;

fn authenticating() -> Checkout {
    let (checkout, _) = pressed(ask());
    answered(checkout, action(authenticate())).0
}

#[test]
fn authentication_ends_in_what_the_intent_says() {
    let (checkout, effects) = run(
        authenticating(),
        UiEvent::Continued {
            request: 1,
            authenticated: true,
        },
    );
    assert!(asks_first(&effects));
    // The bank's word may take a moment to arrive.
    let (checkout, effects) = answered(checkout, action(authenticate()));
    assert!(asks_first(&effects));
    let (checkout, effects) = answered(checkout, intent(IntentStatus::Succeeded));
    assert_eq!(checkout.screen, Screen::Done(Outcome::Succeeded));
    assert!(matches!(
        outcome(&effects),
        Some(ConfirmOutcome::PaymentIntent { .. })
    ));
}

#[test]
fn closing_the_banks_page_is_a_failure_that_can_be_tried_again() {
    let (checkout, _) = run(
        authenticating(),
        UiEvent::Continued {
            request: 1,
            authenticated: false,
        },
    );
    let (checkout, effects) = answered(checkout, action(authenticate()));
    assert_eq!(
        checkout.screen,
        Screen::Form {
            notice: Some(Notice::Authentication)
        }
    );
    assert_eq!(
        error_code(&effects),
        Some("payment_intent_authentication_failure")
    );
}

#[test]
fn another_requests_modal_changes_nothing() {
    let (checkout, effects) = run(
        authenticating(),
        UiEvent::Continued {
            request: 9,
            authenticated: true,
        },
    );
    assert_eq!(checkout, authenticating());
    assert_eq!(effects, []);
}

#[test]
fn a_redirect_leaves_and_the_back_button_brings_the_form_back() {
    let (checkout, _) = pressed(ConfirmAsked {
        flow: Some(OfferFlow::Redirect),
        ..ask()
    });
    let (checkout, effects) = answered(
        checkout,
        action(NextAction::Redirect {
            url: "https://x.test".to_owned(),
        }),
    );
    let url = RedirectTarget::Partner {
        url: "https://x.test".to_owned(),
    };
    assert_eq!(outcome(&effects), Some(&ConfirmOutcome::Redirect { url }));
    let (checkout, effects) = run(checkout, UiEvent::PageRestored);
    assert_eq!(checkout.screen, Screen::Form { notice: None });
    assert_eq!(error_code(&effects), Some("payment_canceled_by_buyer"));
}
