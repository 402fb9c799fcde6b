use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use crate::view::fields::fields;
use crate::view::instalments::instalments;
use shared::element::session::{Offer, OfferFlow};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The ways to pay, one below the other; the chosen one is open. Native radio buttons, so that
/// arrow keys and screen readers work as everywhere.
pub fn offer_list(element: Element, session: &Arc<OpenedSession>) -> El {
    if let [offer] = session.offers
        && offer.flow == OfferFlow::CardForm
    {
        return el("div", "panel bare").child(fields(element, session, offer));
    }
    let rows = session.rows.clone();
    let list = el("div", "offers")
        .attr("role", "radiogroup")
        .attr("aria-label", &session.text(Key::Methods))
        .children(
            rows.shown
                .iter()
                .filter_map(|index| offer_row(element, session, *index)),
        );
    if rows.hidden.is_empty() {
        return list;
    }
    let session = session.clone();
    let unfolded = move || element.read(|model| model.unfolded);
    list.live_children(
        move || unfolded().to_string(),
        move || {
            if unfolded() {
                rows.hidden
                    .iter()
                    .filter_map(|index| offer_row(element, &session, *index))
                    .collect()
            } else {
                vec![more_row(element, &session, &rows.hidden)]
            }
        },
    )
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
                focus_soon(row_id(index));
            }
        })
}

fn offer_row(element: Element, session: &Arc<OpenedSession>, index: usize) -> Option<El> {
    let offer = session.offers.get(index)?;
    let is_open = move || element.read(|model| model.chosen == index);
    let radio = el("input", "")
        .attr("type", "radio")
        .attr("name", "method")
        .attr("id", &row_id(index))
        .live(move |radio| {
            if let Some(radio) = radio.dyn_ref::<HtmlInputElement>() {
                radio.set_checked(is_open());
            }
        })
        .on("change", move |_| {
            element.change(|model| model.chosen = index)
        });
    let row = el("label", "row")
        .child(radio)
        .child(el("span", "radio"))
        .child(el("span", "row-name").text(&offer.display_name))
        .child(icon(offer, "36", "24"));
    let session = session.clone();
    let class = move || Some(if is_open() { "offer open" } else { "offer" }.to_owned());
    Some(
        el("div", "")
            .live_attr("class", class)
            .child(row)
            .live_children(
                move || is_open().to_string(),
                move || {
                    let panel = is_open()
                        .then(|| offer_panel(element, &session, index))
                        .flatten();
                    panel.into_iter().collect()
                },
            ),
    )
}

/// What a chosen offer asks and says.
fn offer_panel(element: Element, session: &Arc<OpenedSession>, index: usize) -> Option<El> {
    let offer = session.offers.get(index)?;
    let next_step = match offer.flow {
        OfferFlow::CardForm | OfferFlow::CardWallet => "explanation",
        OfferFlow::Redirect => "explanation to-page",
        OfferFlow::QrCode | OfferFlow::InlineCode | OfferFlow::AppApproval => {
            "explanation to-phone"
        }
        OfferFlow::Voucher => "explanation to-print",
        OfferFlow::BankDebit | OfferFlow::BankTransfer => "explanation to-bank",
    };
    let mut panel = el("div", "panel")
        .attr("role", "group")
        .attr("aria-label", &offer.display_name);
    if let Some(plan) = &offer.instalments {
        panel = panel.child(instalments(session, plan));
    }
    if !offer.fields.is_empty() {
        panel = panel.child(fields(element, session, offer));
    }
    if let Some(explanation) = &offer.explanation {
        panel = panel.child(el("p", next_step).text(explanation));
    }
    if let Some(mandate) = &offer.mandate {
        panel = panel.child(el("p", "small").text(mandate));
    }
    Some(panel)
}

fn icon(offer: &Offer, width: &str, height: &str) -> El {
    // The name stands beside it.
    el("img", "")
        .attr("src", &offer.icon)
        .attr("alt", "")
        .attr("width", width)
        .attr("height", height)
}

fn row_id(index: usize) -> String {
    ["method-", &index.to_string()].concat()
}

/// The row is drawn after the click is handled.
fn focus_soon(id: String) {
    wasm_bindgen_futures::spawn_local(async move {
        page::pause(0).await;
        page::focus_id(&id);
    });
}
