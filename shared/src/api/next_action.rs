//! `next_action` of intents: what the buyer must do before an attempt can go on.

mod app;
mod transfer;
mod voucher;

use crate::gather::gather;
use crate::methods::MethodType;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::attempt::Attempt;
use crate::payment::state::{Payment, State};
use serde_json::{Map, Value, json};

/// A code that a phone scans, as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnCode {
    pub image_url_png: String,
    pub image_url_svg: String,
    /// The picture itself, for a method whose action holds it; see [`holds_the_image`].
    pub image_data_url: Option<String>,
}

/// What the code says that the buyer shall scan now.
pub fn code_to_scan(payment: &Payment) -> Option<&str> {
    match &payment.state {
        State::RequiresAction {
            action: NextAction::QrCode { data, .. },
            ..
        } => Some(data),
        _ => None,
    }
}

/// Whether the method's action holds the picture of the code besides its address.
pub fn holds_the_image(method: MethodType) -> bool {
    flat_fields(method).is_some_and(|fields| fields.contains(&"image_data_url"))
}

pub(super) fn next_action(payment: &Payment, code: Option<&DrawnCode>) -> Value {
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
        NextAction::Redirect { url } if method == MethodType::Alipay => {
            redirect_to_alipay(url, attempt.return_url.as_deref())
        }
        NextAction::Redirect { url } => redirect_to(url, attempt.return_url.as_deref()),
        NextAction::Authenticate { url } => match attempt.style {
            ActionStyle::Redirect => redirect_to(url, attempt.return_url.as_deref()),
            ActionStyle::Sdk => json!({
                "type": "use_stripe_sdk",
                "use_stripe_sdk": { "type": "three_d_secure_redirect", "stripe_js": url },
            }),
        },
        NextAction::QrCode {
            data,
            hosted_url,
            app_url,
        } => scan(&Scan {
            method,
            data,
            hosted_url,
            app_url: app_url.as_deref().unwrap_or(hosted_url),
            expires_at: *expires_at,
            code,
        }),
        NextAction::OpenApp(handover) => app::open(method, handover),
        NextAction::AppApproval { .. } => await_approval(attempt),
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
        NextAction::VerifyMicrodeposits {
            arrives_at,
            hosted_url,
        } => json!({
            "type": "verify_with_microdeposits",
            "verify_with_microdeposits": {
                "arrival_date": arrives_at,
                "hosted_verification_url": hosted_url,
                "microdeposit_type": "descriptor_code",
            },
        }),
    }
}

/// All that is known of a code to scan.
struct Scan<'a> {
    method: MethodType,
    data: &'a str,
    hosted_url: &'a str,
    app_url: &'a str,
    expires_at: Option<i64>,
    code: Option<&'a DrawnCode>,
}

/// What the action of a method holds where it is one flat hash, `…_display_qr_code`, by the method's
/// name. The pictures' addresses are in each.
const FLAT: &[(&str, &[&str])] = &[
    ("paynow", &["data", "hosted_instructions_url"]),
    ("pix", &["data", "expires_at", "hosted_instructions_url"]),
    ("promptpay", &["data", "hosted_instructions_url"]),
    (
        "wechat_pay",
        &["data", "hosted_instructions_url", "image_data_url"],
    ),
];

fn flat_fields(method: MethodType) -> Option<&'static [&'static str]> {
    let known = FLAT.iter().find(|(name, _)| *name == method.as_str());
    known.map(|(_, fields)| *fields)
}

/// The others tell of the code in a hash within, and where the buyer goes on a phone.
fn scan(scan: &Scan<'_>) -> Value {
    let (kind, details) = match flat_fields(scan.method) {
        Some(fields) => ("display_qr_code", code_fields(scan, fields)),
        None => ("handle_redirect_or_display_qr_code", redirect_or_code(scan)),
    };
    let kind = format!("{}_{kind}", scan.method);
    json!({ "type": kind, kind: details })
}

fn redirect_or_code(scan: &Scan<'_>) -> Map<String, Value> {
    // Only Swish tells what the code says, and only UPI no link into the app.
    let (fields, mobile): (&[&str], _) = match scan.method.as_str() {
        "swish" => (&["data", "expires_at"], true),
        "upi" => (&["expires_at"], false),
        _ => (&["expires_at"], true),
    };
    let told = [
        ("hosted_instructions_url", json!(scan.hosted_url)),
        ("qr_code", code_fields(scan, fields).into()),
    ];
    let mobile = mobile.then(|| ("mobile_auth_url", json!(scan.app_url)));
    let told = told.into_iter().chain(mobile);
    gather(told.map(|(name, value)| (name.to_owned(), value)))
}

/// The named fields, and the addresses of the code's picture, which all have.
fn code_fields(scan: &Scan<'_>, names: &[&str]) -> Map<String, Value> {
    let code = scan.code;
    let all = [
        ("data", json!(scan.data)),
        ("expires_at", json!(scan.expires_at)),
        ("hosted_instructions_url", json!(scan.hosted_url)),
        (
            "image_data_url",
            json!(code.and_then(|code| code.image_data_url.as_deref())),
        ),
    ];
    let pictures = [
        ("image_url_png", json!(code.map(|code| &code.image_url_png))),
        ("image_url_svg", json!(code.map(|code| &code.image_url_svg))),
    ];
    let asked = all.into_iter().filter(|(name, _)| names.contains(name));
    let told = asked.chain(pictures);
    gather(told.map(|(name, value)| (name.to_owned(), value)))
}

/// BLIK's action is documented. Those of MB WAY, PayTo and Bizum are known from Stripe's mobile SDKs
/// by their types alone; what they hold besides is not, so that they hold nothing.
fn await_approval(attempt: &Attempt) -> Value {
    let kind = match attempt.method.method_type().as_str() {
        "blik" => "blik_authorize".to_owned(),
        "bizum" => "await_authorization".to_owned(),
        other => format!("{other}_await_authorization"),
    };
    json!({ "type": kind, kind: {} })
}

/// Alipay's apps open by native data, which the sandbox has none of.
fn redirect_to_alipay(url: &str, return_url: Option<&str>) -> Value {
    json!({
        "type": "alipay_handle_redirect",
        "alipay_handle_redirect": {
            "native_data": null,
            "native_url": null,
            "return_url": return_url,
            "url": url,
        },
    })
}

fn redirect_to(url: &str, return_url: Option<&str>) -> Value {
    json!({
        "type": "redirect_to_url",
        "redirect_to_url": { "return_url": return_url, "url": url },
    })
}
