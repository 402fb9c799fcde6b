//! The page: holds what it shows, follows events, and has their effects done.

use crate::border::{self, AddressForm, Parts};
use crate::card_form::{Field, TypedCard};
use crate::edge_client;
use crate::kept::{Answer, Buyer};
use crate::pages_flow::{CardState, Editing, Effect, Event, News, Open, Pages, Written};
use crate::strings::{Key, Strings};
use crate::view::root;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::element::language::Texts;
use shared::json;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The page, for views and for what comes later: a name for what the signals hold.
#[derive(Clone, Copy)]
pub struct Page {
    pages: RwSignal<Pages>,
    strings: StoredValue<Strings>,
    parts: StoredValue<Parts, LocalStorage>,
    /// Of the address that was opened last.
    address_form: StoredValue<Option<AddressForm>, LocalStorage>,
    /// As long as its form is open.
    typed_card: StoredValue<TypedCard>,
}

/// In which language the edge speaks to the buyer.
#[derive(Deserialize)]
struct Language {
    /// BCP 47.
    locale: String,
    /// `ltr` or `rtl`.
    direction: String,
    texts: Texts,
}

/// Draws into `place`, for as long as the document is open. `language` and `answer` are JSON. Errors:
/// they are no answers of the edge's.
#[wasm_bindgen]
pub fn start(
    place: HtmlElement,
    parts: Parts,
    language: &str,
    answer: String,
) -> Result<(), JsError> {
    console_error_panic_hook::set_once();
    let language: Language = json::from_str(language)?;
    let answer = Answer::read(answer).ok_or_else(|| JsError::new("no answer of Link's"))?;
    let strings = Strings(language.texts);
    border::introduce(
        &language.locale,
        &language.direction,
        &strings.text(Key::Title),
    );
    place.set_text_content(None);
    place.remove_attribute("aria-busy").unwrap_throw();
    mount_to(place, move || root(Page::new(answer, strings, parts))).forget();
    Ok(())
}

impl Page {
    fn new(answer: Answer, strings: Strings, parts: Parts) -> Self {
        Self {
            pages: RwSignal::new(Pages::new(answer)),
            strings: StoredValue::new(strings),
            parts: StoredValue::new_local(parts),
            address_form: StoredValue::new_local(None),
            typed_card: StoredValue::new(TypedCard::default()),
        }
    }

    /// What follows from an event.
    pub fn hear(self, event: Event) {
        let effects = self.pages.try_update(|pages| pages.follow(event));
        for effect in effects.into_iter().flatten() {
            self.act(effect);
        }
    }

    fn act(self, effect: Effect) {
        match effect {
            Effect::Read => spawn_local(async move {
                let answer = edge_client::read(&self.parts()).await;
                self.hear(Event::Read(answer));
            }),
            Effect::Send(act) => spawn_local(async move {
                let outcome = edge_client::send(&self.parts(), &act).await;
                self.hear(Event::Acted(act, outcome));
            }),
            Effect::MakePasskey => spawn_local(async move {
                let making = edge_client::make_passkey(&self.parts()).await;
                self.hear(Event::PasskeyMade(making));
            }),
            Effect::Export(json) => border::save_file("link.json", &json),
            Effect::ComplainOfAddress => self.address_form.with_value(|form| {
                if let Some(form) = form {
                    form.complain();
                }
            }),
            Effect::Focus(place) => border::focus_soon(&place.id()),
        }
    }

    /// What is known of the buyer, if anybody is; follows nothing else.
    pub fn buyer(self) -> Memo<Option<Buyer>> {
        Memo::new(move |_| self.pages.with(|pages| pages.buyer().cloned()))
    }

    pub fn is_open(self, what: Open) -> Memo<bool> {
        Memo::new(move |_| self.pages.with(|pages| pages.is_open(&what)))
    }

    /// Which address is being written, if any is.
    pub fn editing(self) -> Memo<Option<Editing>> {
        Memo::new(move |_| self.pages.with(|pages| pages.editing().cloned()))
    }

    /// Has an address written in `place`.
    pub fn write_address(self, place: &Element, editing: &Editing) {
        let whole = |pages: &Pages| pages.buyer().map(|buyer| buyer.whole.clone());
        let whole = self.pages.with_untracked(whole).unwrap_or_default();
        let id = match editing {
            Editing::New => None,
            Editing::Kept(id) => Some(id.as_str()),
        };
        let form = |parts: &Parts| parts.address_form(place, &whole, id);
        let form = self.parts.with_value(form);
        self.address_form.set_value(Some(form));
    }

    /// Hands in what is written.
    pub fn submit_address(self) {
        let fields = |form: &Option<AddressForm>| form.as_ref().and_then(AddressForm::fields);
        let written = match self.address_form.with_value(fields) {
            Some(fields) => Written::Right(fields),
            None => Written::Wrong,
        };
        self.hear(Event::AddressWritten(written));
    }

    /// How far the buyer has come with a card, if one is being written.
    pub fn card(self) -> Memo<Option<CardState>> {
        Memo::new(move |_| self.pages.with(|pages| pages.card().cloned()))
    }

    /// A keystroke, or what the browser has filled in.
    pub fn type_card(self, field: Field, input: &HtmlInputElement) {
        let (raw, caret) = (input.value(), border::caret_in(input));
        let edit = self
            .typed_card
            .with_value(|card| card.edit(field, raw, caret));
        border::put_into(input, &edit.text, edit.caret);
        self.typed_card
            .update_value(|card| card.set(field, edit.text));
        self.hear(Event::CardTyped(field));
    }

    /// Hands in what is written.
    pub fn submit_card(self) {
        let today = border::this_month();
        let written = self.typed_card.with_value(|card| card.whole(today));
        self.hear(Event::CardWritten(written));
    }

    /// Nothing is left of what was typed.
    pub fn forget_card(self) {
        self.typed_card.set_value(TypedCard::default());
    }

    /// What is said of the last event.
    pub fn news(self) -> String {
        match self.pages.with(|pages| pages.news.clone()) {
            None => String::new(),
            Some(News::Said(key)) => self.text(key),
            Some(News::CardAdded(card)) => self.fill(Key::CardAdded, "card", &card),
        }
    }

    pub fn text(self, key: Key) -> String {
        self.strings.with_value(|strings| strings.text(key))
    }

    pub fn fill(self, key: Key, name: &str, value: &str) -> String {
        self.strings
            .with_value(|strings| strings.fill(key, name, value))
    }

    pub fn has_passkeys(self) -> bool {
        self.parts.with_value(Parts::has_passkeys)
    }

    /// Asks buyers who they are, in `place`.
    pub fn sign_in(self, place: &Element) {
        let proven = Closure::<dyn Fn()>::new(move || self.hear(Event::SignedIn));
        // Freed by the browser together with what calls it.
        let proven = proven.into_js_value();
        self.parts.with_value(|parts| parts.sign_in(place, &proven));
    }

    fn parts(self) -> Parts {
        self.parts
            .with_value(|parts| parts.unchecked_ref::<JsValue>().clone().unchecked_into())
    }
}
