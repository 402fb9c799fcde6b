use super::{address_form, button, entry, mark, section};
use crate::act::Act;
use crate::border::country_name;
use crate::kept::Address;
use crate::page::Page;
use crate::pages_flow::{Editing, Event, Place};
use crate::strings::Key;
use leptos::prelude::*;

/// With the form in which one is written, where the buyer has asked for it.
pub fn addresses(page: Page, addresses: Vec<Address>) -> AnyView {
    let editing = page.editing();
    let items = addresses
        .iter()
        .map(|address| item(page, address))
        .collect();
    view! {
        {section(page, Key::Addresses, items, Some(Key::AddressesNone))}
        {move || match editing.get() {
            None => adder(page),
            Some(editing) => address_form(page, editing),
        }}
    }
    .into_any()
}

fn item(page: Page, address: &Address) -> AnyView {
    let name = &address.name;
    let country = address.address.country.as_deref().map(country_name);
    let first = match address.is_default {
        true => mark(page, Key::Default),
        false => {
            let act = Act::UseAddressFirst(address.id.clone());
            button(page, Key::MakeDefault, Some(name), Event::Pressed(act))
        }
    };
    let edit = opener(
        page,
        Key::AddressEdit,
        Editing::Kept(address.id.clone()),
        Some(name),
    );
    let remove = Event::Pressed(Act::RemoveAddress(address.id.clone()));
    let remove = button(page, Key::Remove, Some(name), remove);
    entry(name, address.lines(country), vec![first, edit, remove])
}

fn adder(page: Page) -> AnyView {
    let add = opener(page, Key::AddressAdd, Editing::New, None);
    view! { <div class="row">{add}</div> }.into_any()
}

/// The focus comes back to it once the form is closed.
fn opener(page: Page, text: Key, editing: Editing, about: Option<&str>) -> AnyView {
    let id = Place::AddressOpener(editing.clone()).id();
    let text = page.text(text);
    let label = about.map(|about| [&text, ": ", about].concat());
    let open = move |_| page.hear(Event::AddressAsked(editing.clone()));
    view! {
        <button type="button" id=id aria-label=label on:click=open>
            {text}
        </button>
    }
    .into_any()
}
