use super::{button, entry, mark, section};
use crate::act::Act;
use crate::kept::Card;
use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

pub fn cards(page: Page, cards: Vec<Card>) -> AnyView {
    let items = cards.into_iter().map(|card| item(page, card)).collect();
    section(page, Key::Cards, items, Some(Key::CardsNone))
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
