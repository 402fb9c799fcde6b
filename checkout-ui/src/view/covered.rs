use crate::checkout_flow::{Notice, Screen, Wait};
use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::offer_list::offer_list;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The form with what is to be said about the whole payment: a failure above it, or, while a
/// payment is on its way, a cover that keeps hands off and says what is happening. The cover takes
/// no place of its own, so nothing moves. The form of a new card has been drawn before, alike, by
/// `static/element/early.js`.
pub fn covered_offers(element: Element, session: &Arc<OpenedSession>) -> El {
    let mut form = el("fieldset", "form");
    if session.options.read_only {
        form = form.attr("disabled", "");
    }
    let form = form.child(offer_list(element, session)).live(move |form| {
        if let Some(form) = form.dyn_ref::<HtmlElement>() {
            form.set_inert(wait(element).is_some());
        }
    });
    let texts = session.clone();
    let cover = el("div", "cover").attr("role", "status").live_child(
        move || wait(element).map(|key| texts.text(key)),
        |text| {
            el("p", "cover-text")
                .child(el("span", "spinner"))
                .text(&text)
        },
    );
    let texts = session.clone();
    el("div", "")
        .live_child(
            move || notice(element).map(|notice| notice_text(notice, &texts)),
            |text| el("p", "notice").attr("role", "alert").text(&text),
        )
        .child(el("div", "covered").child(form).child(cover))
}

fn wait(element: Element) -> Option<Key> {
    element.read(|model| match &model.checkout.screen {
        Screen::Busy { wait, .. } => Some(wait_text(*wait)),
        _ => None,
    })
}

fn notice(element: Element) -> Option<Notice> {
    element.read(|model| match &model.checkout.screen {
        Screen::Form { notice } => notice.clone(),
        _ => None,
    })
}

fn wait_text(wait: Wait) -> Key {
    match wait {
        Wait::Confirming | Wait::Authenticated { .. } | Wait::Learning | Wait::Preparing => {
            Key::Confirming
        }
        Wait::Checking => Key::Checking,
        Wait::Authenticating => Key::Authenticating,
        Wait::Leaving => Key::Leaving,
    }
}

fn notice_text(notice: Notice, session: &OpenedSession) -> String {
    match notice {
        Notice::Unknown => session.text(Key::FailedUnknown),
        Notice::Authentication => session.text(Key::FailedAuthentication),
        Notice::Refused => session.text(Key::FailedRefused),
        Notice::Told(message) => message,
    }
}
