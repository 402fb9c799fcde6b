//! A payment intent or setup intent as the element needs to understand it, read from the merchant API's JSON.

use shared::element::protocol::ElementError;

/// One answer about the intent.
#[derive(Debug, Clone, PartialEq)]
pub struct IntentView {
    pub status: IntentStatus,
    pub last_error: Option<ElementError>,
    /// JSON text for the merchant's page; without the client secret, which the page puts back.
    pub raw: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction(NextAction),
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

/// What the buyer has to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum NextAction {
    /// Leave for the method's own page.
    Redirect { url: String },
    /// Confirm with the card's bank, in a modal.
    Authenticate { url: String },
    /// Something that the edge composes a screen for. The two above are most of what happens, and
    /// need none.
    Shown,
}

/// Looks a text or a whole number up in JSON, by the names that lead to it. A type for each of the
/// API's objects would be read more strictly, at a kilobyte of WebAssembly each.
pub type Lookup<'a> = &'a dyn Fn(&[&str]) -> Option<String>;

impl IntentView {
    /// `None` if it is no intent, or one in no state that there is. `raw` is the whole intent for
    /// the page.
    pub fn read(intent: Lookup<'_>, raw: String) -> Option<Self> {
        let status = match intent(&["status"])?.as_str() {
            "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
            "requires_confirmation" => IntentStatus::RequiresConfirmation,
            "requires_action" => IntentStatus::RequiresAction(next_action(intent)),
            "processing" => IntentStatus::Processing,
            "requires_capture" => IntentStatus::RequiresCapture,
            "succeeded" => IntentStatus::Succeeded,
            "canceled" => IntentStatus::Canceled,
            _ => return None,
        };
        let error_of = |name| read_error(&|path| intent(&[&[name], path].concat()));
        let last_error = error_of("last_payment_error").or_else(|| error_of("last_setup_error"));
        Some(Self {
            status,
            last_error,
            raw,
        })
    }
}

/// An error object of the API; `None` if it is none.
pub fn read_error(error: Lookup<'_>) -> Option<ElementError> {
    Some(ElementError {
        kind: error(&["type"])?,
        code: error(&["code"]),
        decline_code: error(&["decline_code"]),
        param: error(&["param"]),
        message: error(&["message"]).unwrap_or_default(),
        payment_intent: None,
    })
}

fn next_action(intent: Lookup<'_>) -> NextAction {
    let url = |path: &[&str]| intent(&[&["next_action"], path].concat());
    let redirect = url(&["redirect_to_url", "url"]);
    if let Some(url) = redirect.or_else(|| url(&["alipay_handle_redirect", "url"])) {
        NextAction::Redirect { url }
    } else if let Some(url) = url(&["use_stripe_sdk", "stripe_js"]) {
        NextAction::Authenticate { url }
    } else {
        NextAction::Shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn view(intent: Value) -> Option<IntentView> {
        let lookup = |path: &[&str]| {
            let found = path.iter().try_fold(&intent, |value, key| value.get(key))?;
            found
                .as_str()
                .map(str::to_owned)
                .or_else(|| found.as_i64().map(|number| number.to_string()))
        };
        IntentView::read(&lookup, String::new())
    }

    fn action(next_action: Value) -> NextAction {
        let intent = json!({"status": "requires_action", "next_action": next_action});
        match view(intent).expect("an intent").status {
            IntentStatus::RequiresAction(action) => action,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_next_action_is_understood() {
        assert_eq!(
            action(
                json!({"type": "redirect_to_url", "redirect_to_url": {"url": "https://x/r", "return_url": "y"}})
            ),
            NextAction::Redirect {
                url: "https://x/r".to_owned()
            }
        );
        assert_eq!(
            action(
                json!({"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": "https://x/3ds"}})
            ),
            NextAction::Authenticate {
                url: "https://x/3ds".to_owned()
            }
        );
        for other in [
            json!({"type": "swish_handle_redirect_or_display_qr_code",
                "swish_handle_redirect_or_display_qr_code": {"hosted_instructions_url": "https://x/i"}}),
            json!({"type": "blik_authorize", "blik_authorize": {}}),
            json!({"type": "telepathy", "telepathy": {}}),
            json!(null),
        ] {
            assert_eq!(action(other), NextAction::Shown);
        }
    }

    #[test]
    fn what_is_no_intent_is_refused() {
        for other in [
            json!({}),
            json!([]),
            json!({"status": "melted"}),
            json!(null),
        ] {
            assert_eq!(view(other), None);
        }
    }
}
