//! Reads what the page says. What has not the shape of its message is none.

use crate::from_js::get;
use js_sys::{JSON, Object};
use shared::element::protocol::{
    Creatable, MESSAGE_BYTES_MAX, RedirectMode, SessionAnswer, ToElement,
};
use wasm_bindgen::prelude::*;

/// The message in a text.
pub fn read(text: &str) -> Option<ToElement> {
    if text.len() > MESSAGE_BYTES_MAX {
        return None;
    }
    let value = JSON::parse(text).ok()?;
    match value.as_string() {
        Some(name) => bare(&name),
        None => {
            let keys = Object::keys(value.dyn_ref::<Object>()?);
            let name = keys.get(0).as_string()?;
            let held = Held(get(&value, &name));
            (keys.length() == 1 && held.0.is_object())
                .then(|| message(&name, &held))
                .flatten()
        }
    }
}

fn bare(name: &str) -> Option<ToElement> {
    match name {
        "focus" => Some(ToElement::Focus),
        "blur" => Some(ToElement::Blur),
        "clear" => Some(ToElement::Clear),
        "collapse" => Some(ToElement::Collapse),
        _ => None,
    }
}

fn message(name: &str, held: &Held) -> Option<ToElement> {
    Some(match name {
        "init" => ToElement::Init {
            publishable_key: held.text("publishable_key")?,
            client_secret: held.text_or_null("client_secret")?,
            customer_session: held.text_or_null("customer_session")?,
            session: session(&get(&held.0, "session"))?,
            locale: held.text("locale")?,
            options: held.text("options")?,
        },
        "submit" => ToElement::Submit {
            request: held.whole("request")?,
            takes_focus: held.flag("takes_focus")?,
        },
        "confirm" => ToElement::Confirm {
            request: held.whole("request")?,
            client_secret: held.text_or_null("client_secret")?,
            return_url: held.text_or_null("return_url")?,
            redirect: match held.text("redirect")?.as_str() {
                "always" => RedirectMode::Always,
                "if_required" => RedirectMode::IfRequired,
                _ => return None,
            },
            wallet_token: held.text_or_null("wallet_token")?,
            told: held.text("told")?,
        },
        "create" => ToElement::Create {
            request: held.whole("request")?,
            object: match held.text("object")?.as_str() {
                "payment_method" => Creatable::PaymentMethod,
                "confirmation_token" => Creatable::ConfirmationToken,
                _ => return None,
            },
            wallet_token: held.text_or_null("wallet_token")?,
            told: held.text("told")?,
        },
        "handle_next_action" => ToElement::HandleNextAction {
            request: held.whole("request")?,
            client_secret: held.text("client_secret")?,
        },
        "continue" => ToElement::Continue {
            request: held.whole("request")?,
            authenticated: held.flag("authenticated")?,
        },
        _ => return None,
    })
}

fn session(value: &JsValue) -> Option<SessionAnswer> {
    if value.as_string().as_deref() == Some("unreachable") {
        return Some(SessionAnswer::Unreachable);
    }
    let answered = Held(get(value, "answered"));
    Some(SessionAnswer::Answered {
        status: u16::try_from(answered.whole("status")?).ok()?,
        body: answered.text("body")?,
    })
}

/// What a message holds.
struct Held(JsValue);

impl Held {
    fn text(&self, name: &str) -> Option<String> {
        get(&self.0, name).as_string()
    }

    /// The inner `None` is a `null`, or nothing.
    fn text_or_null(&self, name: &str) -> Option<Option<String>> {
        let value = get(&self.0, name);
        if value.is_null() || value.is_undefined() {
            return Some(None);
        }
        value.as_string().map(Some)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        get(&self.0, name).as_bool()
    }

    fn whole(&self, name: &str) -> Option<u32> {
        let number = get(&self.0, name).as_f64()?;
        let whole = number as u32;
        (f64::from(whole) == number).then_some(whole)
    }
}
