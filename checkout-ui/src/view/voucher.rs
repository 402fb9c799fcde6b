use crate::checkout_flow::UiEvent;
use crate::element::Element;
use crate::intent_view::Voucher;
use crate::locale::long_day;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use crate::view::qr::method_name;
use leptos::prelude::*;
use std::sync::Arc;

/// A number to pay with later.
#[component]
pub fn VoucherView(
    element: Element,
    session: Arc<OpenedSession>,
    voucher: Voucher,
    /// The page's return URL waits behind a button, so that the number can be noted first.
    may_go_on: bool,
) -> impl IntoView {
    let method = method_name(element, &session);
    let amount = session.amount(session.summary.amount);
    let date = voucher
        .expires_at
        .map(|seconds| long_day(&session.locale, seconds));
    let fill = |key| {
        let date = date.as_deref().unwrap_or_default();
        let values = [
            ("method", method.as_str()),
            ("amount", &amount),
            ("merchant", &session.merchant),
            ("date", date),
        ];
        session.strings.fill(key, &values)
    };
    let (copy, copied) = (fill(Key::Copy), fill(Key::Copied));
    let was_copied = RwSignal::new(false);
    let number = voucher.number.clone();
    let on_copy = move |_| {
        page::copy(&number);
        was_copied.set(true);
    };
    view! {
        <section class="card voucher">
            <h2>{fill(Key::VoucherTitle)}</h2>
            <p class="number-label">{fill(Key::VoucherNumber)}</p>
            <div class="number-row">
                <output class="voucher-number">{grouped(&voucher.number)}</output>
                <button type="button" class="link" aria-live="polite" on:click=on_copy>
                    {move || if was_copied.get() { copied.clone() } else { copy.clone() }}
                </button>
            </div>
            {date.is_some().then(|| view! { <p class="expires">{fill(Key::VoucherExpires)}</p> })}
            <p class="hint">{fill(Key::VoucherHint)}</p>
            <div class="actions">
                {may_go_on.then(|| view! {
                    <button type="button" class="button main" on:click=move |_| element.dispatch(UiEvent::VoucherAcknowledged)>
                        {fill(Key::VoucherContinue)}
                    </button>
                })}
                {voucher.page_url.clone().map(|url| view! {
                    <a class="button" href=url target="_blank" rel="noopener">{fill(Key::VoucherOpen)}</a>
                })}
            </div>
        </section>
    }
}

/// In fours, as one reads a long number aloud.
fn grouped(number: &str) -> String {
    let mut text = String::with_capacity(number.len() + number.len() / 4);
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
