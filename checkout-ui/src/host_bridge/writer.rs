//! Writes what the element says.

use crate::from_js::text_of;
use js_sys::{Object, Reflect};
use shared::element::protocol::{ConfirmOutcome, ElementError, RedirectTarget, ToPage};
use wasm_bindgen::prelude::*;

/// The message as JSON text.
pub fn write(message: &ToPage) -> String {
    text_of(&to_page(message).0)
}

fn to_page(message: &ToPage) -> Hash {
    let typed = |name: &str| Hash::default().text("type", name);
    match message {
        ToPage::Ready => typed("ready"),
        ToPage::Resize { height } => typed("resize").whole("height", *height),
        ToPage::Change {
            method,
            payment_method,
            empty,
            complete,
            collapsed,
        } => typed("change")
            .text("method", method)
            .text_or_null("payment_method", payment_method.as_deref())
            .flag("empty", *empty)
            .flag("complete", *complete)
            .flag("collapsed", *collapsed),
        ToPage::Focus => typed("focus"),
        ToPage::Blur => typed("blur"),
        ToPage::Escape => typed("escape"),
        ToPage::LoadError { error } => typed("load_error").error(Some(error)),
        ToPage::RetryRequested => typed("retry_requested"),
        ToPage::Submitted { request, error } => typed("submitted")
            .whole("request", *request)
            .error(error.as_ref()),
        ToPage::Confirmed { request, outcome } => typed("confirmed")
            .whole("request", *request)
            .hash("outcome", &confirmed(outcome)),
        ToPage::Created {
            request,
            object,
            error,
        } => typed("created")
            .whole("request", *request)
            .text_or_null("object", object.as_deref())
            .error(error.as_ref()),
        ToPage::PaymentMethodRemoved {
            payment_method,
            error,
        } => typed("payment_method_removed")
            .text("payment_method", payment_method)
            .error(error.as_ref()),
    }
}

fn confirmed(outcome: &ConfirmOutcome) -> Hash {
    let result = |name: &str| Hash::default().text("result", name);
    match outcome {
        ConfirmOutcome::PaymentIntent { payment_intent } => {
            result("payment_intent").text("payment_intent", payment_intent)
        }
        ConfirmOutcome::Error { error } => result("error").error(Some(error)),
        ConfirmOutcome::Redirect { url } => result("redirect").hash("url", &target(url)),
        ConfirmOutcome::Authenticate { url } => result("authenticate").text("url", url),
    }
}

fn target(target: &RedirectTarget) -> Hash {
    let to = |name: &str| Hash::default().text("to", name);
    match target {
        RedirectTarget::Partner { url } => to("partner").text("url", url),
        RedirectTarget::Return {
            url,
            redirect_status,
        } => to("return")
            .text("url", url)
            .text("redirect_status", redirect_status),
    }
}

/// A JavaScript object under construction.
#[derive(Default)]
struct Hash(Object);

impl Hash {
    fn set(self, name: &str, value: &JsValue) -> Self {
        // Only a frozen object would refuse.
        let _ = Reflect::set(&self.0, &JsValue::from_str(name), value);
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.set(name, &JsValue::from_str(text))
    }

    fn text_or_null(self, name: &str, text: Option<&str>) -> Self {
        self.set(name, &text.map_or(JsValue::NULL, JsValue::from_str))
    }

    /// Left out where there is none.
    fn text_if_any(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    fn whole(self, name: &str, number: u32) -> Self {
        self.set(name, &JsValue::from(number))
    }

    fn flag(self, name: &str, flag: bool) -> Self {
        self.set(name, &JsValue::from_bool(flag))
    }

    fn hash(self, name: &str, hash: &Self) -> Self {
        self.set(name, &hash.0)
    }

    fn error(self, error: Option<&ElementError>) -> Self {
        let Some(error) = error else {
            return self.set("error", &JsValue::NULL);
        };
        let written = Self::default()
            .text("type", &error.kind)
            .text_if_any("code", error.code.as_deref())
            .text_if_any("decline_code", error.decline_code.as_deref())
            .text_if_any("param", error.param.as_deref())
            .text("message", &error.message)
            .text_if_any("payment_intent", error.payment_intent.as_deref());
        self.hash("error", &written)
    }
}
