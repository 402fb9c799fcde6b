//! What a certain answer about the payment means for the buyer and for the page.

use super::{Checkout, Confirmation, Effect, Notice, Outcome, Screen, Wait};
use crate::form::FieldId;
use crate::intent_view::{IntentStatus, IntentView, NextAction};
use shared::element::field::{OfferField, id};
use shared::element::protocol::{
    ConfirmOutcome, ElementError, RedirectMode, RedirectTarget, ToPage,
};

/// The screen for an intent whose state is certain. `confirmation` is the page's open question, if
/// there is one.
pub fn settle(
    intent: IntentView,
    confirmation: Option<Confirmation>,
    effects: &mut Vec<Effect>,
    checkout: &mut Checkout,
) -> Screen {
    effects.push(Effect::ForgetKey);
    match intent.status {
        IntentStatus::Succeeded | IntentStatus::RequiresCapture => {
            finish(confirmation.as_ref(), intent.raw, "succeeded", effects);
            Screen::Done(Outcome::Succeeded)
        }
        IntentStatus::Processing => {
            finish(confirmation.as_ref(), intent.raw, "pending", effects);
            Screen::Done(Outcome::Processing)
        }
        IntentStatus::Canceled => {
            let error = error(
                "invalid_request_error",
                "payment_intent_unexpected_state",
                "This payment was canceled.",
            );
            tell(
                confirmation.as_ref(),
                ConfirmOutcome::Error {
                    error: with_intent(error, intent.raw),
                },
                effects,
            );
            Screen::Done(Outcome::Canceled)
        }
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => {
            let (error, subject) = match intent.last_error {
                Some(error) => (error, Subject::Attempt),
                None => (not_accepted(), Subject::Request),
            };
            let error = with_intent(error, intent.raw);
            refused(error, subject, confirmation.as_ref(), effects)
        }
        IntentStatus::RequiresAction(action) => {
            act(action, intent.raw, confirmation, effects, checkout)
        }
    }
}

/// The screen after the edge refused a request.
pub fn settle_refusal(
    error: ElementError,
    intent: Option<Box<IntentView>>,
    confirmation: Confirmation,
    effects: &mut Vec<Effect>,
) -> Screen {
    effects.push(Effect::ForgetKey);
    let (error, subject) = match intent {
        Some(intent) => {
            let last = intent.last_error.as_ref();
            let is_its = last.is_some_and(|last| last.code == error.code);
            let subject = if is_its {
                Subject::Attempt
            } else {
                Subject::Request
            };
            (with_intent(error, intent.raw), subject)
        }
        None => (error, Subject::Request),
    };
    refused(error, subject, Some(&confirmation), effects)
}

/// Nobody knows what became of the payment; the key is kept, so that the next press asks first.
pub fn unknown(confirmation: &Confirmation, effects: &mut Vec<Effect>) -> Screen {
    let error = ElementError {
        code: None,
        ..error(
            "api_connection_error",
            "",
            "The payment service cannot be reached, and the outcome is not known yet.",
        )
    };
    tell(Some(confirmation), ConfirmOutcome::Error { error }, effects);
    Screen::Form {
        notice: Some(Notice::Unknown),
    }
}

/// The buyer closed the bank's page, or the bank said nothing.
pub fn authentication_failed(
    intent: IntentView,
    confirmation: &Confirmation,
    effects: &mut Vec<Effect>,
) -> Screen {
    effects.push(Effect::ForgetKey);
    let error = error(
        "card_error",
        "payment_intent_authentication_failure",
        "The card's bank did not confirm the payment.",
    );
    let error = with_intent(error, intent.raw);
    tell(Some(confirmation), ConfirmOutcome::Error { error }, effects);
    Screen::Form {
        notice: Some(Notice::Authentication),
    }
}

