mod actions;
mod elsewhere;
mod later;
mod lost_answers;

use super::*;
use crate::form::FormReport;
use crate::intent_view::IntentView;
use actions::{OVER, shown};
use shared::element::action::ActionKind;
use shared::element::field::{OfferField, id};
use shared::element::offer_fields::{Texts, offer_fields};
use shared::element::protocol::{RedirectMode, RedirectTarget};
use shared::methods::MethodType;

const COMPLETE: FormReport = FormReport {
    empty: false,
    first_problem: None,
};
const INCOMPLETE: FormReport = FormReport {
    empty: false,
    first_problem: Some(id::CARD_CVC),
};

fn ready() -> Checkout {
    run(
        Checkout::default(),
        UiEvent::SessionArrived {
            intent_status: "requires_payment_method".to_owned(),
            failure: None,
        },
    )
    .0
}

fn run(checkout: Checkout, event: UiEvent) -> (Checkout, Vec<Effect>) {
    checkout.after(event)
}

fn ask() -> ConfirmAsked {
    ConfirmAsked {
        request: 1,
        return_url: Some("https://shop.test/done".to_owned()),
        redirect: RedirectMode::IfRequired,
        report: COMPLETE,
        flow: Some(OfferFlow::CardForm),
        fields: offer_fields(MethodType::Card, &Texts::new()).leak(),
        key_kept: false,
    }
}

fn pressed(asked: ConfirmAsked) -> (Checkout, Vec<Effect>) {
    run(ready(), UiEvent::ConfirmAsked(asked))
}

/// The edge answers whatever the checkout asked last.
fn answered(checkout: Checkout, answer: Answer) -> (Checkout, Vec<Effect>) {
    let ticket = checkout.ticket;
    run(checkout, UiEvent::Answered { ticket, answer })
}

fn intent(status: IntentStatus) -> Answer {
    Answer::Intent(Box::new(IntentView {
        status,
        last_error: None,
        raw: "{}".to_owned(),
    }))
}

fn action(action: NextAction) -> Answer {
    intent(IntentStatus::RequiresAction(action))
}

fn error(kind: &str, code: &str) -> ElementError {
    ElementError {
        kind: kind.to_owned(),
        code: Some(code.to_owned()),
        decline_code: None,
        param: None,
        message: "Told.".to_owned(),
        payment_intent: None,
    }
}

fn refused(kind: &str, code: &str) -> Answer {
    Answer::Refused {
        error: error(kind, code),
        intent: None,
    }
}

fn authenticate() -> NextAction {
    NextAction::Authenticate {
        url: "https://kassa.test/3ds".to_owned(),
    }
}

/// What the page's `confirmPayment()` is told, if it is told.
fn outcome(effects: &[Effect]) -> Option<&ConfirmOutcome> {
    effects.iter().find_map(|effect| match effect {
        Effect::Tell(ToPage::Confirmed {
            request: 1,
            outcome,
        }) => Some(outcome),
        _ => None,
    })
}

fn error_code(effects: &[Effect]) -> Option<&str> {
    match outcome(effects)? {
        ConfirmOutcome::Error { error } => error.code.as_deref(),
        other => panic!("{other:?}"),
    }
}

fn asks_first(effects: &[Effect]) -> bool {
    matches!(effects, [Effect::Retrieve { .. }])
}

fn sends(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::SendConfirm { .. }))
}

#[test]
fn a_card_that_succeeds_resolves_with_the_intent() {
    let (checkout, effects) = pressed(ask());
    assert!(sends(&effects));
    let (checkout, effects) = answered(checkout, intent(IntentStatus::Succeeded));
    assert_eq!(checkout.screen, Screen::Done(Outcome::Succeeded));
    assert!(effects.contains(&Effect::ForgetKey));
    assert!(matches!(
        outcome(&effects),
        Some(ConfirmOutcome::PaymentIntent { .. })
    ));
}

