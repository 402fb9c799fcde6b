use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::{Key, fill};
use crate::view::fields::fields;
use crate::view::instalments::instalments;
use crate::view::removal::removal;
use shared::element::field::id;
use shared::element::session::{Offer, OfferFlow};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser.js")]
extern "C" {
    /// Has the element of this id filled by the script that asks the buyer who they are.
    #[wasm_bindgen(js_name = openLink)]
    fn open_link(id: &str);
}

/// `place` with what the open offer asks and says: of `only` one offer, or of whichever is open.
pub fn open_panel(
    place: El,
    element: Element,
    session: &Arc<OpenedSession>,
    only: Option<usize>,
) -> El {
    let open = move || {
        let chosen = element.read(|model| model.chosen);
        chosen.filter(|chosen| only.is_none_or(|only| only == *chosen))
    };
    let session = session.clone();
    place.live_children(
        move || open().map(|index| index.to_string()).unwrap_or_default(),
        move || {
            let offer = open().and_then(|index| session.offers.get(index));
            let panel = offer.map(|offer| panel(element, &session, offer));
            panel.into_iter().collect()
        },
    )
}

/// What one offer asks and says.
pub fn panel(element: Element, session: &Arc<OpenedSession>, offer: &'static Offer) -> El {
    let next_step = match offer.flow {
        OfferFlow::CardForm | OfferFlow::CardWallet | OfferFlow::Link => "explanation",
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
    if offer.flow == OfferFlow::Link {
        panel = panel.child(
            el("div", "link-panel")
                .attr("id", id::LINK)
                .live(|_| open_link(id::LINK)),
        );
    }
    if let Some(terms) = terms(session, offer) {
        panel = panel.child(el("p", "small").text(&terms));
    }
    if let Some(saved) = offer.saved.as_ref().filter(|saved| saved.removable) {
        panel = panel.child(removal(element, session, offer, &saved.id));
    }
    panel
}

/// What the buyer agrees to by paying, as far as the page does not say it itself.
fn terms(session: &OpenedSession, offer: &Offer) -> Option<String> {
    let values = [
        ("merchant", session.merchant.as_str()),
        ("method", &offer.display_name),
    ];
    match (session.options.terms_of(&offer.method), &offer.mandate) {
        ("never", _) => None,
        (_, Some(mandate)) => Some(fill(mandate, &values)),
        ("always", None) => Some(session.strings.fill(Key::TermsReuse, &values)),
        (_, None) => None,
    }
}
