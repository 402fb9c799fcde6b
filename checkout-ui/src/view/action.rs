use crate::checkout_flow::{Action, UiEvent};
use crate::dom::{El, el};
use crate::element::Element;
use crate::from_js::{get, look_up};
use crate::locale;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::fill;
use crate::view::load_failed::button;
use shared::element::action::ActionKind;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Node;

/// The id of the heading, which takes the focus from the form that was here.
const TITLE_ID: &str = "action";

/// Whatever the buyer has to do, as the edge composed it; see `shared`'s `ActionView`. With
/// `goes_on`, the page waits for an answer: it is given by the outcome, or by the button of a
/// screen without one.
pub fn action_screen(
    element: Element,
    session: &OpenedSession,
    action: &Action,
    goes_on: bool,
) -> El {
    let view = js_sys::JSON::parse(&action.view).unwrap_or_default();
    let told = |path: &[&str]| look_up(&view, path);
    let number = |name| told(&[name]).and_then(|number| number.parse::<i64>().ok());
    let amount = session.amount(number("amount").unwrap_or(session.summary.amount));
    let date = number("expires_at").map(|seconds| locale::long_day(&session.locale, seconds));
    let date = date.unwrap_or_default();
    let values = [("amount", amount.as_str()), ("date", &date)];
    let filled = |text: &str| fill(text, &values);
    let text = |path: &[&str]| filled(&told(path).unwrap_or_default());
    let is_watched = matches!(action.kind, ActionKind::Wait | ActionKind::Scan);

    let picture = |name: &str, class: &str| {
        let url = told(&[name, "url"])?;
        let image = el("img", class).attr("src", &url);
        Some(image.attr("alt", &text(&[name, "label"])))
    };
    let lines = array(&view, "lines").map(|line| {
        let part = |name| look_up(&line, &[name]);
        el("div", "line")
            .child(el("span", "line-label").text(&part("label").unwrap_or_default()))
            .child(el("span", "line-value").text(&filled(&part("value").unwrap_or_default())))
            .children(part("copy").map(|copied| {
                copy_button(
                    copied,
                    text(&["buttons", "copy"]),
                    text(&["buttons", "copied"]),
                )
            }))
    });
    let expires = told(&["expires"]).map(|expires| match number("expires_in_s") {
        Some(seconds) if is_watched => countdown(element, expires, seconds),
        _ => el("p", "expires").text(&filled(&expires)),
    });
    let status = told(&["status"]).map(|status| {
        el("p", "waiting")
            .attr("role", "status")
            .child(el("span", "spinner"))
            .text(&status)
    });
    let go_on = (goes_on && !is_watched).then(|| {
        button("button main", &text(&["buttons", "go_on"]))
            .on("click", move |_| element.dispatch(UiEvent::Acknowledged))
    });
    // Into the app on a phone; otherwise a page of its own, because this one is still needed.
    let (class, target) = match action.kind {
        ActionKind::Scan => ("button app-link", "_top"),
        ActionKind::Wait
        | ActionKind::Instructions
        | ActionKind::Verify
        | ActionKind::Redirect
        | ActionKind::Authenticate => ("button", "_blank"),
    };
    let way_on = (!action.url.is_empty()).then(|| {
        el("a", class)
            .attr("href", &action.url)
            .attr("target", target)
            .attr("rel", "noopener")
            .text(&text(&["link", "label"]))
    });
    if goes_on {
        page::focus_id_soon(TITLE_ID.to_owned());
    }
    el("section", "card action")
        .child(
            el("h2", "")
                .attr("id", TITLE_ID)
                .attr("tabindex", "-1")
                .text(&text(&["title"])),
        )
        .children(picture("image", "qr-code"))
        .child(el("p", "hint").text(&text(&["hint"])))
        .children(picture("barcode", "barcode"))
        .children(lines)
        .children(expires)
        .children(status)
        .child(el("div", "actions").children(go_on).children(way_on))
        .child(
            button("link", &text(&["buttons", "another_way"])).on("click", move |_| {
                element.dispatch(UiEvent::AnotherWayChosen);
                page::focus_first();
            }),
        )
}

/// The elements of a list.
fn array(value: &JsValue, name: &str) -> impl Iterator<Item = JsValue> {
    let list = get(value, name);
    list.dyn_into::<js_sys::Array>().into_iter().flatten()
}

fn copy_button(text: String, copy: String, copied: String) -> El {
    button("link", &copy)
        .attr("aria-live", "polite")
        .on("click", move |event| {
            page::copy(&text);
            let button = event.target().and_then(|it| it.dyn_into::<Node>().ok());
            if let Some(button) = button {
                button.set_text_content(Some(&copied));
            }
        })
}

/// The time left, second by second; when it is over, the edge is asked what has become of it.
fn countdown(element: Element, text: String, seconds: i64) -> El {
    let ends_at_ms = js_sys::Date::now() + seconds as f64 * 1000.0;
    el("p", "expires").attr("role", "timer").live(move |shown| {
        let (shown, text) = (shown.clone(), text.clone());
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                let left_s = ((ends_at_ms - js_sys::Date::now()) / 1000.0)
                    .ceil()
                    .max(0.0);
                let time = clock(left_s as u32);
                shown.set_text_content(Some(&fill(&text, &[("time", &time)])));
                if left_s == 0.0 {
                    element.dispatch(UiEvent::LookedAgain);
                    return;
                }
                page::pause(1_000).await;
                if !shown.is_connected() {
                    return;
                }
            }
        });
    })
}

/// `2:05`, or `1:02:05`.
fn clock(seconds: u32) -> String {
    let two = |number: u32| {
        let digits = number.to_string();
        if number < 10 {
            ["0", &digits].concat()
        } else {
            digits
        }
    };
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, two(seconds % 60));
    if hours > 0 {
        [&hours.to_string(), ":", &two(minutes), ":", &rest].concat()
    } else {
        [&minutes.to_string(), ":", &rest].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_time_left_is_read_like_a_clock() {
        for (seconds, text) in [(0, "0:00"), (65, "1:05"), (599, "9:59"), (3_661, "1:01:01")] {
            assert_eq!(clock(seconds), text);
        }
    }
}
