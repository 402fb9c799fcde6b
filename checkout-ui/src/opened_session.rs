//! The session as the element keeps it: read once from the page's hand-over.

use crate::from_js;
use crate::intent_view::read_error;
use crate::locale;
use crate::options_reader::read_options;
use crate::session_reader::{SessionView, read_session};
use crate::strings::{Key, Strings};
use js_sys::JSON;
use shared::element::field::FieldKind;
use shared::element::options::ElementOptions;
use shared::element::protocol::{ElementError, SessionAnswer};
use shared::element::session::{CountryOption, IntentSummary, Offer};
use wasm_bindgen::JsValue;

/// What the views draw from.
pub struct OpenedSession {
    pub merchant: String,
    pub locale: String,
    pub direction: String,
    pub summary: IntentSummary,
    /// They live as long as the document, like what is drawn of them.
    pub offers: &'static [Offer],
    pub options: ElementOptions,
    pub countries: Vec<CountryOption>,
    buyer_country: String,
    pub strings: Strings,
}

/// Reads what the page received; the error is what the buyer and the page are told.
pub fn open(answer: SessionAnswer, options: &str) -> Result<OpenedSession, Box<ElementError>> {
    let mut session = read(answer)?;
    let options = read_options(options);
    for offer in &mut session.offers {
        let method = &offer.method;
        // What the buyer does not see anyway is sent all the same.
        offer
            .fields
            .retain(|field| field.kind == FieldKind::Fixed || !options.hides(method, &field.id));
    }
    Ok(OpenedSession {
        merchant: match &options.business {
            Some(name) => name.clone(),
            None => session.merchant_display_name,
        },
        locale: session.locale,
        direction: session.direction,
        summary: session.intent,
        offers: session.offers.leak(),
        options,
        countries: session.countries,
        buyer_country: session.buyer_country,
        strings: session.strings,
    })
}

impl OpenedSession {
    pub fn text(&self, key: Key) -> String {
        self.strings.text(key)
    }

    /// Minor units as the buyer reads them.
    pub fn amount(&self, minor: i64) -> String {
        locale::amount(&self.locale, minor, &self.summary)
    }

    /// The country that the form starts with.
    pub fn country(&self) -> String {
        let listed = |country: &&CountryOption| country.code == self.buyer_country;
        let country = self
            .countries
            .iter()
            .find(listed)
            .or(self.countries.first());
        country
            .map(|country| country.code.clone())
            .unwrap_or_default()
    }
}

fn read(answer: SessionAnswer) -> Result<SessionView, Box<ElementError>> {
    match answer {
        SessionAnswer::Unreachable => Err(failure(
            "api_connection_error",
            "The payment service cannot be reached. Check your connection.",
        )),
        SessionAnswer::Answered {
            status: 200..=299,
            body,
        } => JSON::parse(&body)
            .ok()
            .as_ref()
            .and_then(read_session)
            .ok_or_else(|| {
                failure(
                    "api_error",
                    "The payment service gave an answer that this element does not understand.",
                )
            }),
        SessionAnswer::Answered { body, .. } => {
            let body = JSON::parse(&body).unwrap_or(JsValue::NULL);
            let error = read_error(&|path| from_js::look_up(&body, &[&["error"], path].concat()));
            Err(error.map(Box::new).unwrap_or_else(|| {
                failure(
                    "api_error",
                    "The payment service is not available right now.",
                )
            }))
        }
    }
}

fn failure(kind: &str, message: &str) -> Box<ElementError> {
    Box::new(ElementError {
        kind: kind.to_owned(),
        code: None,
        decline_code: None,
        param: None,
        message: message.to_owned(),
        payment_intent: None,
    })
}
