use crate::dom::{El, el};
use crate::element::Element;
use crate::locale::country_names;
use crate::opened_session::OpenedSession;
use crate::view::field::{control, labelled};
use shared::element::field::{FieldKind, OfferField};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// A list to choose from: the browser's own, which is searched by typing and which phones show in
/// the way that their owners know.
pub fn select_field(element: Element, session: &OpenedSession, field: &'static OfferField) -> El {
    let option = |code: &str, name: &str| el("option", "").attr("value", code).text(name);
    let options: Vec<El> = if field.kind == FieldKind::Country {
        countries(session, field)
            .iter()
            .map(|(code, name)| option(code, name))
            .collect()
    } else {
        let choices = field.choices.iter();
        let choices = choices.map(|choice| option(&choice.code, &choice.name));
        [option("", &field.example)]
            .into_iter()
            .chain(choices)
            .collect()
    };
    let select = el("select", "")
        .children(options)
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

/// Codes and names of the countries that a field lists, or of all.
fn countries(session: &OpenedSession, field: &OfferField) -> Vec<(String, String)> {
    let all = session.countries.iter().map(|country| &country.code);
    let own = field.choices.iter().map(|choice| &choice.code);
    // One of the two is all that there is.
    let all = all.take(if field.choices.is_empty() {
        usize::MAX
    } else {
        0
    });
    country_names(&session.locale, own.chain(all).map(String::as_str))
}