/// The buyer turned away from a step that was theirs.
pub fn give_up(confirmation: Option<Confirmation>, effects: &mut Vec<Effect>) {
    let error = error(
        "invalid_request_error",
        "payment_canceled_by_buyer",
        "The buyer did not go on with this payment.",
    );
    tell(
        confirmation.as_ref(),
        ConfirmOutcome::Error { error },
        effects,
    );
}

/// The way back to the merchant, if the page gave one.
pub fn leave_for_return_url(confirmation: &Confirmation, redirect_status: &str) -> Option<Effect> {
    let url = confirmation.return_url.clone()?;
    let url = RedirectTarget::Return {
        url,
        redirect_status: redirect_status.to_owned(),
    };
    Some(Effect::Tell(ToPage::Confirmed {
        request: confirmation.request,
        outcome: ConfirmOutcome::Redirect { url },
    }))
}

fn act(
    action: NextAction,
    raw: String,
    confirmation: Option<Confirmation>,
    effects: &mut Vec<Effect>,
    checkout: &mut Checkout,
) -> Screen {
    match (action, confirmation) {
        (NextAction::Redirect { url }, Some(confirmation)) => leave(url, confirmation, effects),
        (NextAction::Authenticate { url }, Some(confirmation)) => {
            authenticate(url, confirmation, effects)
        }
        (NextAction::Shown, Some(confirmation)) => {
            checkout.ask_action(0, None, effects);
            Screen::Busy {
                wait: Wait::Preparing,
                confirmation: Confirmation {
                    intent: raw,
                    ..confirmation
                },
            }
        }
        (NextAction::Shown, None) => {
            checkout.ask_action(0, None, effects);
            Screen::Form { notice: None }
        }
        (NextAction::Redirect { .. } | NextAction::Authenticate { .. }, None) => {
            Screen::Form { notice: None }
        }
    }
}

/// The browser goes to the method's own page.
pub fn leave(url: String, confirmation: Confirmation, effects: &mut Vec<Effect>) -> Screen {
    let outcome = ConfirmOutcome::Redirect {
        url: RedirectTarget::Partner { url },
    };
    tell(Some(&confirmation), outcome, effects);
    Screen::Busy {
        wait: Wait::Leaving,
        confirmation,
    }
}

/// The bank's page opens above the merchant's.
pub fn authenticate(url: String, confirmation: Confirmation, effects: &mut Vec<Effect>) -> Screen {
    tell(
        Some(&confirmation),
        ConfirmOutcome::Authenticate { url },
        effects,
    );
    Screen::Busy {
        wait: Wait::Authenticating,
        confirmation: Confirmation {
            checks: 0,
            ..confirmation
        },
    }
}

/// A payment that needs nothing more of the buyer.
fn finish(
    confirmation: Option<&Confirmation>,
    raw: String,
    redirect_status: &str,
    effects: &mut Vec<Effect>,
) {
    let Some(confirmation) = confirmation else {
        return;
    };
    match leaves_for(confirmation) {
        Some(_) => effects.extend(leave_for_return_url(confirmation, redirect_status)),
        None => tell(
            Some(confirmation),
            ConfirmOutcome::PaymentIntent {
                payment_intent: raw,
            },
            effects,
        ),
    }
}

/// The return URL, if this confirm ends on it.
pub fn leaves_for(confirmation: &Confirmation) -> Option<&str> {
    match confirmation.redirect {
        RedirectMode::Always => confirmation.return_url.as_deref(),
        RedirectMode::IfRequired => None,
    }
}

/// What an error is about, and so for whom its message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Why the buyer's attempt failed: for the buyer.
    Attempt,
    /// What is wrong with the request: for the merchant's developer, unless it is about a card.
    Request,
}

/// A payment that was refused: the form again, with the reason where it belongs.
fn refused(
    error: ElementError,
    subject: Subject,
    confirmation: Option<&Confirmation>,
    effects: &mut Vec<Effect>,
) -> Screen {
    let notice = match confirmation.and_then(|sent| refused_field(&error, sent)) {
        Some(field) => {
            // Other messages name parameters, and are for the merchant's developer.
            let is_told = error.kind == "card_error" && !error.message.is_empty();
            let message = is_told.then(|| error.message.clone());
            effects.push(Effect::RefuseField { field, message });
            None
        }
        None => Some(notice(&error, subject)),
    };
    tell(confirmation, ConfirmOutcome::Error { error }, effects);
    Screen::Form { notice }
}

