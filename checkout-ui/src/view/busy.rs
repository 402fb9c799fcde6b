use crate::checkout_flow::{Notice, Screen, Wait};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use leptos::prelude::*;
use std::sync::Arc;

/// The form with what is to be said about the whole payment: a failure above it, or, while a
/// payment is on its way, a cover that keeps hands off and says what is happening. The cover takes
/// no place of its own, so nothing moves.
#[component]
pub fn BusyCover(
    element: Element,
    session: Arc<OpenedSession>,
    children: Children,
) -> impl IntoView {
    let wait = Memo::new(move |_| {
        element.checkout.with(|checkout| match &checkout.screen {
            Screen::Busy { wait, .. } => Some(wait_text(*wait)),
            _ => None,
        })
    });
    let notice = Memo::new(move |_| {
        element.checkout.with(|checkout| match &checkout.screen {
            Screen::Form { notice } => notice.clone(),
            _ => None,
        })
    });
    let texts = session.clone();
    view! {
        {move || notice.get().map(|notice| view! {
            <p class="notice" role="alert">{notice_text(notice, &session)}</p>
        })}
        <div class="covered">
            <div prop:inert=move || wait.get().is_some() class:faded=move || wait.get().is_some()>
                {children()}
            </div>
            <div class="cover" role="status">
                {move || wait.get().map(|key| view! {
                    <p class="cover-text"><span class="spinner"></span>{texts.text(key)}</p>
                })}
            </div>
        </div>
    }
}

fn wait_text(wait: Wait) -> Key {
    match wait {
        Wait::Confirming | Wait::Authenticated { .. } | Wait::Learning => Key::Confirming,
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
        Notice::GivenUp => session.text(Key::FailedGivenUp),
        Notice::Told(message) => message,
    }
}
