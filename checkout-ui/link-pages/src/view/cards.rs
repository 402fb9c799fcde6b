use super::{button, card_form, entry, mark, section};
use crate::act::Act;
use crate::kept::Card;
use crate::page::Page;
use crate::pages_flow::{Event, Place};
use crate::strings::Key;
use leptos::prelude::*;

/// With the form in which another one is typed, where the buyer has asked for it.
pub fn cards(page: Page, cards: Vec<Card>) -> AnyView {
    let items = cards.into_iter().map(|card| item(page, card)).collect();
    let card = page.card();
    let is_open = Memo::new(move |_| card.with(Option::is_some));
    view! {
        {section(page, Key::Cards, items, Some(Key::CardsNone))}
        {move || match is_open.get() {
            false => adder(page),
            true => card_form(page),
        }}
    }
    .into_any()
}

/// The focus comes back to it once the form is closed.
fn adder(page: Page) -> AnyView {
    view! {
        <div class="row">
            <button
                type="button"
                id=Place::CardOpener.id()
                on:click=move |_| page.hear(Event::CardAsked)
            >
                {page.text(Key::CardAdd)}
            </button>
        </div>
    }
    .into_any()
}

fn item(page: Page, card: Card) -> AnyView {
    let name = card.name();
    let first = match card.is_default {
        true => mark(page, Key::Default),
        false => {
            let act = Act::UseCardFirst(card.id.clone());
            button(page, Key::MakeDefault, Some(&name), Event::Pressed(act))
        }
    };
    let more = page.fill(Key::Expires, "date", &card.expiry());
    let remove = Event::Pressed(Act::RemoveCard(card.id));
    let remove = button(page, Key::Remove, Some(&name), remove);
    entry(&name, more, vec![first, remove])
}
