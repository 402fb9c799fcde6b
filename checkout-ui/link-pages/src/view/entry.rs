use crate::page::Page;
use crate::strings::Key;
use leptos::prelude::*;

/// One thing of a list: its name, more about it, and what can be done with it.
pub fn entry(name: &str, more: String, controls: Vec<AnyView>) -> AnyView {
    view! {
        <li>
            <div>{name.to_owned()} <small>{more}</small></div>
            <span class="controls">{controls}</span>
        </li>
    }
    .into_any()
}

/// What is so of this one alone.
pub fn mark(page: Page, text: Key) -> AnyView {
    view! { <span class="mark">{page.text(text)}</span> }.into_any()
}
