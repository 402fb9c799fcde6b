//! `next_action` of intents: what the buyer must do before an attempt can go on.

mod transfer;
mod voucher;

use crate::methods::MethodType;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::state::{Payment, State};
use serde_json::{Value, json};

pub(super) fn next_action(payment: &Payment, origin: &str) -> Value {
    let State::RequiresAction {
        attempt,
        action,
        expires_at,
    } = &payment.state
    else {
        return Value::Null;
    };
    let method = attempt.method.method_type();
    match action {
        NextAction::Redirect { url } => redirect_to(url, attempt.return_url.as_deref()),
        NextAction::Authenticate { url } => match attempt.style {
            ActionStyle::Redirect => redirect_to(url, attempt.return_url.as_deref()),
            ActionStyle::Sdk => json!({
                "type": "use_stripe_sdk",
                "use_stripe_sdk": { "type": "three_d_secure_redirect", "stripe_js": url },
            }),
        },
        NextAction::QrCode { data, hosted_url } => {
            let kind = format!("{}_handle_redirect_or_display_qr_code", method.as_str());
            json!({
                "type": kind,
                kind: {
                    "hosted_instructions_url": hosted_url,
                    "mobile_auth_url": hosted_url,
                    "qr_code": qr_code(method, data, *expires_at, origin),
                },
            })
        }
        NextAction::Voucher {
            number,
            hosted_url,
            expires_at,
            slip,
        } => {
            let kind = format!("{}_display_details", method.as_str());
            let details = voucher::details(number, hosted_url, *expires_at, slip);
            json!({ "type": kind, kind: details })
        }
        NextAction::BankTransfer(transfer) => json!({
            "type": "display_bank_transfer_instructions",
            "display_bank_transfer_instructions": transfer::instructions(transfer),
        }),
    }
}

/// Only Swish tells what the code says.
fn qr_code(method: MethodType, data: &str, expires_at: Option<i64>, origin: &str) -> Value {
    // `data` is a URL without a query, so it needs no escaping here.
    let image = |format: &str| format!("{origin}/qr.{format}?data={data}");
    let mut code = json!({
        "expires_at": expires_at,
        "image_url_png": image("png"),
        "image_url_svg": image("svg"),
    });
    if let (MethodType::Swish, Some(fields)) = (method, code.as_object_mut()) {
        fields.insert("data".to_owned(), json!(data));
    }
    code
}

fn redirect_to(url: &str, return_url: Option<&str>) -> Value {
    json!({
        "type": "redirect_to_url",
        "redirect_to_url": { "return_url": return_url, "url": url },
    })
}
