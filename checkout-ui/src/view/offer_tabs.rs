use crate::dom::{El, el};
use crate::element::Element;
use crate::offers::Arrangement;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use crate::view::offer_list::{icon, radio, radio_group, radio_id};
use crate::view::offer_panel::open_panel;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// The ways to pay beside each other, and what the chosen one asks below all of them.
pub fn offer_tabs(
    element: Element,
    session: &Arc<OpenedSession>,
    arrangement: &Arrangement,
) -> Vec<El> {
    let shown = arrangement.shown.iter();
    let tabs = shown.filter_map(|index| tab(element, session, *index));
    let mut list = radio_group("tabs", session).children(tabs);
    if !arrangement.hidden.is_empty() {
        list = list.child(more_tab(element, session, &arrangement.hidden));
    }
    let panel = open_panel(el("div", "tab-panel"), element, session, None);
    vec![list, panel]
}

fn tab(element: Element, session: &OpenedSession, index: usize) -> Option<El> {
    let offer = session.offers.get(index)?;
    let class = move || {
        let is_open = element.read(|model| model.chosen == Some(index));
        Some(if is_open { "tab open" } else { "tab" }.to_owned())
    };
    // A tab has no room for the network of a saved card, whose mark stands above its digits.
    let name = offer.display_name.as_str();
    let digits = offer.saved.as_ref().and_then(|_| name.find('•'));
    let parts = name.split_at_checked(digits.unwrap_or_default());
    let (network, name) = parts.unwrap_or(("", name));
    let tab = el("label", "")
        .live_attr("class", class)
        .child(radio(element, index))
        .child(icon(offer, "36", "24").attr("alt", network))
        .child(el("span", "tab-name").text(name));
    Some(tab)
}

/// The tab behind which the rest is: the browser's own list, which no iframe cuts off.
fn more_tab(element: Element, session: &OpenedSession, hidden: &[usize]) -> El {
    let more = session.text(Key::MoreMethods);
    let option = |value: &str, name: &str| el("option", "").attr("value", value).text(name);
    let offers = hidden.iter().filter_map(|index| {
        let offer = session.offers.get(*index)?;
        Some(option(&index.to_string(), &offer.display_name))
    });
    let list = el("select", "")
        .attr("aria-label", &more)
        .child(option("", &more))
        .children(offers)
        .on("change", move |event| {
            let list = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            if let Some(index) = list.and_then(|list| list.value().parse().ok()) {
                element.change(|model| {
                    model.chosen = Some(index);
                    model.kept = Some(index);
                });
                page::focus_id_soon(radio_id(index));
            }
        });
    el("div", "tab more-tab").child(list)
}
