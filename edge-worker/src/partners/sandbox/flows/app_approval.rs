//! An app that asks the buyer by itself, found by their phone number or their account.

use crate::partners::AuthorizeCall;
use crate::partners::sandbox::record::{Decision, Later, Record, Standing};
use crate::partners::sandbox::test_accounts::{DebitOutcome, habit_of};
use crate::partners::sandbox::unattended::{self, AT_ONCE_S};
use crate::partners::sandbox::wire::PageKind;
use shared::payment::action::NextAction;
use shared::payment::failure::FailureCause;

const HESITATES_S: i64 = 30;

/// How the phone numbers of Stripe's test mode for MB WAY end, `+351 911 111 112` and on, and what
/// becomes of the payment then; other methods have the same. `None` is approval.
const NUMBERS: &[(&str, Option<FailureCause>, i64)] = &[
    ("11111112", None, HESITATES_S),
    ("11111113", Some(FailureCause::MethodUnavailable), AT_ONCE_S),
    ("11111114", Some(FailureCause::ProviderDeclined), AT_ONCE_S),
    ("11111115", Some(FailureCause::AttemptExpired), AT_ONCE_S),
    ("11111116", Some(FailureCause::CustomerDeclined), AT_ONCE_S),
];

/// Asks the buyer, who has `expires_s` to answer.
pub fn open(
    record: &mut Record,
    call: &AuthorizeCall,
    hosted_url: String,
    expires_s: u32,
    now: i64,
) {
    let phone = call.billing.phone.as_deref().unwrap_or_default();
    let known = NUMBERS.iter().find(|(end, ..)| phone.ends_with(end));
    let after_s = known.map_or(AT_ONCE_S, |(.., after_s)| *after_s);
    let by_phone = known.and_then(|(_, cause, _)| cause.clone());
    record.declines_after = by_phone.or_else(|| refusal_of_account(call));
    let usual = Later {
        at: now.saturating_add(after_s),
        answer: Decision::Approve,
    };
    record.decides = unattended::outcome(&call.billing, now, Some(usual));
    record.page = PageKind::App;
    record.standing = Standing::WaitsForBuyer {
        action: NextAction::AppApproval {
            hosted_url: Some(hosted_url),
        },
        expires_at: Some(now.saturating_add(i64::from(expires_s))),
    };
}

/// What the bank says of the account that the buyer named, once they approve.
fn refusal_of_account(call: &AuthorizeCall) -> Option<FailureCause> {
    match habit_of(call.token.as_deref()?)?.outcome {
        DebitOutcome::Fails(reason) | DebitOutcome::Refused(reason) => {
            Some(FailureCause::DebitFailed { reason })
        }
        DebitOutcome::Succeeds
        | DebitOutcome::Disputed
        | DebitOutcome::StaysOpen
        | DebitOutcome::CannotBeVerified => None,
    }
}
