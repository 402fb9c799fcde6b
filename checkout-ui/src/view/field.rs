use crate::dom::{El, el};
use crate::element::Element;
use crate::page;
use shared::element::field::{FieldKind, OfferField};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

/// How long a field that was left keeps its problem to itself: a line that comes at once moves what
/// the buyer has just pressed, such as the page's button, away before they let go of it.
const PRESS_MS: u32 = 200;

/// A labelled input with its problem beside it.
pub fn text_field(
    element: Element,
    field: &'static OfferField,
    label: &str,
    mark: Option<El>,
) -> El {
    let input = el("input", "")
        .attr("type", "text")
        .attr("inputmode", &field.input_mode)
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        // A blank one tells styles whether the input is empty, where a label floats.
        .attr(
            "placeholder",
            if field.example.is_empty() {
                " "
            } else {
                &field.example
            },
        )
        .attr("maxlength", "128")
        .live(move |input| {
            if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
                element.read(|model| {
                    page::put_into(input, model.form.value(&field.id), usize::MAX);
                });
            }
        })
        .on("input", move |event| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(input) = input {
                on_input(element, field, &input);
            }
        });
    let control = el("div", "control")
        .child(control(element, field, input))
        .children(mark);
    labelled(element, field, label, control)
}

/// What every control of a form has: its names, and whether it is wrong.
pub fn control(element: Element, field: &'static OfferField, control: El) -> El {
    let is_wrong = move || element.read(|model| model.shown_error(field).is_some());
    control
        .attr("id", &field.id)
        .attr("name", &field.id)
        .attr("autocomplete", &field.autocomplete)
        .attr(
            "aria-required",
            if field.optional { "false" } else { "true" },
        )
        .live_attr("aria-invalid", move || {
            is_wrong().then(|| "true".to_owned())
        })
        .live_attr("aria-describedby", move || {
            let problem = is_wrong().then(|| problem_id(field));
            problem.or_else(|| (!field.hint.is_empty()).then(|| hint_id(field)))
        })
        .on("blur", move |_| {
            spawn_local(async move {
                page::pause(PRESS_MS).await;
                element.change(|model| model.form.leave(&field.id));
            });
        })
}

/// A control below its label and above its problem.
pub fn labelled(element: Element, field: &'static OfferField, label: &str, control: El) -> El {
    let hint = (!field.hint.is_empty()).then(|| {
        el("p", "field-hint")
            .attr("id", &hint_id(field))
            .text(&field.hint)
    });
    el("div", &class(field))
        .child(el("label", "").attr("for", &field.id).text(label))
        .child(control)
        .live_child(
            move || element.read(|model| model.shown_error(field)),
            move |text| {
                let problem = el("p", "problem").attr("id", &problem_id(field));
                let is_said_aloud = element.peek(|model| model.form.is_said_aloud(&field.id));
                let problem = match is_said_aloud {
                    true => problem.attr("role", "alert"),
                    false => problem,
                };
                problem.text(&text)
            },
        )
        .children(hint)
}

fn on_input(element: Element, field: &'static OfferField, input: &HtmlInputElement) {
    let raw = input.value();
    let caret = input
        .selection_start()
        .ok()
        .flatten()
        .map_or(raw.len(), |caret| caret as usize);
    let edit = element.read(|model| model.form.edited(field, raw, caret));
    page::put_into(input, &edit.text, edit.caret);
    element.change(|model| model.form.set(&field.id, edit.text));
}

fn class(field: &OfferField) -> String {
    let half = if field.half { " half " } else { " " };
    let ltr = match field.kind {
        FieldKind::CardNumber
        | FieldKind::CardExpiry
        | FieldKind::CardCvc
        | FieldKind::Digits
        | FieldKind::Code
        | FieldKind::Iban => "field number",
        FieldKind::Country
        | FieldKind::PostalCode
        | FieldKind::Text
        | FieldKind::Select
        | FieldKind::Checkbox
        | FieldKind::Fixed => "field",
    };
    [ltr, half, &field.id].concat()
}

fn problem_id(field: &OfferField) -> String {
    [&field.id, "-problem"].concat()
}

fn hint_id(field: &OfferField) -> String {
    [&field.id, "-hint"].concat()
}
