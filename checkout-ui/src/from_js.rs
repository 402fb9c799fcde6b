//! Reads the browser's own JavaScript values, so that the browser's own `JSON.parse` does the parsing:
//! a JSON parser, or serde, would cost every buyer a kilobyte of WebAssembly for each type.

use js_sys::{Array, JSON, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

/// `undefined` where there is none.
pub fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// Empty where there is none.
pub fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().unwrap_or_default()
}

/// Zero where there is none.
pub fn number(value: &JsValue, name: &str) -> f64 {
    as_number(&get(value, name))
}

/// Zero if it is none.
pub fn as_number(value: &JsValue) -> f64 {
    value.as_f64().unwrap_or_default()
}

/// The names and texts of an object.
pub fn pairs(value: &JsValue) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    if let Some(object) = value.dyn_ref::<Object>() {
        each(&Object::keys(object), &mut |key| {
            let key = key.as_string().unwrap_or_default();
            let text = text(value, &key);
            texts.push((key, text));
        });
    }
    texts
}

/// The texts of a list.
pub fn texts(value: &JsValue) -> Vec<String> {
    let mut texts = Vec::new();
    each(value, &mut |item| texts.extend(item.as_string()));
    texts
}

/// Plain loops: each iterator adapter would be compiled once more for every type.
pub fn list<T>(value: &JsValue, name: &str, read: fn(&JsValue) -> T) -> Vec<T> {
    let mut items = Vec::new();
    each(&get(value, name), &mut |item| items.push(read(item)));
    items
}

fn each(array: &JsValue, take: &mut dyn FnMut(&JsValue)) {
    if let Some(array) = array.dyn_ref::<Array>() {
        for index in 0..array.length() {
            take(&array.get(index));
        }
    }
}

/// The text or whole number that `path` leads to inside `value`.
pub fn look_up(value: &JsValue, path: &[&str]) -> Option<String> {
    let mut found = value.clone();
    for name in path {
        found = get(&found, name);
    }
    match found.as_f64() {
        Some(number) => Some((number as i64).to_string()),
        None => found.as_string(),
    }
}

/// The JSON text of `value`, which `JSON.parse` made.
pub fn text_of(value: &JsValue) -> String {
    JSON::stringify(value)
        .map(JsString::into)
        .unwrap_or_default()
}
