//! A payment intent as the element needs to understand it, read from the merchant API's JSON.

use serde::Deserialize;
use serde_json::Value;
use shared::element::protocol::ElementError;

/// One answer about the intent.
#[derive(Debug, Clone, PartialEq)]
pub struct IntentView {
    pub status: IntentStatus,
    pub last_error: Option<ElementError>,
    /// For the merchant's page; without the client secret, which the page puts back.
    pub raw: Value,
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
    Redirect {
        url: String,
    },
    /// Confirm with the card's bank, in a modal.
    Authenticate {
        url: String,
    },
    Scan(QrCode),
    Voucher(Voucher),
    /// An action of a newer edge, which has a page for it at best.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    pub image_url: String,
    /// Opens the method's app on the phone that shows it.
    pub app_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    pub number: String,
    /// Seconds since 1970.
    pub expires_at: Option<i64>,
    pub page_url: Option<String>,
}

impl IntentView {
    /// Reads an intent; `None` if it is none, or in no state that there is.
    pub fn from_json(mut raw: Value) -> Option<Self> {
        if let Some(object) = raw.as_object_mut() {
            object.remove("client_secret");
        }
        let status = match raw.get("status")?.as_str()? {
            "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
            "requires_confirmation" => IntentStatus::RequiresConfirmation,
            "requires_action" => IntentStatus::RequiresAction(next_action(raw.get("next_action")?)),
            "processing" => IntentStatus::Processing,
            "requires_capture" => IntentStatus::RequiresCapture,
            "succeeded" => IntentStatus::Succeeded,
            "canceled" => IntentStatus::Canceled,
            _ => return None,
        };
        let last_error = raw
            .get("last_payment_error")
            .and_then(|error| ElementError::deserialize(error).ok());
        Some(Self {
            status,
            last_error,
            raw,
        })
    }
}

fn next_action(action: &Value) -> NextAction {
    read_next_action(action).unwrap_or(NextAction::Unknown)
}

fn read_next_action(action: &Value) -> Option<NextAction> {
    let kind = action.get("type")?.as_str()?;
    let details = action.get(kind)?;
    match kind {
        "redirect_to_url" => Some(NextAction::Redirect {
            url: text(details, "url")?,
        }),
        "use_stripe_sdk" => Some(NextAction::Authenticate {
            url: text(details, "stripe_js")?,
        }),
        "oxxo_display_details" => Some(NextAction::Voucher(Voucher {
            number: text(details, "number")?,
            expires_at: details.get("expires_after").and_then(Value::as_i64),
            page_url: text(details, "hosted_voucher_url"),
        })),
        // Every method with a QR code has an action of its own name and the same shape.
        _ => {
            let code = details.get("qr_code").unwrap_or(details);
            Some(NextAction::Scan(QrCode {
                image_url: text(code, "image_url_svg").or_else(|| text(code, "image_url_png"))?,
                app_url: text(details, "mobile_auth_url"),
            }))
        }
    }
}

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn action(next_action: Value) -> NextAction {
        let intent = json!({"status": "requires_action", "next_action": next_action});
        match IntentView::from_json(intent).expect("an intent").status {
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
        assert_eq!(
            action(json!({"type": "swish_handle_redirect_or_display_qr_code",
                "swish_handle_redirect_or_display_qr_code": {
                    "hosted_instructions_url": "https://x/i", "mobile_auth_url": "https://x/m",
                    "qr_code": {"data": "d", "image_url_png": "https://x/p", "image_url_svg": "https://x/s"}}})),
            NextAction::Scan(QrCode {
                image_url: "https://x/s".to_owned(),
                app_url: Some("https://x/m".to_owned())
            })
        );
        assert_eq!(
            action(
                json!({"type": "oxxo_display_details", "oxxo_display_details":
                {"number": "123", "expires_after": 1_800_000_000, "hosted_voucher_url": "https://x/v"}})
            ),
            NextAction::Voucher(Voucher {
                number: "123".to_owned(),
                expires_at: Some(1_800_000_000),
                page_url: Some("https://x/v".to_owned())
            })
        );
        assert_eq!(
            action(json!({"type": "telepathy", "telepathy": {}})),
            NextAction::Unknown
        );
    }

    #[test]
    fn the_page_never_gets_the_client_secret_from_here() {
        let intent = IntentView::from_json(json!({"status": "succeeded", "client_secret": "s"}))
            .expect("an intent");
        assert_eq!(intent.raw, json!({"status": "succeeded"}));
    }

    #[test]
    fn what_is_no_intent_is_refused() {
        for other in [
            json!({}),
            json!([]),
            json!({"status": "melted"}),
            json!(null),
        ] {
            assert_eq!(IntentView::from_json(other), None);
        }
    }
}
