use crate::checkout_flow::UiEvent;
use crate::element::Element;
use crate::strings::Key;
use leptos::prelude::*;
use shared::element::protocol::ElementError;

/// Why there is no form, and a way to try again.
#[component]
pub fn LoadFailed(element: Element, error: ElementError) -> impl IntoView {
    // Without a session there are no texts but these.
    let text = |key, english: &str| {
        let known = element
            .session
            .with_untracked(|session| session.as_ref().map(|session| session.text(key)));
        known
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| english.to_owned())
    };
    view! {
        <div class="failed" role="alert">
            <p class="failed-title">{text(Key::LoadFailed, "The payment form could not be loaded.")}</p>
            <p class="hint">{error.message}</p>
            <button type="button" class="button" on:click=move |_| element.dispatch(UiEvent::RetryPressed)>
                {text(Key::LoadRetry, "Try again")}
            </button>
        </div>
    }
}
