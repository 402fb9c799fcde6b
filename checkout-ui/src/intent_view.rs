//! A payment intent as the element needs to understand it, read from the merchant API's JSON.

use serde::Deserialize;
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

/// The intent's JSON, as far as it is read.
#[derive(Deserialize)]
pub struct IntentJson {
    status: String,
    #[serde(default)]
    next_action: Option<NextActionJson>,
    #[serde(default)]
    last_payment_error: Option<ErrorJson>,
}

/// An error's JSON, as far as it is read.
#[derive(Deserialize)]
pub struct ErrorJson {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
    #[serde(default)]
    param: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
struct NextActionJson {
    #[serde(default)]
    redirect_to_url: Option<RedirectJson>,
    #[serde(default)]
    use_stripe_sdk: Option<AuthenticateJson>,
    /// Each method with a QR code has an action of its own name, all of one shape.
    #[serde(
        default,
        alias = "cashapp_handle_redirect_or_display_qr_code",
        alias = "swish_handle_redirect_or_display_qr_code"
    )]
    qr_code: Option<QrJson>,
    #[serde(default)]
    oxxo_display_details: Option<VoucherJson>,
}

#[derive(Deserialize)]
struct RedirectJson {
    url: String,
}

#[derive(Deserialize)]
struct AuthenticateJson {
    stripe_js: String,
}

#[derive(Deserialize)]
struct QrJson {
    qr_code: QrImageJson,
    #[serde(default)]
    mobile_auth_url: Option<String>,
}

#[derive(Deserialize)]
struct QrImageJson {
    image_url_svg: String,
}

#[derive(Deserialize)]
struct VoucherJson {
    number: String,
    #[serde(default)]
    expires_after: Option<i64>,
    #[serde(default)]
    hosted_voucher_url: Option<String>,
}

impl IntentView {
    /// `None` if the intent is in no state that there is. `raw` is the whole intent for the page.
    pub fn new(intent: IntentJson, raw: String) -> Option<Self> {
        let status = match intent.status.as_str() {
            "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
            "requires_confirmation" => IntentStatus::RequiresConfirmation,
            "requires_action" => IntentStatus::RequiresAction(next_action(intent.next_action?)),
            "processing" => IntentStatus::Processing,
            "requires_capture" => IntentStatus::RequiresCapture,
            "succeeded" => IntentStatus::Succeeded,
            "canceled" => IntentStatus::Canceled,
            _ => return None,
        };
        Some(Self {
            status,
            last_error: intent.last_payment_error.map(ElementError::from),
            raw,
        })
    }
}

impl From<ErrorJson> for ElementError {
    fn from(error: ErrorJson) -> Self {
        Self {
            kind: error.kind,
            code: error.code,
            decline_code: error.decline_code,
            param: error.param,
            message: error.message.unwrap_or_default(),
            payment_intent: None,
        }
    }
}

fn next_action(action: NextActionJson) -> NextAction {
    if let Some(redirect) = action.redirect_to_url {
        NextAction::Redirect { url: redirect.url }
    } else if let Some(authenticate) = action.use_stripe_sdk {
        NextAction::Authenticate {
            url: authenticate.stripe_js,
        }
    } else if let Some(qr) = action.qr_code {
        NextAction::Scan(QrCode {
            image_url: qr.qr_code.image_url_svg,
            app_url: qr.mobile_auth_url,
        })
    } else if let Some(voucher) = action.oxxo_display_details {
        NextAction::Voucher(Voucher {
            number: voucher.number,
            expires_at: voucher.expires_after,
            page_url: voucher.hosted_voucher_url,
        })
    } else {
        NextAction::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn view(intent: Value) -> Option<IntentView> {
        IntentView::new(serde_json::from_value(intent).ok()?, String::new())
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
