use crate::page::Page;
use crate::strings::Key;
use leptos::html::Div;
use leptos::prelude::*;

/// Asks who the buyer is: an address and the code that is sent there, or a passkey.
pub fn sign_in(page: Page) -> AnyView {
    let place = NodeRef::<Div>::new();
    place.on_load(move |place| page.sign_in(&place));
    view! {
        <p>{page.text(Key::Explanation)}</p>
        <div node_ref=place></div>
    }
    .into_any()
}
