//! Debits of bank accounts: the bank takes its time, and some accounts must first be shown to be
//! the buyer's own, by what they read on their statement.

use crate::partners::sandbox::disputes::ToBeDisputed;
use crate::partners::sandbox::record::{Decision, Later, Record, Standing, Subject};
use crate::partners::sandbox::refunds::RefundHabit;
use crate::partners::sandbox::test_accounts::{DebitOutcome, Habit, habit_of, is_verified};
use crate::partners::sandbox::unattended;
use crate::partners::sandbox::wire::PageKind;
use crate::partners::{AuthorizeCall, Microdeposits, Verification};
use serde::{Deserialize, Serialize};
use shared::payment::action::NextAction;
use shared::payment::debit_failure::DebitFailure;
use shared::payment::dispute::DisputeReason;
use shared::payment::failure::FailureCause;

/// The sandbox's banks answer after a moment where those of the world take days.
const BANK_ANSWERS_S: i64 = 2;
/// Deposits arrive the next day, and are worth nothing after ten.
const DEPOSITS_ARRIVE_S: i64 = 24 * 3600;
const DEPOSITS_COUNT_S: i64 = 10 * 24 * 3600;
const CODE_ATTEMPTS_MAX: u8 = 3;
const AMOUNTS_ATTEMPTS_MAX: u8 = 10;
/// The merchant's choice of how accounts are verified, of the methods that have one.
const VERIFICATION_OPTION: &str = "verification_method";
/// The bank vouches for its customer at once.
const INSTANT: &str = "instant";

/// What the provider knows of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debit {
    /// Its [`Habit`] is by this name.
    token: String,
    /// What the buyer's e-mail address asks of the bank, with the seconds until then.
    wish: Option<Later<Decision>>,
    wrong_amounts: u8,
    wrong_codes: u8,
}

pub fn open(record: &mut Record, call: &AuthorizeCall, hosted_url: String, now: i64) {
    let token = call.token.clone().unwrap_or_default();
    let Some(habit) = habit_of(&token) else {
        record.fail(DebitFailure::NoAccount);
        return;
    };
    record.refund_habit = RefundHabit::PendsThenSucceeds;
    record.page = PageKind::Verify;
    let debit = Debit {
        token: token.clone(),
        wish: unattended::outcome(&call.billing, 0, None),
        wrong_amounts: 0,
        wrong_codes: 0,
    };
    record.debit = Some(debit);
    if !must_be_verified(call, &token) {
        record.begin_debit(now);
        return;
    }
    if habit.outcome == DebitOutcome::CannotBeVerified {
        let reason = DebitFailure::MicrodepositsFailed;
        record.declines_after = Some(FailureCause::DebitFailed { reason });
        record.decides = Some(Later {
            at: now.saturating_add(BANK_ANSWERS_S),
            answer: Decision::Approve,
        });
    }
    record.standing = Standing::WaitsForBuyer {
        action: NextAction::VerifyMicrodeposits {
            arrives_at: now.saturating_add(DEPOSITS_ARRIVE_S),
            hosted_url,
        },
        expires_at: Some(now.saturating_add(DEPOSITS_COUNT_S)),
    };
}

/// Whether nobody knows yet that the account is the buyer's.
fn must_be_verified(call: &AuthorizeCall, token: &str) -> bool {
    let options = call.method.row().options.iter();
    let is_asked_for = options
        .map(|option| option.name)
        .any(|name| name == VERIFICATION_OPTION);
    let at_once = call.options.get(VERIFICATION_OPTION).map(String::as_str) == Some(INSTANT);
    is_asked_for && !at_once && !call.is_verified && !is_verified(token)
}

impl Record {
    /// The bank is asked for the money, or for a setup that the account is there.
    pub fn begin_debit(&mut self, now: i64) {
        let Some(debit) = &self.debit else {
            return;
        };
        if !self.amount.is_positive() {
            self.accept(now);
            return;
        }
        let habit = habit_of(&debit.token);
        let wish = debit.wish;
        self.standing = Standing::AtTheBank;
        let usual = habit.and_then(|habit| self.outcome_of(habit));
        let answers = wish.or(usual);
        self.decides = answers.map(|later| Later {
            at: now.saturating_add(later.at),
            ..later
        });
    }

    /// What the bank will do, and after how many seconds; `None`: nothing, ever.
    fn outcome_of(&mut self, habit: &Habit) -> Option<Later<Decision>> {
        match habit.outcome {
            DebitOutcome::Succeeds | DebitOutcome::CannotBeVerified => {}
            DebitOutcome::Fails(reason) | DebitOutcome::Refused(reason) => {
                self.declines_after = Some(FailureCause::DebitFailed { reason });
            }
            DebitOutcome::Disputed => {
                self.to_be_disputed = Some(ToBeDisputed {
                    reason: DisputeReason::DebitNotAuthorized,
                    inquiry: false,
                });
            }
            DebitOutcome::StaysOpen => return None,
        }
        Some(Later {
            at: match habit.is_slow {
                true => unattended::DELAY_S,
                false => BANK_ANSWERS_S,
            },
            answer: Decision::Approve,
        })
    }

    /// Whether the buyer has yet to show that the account is theirs.
    pub fn awaits_verification(&self) -> bool {
        matches!(
            self.standing,
            Standing::WaitsForBuyer {
                action: NextAction::VerifyMicrodeposits { .. },
                ..
            }
        )
    }

    /// The buyer tells what they read on their statement. The values are those of Stripe's test
    /// mode.
    pub fn verify(&mut self, given: &Microdeposits, now: i64) -> Verification {
        if !self.awaits_verification() {
            return Verification::Decided(self.answer());
        }
        match given {
            Microdeposits::Amounts([32, 45] | [45, 32]) => self.begin_debit(now),
            Microdeposits::Amounts([10, 11] | [11, 10]) => {
                self.fail(DebitFailure::VerificationAttemptsExceeded);
            }
            Microdeposits::Amounts([40, 41] | [41, 40]) => {
                self.fail(DebitFailure::VerificationTimeout);
            }
            Microdeposits::DescriptorCode(code) if code == "SM11AA" => self.begin_debit(now),
            Microdeposits::DescriptorCode(code) if code == "SM33CC" => {
                self.fail(DebitFailure::VerificationAttemptsExceeded);
            }
            Microdeposits::DescriptorCode(code) if code == "SM44DD" => {
                self.fail(DebitFailure::VerificationTimeout);
            }
            Microdeposits::Amounts(_) | Microdeposits::DescriptorCode(_) => {
                if !self.is_last_wrong_guess(given) {
                    return Verification::Mismatch;
                }
                self.fail(DebitFailure::VerificationAttemptsExceeded);
            }
        }
        self.untold.insert(Subject::Attempt);
        Verification::Decided(self.answer())
    }

    fn is_last_wrong_guess(&mut self, given: &Microdeposits) -> bool {
        let Some(debit) = &mut self.debit else {
            return false;
        };
        let (wrong, most) = match given {
            Microdeposits::Amounts(_) => (&mut debit.wrong_amounts, AMOUNTS_ATTEMPTS_MAX),
            Microdeposits::DescriptorCode(_) => (&mut debit.wrong_codes, CODE_ATTEMPTS_MAX),
        };
        *wrong = wrong.saturating_add(1);
        *wrong >= most
    }

    fn fail(&mut self, reason: DebitFailure) {
        self.decides = None;
        self.standing = Standing::Declined {
            cause: FailureCause::DebitFailed { reason },
        };
    }
}
