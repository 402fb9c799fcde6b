//! The only place that fetches. Card data leaves the iframe here, in one request, and nowhere else.

use crate::checkout_flow::{Action, Answer};
use crate::form::Form;
use crate::from_js;
use crate::intent_view::{IntentView, read_error};
use crate::locale::this_month;
use crate::opened_session::OpenedSession;
use card_input::expiry::check_expiry;
use js_sys::{Array, Reflect};
use shared::element::action::{ActionKind, HOLD_S};
use shared::element::field::{FieldKind, OfferField};
use shared::element::protocol::{Creatable, ElementError};
use shared::element::session::{CountryOption, Offer, OfferFlow};
use wasm_bindgen::prelude::*;

/// Long enough for a slow issuer on a slow network; after that the outcome is asked for.
const CONFIRM_TIMEOUT_MS: u32 = 40_000;
const RETRIEVE_TIMEOUT_MS: u32 = 10_000;
/// Longer than the edge holds a request for news.
const NEWS_TIMEOUT_MS: u32 = 1_000 * HOLD_S + 10_000;

/// Between an intent's id and what is secret.
const SECRET_MARK: &[u8] = b"_secret_";

#[wasm_bindgen(module = "/src/browser.js")]
extern "C" {
    /// Status and body in a list, or `null`. It never throws.
    #[wasm_bindgen(js_name = post)]
    async fn send(url: &str, idempotency_key: &str, body: &str, timeout_ms: u32) -> JsValue;
}

/// Whose payment, by which right.
#[derive(Clone, Default)]
pub struct Access {
    pub publishable_key: String,
    /// Empty while the merchant's server has not made the intent.
    pub client_secret: String,
    /// Of the customer session, where the page has one.
    pub customer_session: String,
}

impl Access {
    /// The intent's id.
    pub fn intent(&self) -> &str {
        let secret = &self.client_secret;
        // As bytes: the search for a text within a text would come along for this one.
        let end = secret
            .as_bytes()
            .windows(SECRET_MARK.len())
            .position(|mark| mark == SECRET_MARK);
        end.and_then(|end| secret.get(..end)).unwrap_or_default()
    }

    /// Of the intent, below `root`.
    fn path(&self, root: &str) -> String {
        let kind = match self.intent().strip_prefix("seti_") {
            Some(_) => "setup",
            None => "payment",
        };
        [root, kind, "_intents/", self.intent()].concat()
    }
}

/// Something to ask the edge, which changes nothing there. It is posted, because it holds the client
/// secret, and addresses are written into logs.
pub struct Question {
    url: String,
    body: FormBody,
    timeout_ms: u32,
    read: fn(u16, JsValue) -> Option<Answer>,
}

impl Question {
    /// What is the intent now?
    pub fn intent(access: &Access) -> Self {
        let mut body = FormBody::default();
        body.access(access);
        Self {
            url: access.path("/v1/elements/"),
            body,
            timeout_ms: RETRIEVE_TIMEOUT_MS,
            read: read_answer,
        }
    }

    /// What has the buyer to do? With `after`, a version of the intent, as soon as it is another.
    pub fn action(access: &Access, locale: &str, after: Option<&str>) -> Self {
        let mut body = FormBody::default();
        body.access(access);
        body.push("locale", locale);
        if let Some(version) = after {
            body.push("after", version);
        }
        Self {
            url: "/v1/elements/actions".to_owned(),
            body,
            timeout_ms: NEWS_TIMEOUT_MS,
            read: read_action,
        }
    }

    pub async fn ask(self) -> Answer {
        match post(&self.url, "", self.body, self.timeout_ms).await {
            Some((status, body)) => (self.read)(status, body).unwrap_or(Answer::Unknown),
            None => Answer::Unknown,
        }
    }
}

/// Sends the payment. A repeat with the same key and body is answered like the first.
pub async fn confirm(access: &Access, idempotency_key: &str, body: FormBody) -> Answer {
    let url = [&access.path("/v1/"), "/confirm"].concat();
    match post(&url, idempotency_key, body, CONFIRM_TIMEOUT_MS).await {
        Some((status, body)) => read_answer(status, body).unwrap_or(Answer::Unknown),
        None => Answer::Unknown,
    }
}

/// Makes an object of the form: its JSON text. Errors: why there is none.
pub async fn create(object: Creatable, body: FormBody) -> Result<String, Box<ElementError>> {
    let path = match object {
        Creatable::PaymentMethod => "/v1/payment_methods",
        Creatable::ConfirmationToken => "/v1/confirmation_tokens",
    };
    made(post(path, "", body, CONFIRM_TIMEOUT_MS).await)
}

