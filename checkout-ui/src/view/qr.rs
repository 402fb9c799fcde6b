use crate::checkout_flow::UiEvent;
use crate::element::Element;
use crate::intent_view::QrCode;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use leptos::prelude::*;
use std::sync::Arc;

/// A code to scan with a phone, or the way into the app on the phone itself, until the payment is
/// approved.
#[component]
pub fn QrView(element: Element, session: Arc<OpenedSession>, code: QrCode) -> impl IntoView {
    let method = method_name(element, &session);
    let amount = session.amount(session.summary.amount);
    let fill = |key| {
        session
            .strings
            .fill(key, &[("method", &method), ("amount", &amount)])
    };
    view! {
        <section class="card qr">
            <h2>{fill(Key::QrTitle)}</h2>
            <img class="qr-code" src=code.image_url alt=fill(Key::QrAlt) width="184" height="184" />
            <p class="hint">{fill(Key::QrHint)}</p>
            {code.app_url.map(|url| view! {
                <a class="button app-link" href=url target="_top">{fill(Key::QrOpenApp)}</a>
            })}
            <p class="waiting" role="status"><span class="spinner"></span>{fill(Key::QrWaiting)}</p>
            <button type="button" class="link" on:click=move |_| element.dispatch(UiEvent::AnotherWayChosen)>
                {fill(Key::AnotherWay)}
            </button>
        </section>
    }
}

/// The name of the open offer.
pub fn method_name(element: Element, session: &OpenedSession) -> String {
    let offer = session.offers.get(element.chosen.get_untracked());
    offer
        .map(|offer| offer.display_name.clone())
        .unwrap_or_default()
}
