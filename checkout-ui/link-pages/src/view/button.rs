use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

/// What can be pressed; `about` tells readers which of several it is.
pub fn button(page: Page, text: Key, about: Option<&str>, pressed: Event) -> AnyView {
    let text = page.text(text);
    let label = about.map(|about| [&text, ": ", about].concat());
    view! {
        <button type="button" aria-label=label on:click=move |_| page.hear(pressed.clone())>
            {text}
        </button>
    }
    .into_any()
}
