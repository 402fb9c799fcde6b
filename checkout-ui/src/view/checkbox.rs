use crate::dom::{El, el};
use crate::element::Element;
use shared::element::field::{CHECKED, OfferField};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// A box to tick, with its label beside it.
pub fn checkbox(element: Element, field: &'static OfferField) -> El {
    let input = el("input", "")
        .attr("type", "checkbox")
        .attr("id", &field.id)
        .live(move |input| {
            if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
                input.set_checked(element.read(|model| model.form.value(&field.id) == CHECKED));
            }
        })
        .on("change", move |_| {
            element.change(|model| {
                let was_checked = model.form.value(&field.id) == CHECKED;
                let value = if was_checked { "" } else { CHECKED };
                model.form.set(&field.id, value.to_owned());
            });
        });
    el("label", "field checkbox")
        .child(input)
        .child(el("span", "").text(&field.label))
}
