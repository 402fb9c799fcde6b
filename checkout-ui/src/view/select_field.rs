use crate::dom::{El, el};
use crate::element::Element;
use crate::locale::list_countries;
use crate::opened_session::OpenedSession;
use crate::view::field::{control, labelled};
use shared::element::field::{FieldKind, OfferField};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// A list to choose from: the browser's own, which is searched by typing and which phones show in
/// the way that their owners know.
pub fn select_field(element: Element, session: &OpenedSession, field: &'static OfferField) -> El {
    let option = |code: &str, name: &str| el("option", "").attr("value", code).text(name);
    let mut select = el("select", "");
    if field.kind == FieldKind::Country {
        let (locale, codes) = (session.locale.clone(), countries(session, field));
        let chosen = element.peek(|model| model.form.value(&field.id).to_owned());
        select = select.live(move |select| list_countries(select, &locale, &codes, &chosen));
    } else {
        select = select.child(option("", &field.example));
        for choice in &field.choices {
            select = select.child(option(&choice.code, &choice.name));
        }
    }
    let select = select
        .live(move |select| {
            if let Some(select) = select.dyn_ref::<HtmlSelectElement>() {
                element.read(|model| select.set_value(model.form.value(&field.id)));
            }
        })
        .on("change", move |event| {
            let select = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(select) = select {
                element.change(|model| model.form.set(&field.id, select.value()));
            }
        });
    let select = el("div", "control select").child(control(element, field, select));
    labelled(element, field, &field.label, select)
}

/// Those that a field lists, or all; with a blank between any two.
fn countries(session: &OpenedSession, field: &OfferField) -> String {
    let mut codes = String::new();
    let mut add = |code: &str| {
        if !codes.is_empty() {
            codes.push(' ');
        }
        codes.push_str(code);
    };
    if field.choices.is_empty() {
        session
            .countries
            .iter()
            .for_each(|country| add(&country.code));
    } else {
        field.choices.iter().for_each(|choice| add(&choice.code));
    }
    codes
}
