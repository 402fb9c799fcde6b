use crate::page::Page;
use crate::strings::Key;
use leptos::prelude::*;

/// A heading with its list, or with what is said where nothing is in it.
pub fn section(page: Page, heading: Key, items: Vec<AnyView>, none: Option<Key>) -> AnyView {
    let list = match (items.is_empty(), none) {
        (true, Some(none)) => view! { <p>{page.text(none)}</p> }.into_any(),
        (true, None) | (false, _) => view! { <ul>{items}</ul> }.into_any(),
    };
    view! {
        <h2>{page.text(heading)}</h2>
        {list}
    }
    .into_any()
}