#[test]
fn with_redirect_always_every_end_is_on_the_return_url() {
    for (status, redirect_status) in [
        (IntentStatus::Succeeded, "succeeded"),
        (IntentStatus::RequiresCapture, "succeeded"),
        (IntentStatus::Processing, "pending"),
    ] {
        let (checkout, _) = pressed(ConfirmAsked {
            redirect: RedirectMode::Always,
            ..ask()
        });
        let (_, effects) = answered(checkout, intent(status));
        let url = RedirectTarget::Return {
            url: "https://shop.test/done".to_owned(),
            redirect_status: redirect_status.to_owned(),
        };
        assert_eq!(outcome(&effects), Some(&ConfirmOutcome::Redirect { url }));
    }
}

#[test]
fn an_incomplete_form_sends_nothing_and_shows_its_first_problem() {
    let (checkout, effects) = pressed(ConfirmAsked {
        report: INCOMPLETE,
        ..ask()
    });
    assert_eq!(checkout.screen, Screen::Form { notice: None });
    assert_eq!(error_code(&effects), Some("incomplete_payment_details"));
    assert!(effects.contains(&Effect::LeadTo(id::CARD_CVC)));
    assert!(!sends(&effects));
}

#[test]
fn one_press_is_one_payment() {
    let (checkout, _) = pressed(ask());
    let (again, effects) = run(
        checkout.clone(),
        UiEvent::ConfirmAsked(ConfirmAsked {
            request: 2,
            ..ask()
        }),
    );
    assert_eq!(again.screen, checkout.screen);
    assert!(!sends(&effects));
}

#[test]
fn a_redirect_method_needs_somewhere_to_come_back_to_and_a_card_does_not() {
    for (flow, code) in [
        (OfferFlow::Redirect, Some("parameter_missing")),
        (OfferFlow::CardForm, None),
    ] {
        let (_, effects) = pressed(ConfirmAsked {
            return_url: None,
            flow: Some(flow),
            ..ask()
        });
        assert_eq!(error_code(&effects), code);
        assert_eq!(sends(&effects), code.is_none());
    }
}

#[test]
fn a_refusal_is_shown_by_the_field_that_it_is_about() {
    for (code, field) in [
        ("incorrect_cvc", id::CARD_CVC),
        ("expired_card", id::CARD_EXPIRY),
        ("incorrect_zip", id::POSTAL_CODE),
        ("card_declined", id::CARD_NUMBER),
        ("processing_error", id::CARD_NUMBER),
    ] {
        let (checkout, _) = pressed(ask());
        let (checkout, effects) = answered(checkout, refused("card_error", code));
        assert_eq!(checkout.screen, Screen::Form { notice: None });
        assert!(
            effects.contains(&Effect::RefuseField {
                field,
                message: Some("Told.".to_owned())
            }),
            "{code}"
        );
        assert!(effects.contains(&Effect::ForgetKey));
        assert_eq!(error_code(&effects), Some(code));
    }
}

#[test]
fn a_parameter_that_is_refused_is_shown_by_its_field_in_the_buyers_language() {
    let texts = Texts::new();
    let fields: &[OfferField] = offer_fields(MethodType::Oxxo, &texts).leak();
    let OfferField { id, param, .. } = &fields[0];
    let (checkout, _) = pressed(ConfirmAsked {
        flow: Some(OfferFlow::Voucher),
        fields,
        ..ask()
    });
    for (named, is_shown) in [(param.as_str(), true), ("amount", false)] {
        let error = ElementError {
            param: Some(named.to_owned()),
            ..error("invalid_request_error", "payment_method_invalid_parameter")
        };
        let answer = Answer::Refused {
            error,
            intent: None,
        };
        let (_, effects) = answered(checkout.clone(), answer);
        let shown = Effect::RefuseField {
            field: id,
            message: None,
        };
        assert_eq!(effects.contains(&shown), is_shown, "{named}");
    }
}

