//! The iframe's own document: language, focus, height.

use crate::checkout_flow::UiEvent;
use crate::element::Element;
use crate::from_js::get;
use crate::host_bridge;
use js_sys::RegExp;
use shared::element::protocol::ToPage;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, HtmlElement, HtmlInputElement, KeyboardEvent, ResizeObserver};

/// For focus rings, on both sides: `static/css/element/base.css`.
const BODY_PADDINGS: i32 = 8;

/// Where the element is drawn, without what stood there before; `None` once it has been given.
pub fn emptied_root() -> Option<web_sys::Element> {
    let root = document()?.get_element_by_id("kassa")?;
    if !root.has_attribute("aria-busy") {
        return None;
    }
    root.set_text_content(None);
    root.remove_attribute("aria-busy").ok()?;
    Some(root)
}

pub fn set_language(locale: &str, direction: &str) {
    set_on_document("lang", locale);
    set_on_document("dir", direction);
}

/// As [`focus_id`], once what follows from the present event is drawn: while a payment is under
/// way the form is inert, and an inert field takes no focus.
pub fn focus_id_soon(id: String) {
    wasm_bindgen_futures::spawn_local(async move {
        pause(0).await;
        focus_id(&id);
    });
}

/// What the buyer is at, so that they can go on after it was drawn anew.
pub struct Focus {
    id: String,
    caret: Option<u32>,
}

pub fn focus_now() -> Focus {
    let active = document().and_then(|document| document.active_element());
    let caret = active
        .as_ref()
        .and_then(|active| active.dyn_ref::<HtmlInputElement>())
        .and_then(|input| input.selection_start().ok().flatten());
    Focus {
        id: active.map(|active| active.id()).unwrap_or_default(),
        caret,
    }
}

impl Focus {
    /// Once what follows from the present event is drawn, and before the next key.
    pub fn restore(self) {
        wasm_bindgen_futures::spawn_local(async move {
            let found = document().and_then(|document| document.get_element_by_id(&self.id));
            if let (Some(input), Some(caret)) = (
                found
                    .as_ref()
                    .and_then(|found| found.dyn_ref::<HtmlInputElement>()),
                self.caret,
            ) {
                let _ = input.set_selection_range(caret, caret);
            }
            focus(found);
        });
    }
}

pub fn focus_id(id: &str) {
    focus(document().and_then(|document| document.get_element_by_id(id)));
}

/// Into the open form, or onto the list if the open offer has none.
pub fn focus_first() {
    focus(document().and_then(|document| {
        document
            .query_selector(".panel input, .panel select, input:checked, button")
            .ok()
            .flatten()
    }));
}

pub fn blur() {
    let active = document().and_then(|document| document.active_element());
    if let Some(active) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) {
        let _ = active.blur();
    }
}

#[wasm_bindgen(module = "/src/browser.js")]
extern "C" {
    pub async fn pause(ms: u32);
    /// To a field that is wrong, and to nothing else until the press of the page's button is over.
    #[wasm_bindgen(js_name = lead)]
    pub fn lead_to(id: &str);
}

/// Puts `text` into an input whose content differs, and the caret where it belongs.
pub fn put_into(input: &HtmlInputElement, text: &str, caret: usize) {
    if input.value() == text {
        return;
    }
    input.set_value(text);
    let caret = u32::try_from(caret).unwrap_or(u32::MAX);
    // Only inputs of other types refuse a selection.
    let _ = input.set_selection_range(caret, caret);
}

/// Whether `value` matches a regular expression that the edge has sent.
pub fn matches(pattern: &str, value: &str) -> bool {
    RegExp::new(pattern, "").test(value)
}

/// Onto the clipboard, where the browser and the merchant's page allow it.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// The id of what has the focus, if it has one.
pub fn focused_id() -> Option<String> {
    let id = document()?.active_element()?.id();
    (!id.is_empty()).then_some(id)
}

/// How wide the element can be drawn, in CSS pixels.
pub fn width() -> u32 {
    let root = document().and_then(|document| document.document_element());
    let width = root.map_or(0, |root| root.client_width());
    u32::try_from(width - BODY_PADDINGS).unwrap_or_default()
}

/// Tells `changed` the height that the document wants, whenever its size changes.
pub fn on_resize(changed: impl Fn(u32) + 'static) {
    let Some(body) = document().and_then(|document| document.body()) else {
        return;
    };
    let observed = body.clone();
    let on_resize = Closure::<dyn Fn()>::new(move || {
        changed(observed.get_bounding_client_rect().height().ceil() as u32);
    });
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(&body);
    }
    on_resize.forget();
}

/// Tells the page of focus, blur and Escape, and the element of a return by the back button.
pub fn on_focus_and_keys(element: Element) {
    let (Some(window), Some(document)) = (web_sys::window(), document()) else {
        return;
    };
    on(&document, "focusin", |_| host_bridge::tell(&ToPage::Focus));
    on(&document, "focusout", |event| {
        // The focus stays inside if it has another target.
        if get(&event, "relatedTarget").is_null() {
            host_bridge::tell(&ToPage::Blur);
        }
    });
    on(&document, "keydown", |event| {
        if event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape")
        {
            host_bridge::tell(&ToPage::Escape);
        }
    });
    let look_again = move |_| element.dispatch(UiEvent::LookedAgain);
    on(&window, "online", look_again);
    // Back from the app in which the payment was approved: requests did not go on meanwhile.
    on(&document, "visibilitychange", look_again);
    on(&window, "pageshow", move |event| {
        if get(&event, "persisted").is_truthy() {
            element.dispatch(UiEvent::PageRestored);
        }
    });
}

fn on(target: &web_sys::EventTarget, name: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard);
    let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    heard.forget();
}

fn focus(target: Option<web_sys::Element>) {
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
}

fn set_on_document(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
