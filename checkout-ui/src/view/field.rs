use crate::card_input::cvc::edit_cvc;
use crate::card_input::edit::Edit;
use crate::card_input::expiry::edit_expiry;
use crate::card_input::number::edit_number;
use crate::element::{Element, rules};
use crate::form::{FieldError, Form};
use crate::opened_session::OpenedSession;
use crate::page;
use leptos::ev::Event;
use leptos::prelude::*;
use shared::element::session::BuyerField;
use std::sync::Arc;
use web_sys::HtmlInputElement;

/// What a text field is called, and what browsers and keyboards should know of it.
pub struct FieldTexts {
    pub label: String,
    pub example: String,
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
}

/// A labelled input with its problem beside it.
#[component]
pub fn TextField(
    element: Element,
    session: Arc<OpenedSession>,
    index: usize,
    field: BuyerField,
    texts: FieldTexts,
    mark: Option<AnyView>,
) -> impl IntoView {
    let id = page::field_id(field);
    let problem = problem_of(element, session, index, field);
    let on_input = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let raw = input.value();
        let caret = input
            .selection_start()
            .ok()
            .flatten()
            .map_or(raw.len(), |caret| caret as usize);
        let edit = element
            .form
            .with_untracked(|form| edit(field, form, raw, caret));
        page::put_into(&input, &edit.text, edit.caret);
        element.form.update(|form| form.set(field, edit.text));
    };
    view! {
        <div class=["field ", id].concat()>
            <label for=id>{texts.label}</label>
            <div class="control">
                <input
                    id=id
                    name=id
                    type="text"
                    inputmode=texts.inputmode
                    autocomplete=texts.autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=texts.example
                    maxlength="128"
                    aria-required="true"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=move || problem.with(Option::is_some).then(|| problem_id(field))
                    prop:value=move || element.form.with(|form| form.value(field).to_owned())
                    on:input=on_input
                    on:blur=move |_| element.form.update(|form| form.leave(field))
                />
                {mark}
            </div>
            <Problem field problem />
        </div>
    }
}

/// The problem of a field, told once when it appears.
#[component]
pub fn Problem(field: BuyerField, problem: Memo<Option<String>>) -> impl IntoView {
    move || {
        problem
            .get()
            .map(|text| view! { <p class="problem" id=problem_id(field) role="alert">{text}</p> })
    }
}

/// What to show beside `field` of the offer at `index`.
pub fn problem_of(
    element: Element,
    session: Arc<OpenedSession>,
    index: usize,
    field: BuyerField,
) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let rules = rules(&session, session.offers.get(index));
        element
            .form
            .with(|form| form.shown_error(field, rules))
            .map(|error| match error {
                FieldError::Local(key) => session.text(key),
                FieldError::Refused(message) => message,
            })
    })
}

pub fn problem_id(field: BuyerField) -> String {
    [page::field_id(field), "-problem"].concat()
}

fn edit(field: BuyerField, form: &Form, raw: String, caret: usize) -> Edit {
    match field {
        BuyerField::CardNumber => edit_number(&raw, caret),
        BuyerField::CardExpiry => edit_expiry(&raw, caret, &form.expiry),
        BuyerField::CardCvc => edit_cvc(&raw, caret, form.brand()),
        BuyerField::Country | BuyerField::PostalCode | BuyerField::Name | BuyerField::Email => {
            Edit { text: raw, caret }
        }
    }
}
