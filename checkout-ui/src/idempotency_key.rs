//! The idempotency key of a press of the button, kept until the outcome is known. A reload or a
//! killed tab in between finds it again, and the next press asks first.
//!
//! What is kept is the intent's id and a random key: nothing about the card, not even a digest.

use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::Storage;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn fill_with_random(bytes: &mut [u8]);
}

thread_local! {
    /// For browsers that give an embedded page no storage: a reload then asks the intent alone.
    static KEPT_HERE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The key kept for an intent, if the outcome of an earlier press is still unknown.
pub fn kept(intent: &str) -> Option<String> {
    let stored = storage().and_then(|storage| storage.get_item(&name(intent)).ok().flatten());
    stored.or_else(|| KEPT_HERE.with_borrow(Clone::clone))
}

/// The kept key, or a new one that is kept from now on.
pub fn kept_or_new(intent: &str) -> String {
    kept(intent).unwrap_or_else(|| {
        let key = mint();
        if let Some(storage) = storage() {
            let _ = storage.set_item(&name(intent), &key);
        }
        KEPT_HERE.set(Some(key.clone()));
        key
    })
}

/// The outcome is known.
pub fn forget(intent: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&name(intent));
    }
    KEPT_HERE.set(None);
}

fn mint() -> String {
    let mut bytes = [0; 16];
    fill_with_random(&mut bytes);
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .collect()
}

fn name(intent: &str) -> String {
    ["kassa.press.", intent].concat()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
