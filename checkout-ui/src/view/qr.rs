use crate::checkout_flow::UiEvent;
use crate::dom::{El, el};
use crate::element::Element;
use crate::intent_view::QrCode;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::load_failed::button;

/// A code to scan with a phone, or the way into the app on the phone itself, until the payment is
/// approved.
pub fn qr_view(element: Element, session: &OpenedSession, code: &QrCode) -> El {
    let method = chosen_name(element);
    let amount = session.amount(session.summary.amount);
    let fill = |key| {
        session
            .strings
            .fill(key, &[("method", &method), ("amount", &amount)])
    };
    let image = el("img", "qr-code")
        .attr("src", &code.image_url)
        .attr("alt", &fill(Key::QrAlt))
        .attr("width", "184")
        .attr("height", "184");
    let app = code.app_url.as_ref().map(|url| {
        let link = el("a", "button app-link")
            .attr("href", url)
            .attr("target", "_top");
        link.text(&fill(Key::QrOpenApp))
    });
    el("section", "card qr")
        .child(el("h2", "").text(&fill(Key::QrTitle)))
        .child(image)
        .child(el("p", "hint").text(&fill(Key::QrHint)))
        .children(app)
        .child(
            el("p", "waiting")
                .attr("role", "status")
                .child(el("span", "spinner"))
                .text(&fill(Key::QrWaiting)),
        )
        .child(
            button("link", &fill(Key::AnotherWay)).on("click", move |_| {
                element.dispatch(UiEvent::AnotherWayChosen)
            }),
        )
}

/// The name of the open offer.
pub fn chosen_name(element: Element) -> String {
    element.read(|model| {
        model
            .offer()
            .map(|offer| offer.display_name.clone())
            .unwrap_or_default()
    })
}