/// Takes a saved method from the customer.
pub async fn remove(access: &Access, id: &str) -> Result<String, Box<ElementError>> {
    let mut body = FormBody::default();
    body.push("key", &access.publishable_key);
    body.push("customer_session_client_secret", &access.customer_session);
    let url = ["/v1/elements/payment_methods/", id, "/detach"].concat();
    made(post(&url, "", body, CONFIRM_TIMEOUT_MS).await)
}

fn made(answer: Option<(u16, JsValue)>) -> Result<String, Box<ElementError>> {
    match answer {
        Some((200, object)) => Ok(from_js::text_of(&object)),
        other => {
            let body = other.map(|(_, body)| body).unwrap_or_default();
            let error = read_error(&|path| from_js::look_up(&body, &[&["error"], path].concat()));
            Err(Box::new(error.unwrap_or_else(unreachable)))
        }
    }
}

/// `None` if there is no answer, or one of another kind.
async fn post(
    url: &str,
    idempotency_key: &str,
    body: FormBody,
    timeout_ms: u32,
) -> Option<(u16, JsValue)> {
    let answer = send(url, idempotency_key, &body.0, timeout_ms).await;
    let answer = answer.dyn_ref::<Array>()?;
    Some((answer.get(0).as_f64()? as u16, answer.get(1)))
}

/// A form-encoded body under construction.
#[derive(Default)]
pub struct FormBody(String);

impl FormBody {
    /// The body of a confirm with `offer`, out of what the buyer typed and of what the page has
    /// `told`, already form-encoded.
    pub fn of_confirm(
        access: &Access,
        offer: &Offer,
        form: &Form,
        session: &OpenedSession,
        return_url: Option<&str>,
        told: &str,
    ) -> Self {
        let mut body = Self(match offer.saved {
            Some(_) => beside_the_method(told),
            None => told.to_owned(),
        });
        body.access(access);
        body.method(offer, form, &session.countries, str::to_owned);
        if session.summary.id.is_empty() && session.summary.amount > 0 {
            // The intent was made after the buyer had read this.
            body.push("expected_amount", &session.summary.amount.to_string());
            body.push("expected_currency", &session.summary.currency);
        }
        body.mandate(offer);
        if let Some(return_url) = return_url {
            body.push("return_url", return_url);
        }
        if offer.flow == OfferFlow::CardWallet || offer.flow == OfferFlow::CardForm {
            // Authentication comes back as a page for the modal, not as a redirect.
            body.push("use_stripe_sdk", "true");
        }
        body
    }

    /// The body that makes `object` of the form.
    pub fn of_creation(
        object: Creatable,
        access: &Access,
        offer: &Offer,
        form: &Form,
        countries: &[CountryOption],
        told: &str,
    ) -> Self {
        let mut body = Self(told.to_owned());
        body.push("key", &access.publishable_key);
        match object {
            Creatable::PaymentMethod => body.method(offer, form, countries, bare_name),
            Creatable::ConfirmationToken => {
                body.method(offer, form, countries, str::to_owned);
                body.mandate(offer);
            }
        }
        body
    }

    /// What is paid with; `name` spells the parameters.
    fn method(
        &mut self,
        offer: &Offer,
        form: &Form,
        countries: &[CountryOption],
        name: fn(&str) -> String,
    ) {
        match &offer.saved {
            Some(saved) => self.push("payment_method", &saved.id),
            None => {
                let is_wallet = offer.flow == OfferFlow::CardWallet;
                let kind = if is_wallet { "card" } else { &offer.method };
                self.push(&name("payment_method_data[type]"), kind);
            }
        }
        for field in &offer.fields {
            if field.kind == FieldKind::CardExpiry {
                self.expiry(field, form, name);
            } else if let Some(value) = form.sent(field, countries) {
                self.push_unless_told(&name(&field.param), &value);
            }
        }
    }

    fn mandate(&mut self, offer: &Offer) {
        if offer.mandate.is_some() {
            // What was agreed to stands above the button; who agreed, the edge sees for itself.
            self.push("mandate_data[customer_acceptance][type]", "online");
            self.push(
                "mandate_data[customer_acceptance][online][infer_from_client]",
                "true",
            );
        }
    }

