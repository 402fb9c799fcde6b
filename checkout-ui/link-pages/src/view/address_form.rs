use super::button;
use crate::page::Page;
use crate::pages_flow::{Editing, Event, Place};
use crate::strings::Key;
use leptos::html::Div;
use leptos::prelude::*;

/// An address that the buyer writes: another one, or one of theirs anew.
pub fn address_form(page: Page, editing: Editing) -> AnyView {
    let fields = NodeRef::<Div>::new();
    let label = page.text(match &editing {
        Editing::New => Key::AddressAdd,
        Editing::Kept(_) => Key::AddressEdit,
    });
    fields.on_load(move |fields| page.write_address(&fields, &editing));
    view! {
        <div role="group" tabindex="-1" id=Place::AddressForm.id() aria-label=label>
            <div node_ref=fields></div>
            <div class="row">
                <button type="button" class="primary" on:click=move |_| page.submit_address()>
                    {page.text(Key::AddressSave)}
                </button>
                {button(page, Key::AddressCancel, None, Event::AddressDeclined)}
            </div>
        </div>
    }
    .into_any()
}
