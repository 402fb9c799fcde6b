//! Amounts, dates and names of countries, as the browser's own `Intl` writes them.

use card_input::expiry::YearMonth;
use js_sys::{Date, Object, Reflect};
use shared::element::session::IntentSummary;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, amount: f64) -> String;

    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, date: &Date) -> String;
}

#[wasm_bindgen(module = "/src/browser.js")]
extern "C" {
    /// Fills a list with `codes`, which have a blank between any two, by the names of their countries
    /// and in the alphabetical order of `locale`; a little later, because that takes the browser as
    /// long as the rest of the form. `chosen` is chosen from the start.
    #[wasm_bindgen(js_name = listCountries)]
    pub fn list_countries(list: &web_sys::Element, locale: &str, codes: &str, chosen: &str);
}

const DAY_MS: f64 = 86_400_000.0;

/// `minor` units of the intent's currency, as people of `locale` write them; for a tag that no
/// browser accepts, the currency alone rather than a guess.
pub fn amount(locale: &str, minor: i64, intent: &IntentSummary) -> String {
    let currency = intent.currency.to_ascii_uppercase();
    // Exact: amounts stay below 2^53.
    let amount = minor as f64 / 10f64.powi(i32::from(intent.currency_exponent));
    let options = options(&[("style", "currency"), ("currency", &currency)]);
    match NumberFormat::new(locale, &options) {
        Ok(format) => format.format(amount),
        Err(_) => currency,
    }
}

/// A share in hundredths of a percent: "15.99%".
pub fn percent(locale: &str, basis_points: u32) -> String {
    let options = options(&[("style", "percent"), ("maximumFractionDigits", "2")]);
    NumberFormat::new(locale, &options)
        .map(|format| format.format(f64::from(basis_points) / 10_000.0))
        .unwrap_or_default()
}

/// The day `days` from today, short: "5 Dec".
pub fn day_ahead(locale: &str, days: u32) -> String {
    day(
        locale,
        Date::now() + f64::from(days) * DAY_MS,
        &[("day", "numeric"), ("month", "short")],
    )
}

/// A moment in seconds since 1970 as a day: "28 November 2026".
pub fn long_day(locale: &str, seconds: i64) -> String {
    day(locale, seconds as f64 * 1000.0, &[("dateStyle", "long")])
}

/// The month that the buyer's clock shows.
pub fn this_month() -> YearMonth {
    let today = Date::new_0();
    YearMonth {
        year: u16::try_from(today.get_full_year()).unwrap_or(u16::MAX),
        month: u8::try_from(today.get_month() + 1).unwrap_or(12),
    }
}

fn day(locale: &str, at_ms: f64, style: &[(&str, &str)]) -> String {
    let date = Date::new(&JsValue::from_f64(at_ms));
    DateTimeFormat::new(locale, &options(style))
        .map(|format| format.format(&date))
        .unwrap_or_default()
}

fn options(entries: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    options
}
