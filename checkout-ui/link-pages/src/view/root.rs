use super::{known, sign_in};
use crate::page::Page;
use crate::strings::Key;
use leptos::prelude::*;

/// The whole of it. What is said of an act stands in one place as long as the page is open, so that
/// screen readers hear it.
pub fn root(page: Page) -> impl IntoView {
    let buyer = page.buyer();
    view! {
        <h1 id="title" tabindex="-1">{page.text(Key::Title)}</h1>
        <p id="news" role="status">{move || page.news()}</p>
        {move || match buyer.get() {
            None => sign_in(page),
            Some(buyer) => known(page, buyer),
        }}
    }
}
