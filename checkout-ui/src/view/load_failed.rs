use crate::checkout_flow::UiEvent;
use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use shared::element::protocol::ElementError;

/// Why there is no form, and a way to try again.
pub fn load_failed(element: Element, session: Option<&OpenedSession>, error: &ElementError) -> El {
    // Without a session there are no texts but these.
    let text = |key, english: &str| {
        let known = session.map(|session| session.text(key));
        known
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| english.to_owned())
    };
    let title = text(Key::LoadFailed, "The payment form could not be loaded.");
    let retry = text(Key::LoadRetry, "Try again");
    el("div", "failed")
        .attr("role", "alert")
        .child(el("p", "failed-title").text(&title))
        .child(el("p", "hint").text(&error.message))
        .child(
            button("button", &retry).on("click", move |_| element.dispatch(UiEvent::RetryPressed)),
        )
}

/// A button that does nothing by itself.
pub fn button(class: &str, text: &str) -> El {
    el("button", class).attr("type", "button").text(text)
}