    /// The one field that is two parameters.
    fn expiry(&mut self, field: &OfferField, form: &Form, name: fn(&str) -> String) {
        if let Ok(expiry) = check_expiry(form.value(&field.id), this_month()) {
            self.push(&name(&field.param), &expiry.month.to_string());
            let year = name("payment_method_data[card][exp_year]");
            self.push(&year, &expiry.year.to_string());
        }
    }

    fn access(&mut self, access: &Access) {
        self.push("key", &access.publishable_key);
        self.push("client_secret", &access.client_secret);
    }

    /// The page's own word goes before the buyer's.
    fn push_unless_told(&mut self, name: &str, value: &str) {
        let pair = [&String::from(js_sys::encode_uri_component(name)), "="].concat();
        if !self.0.split('&').any(|told| told.starts_with(&pair)) {
            self.push(name, value);
        }
    }

    fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0
            .push_str(&String::from(js_sys::encode_uri_component(name)));
        self.0.push('=');
        self.0
            .push_str(&String::from(js_sys::encode_uri_component(value)));
    }
}

/// What a page tells of a new method; a saved one has its own details.
fn beside_the_method(told: &str) -> String {
    let mut rest = String::new();
    for part in told.split('&') {
        if !part.starts_with("payment_method_data") {
            if !rest.is_empty() {
                rest.push('&');
            }
            rest.push_str(part);
        }
    }
    rest
}

/// A payment method's parameters are named without what leads to them elsewhere.
fn bare_name(name: &str) -> String {
    let inner = name.strip_prefix("payment_method_data[");
    match inner.and_then(|inner| inner.split_once(']')) {
        Some((first, rest)) => [first, rest].concat(),
        None => name.to_owned(),
    }
}

fn unreachable() -> ElementError {
    ElementError {
        kind: "api_connection_error".to_owned(),
        code: None,
        decline_code: None,
        param: None,
        message: "The payment service cannot be reached.".to_owned(),
        payment_intent: None,
    }
}

/// What an answer says about the payment. A refused request took no money; a busy edge, a locked
/// key or a fault on its side say nothing.
pub fn read_answer(status: u16, body: JsValue) -> Option<Answer> {
    match status {
        200..=299 => read_intent(body).map(Answer::Intent),
        409 | 429 => None,
        400..=499 => {
            let error = from_js::get(&body, "error");
            let intent = |name: &str| read_intent(from_js::get(&error, name));
            Some(Answer::Refused {
                error: read_error(&|path| from_js::look_up(&error, path))?,
                intent: intent("payment_intent").or_else(|| intent("setup_intent")),
            })
        }
        _ => None,
    }
}

/// What the buyer has to do. A refusal says nothing of it.
pub fn read_action(status: u16, body: JsValue) -> Option<Answer> {
    if status != 200 {
        return None;
    }
    let told = |path: &[&str]| from_js::look_up(&body, path);
    let version = told(&["version"])?;
    let kind = match told(&["action", "kind"]).as_deref() {
        None => return Some(Answer::Action(None)),
        Some("wait") => ActionKind::Wait,
        Some("scan") => ActionKind::Scan,
        Some("verify") => ActionKind::Verify,
        Some("redirect") => ActionKind::Redirect,
        Some("authenticate") => ActionKind::Authenticate,
        // What a newer edge may have besides can be read in any case.
        Some(_) => ActionKind::Instructions,
    };
    let view = from_js::get(&body, "action");
    Some(Answer::Action(Some(Action {
        kind,
        version,
        url: told(&["action", "link", "url"]).unwrap_or_default(),
        view: from_js::text_of(&view),
    })))
}

/// An intent without its client secret, which goes no further than this.
fn read_intent(intent: JsValue) -> Option<Box<IntentView>> {
    let object = intent.dyn_ref::<js_sys::Object>()?;
    Reflect::delete_property(object, &"client_secret".into()).ok()?;
    let raw = from_js::text_of(&intent);
    IntentView::read(&|path| from_js::look_up(&intent, path), raw).map(Box::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_tells_of_a_new_method_does_not_go_along_with_a_saved_one() {
        let name = "payment_method_data%5Bbilling_details%5D%5Bname%5D=A";
        let ship = "shipping%5Bname%5D=B";
        for (told, rest) in [
            (String::new(), String::new()),
            (name.to_owned(), String::new()),
            ([name, "&", ship].concat(), ship.to_owned()),
            ([ship, "&", name, "&a=b"].concat(), [ship, "&a=b"].concat()),
        ] {
            assert_eq!(beside_the_method(&told), rest, "{told}");
        }
    }
}