#[test]
fn the_developers_errors_are_not_shown_to_the_buyer() {
    let (checkout, _) = pressed(ask());
    let (checkout, effects) = answered(
        checkout,
        refused("invalid_request_error", "resource_missing"),
    );
    assert_eq!(
        checkout.screen,
        Screen::Form {
            notice: Some(Notice::Refused)
        }
    );
    assert_eq!(error_code(&effects), Some("resource_missing"));
}

#[test]
fn a_page_that_is_loaded_again_shows_where_the_payment_is() {
    for (status, screen) in [
        ("succeeded", Screen::Done(Outcome::Succeeded)),
        ("requires_capture", Screen::Done(Outcome::Succeeded)),
        ("processing", Screen::Done(Outcome::Processing)),
        ("canceled", Screen::Done(Outcome::Canceled)),
        ("requires_payment_method", Screen::Form { notice: None }),
    ] {
        let (checkout, effects) = run(
            Checkout::default(),
            UiEvent::SessionArrived {
                intent_status: status.to_owned(),
                failure: None,
            },
        );
        assert_eq!(checkout.screen, screen);
        assert!(effects.contains(&Effect::Tell(ToPage::Ready)));
    }
}

#[test]
fn a_buyer_who_comes_back_from_a_failure_elsewhere_reads_why() {
    let arrived = |status: &str| UiEvent::SessionArrived {
        intent_status: status.to_owned(),
        failure: Some("Declined there.".to_owned()),
    };
    let (checkout, _) = run(Checkout::default(), arrived("requires_payment_method"));
    let notice = Some(Notice::Told("Declined there.".to_owned()));
    assert_eq!(checkout.screen, Screen::Form { notice });
    // A newer session, for another amount, has nothing to say of what the buyer is at.
    let (checkout, _) = run(ready(), arrived("requires_payment_method"));
    assert_eq!(checkout.screen, Screen::Form { notice: None });
}

#[test]
fn a_failed_load_says_so_and_can_be_tried_again() {
    let error = error("api_connection_error", "x");
    let (checkout, effects) = run(Checkout::default(), UiEvent::SessionFailed(error.clone()));
    assert_eq!(effects, [Effect::Tell(ToPage::LoadError { error })]);
    let (checkout, effects) = run(checkout, UiEvent::RetryPressed);
    assert_eq!(effects, [Effect::Tell(ToPage::RetryRequested)]);
    assert_eq!(checkout.screen, Screen::Loading);
}

#[test]
fn every_confirm_is_answered_once_whatever_happens() {
    let answers = [
        Answer::Unknown,
        intent(IntentStatus::RequiresPaymentMethod),
        intent(IntentStatus::Succeeded),
        intent(IntentStatus::Canceled),
        action(authenticate()),
        action(NextAction::Shown),
        shown("1", ActionKind::Scan),
        shown("1", ActionKind::Instructions),
        shown("1", ActionKind::Redirect),
        OVER,
        refused("card_error", "card_declined"),
        refused("idempotency_error", "x"),
        refused("invalid_request_error", "payment_intent_unexpected_state"),
    ];
    for key_kept in [false, true] {
        for first in &answers {
            for second in &answers {
                let (checkout, effects) = pressed(ConfirmAsked { key_kept, ..ask() });
                let mut told = usize::from(is_final(&effects));
                let (checkout, effects) = answered(checkout, first.clone());
                told += usize::from(is_final(&effects));
                let (checkout, effects) = answered(checkout, second.clone());
                told += usize::from(is_final(&effects));
                assert!(told <= 1, "{first:?} then {second:?}");
                for third in &answers {
                    let (_, effects) = answered(checkout.clone(), third.clone());
                    let told = told + usize::from(is_final(&effects));
                    assert!(told <= 1, "{first:?}, {second:?}, {third:?}");
                }
            }
        }
    }
}

/// Whether the page's promise is resolved; a modal in between does not do that.
fn is_final(effects: &[Effect]) -> bool {
    outcome(effects).is_some_and(|outcome| !matches!(outcome, ConfirmOutcome::Authenticate { .. }))
}