/// What is told above the form.
fn notice(error: &ElementError, subject: Subject) -> Notice {
    if !error.message.is_empty() && is_told(&error.kind, subject) {
        Notice::Told(error.message.clone())
    } else {
        // Other messages are for the merchant's developer, who gets them as the result.
        Notice::Refused
    }
}

/// Whether the message is for the buyer.
fn is_told(kind: &str, subject: Subject) -> bool {
    match subject {
        Subject::Attempt => true,
        Subject::Request => kind == "card_error",
    }
}

/// The field that was objected to: the one whose parameter the error names, or the part of a card
/// that its code is about.
fn refused_field(error: &ElementError, sent: &Confirmation) -> Option<FieldId> {
    let is_named = |field: &&OfferField| error.param.as_ref() == Some(&field.param);
    if let Some(field) = sent.fields.iter().find(is_named) {
        return Some(&field.id);
    }
    match (error.kind.as_str(), error.code.as_deref()) {
        _ if !sent.is_card => None,
        (_, Some("incorrect_cvc" | "invalid_cvc")) => Some(id::CARD_CVC),
        (_, Some("expired_card" | "invalid_expiry_month" | "invalid_expiry_year")) => {
            Some(id::CARD_EXPIRY)
        }
        (_, Some("incorrect_zip")) => Some(id::POSTAL_CODE),
        // Of a payment or of a setup.
        (_, Some(code)) if code.ends_with("_intent_authentication_failure") => None,
        ("card_error", _) => Some(id::CARD_NUMBER),
        _ => None,
    }
}

pub fn tell(
    confirmation: Option<&Confirmation>,
    outcome: ConfirmOutcome,
    effects: &mut Vec<Effect>,
) {
    if let Some(Confirmation { request, .. }) = confirmation {
        effects.push(Effect::Tell(ToPage::Confirmed {
            request: *request,
            outcome,
        }));
    }
}

fn with_intent(error: ElementError, raw: String) -> ElementError {
    ElementError {
        payment_intent: Some(raw),
        ..error
    }
}

/// A payment that goes on without having been paid, and nobody knows why.
fn not_accepted() -> ElementError {
    error(
        "api_error",
        "payment_intent_payment_attempt_failed",
        "The payment was not accepted.",
    )
}

/// The form is not ready to be sent; the fields say why.
pub fn incomplete() -> ElementError {
    error(
        "validation_error",
        "incomplete_payment_details",
        "Some payment details are missing or not right yet.",
    )
}

/// A confirm at a moment that has none.
pub fn not_now(screen: &Screen) -> ElementError {
    let message = match screen {
        Screen::Loading | Screen::LoadFailed(_) => {
            "The payment element is not ready: wait for its `ready` event."
        }
        Screen::Done(_) => "This payment is already finished.",
        Screen::Form { .. } | Screen::Busy { .. } | Screen::Action { .. } => {
            "A confirmation of this payment is already under way."
        }
    };
    error(
        "invalid_request_error",
        "payment_intent_unexpected_state",
        message,
    )
}

/// The chosen method leaves the page, and nobody said where to come back to.
pub fn return_url_missing() -> ElementError {
    ElementError {
        param: Some("return_url".to_owned()),
        ..error(
            "invalid_request_error",
            "parameter_missing",
            "kassa.confirmPayment(): the `confirmParams.return_url` argument is required for payment methods that redirect.",
        )
    }
}

fn error(kind: &str, code: &str, message: &str) -> ElementError {
    ElementError {
        kind: kind.to_owned(),
        code: Some(code.to_owned()),
        decline_code: None,
        param: None,
        message: message.to_owned(),
        payment_intent: None,
    }
}
