//! All that comes from JavaScript, and all that goes there.

use card_input::expiry::YearMonth;
use js_sys::{Date, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};

#[wasm_bindgen(module = "/src/browser.js")]
extern "C" {
    /// In the document's head: the language and its direction, and what the window is called.
    pub fn introduce(locale: &str, direction: &str, title: &str);

    /// `$19.99`, as the buyer's browser writes it.
    #[wasm_bindgen(js_name = money)]
    pub fn money_text(amount: &str, currency: &str) -> String;

    /// `3 Apr 2030, 14:05`; Unix milliseconds.
    #[wasm_bindgen(js_name = moment)]
    pub fn moment_text(ms: f64) -> String;

    /// In the buyer's language.
    #[wasm_bindgen(js_name = country)]
    pub fn country_name(code: &str) -> String;

    /// Once what follows from the present event is drawn.
    #[wasm_bindgen(js_name = focus)]
    pub fn focus_soon(id: &str);

    /// Hands JSON to the buyer as a file.
    #[wasm_bindgen(js_name = save)]
    pub fn save_file(name: &str, json: &str);
}

#[wasm_bindgen]
extern "C" {
    /// The parts that these pages share with the element's row of Link; `static/link/pages.js` has them.
    pub type Parts;

    /// Asks the edge; resolves with an [`Answered`] and never rejects. `fields` are in JSON.
    #[wasm_bindgen(method)]
    pub fn ask(this: &Parts, path: &str, fields: &str) -> Promise;

    /// Draws what asks buyers who they are into `place`, and calls `proven` when they have shown it.
    #[wasm_bindgen(method, js_name = signIn)]
    pub fn sign_in(this: &Parts, place: &Element, proven: &JsValue);

    /// Whether this browser keeps passkeys for this host.
    #[wasm_bindgen(method, js_name = hasPasskeys)]
    pub fn has_passkeys(this: &Parts) -> bool;

    /// Resolves with an [`Answered`], or with nothing where the buyer or the browser did not want it.
    #[wasm_bindgen(method, js_name = makePasskey)]
    pub fn make_passkey(this: &Parts) -> Promise;

    /// Draws the form of an address into `place`: an empty one, or what `consumer` (the edge's answer, in
    /// JSON) has under `id`.
    #[wasm_bindgen(method, js_name = addressForm)]
    pub fn address_form(
        this: &Parts,
        place: &Element,
        consumer: &str,
        id: Option<&str>,
    ) -> AddressForm;

    pub type AddressForm;

    /// What the edge takes, in JSON; `None` where something is wrong with it.
    #[wasm_bindgen(method)]
    pub fn fields(this: &AddressForm) -> Option<String>;

    /// Shows what is wrong, and leads there.
    #[wasm_bindgen(method)]
    pub fn complain(this: &AddressForm);

    /// What the edge has said: a `body`, or an `error`.
    pub type Answered;

    #[wasm_bindgen(method, getter)]
    pub fn body(this: &Answered) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub fn error(this: &Answered) -> Option<Problem>;

    pub type Problem;

    #[wasm_bindgen(method, getter)]
    pub fn code(this: &Problem) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub fn decline_code(this: &Problem) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub fn param(this: &Problem) -> Option<String>;
}

/// By the buyer's clock.
pub fn this_month() -> YearMonth {
    let today = Date::new_0();
    YearMonth {
        year: u16::try_from(today.get_full_year()).unwrap_or(u16::MAX),
        month: u8::try_from(today.get_month() + 1).unwrap_or(12),
    }
}

/// How many characters stand before the caret.
pub fn caret_in(input: &HtmlInputElement) -> usize {
    let caret = input.selection_start().ok().flatten();
    caret.map_or(usize::MAX, |caret| caret as usize)
}

/// What is there already is left alone: whoever composes a letter goes on with it.
pub fn put_into(input: &HtmlInputElement, text: &str, caret: usize) {
    if input.value() == text {
        return;
    }
    input.set_value(text);
    let caret = u32::try_from(caret).unwrap_or(u32::MAX);
    // Only inputs of other types refuse a selection.
    let _ = input.set_selection_range(caret, caret);
}
