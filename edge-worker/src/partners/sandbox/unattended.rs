//! Outcomes that come without anybody pressing a button: the tester's e-mail address asks for them,
//! as it does for the vouchers of Stripe's test mode.

use super::record::{Decision, Later};
use shared::payment::method::BillingDetails;

/// What is done at once is done after a moment, so that the answer to the confirmation is first.
pub const AT_ONCE_S: i64 = 1;
/// Three minutes, as in Stripe's test mode.
pub const DELAY_S: i64 = 180;

/// What an address holds, what the buyer then does, and after how many seconds.
const WISHES: &[(&str, Option<Decision>, i64)] = &[
    ("succeed_immediately", Some(Decision::Approve), AT_ONCE_S),
    ("succeed_with_delay", Some(Decision::Approve), DELAY_S),
    ("fail_immediately", Some(Decision::Decline), AT_ONCE_S),
    ("fail_with_delay", Some(Decision::Decline), DELAY_S),
    ("expire_immediately", Some(Decision::Expire), AT_ONCE_S),
    ("expire_with_delay", Some(Decision::Expire), DELAY_S),
    ("fill_never", None, 0),
];

/// What happens by itself to an attempt that is opened at `now`, in Unix seconds; `usual` where the
/// buyer's e-mail address does not say.
pub fn outcome(
    billing: &BillingDetails,
    now: i64,
    usual: Option<Later<Decision>>,
) -> Option<Later<Decision>> {
    outcome_of(billing.email.as_deref().unwrap_or_default(), now, usual)
}

/// The same, where the wish is in another value than the e-mail address.
pub fn outcome_of(text: &str, now: i64, usual: Option<Later<Decision>>) -> Option<Later<Decision>> {
    match WISHES.iter().find(|(wish, ..)| text.contains(wish)) {
        Some((_, decision, after_s)) => decision.map(|answer| Later {
            at: now.saturating_add(*after_s),
            answer,
        }),
        None => usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(email: &str) -> Option<Later<Decision>> {
        let billing = BillingDetails {
            email: Some(email.to_owned()),
            ..BillingDetails::default()
        };
        let usual = Later {
            at: 7,
            answer: Decision::Approve,
        };
        outcome(&billing, 1_000, Some(usual))
    }

    #[test]
    fn an_address_says_what_happens_and_any_other_leaves_what_is_usual() {
        let at = |at, answer| Some(Later { at, answer });
        let cases = [
            ("a_succeed_immediately@b.c", at(1_001, Decision::Approve)),
            ("succeed_with_delay@b.c", at(1_180, Decision::Approve)),
            ("fail_immediately@b.c", at(1_001, Decision::Decline)),
            ("expire_immediately@b.c", at(1_001, Decision::Expire)),
            ("fill_never@b.c", None),
            ("jenny@b.c", at(7, Decision::Approve)),
        ];
        for (email, expected) in cases {
            assert_eq!(of(email), expected, "{email}");
        }
    }
}
