//! A code that the buyer's phone scans, or the app that it would open.

use super::emv;
use super::figures::figures;
use crate::partners::AuthorizeCall;
use crate::partners::sandbox::record::{Decision, Later, Record, Standing};
use crate::partners::sandbox::unattended;
use shared::methods::catalogue::{ANDROID_APP, CLIENT, EXPIRES_AFTER_SECONDS, EXPIRES_AT, IOS_APP};
use shared::payment::action::{AppHandover, NextAction, SignedOrder};

/// After this an app answers that is called rather than shown.
const APP_ANSWERS_S: i64 = 1;
const ORDER_FIGURES: usize = 20;

/// Waits for the buyer at `hosted_url` for `expires_s`, or as long as the merchant said.
pub fn open(
    record: &mut Record,
    call: &AuthorizeCall,
    hosted_url: String,
    expires_s: u32,
    now: i64,
) {
    let expires_at = expiry(call, expires_s, now);
    // Who gave an e-mail address scans the code after a minute or a few, as in Stripe's test mode;
    // without one the code is a tester's to scan.
    let usual = call.billing.email.as_ref().map(|_| Later {
        at: now.saturating_add(i64::from(expires_s / 3).min(unattended::DELAY_S)),
        answer: Decision::Approve,
    });
    let client = call.options.get(CLIENT).map(String::as_str);
    let (action, usual) = match client {
        Some(IOS_APP) => (
            NextAction::OpenApp(AppHandover::Link { url: hosted_url }),
            usual,
        ),
        // No page plays an app that is called, so that its owner approves by themselves.
        Some(ANDROID_APP) => (
            NextAction::OpenApp(AppHandover::Order(order(call, now))),
            Some(Later {
                at: now.saturating_add(APP_ANSWERS_S),
                answer: Decision::Approve,
            }),
        ),
        Some(_) | None => {
            let data = contents(call, &hosted_url).unwrap_or_else(|| hosted_url.clone());
            let code = NextAction::QrCode {
                data,
                hosted_url,
                app_url: None,
            };
            (code, usual)
        }
    };
    record.decides = unattended::outcome(&call.billing, now, usual);
    record.standing = Standing::WaitsForBuyer {
        action,
        expires_at: Some(expires_at),
    };
}

/// Signed by nobody, so that no app takes it for money.
fn order(call: &AuthorizeCall, now: i64) -> SignedOrder {
    let made_up = |purpose| figures(call.attempt.to_bytes(), purpose, ORDER_FIGURES);
    SignedOrder {
        app_id: call.options.get("app_id").cloned().unwrap_or_default(),
        nonce: made_up(1),
        package: "Sign=WXPay".to_owned(),
        partner_id: made_up(2),
        prepay_id: made_up(3),
        sign: made_up(4),
        timestamp: now,
    }
}

/// Unix seconds. `expires_at` of the merchant comes before `expires_after_seconds`, and both before
/// what is usual for the method.
fn expiry(call: &AuthorizeCall, usual_s: u32, now: i64) -> i64 {
    let number = |name: &str| call.options.get(name)?.parse::<i64>().ok();
    let after_s = number(EXPIRES_AFTER_SECONDS).unwrap_or(i64::from(usual_s));
    number(EXPIRES_AT).unwrap_or_else(|| now.saturating_add(after_s))
}

/// What the code says, where the method's network has a format of its own; `None`: the page's
/// address, which also opens on the phone.
fn contents(call: &AuthorizeCall, hosted_url: &str) -> Option<String> {
    match call.method.as_str() {
        "pix" => emv::pix(call.amount, hosted_url),
        "paynow" => emv::paynow(call.amount, &reference(call)),
        "promptpay" => emv::promptpay(call.amount, &reference(call)),
        "upi" => Some(upi(call)),
        _ => None,
    }
}

/// Every network takes so many figures for a reference.
fn reference(call: &AuthorizeCall) -> String {
    figures(call.attempt.to_bytes(), 0, 20)
}

/// The link that all apps of India's Unified Payments Interface understand.
fn upi(call: &AuthorizeCall) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("pa", "kassa.sandbox@upi")
        .append_pair("pn", "Kassa Sandbox")
        .append_pair("tr", &reference(call))
        .append_pair("am", &call.amount.decimal())
        .append_pair("cu", "INR")
        .finish();
    format!("upi://pay?{query}")
}
