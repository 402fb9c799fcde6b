use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::{Key, fill};
use shared::element::session::Offer;
use std::sync::Arc;

const KEEP_ID: &str = "keep-saved";
const REMOVE_ID: &str = "remove-saved";

/// What takes the saved method `id` away, once the buyer has said so twice.
pub fn removal(
    element: Element,
    session: &Arc<OpenedSession>,
    offer: &'static Offer,
    id: &'static str,
) -> El {
    let session = session.clone();
    let asked = move || element.read(|model| model.removing == Some(id));
    el("div", "").live_children(
        move || asked().to_string(),
        move || {
            if asked() {
                vec![question(element, &session, offer, id)]
            } else {
                vec![
                    button("link remove", REMOVE_ID, &session.text(Key::RemoveSaved)).on(
                        "click",
                        move |_| {
                            element.change(|model| model.removing = Some(id));
                            page::focus_id_soon(KEEP_ID.to_owned());
                        },
                    ),
                ]
            }
        },
    )
}

/// The focus is on the answer that changes nothing.
fn question(element: Element, session: &OpenedSession, offer: &Offer, id: &'static str) -> El {
    let asked = session.text(Key::RemoveQuestion);
    let asked = fill(&asked, &[("method", &offer.display_name)]);
    let keep = button("button", KEEP_ID, &session.text(Key::Cancel)).on("click", move |_| {
        element.change(|model| model.removing = None);
        page::focus_id_soon(REMOVE_ID.to_owned());
    });
    let remove = button("button danger", "", &session.text(Key::RemoveSaved))
        .on("click", move |_| element.remove(id));
    el("div", "removal")
        .attr("role", "group")
        .attr("aria-label", &asked)
        .child(el("p", "").text(&asked))
        .child(keep)
        .child(remove)
}

fn button(class: &'static str, id: &str, text: &str) -> El {
    el("button", class)
        .attr("type", "button")
        .attr("id", id)
        .text(text)
}
