//! The only place that posts messages. The port comes from `static/element.js`, which took it from
//! the embedding page; nobody else can speak through it.

pub mod reader;
pub mod writer;

use shared::element::protocol::{ToElement, ToPage};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

thread_local! {
    static PORT: RefCell<Option<MessagePort>> = const { RefCell::new(None) };
}

/// Hears the page from now on. What is no message of the protocol is dropped.
pub fn listen(port: MessagePort, heard: impl Fn(ToElement) + 'static) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = event.data().as_string().as_deref().and_then(reader::read) {
            heard(message);
        }
    });
    // Setting the handler also starts the port: what was sent before waits in its queue.
    port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    PORT.set(Some(port));
}

/// Tells the page.
pub fn tell(message: &ToPage) {
    PORT.with_borrow(|port| {
        if let Some(port) = port {
            let _ = port.post_message(&JsValue::from_str(&writer::write(message)));
        }
    });
}
