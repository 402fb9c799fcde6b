use super::button;
use crate::card_form::Field;
use crate::page::Page;
use crate::pages_flow::{CardState, Event};
use crate::strings::Key;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// What tells whoever presses the button what they agree to.
const CONSENT: &str = "card-consent";

/// A card that the buyer types, to keep it without paying.
pub fn card_form(page: Page) -> AnyView {
    let card = page.card();
    let is_sent = Memo::new(move |_| {
        let is_sent = |card: &Option<CardState>| card.as_ref().is_some_and(|card| card.is_sent);
        card.with(is_sent)
    });
    let problem = problem_of(page, None);
    let fields = Vec::from(Field::ALL.map(|field| text_field(page, field)));
    on_cleanup(move || page.forget_card());
    view! {
        <form
            id="card-form"
            novalidate
            aria-label=page.text(Key::CardAdd)
            on:submit=move |event| {
                event.prevent_default();
                page.submit_card();
            }
        >
            <div class="fields">{fields}</div>
            <p id=CONSENT>{page.text(Key::CardConsent)}</p>
            {move || {
                let said = |text: Key| view! { <p class="problem" role="alert">{page.text(text)}</p> };
                problem.get().map(said)
            }}
            <div class="row">
                <button
                    type="submit"
                    class="primary"
                    aria-describedby=CONSENT
                    aria-disabled=move || is_sent.get().then_some("true")
                >
                    {move || page.text(if is_sent.get() { Key::CardSaving } else { Key::CardSave })}
                </button>
                {button(page, Key::AddressCancel, None, Event::CardDeclined)}
            </div>
        </form>
    }
    .into_any()
}

/// A labelled input with its problem below.
fn text_field(page: Page, field: Field) -> AnyView {
    let id = field.id();
    let problem_id = [id, "-problem"].concat();
    let described_by = problem_id.clone();
    let problem = problem_of(page, Some(field));
    let Looks {
        label,
        example,
        class,
        autocomplete,
        is_number,
        is_required,
    } = Looks::of(field);
    view! {
        <div class=class>
            <label for=id>{page.text(label)}</label>
            <input
                id=id
                name=id
                type="text"
                inputmode=is_number.then_some("numeric")
                autocomplete=autocomplete
                autocapitalize=if is_number { "off" } else { "words" }
                spellcheck="false"
                maxlength="128"
                placeholder=example.map(|example| page.text(example))
                aria-required=is_required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| described_by.clone())
                on:input=move |event| {
                    page.type_card(field, &event_target::<HtmlInputElement>(&event));
                }
            />
            {move || {
                let id = problem_id.clone();
                let said = |text: Key| view! { <p class="problem" id=id>{page.text(text)}</p> };
                problem.get().map(said)
            }}
        </div>
    }
    .into_any()
}

/// What is shown to be wrong with the field, or with all of it.
fn problem_of(page: Page, field: Option<Field>) -> Memo<Option<Key>> {
    let card = page.card();
    Memo::new(move |_| {
        card.with(|card| {
            let mut problems = card.as_ref()?.problems.iter();
            let own = problems.find(|problem| problem.field == field);
            own.map(|problem| problem.text)
        })
    })
}

/// How a field is drawn.
struct Looks {
    label: Key,
    example: Option<Key>,
    class: &'static str,
    /// HTML's autofill token.
    autocomplete: &'static str,
    is_number: bool,
    is_required: bool,
}

impl Looks {
    const fn of(field: Field) -> Self {
        let (label, example, class, autocomplete) = match field {
            Field::Number => {
                let example = Some(Key::NumberExample);
                (Key::Number, example, "field number", "cc-number")
            }
            Field::Expiry => {
                let example = Some(Key::ExpiryExample);
                (Key::Expiry, example, "field number half", "cc-exp")
            }
            Field::Cvc => {
                let example = Some(Key::CvcExample);
                (Key::Cvc, example, "field number half", "cc-csc")
            }
            Field::Name => (Key::CardName, None, "field", "cc-name"),
        };
        let is_number = !matches!(field, Field::Name);
        Self {
            label,
            example,
            class,
            autocomplete,
            is_number,
            is_required: is_number,
        }
    }
}
