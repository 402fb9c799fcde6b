use crate::checkout_flow::UiEvent;
use crate::dom::{El, el};
use crate::element::Element;
use crate::intent_view::Voucher;
use crate::locale::long_day;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use crate::view::load_failed::button;
use crate::view::qr::chosen_name;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// A number to pay with later. With `may_go_on`, the page's return URL waits behind a button, so
/// that the number can be noted first.
pub fn voucher_view(
    element: Element,
    session: &OpenedSession,
    voucher: Voucher,
    may_go_on: bool,
) -> El {
    let method = chosen_name(element);
    let amount = session.amount(session.summary.amount);
    let date = voucher
        .expires_at
        .map(|seconds| long_day(&session.locale, seconds))
        .unwrap_or_default();
    let fill = |key| {
        let values = [
            ("method", method.as_str()),
            ("amount", &amount),
            ("merchant", &session.merchant),
            ("date", &date),
        ];
        session.strings.fill(key, &values)
    };
    let expires = (!date.is_empty()).then(|| el("p", "expires").text(&fill(Key::VoucherExpires)));
    let go_on = may_go_on.then(|| {
        button("button main", &fill(Key::VoucherContinue)).on("click", move |_| {
            element.dispatch(UiEvent::VoucherAcknowledged)
        })
    });
    let page = voucher.page_url.map(|url| {
        let link = el("a", "button")
            .attr("href", &url)
            .attr("target", "_blank");
        link.attr("rel", "noopener").text(&fill(Key::VoucherOpen))
    });
    el("section", "card voucher")
        .child(el("h2", "").text(&fill(Key::VoucherTitle)))
        .child(el("p", "number-label").text(&fill(Key::VoucherNumber)))
        .child(
            el("div", "number-row")
                .child(el("span", "voucher-number").text(&grouped(&voucher.number)))
                .child(copy_button(
                    voucher.number,
                    fill(Key::Copy),
                    fill(Key::Copied),
                )),
        )
        .children(expires)
        .child(el("p", "hint").text(&fill(Key::VoucherHint)))
        .child(el("div", "actions").children(go_on).children(page))
}

fn copy_button(number: String, copy: String, copied: String) -> El {
    button("link", &copy)
        .attr("aria-live", "polite")
        .on("click", move |event| {
            page::copy(&number);
            if let Some(button) = event
                .target()
                .and_then(|target| target.dyn_into::<Node>().ok())
            {
                button.set_text_content(Some(&copied));
            }
        })
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
