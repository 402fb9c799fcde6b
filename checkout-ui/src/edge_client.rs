//! The only place that fetches. Card data leaves the iframe here, in one request, and nowhere else.

use crate::card_input::expiry::check_expiry;
use crate::checkout_flow::{Action, Answer};
use crate::form::Form;
use crate::from_js;
use crate::intent_view::{IntentView, read_error};
use crate::locale::this_month;
use gloo_net::http::{Request, Response};
use js_sys::{JSON, Reflect};
use shared::element::action::{ActionKind, HOLD_S};
use shared::element::field::{FieldKind, OfferField};
use shared::element::session::{CountryOption, Offer, OfferFlow};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// Long enough for a slow issuer on a slow network; after that the outcome is asked for.
const CONFIRM_TIMEOUT_MS: u32 = 40_000;
const RETRIEVE_TIMEOUT_MS: u32 = 10_000;
/// Longer than the edge holds a request for news.
const NEWS_TIMEOUT_MS: u32 = 1_000 * HOLD_S + 10_000;

/// Whose payment, by which right.
#[derive(Clone)]
pub struct Access {
    pub publishable_key: String,
    pub client_secret: String,
    pub intent: String,
}

/// Something to ask the edge, which changes nothing there.
pub struct Question {
    url: String,
    timeout_ms: u32,
    read: fn(u16, JsValue) -> Option<Answer>,
}

impl Question {
    /// What is the intent now?
    pub fn intent(access: &Access) -> Self {
        let mut query = FormBody::default();
        query.access(access);
        Self {
            url: ["/v1/payment_intents/", &access.intent, "?", &query.0].concat(),
            timeout_ms: RETRIEVE_TIMEOUT_MS,
            read: read_answer,
        }
    }

    /// What has the buyer to do? With `after`, a version of the intent, as soon as it is another.
    pub fn action(access: &Access, locale: &str, after: Option<&str>) -> Self {
        let mut query = FormBody::default();
        query.access(access);
        query.push("locale", locale);
        if let Some(version) = after {
            query.push("after", version);
        }
        Self {
            url: ["/v1/elements/actions?", &query.0].concat(),
            timeout_ms: NEWS_TIMEOUT_MS,
            read: read_action,
        }
    }

    pub async fn ask(self) -> Answer {
        let timeout = AbortSignal::timeout_with_u32(self.timeout_ms);
        match Request::get(&self.url).abort_signal(Some(&timeout)).build() {
            Ok(request) => answer(request.send().await, self.read).await,
            Err(_) => Answer::Unknown,
        }
    }
}

/// Sends the payment. A repeat with the same key and body is answered like the first.
pub async fn confirm(access: &Access, idempotency_key: &str, body: FormBody) -> Answer {
    let url = ["/v1/payment_intents/", &access.intent, "/confirm"].concat();
    let timeout = AbortSignal::timeout_with_u32(CONFIRM_TIMEOUT_MS);
    let request = Request::post(&url)
        .abort_signal(Some(&timeout))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Idempotency-Key", idempotency_key)
        .body(body.0);
    match request {
        Ok(request) => answer(request.send().await, read_answer).await,
        Err(_) => Answer::Unknown,
    }
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
        countries: &[CountryOption],
        return_url: Option<&str>,
        told: &str,
    ) -> Self {
        let mut body = Self(told.to_owned());
        body.access(access);
        let is_wallet = offer.flow == OfferFlow::CardWallet;
        let kind = if is_wallet { "card" } else { &offer.method };
        body.push("payment_method_data[type]", kind);
        for field in &offer.fields {
            if field.kind == FieldKind::CardExpiry {
                body.expiry(field, form);
            } else if let Some(value) = form.sent(field, countries) {
                body.push_unless_told(&field.param, &value);
            }
        }
        if offer.mandate.is_some() {
            // What was agreed to stands above the button; who agreed, the edge sees for itself.
            body.push("mandate_data[customer_acceptance][type]", "online");
            body.push(
                "mandate_data[customer_acceptance][online][infer_from_client]",
                "true",
            );
        }
        if let Some(return_url) = return_url {
            body.push("return_url", return_url);
        }
        if is_wallet || offer.flow == OfferFlow::CardForm {
            // Authentication comes back as a page for the modal, not as a redirect.
            body.push("use_stripe_sdk", "true");
        }
        body
    }

    /// The one field that is two parameters.
    fn expiry(&mut self, field: &OfferField, form: &Form) {
        if let Ok(expiry) = check_expiry(form.value(&field.id), this_month()) {
            self.push(&field.param, &expiry.month.to_string());
            self.push(
                "payment_method_data[card][exp_year]",
                &expiry.year.to_string(),
            );
        }
    }

    fn access(&mut self, access: &Access) {
        self.push("key", &access.publishable_key);
        self.push("client_secret", &access.client_secret);
    }

    /// The page's own word goes before the buyer's.
    fn push_unless_told(&mut self, name: &str, value: &str) {
        let pair = [&String::from(js_sys::encode_uri_component(name)), "="].concat();
        if !self.0.contains(&pair) {
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

async fn answer(
    response: Result<Response, gloo_net::Error>,
    read: fn(u16, JsValue) -> Option<Answer>,
) -> Answer {
    let Ok(response) = response else {
        return Answer::Unknown;
    };
    let status = response.status();
    match response
        .text()
        .await
        .ok()
        .and_then(|body| JSON::parse(&body).ok())
    {
        Some(body) => read(status, body).unwrap_or(Answer::Unknown),
        None => Answer::Unknown,
    }
}

/// What an answer says about the payment. A refused request took no money; a busy edge, a locked
/// key or a fault on its side say nothing.
pub fn read_answer(status: u16, body: JsValue) -> Option<Answer> {
    match status {
        200..=299 => read_intent(body).map(Answer::Intent),
        409 | 429 => None,
        400..=499 => {
            let error = Reflect::get(&body, &"error".into()).ok()?;
            let intent = Reflect::get(&error, &"payment_intent".into()).ok();
            Some(Answer::Refused {
                error: read_error(&|path| from_js::look_up(&error, path))?,
                intent: intent.and_then(read_intent),
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
    let view = Reflect::get(&body, &"action".into()).ok()?;
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
