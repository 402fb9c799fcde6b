use crate::dom::{El, el};
use crate::element::Element;
use crate::model::OFFERS_ID;
use crate::offers::{Arrangement, is_bare};
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use crate::view::offer_panel::{open_panel, panel};
use crate::view::offer_tabs::offer_tabs;
use shared::element::options::Radios;
use shared::element::session::Offer;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The ways to pay, as the page wants them laid out; the chosen one is open. Native radio buttons,
/// so that arrow keys and screen readers work as everywhere.
pub fn offer_list(element: Element, session: &Arc<OpenedSession>) -> El {
    if let [offer] = session.offers
        && is_bare(session.offers, &session.options)
    {
        return panel(element, session, offer).attr("class", "panel bare");
    }
    let arrangement = move || element.read(|model| model.arrangement());
    let session = session.clone();
    el("div", "").live_children(
        move || arrangement().key(),
        move || {
            let arrangement = arrangement();
            if arrangement.tabs {
                offer_tabs(element, &session, &arrangement)
            } else {
                vec![offer_rows(element, &session, arrangement)]
            }
        },
    )
}

/// What holds the radio buttons.
pub fn radio_group(class: &str, session: &OpenedSession) -> El {
    el("div", class)
        .attr("id", OFFERS_ID)
        .attr("tabindex", "-1")
        .attr("role", "radiogroup")
        .attr("aria-label", &session.text(Key::Methods))
}

/// One below the other.
fn offer_rows(element: Element, session: &Arc<OpenedSession>, arrangement: Arrangement) -> El {
    let Arrangement { shown, hidden, .. } = arrangement;
    let list = radio_group(&list_class(session), session).children(
        shown
            .iter()
            .filter_map(|index| offer_row(element, session, *index)),
    );
    if hidden.is_empty() {
        return list;
    }
    let session = session.clone();
    let unfolded = move || element.read(|model| model.unfolded);
    list.live_children(
        move || unfolded().to_string(),
        move || {
            if unfolded() {
                hidden
                    .iter()
                    .filter_map(|index| offer_row(element, &session, *index))
                    .collect()
            } else {
                vec![more_row(element, &session, &hidden)]
            }
        },
    )
}

fn list_class(session: &OpenedSession) -> String {
    let options = &session.options;
    let has_radios = match options.radios {
        Radios::Always => true,
        Radios::Never => false,
        Radios::IfMultiple => session.offers.len() > 1,
    };
    let class = |is_so: bool, class: &'static str| if is_so { class } else { "" };
    [
        "offers",
        class(options.spaced, " spaced"),
        class(!options.logo_at_end, " logo-first"),
        class(!has_radios, " no-radios"),
    ]
    .concat()
}

/// The row that stands for the rest.
fn more_row(element: Element, session: &OpenedSession, hidden: &[usize]) -> El {
    let icons = hidden
        .iter()
        .filter_map(|index| session.offers.get(*index))
        .take(3);
    let icons = icons.map(|offer| icon(offer, "24", "16"));
    let first = hidden.first().copied();
    el("button", "row more")
        .attr("type", "button")
        .child(el("span", "plus"))
        .child(el("span", "row-name").text(&session.text(Key::MoreMethods)))
        .child(el("span", "row-icons").children(icons))
        .on("click", move |_| {
            element.change(|model| model.unfolded = true);
            if let Some(index) = first {
                page::focus_id_soon(radio_id(index));
            }
        })
}

fn offer_row(element: Element, session: &Arc<OpenedSession>, index: usize) -> Option<El> {
    let offer = session.offers.get(index)?;
    let row = el("label", "row")
        .child(radio(element, index))
        .child(el("span", "radio"))
        .child(row_name(offer))
        .child(icon(offer, "36", "24"));
    let class = move || {
        let is_open = element.read(|model| model.chosen == Some(index));
        Some(if is_open { "offer open" } else { "offer" }.to_owned())
    };
    let offer = el("div", "").live_attr("class", class).child(row);
    Some(open_panel(offer, element, session, Some(index)))
}

/// What opens an offer.
pub fn radio(element: Element, index: usize) -> El {
    el("input", "")
        .attr("type", "radio")
        .attr("name", "method")
        .attr("id", &radio_id(index))
        .live(move |radio| {
            if let Some(radio) = radio.dyn_ref::<HtmlInputElement>() {
                radio.set_checked(element.read(|model| model.chosen == Some(index)));
            }
        })
        .on("change", move |_| {
            element.change(|model| model.chosen = Some(index));
        })
}

pub fn radio_id(index: usize) -> String {
    ["method-", &index.to_string()].concat()
}

/// What the offer is called; of a saved card, until when it is good.
fn row_name(offer: &Offer) -> El {
    let name = el("span", "row-name").text(&offer.display_name);
    match offer.saved.as_ref().and_then(|saved| saved.expiry.as_ref()) {
        Some(expiry) => name.child(el("span", "row-hint").text(expiry)),
        None => name,
    }
}

pub fn icon(offer: &Offer, width: &str, height: &str) -> El {
    // The name stands beside it.
    el("img", "")
        .attr("src", &offer.icon)
        .attr("alt", "")
        .attr("width", width)
        .attr("height", height)
}
