//! Reads the page's options, as [`session_reader`](crate::session_reader) reads the session. What
//! is missing or unknown is as if the page had not said anything: the loader has told its developer.

use crate::from_js::{get, pairs, text, texts};
use js_sys::JSON;
use shared::element::options::{ElementOptions, Layout, Radios};

/// The options in a JSON text.
pub fn read_options(json: &str) -> ElementOptions {
    let value = JSON::parse(json).unwrap_or_default();
    let is = |name: &str| get(&value, name).is_truthy();
    ElementOptions {
        layout: match text(&value, "type").as_str() {
            "tabs" => Layout::Tabs,
            "auto" => Layout::Auto,
            _ => Layout::Accordion,
        },
        default_collapsed: is("defaultCollapsed"),
        radios: match text(&value, "radios").as_str() {
            "always" => Radios::Always,
            "never" => Radios::Never,
            _ => Radios::IfMultiple,
        },
        spaced: is("spacedAccordionItems"),
        rows_max: get(&value, "visibleAccordionItemsCount")
            .as_f64()
            .map(|rows| rows as u32),
        logo_at_end: text(&value, "paymentMethodLogoPosition") == "end",
        read_only: is("readOnly"),
        business: get(&value, "business").as_string(),
        defaults: pairs(&get(&value, "defaults")),
        hidden: texts(&get(&value, "hidden")),
        terms: pairs(&get(&value, "terms")),
    }
}
