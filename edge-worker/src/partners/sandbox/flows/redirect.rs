//! The method's own page, from which the buyer comes back.

use crate::partners::AuthorizeCall;
use crate::partners::sandbox::record::{Record, Standing};
use crate::partners::sandbox::unattended;
use shared::payment::action::NextAction;

/// Waits for the buyer at `hosted_url`, for as long as the method's row says.
pub fn open(record: &mut Record, call: &AuthorizeCall, hosted_url: String, now: i64) {
    let window_s = call.method.row().approval_window_s;
    record.decides = unattended::outcome(&call.billing, now, None);
    record.standing = Standing::WaitsForBuyer {
        action: NextAction::Redirect { url: hosted_url },
        expires_at: window_s.map(|window_s| now.saturating_add(i64::from(window_s))),
    };
}
