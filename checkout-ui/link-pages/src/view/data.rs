use super::button;
use crate::act::Act;
use crate::page::Page;
use crate::pages_flow::{Event, Open, Place};
use crate::strings::Key;
use leptos::prelude::*;

/// What a buyer can do with all of it at once.
pub fn data(page: Page) -> AnyView {
    let is_asked = page.is_open(Open::EraseQuestion);
    view! {
        <h2>{page.text(Key::Data)}</h2>
        {move || match is_asked.get() {
            true => question(page),
            false => choices(page),
        }}
    }
    .into_any()
}

fn choices(page: Page) -> AnyView {
    view! {
        <div class="row">
            {button(page, Key::Export, None, Event::ExportAsked)}
            <button
                type="button"
                id=Place::Erase.id()
                class="danger"
                on:click=move |_| page.hear(Event::EraseAsked)
            >
                {page.text(Key::Erase)}
            </button>
        </div>
    }
    .into_any()
}

/// The focus comes to the answer that changes nothing.
fn question(page: Page) -> AnyView {
    let question = page.text(Key::EraseQuestion);
    let label = question.clone();
    view! {
        <div role="group" aria-label=label>
            <p>{question}</p>
            <div class="row">
                <button
                    type="button"
                    id=Place::KeepEverything.id()
                    on:click=move |_| page.hear(Event::EraseDeclined)
                >
                    {page.text(Key::EraseNo)}
                </button>
                <button
                    type="button"
                    class="danger"
                    on:click=move |_| page.hear(Event::Pressed(Act::Erase))
                >
                    {page.text(Key::EraseYes)}
                </button>
            </div>
        </div>
    }
    .into_any()
}
