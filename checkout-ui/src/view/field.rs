use crate::card_input::cvc::edit_cvc;
use crate::card_input::edit::Edit;
use crate::card_input::expiry::edit_expiry;
use crate::card_input::number::edit_number;
use crate::dom::{El, el};
use crate::element::Element;
use crate::form::{FieldError, Form, FormRules};
use crate::opened_session::OpenedSession;
use crate::page;
use shared::element::session::BuyerField;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// What a text field is called, and what browsers and keyboards should know of it.
pub struct FieldTexts {
    pub label: String,
    pub example: String,
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
}

/// A labelled input with its problem beside it.
pub fn text_field(
    element: Element,
    session: &Arc<OpenedSession>,
    index: usize,
    field: BuyerField,
    texts: FieldTexts,
    mark: Option<El>,
) -> El {
    let id = page::field_id(field);
    let session = session.clone();
    let problem = move || problem(element, &session, index, field);
    let is_wrong = {
        let problem = problem.clone();
        move || problem().is_some()
    };
    let is_wrong_too = is_wrong.clone();
    let input = el("input", "")
        .attr("id", id)
        .attr("name", id)
        .attr("type", "text")
        .attr("inputmode", texts.inputmode)
        .attr("autocomplete", texts.autocomplete)
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", &texts.example)
        .attr("maxlength", "128")
        .attr("aria-required", "true")
        .live_attr("aria-invalid", move || {
            is_wrong().then(|| "true".to_owned())
        })
        .live_attr("aria-describedby", move || {
            is_wrong_too().then(|| problem_id(field))
        })
        .live(move |input| {
            if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
                element.read(|model| page::put_into(input, model.form.value(field), usize::MAX));
            }
        })
        .on("input", move |event| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(input) = input {
                on_input(element, field, &input);
            }
        })
        .on("blur", move |_| {
            element.change(|model| model.form.leave(field))
        });
    el("div", &["field ", id].concat())
        .child(el("label", "").attr("for", id).text(&texts.label))
        .child(el("div", "control").child(input).children(mark))
        .live_child(problem, move |text| {
            el("p", "problem")
                .attr("id", &problem_id(field))
                .attr("role", "alert")
                .text(&text)
        })
}

fn on_input(element: Element, field: BuyerField, input: &HtmlInputElement) {
    let raw = input.value();
    let caret = input
        .selection_start()
        .ok()
        .flatten()
        .map_or(raw.len(), |caret| caret as usize);
    let edit = element.read(|model| edit(field, &model.form, raw, caret));
    page::put_into(input, &edit.text, edit.caret);
    element.change(|model| model.form.set(field, edit.text));
}

/// What to show beside `field` of the offer at `index`.
fn problem(
    element: Element,
    session: &OpenedSession,
    index: usize,
    field: BuyerField,
) -> Option<String> {
    let fields = session
        .offers
        .get(index)
        .map(|offer| offer.fields.as_slice());
    let error = element.read(|model| {
        let rules = FormRules {
            fields: fields.unwrap_or_default(),
            ..model.rules()
        };
        model.form.shown_error(field, rules)
    });
    error.map(|error| match error {
        FieldError::Local(key) => session.text(key),
        FieldError::Refused(message) => message,
    })
}

fn problem_id(field: BuyerField) -> String {
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
