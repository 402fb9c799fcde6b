use crate::dom::{El, el};
use crate::element::Element;
use crate::locale::country_names;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use shared::element::session::BuyerField;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// The country of the billing address; it decides which postal code is asked for.
pub fn country_field(element: Element, session: &OpenedSession) -> El {
    let id = page::field_id(BuyerField::Country);
    let codes = session
        .countries
        .iter()
        .map(|country| country.code.as_str());
    let options = country_names(&session.locale, codes)
        .into_iter()
        .map(|(code, name)| el("option", "").attr("value", &code).text(&name));
    let select = el("select", "")
        .attr("id", id)
        .attr("name", id)
        .attr("autocomplete", "billing country")
        .children(options)
        .live(move |select| {
            if let Some(select) = select.dyn_ref::<HtmlSelectElement>() {
                element.read(|model| select.set_value(&model.form.country));
            }
        })
        .on("change", move |event| {
            let select = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                element.change(|model| model.form.set(BuyerField::Country, select.value()));
            }
        });
    el("div", "field country")
        .child(
            el("label", "")
                .attr("for", id)
                .text(&session.text(Key::Country)),
        )
        .child(el("div", "control select").child(select))
}
