//! Web addresses as merchants write them.

use url::Url;

/// Errors (`None`): not a complete URL. A host's international name becomes its ASCII form.
///
/// The tables for such names are Unicode's, and large. The runtime has them, so it is asked about
/// what the `url` crate, which goes without (see Cargo.toml), cannot read.
pub fn parse(text: &str) -> Option<Url> {
    let read = Url::parse(text).ok();
    read.or_else(|| Url::parse(&runtime::in_ascii(text)?).ok())
}

#[cfg(target_arch = "wasm32")]
mod runtime {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = URL)]
        type WebUrl;

        #[wasm_bindgen(constructor, catch, js_class = "URL")]
        fn new(text: &str) -> Result<WebUrl, JsValue>;

        #[wasm_bindgen(method, getter)]
        fn href(this: &WebUrl) -> String;
    }

    pub fn in_ascii(text: &str) -> Option<String> {
        WebUrl::new(text).ok().map(|url| url.href())
    }
}

/// Simulations and unit tests run without a runtime, and know no international names.
#[cfg(not(target_arch = "wasm32"))]
mod runtime {
    pub fn in_ascii(_text: &str) -> Option<String> {
        None
    }
}
