//! The provider's own record of one attempt.

use super::disputes::{SandboxDispute, ToBeDisputed};
use super::flows::bank_debit::Debit;
use super::refunds::{RefundHabit, SandboxRefund};
use super::wire::{Effects, News, PageKind};
use serde::{Deserialize, Serialize};
use shared::ids::{AccountId, AttemptId, CallId, PaymentIntentId, RefundId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::action::NextAction;
use shared::payment::command::Answer;
use shared::payment::debit_failure::DebitFailure;
use shared::payment::failure::FailureCause;
use std::collections::{BTreeMap, BTreeSet};

/// How long who approves later lets the merchant's page wait: longer than it asks closely.
const APPROVES_LATER_S: i64 = 8;

/// One attempt, as the provider knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub account: AccountId,
    pub intent: PaymentIntentId,
    pub attempt: AttemptId,
    pub method: MethodType,
    pub amount: Money,
    pub capture: bool,
    pub return_url: String,
    pub page: PageKind,
    /// What pressing *Authorise* leads to; `None` is success.
    pub declines_after: Option<FailureCause>,
    pub instructions: BTreeMap<String, String>,
    pub standing: Standing,
    pub effects: Effects,
    /// What the buyer does without pressing a button.
    #[serde(default)]
    pub decides: Option<Later<Decision>>,
    /// Calls that were answered with no, each with the reason.
    #[serde(default)]
    pub declined_calls: BTreeMap<CallId, FailureCause>,
    /// How the card's bank treats refunds.
    #[serde(default)]
    pub refund_habit: RefundHabit,
    #[serde(default)]
    pub refunds: BTreeMap<RefundId, SandboxRefund>,
    /// Refunds that had the fault which the merchant's metadata ask for.
    #[serde(default)]
    pub faulted_refunds: BTreeSet<RefundId>,
    /// What the buyer will complain of once they have paid.
    #[serde(default)]
    pub to_be_disputed: Option<ToBeDisputed>,
    #[serde(default)]
    pub dispute: Option<SandboxDispute>,
    /// Of a bank account.
    #[serde(default)]
    pub debit: Option<Debit>,
    /// What Kassa has not acknowledged.
    #[serde(default)]
    pub untold: BTreeSet<Subject>,
}

/// What news can be of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Attempt,
    Refund(RefundId),
    Dispute,
}

/// What a buyer makes of an attempt that waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Decline,
    /// They do nothing until it is too late.
    Expire,
}

shared::tagged! {
    tag = "standing";
    /// Where the attempt stands with the provider.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Standing {
        WaitsForBuyer {
            action: NextAction,
            expires_at: Option<i64>,
        },
        /// The buyer has done their part, and a bank takes its time.
        AtTheBank,
        Authorized {
            at: i64,
            /// What was taken in parts.
            #[serde(default)]
            taken: Option<Money>,
        },
        Captured {
            amount: Money,
        },
        Declined {
            cause: FailureCause,
        },
        Canceled,
    }
}

impl Record {
    /// The standing, as an answer.
    pub fn answer(&self) -> Answer {
        match &self.standing {
            Standing::WaitsForBuyer { action, expires_at } => Answer::ActionRequired {
                action: action.clone(),
                expires_at: *expires_at,
            },
            Standing::AtTheBank => Answer::Pending,
            Standing::Authorized { at, taken: None } => Answer::Authorized {
                amount: self.amount,
                expires_at: at.saturating_add(self.held_s()),
            },
            Standing::Authorized {
                taken: Some(captured),
                ..
            } => Answer::PartiallyCaptured {
                captured: *captured,
            },
            Standing::Captured { amount } => Answer::Captured { amount: *amount },
            Standing::Declined { cause } => Answer::Declined {
                cause: cause.clone(),
            },
            Standing::Canceled => Answer::Canceled,
        }
    }

    /// How many seconds a reserved amount stays reserved; where nothing is reserved, none.
    fn held_s(&self) -> i64 {
        let hours = self.method.row().authorization_window_h().unwrap_or(0);
        i64::from(hours).saturating_mul(3600)
    }

    /// The answer to the call with this key.
    pub fn answer_to(&self, key: &CallId) -> Answer {
        match self.declined_calls.get(key) {
            Some(cause) => Answer::Declined {
                cause: cause.clone(),
            },
            None => self.answer(),
        }
    }

    /// How the subject stands, as the provider's webhook tells it.
    pub fn news(&self, subject: &Subject) -> Option<News> {
        let attempt = self.attempt.clone();
        Some(match subject {
            Subject::Attempt => News::Attempt {
                attempt,
                answer: self.answer(),
            },
            Subject::Refund(id) => News::Refund {
                refund: id.clone(),
                answer: self.refunds.get(id)?.standing,
            },
            Subject::Dispute => {
                let dispute = self.dispute.as_ref()?;
                News::Dispute {
                    attempt,
                    case: dispute.case.clone(),
                    answer: dispute.standing,
                }
            }
        })
    }

    /// The buyer, or the issuer for them, said yes: the money is reserved, or taken.
    pub fn accept(&mut self, now: i64) {
        if !self.amount.is_positive() {
            // The method was verified, and nothing moves.
            self.standing = Standing::Captured {
                amount: self.amount,
            };
            return;
        }
        self.effects.authorizations = self.effects.authorizations.saturating_add(1);
        self.standing = Standing::Authorized {
            at: now,
            taken: None,
        };
        if self.capture {
            self.take(self.amount, true, now);
        }
    }

    /// Takes a part of what is reserved, or all of it. A last capture frees the rest.
    pub fn take(&mut self, amount: Money, is_final: bool, now: i64) {
        let Standing::Authorized { taken, .. } = &mut self.standing else {
            return;
        };
        let before = taken.unwrap_or(Money::zero(self.amount.currency()));
        let Ok(sum) = before.checked_add(amount) else {
            return;
        };
        if sum.fits_in(&self.amount) != Ok(true) {
            return;
        }
        if amount.is_positive() {
            self.effects.captures = self.effects.captures.saturating_add(1);
        }
        if is_final || sum == self.amount {
            self.standing = Standing::Captured { amount: sum };
            self.open_dispute(now);
        } else {
            *taken = Some(sum);
        }
    }

    /// Reserves more: `amount` is the new total.
    pub fn increment(&mut self, key: &CallId, amount: Money) {
        if self
            .instructions
            .get("sandbox_increment")
            .map(String::as_str)
            == Some("decline")
        {
            let cause = FailureCause::CardDeclined {
                decline_code: "insufficient_funds".to_owned(),
            };
            self.declined_calls.insert(key.clone(), cause);
            return;
        }
        if let Standing::Authorized { taken: None, .. } = self.standing
            && self.amount.fits_in(&amount) == Ok(true)
        {
            self.effects.increments = self.effects.increments.saturating_add(1);
            self.amount = amount;
        }
    }

    /// The buyer decided, or their bank. `false` when there is nothing to decide any more.
    pub fn decide(&mut self, decision: Decision, now: i64) -> bool {
        let at_the_bank = match self.standing {
            Standing::WaitsForBuyer { .. } => false,
            Standing::AtTheBank => true,
            Standing::Authorized { .. }
            | Standing::Captured { .. }
            | Standing::Declined { .. }
            | Standing::Canceled => return false,
        };
        self.decides = None;
        if decision != Decision::Approve {
            self.send_back_what_came();
        }
        match (decision, self.declines_after.take()) {
            (Decision::Approve, None) if self.awaits_verification() => self.begin_debit(now),
            (Decision::Approve, None) => self.accept(now),
            (Decision::Approve, Some(cause)) => self.standing = Standing::Declined { cause },
            (Decision::Decline, Some(cause)) if at_the_bank => {
                self.standing = Standing::Declined { cause };
            }
            (Decision::Decline, _) => {
                let cause = match self.page {
                    PageKind::Verify => FailureCause::DebitFailed {
                        reason: match at_the_bank {
                            true => DebitFailure::CouldNotProcess,
                            false => DebitFailure::VerificationAttemptsExceeded,
                        },
                    },
                    PageKind::Authenticate => FailureCause::AuthenticationFailed,
                    PageKind::Authorize | PageKind::Transfer => FailureCause::ProviderDeclined,
                    PageKind::App => FailureCause::CustomerDeclined,
                    PageKind::BankingApp => FailureCause::ProviderDeclinedFor {
                        decline_code: "customer_declined".to_owned(),
                    },
                    PageKind::Voucher => FailureCause::AttemptExpired,
                };
                self.standing = Standing::Declined { cause };
            }
            (Decision::Expire, _) => {
                self.standing = Standing::Declined {
                    cause: FailureCause::of_lapse(self.method),
                };
            }
        }
        self.untold.insert(Subject::Attempt);
        true
    }

    /// The buyer goes away and approves a while later. `false` when there is nothing to decide any
    /// more.
    pub fn approve_later(&mut self, now: i64) -> bool {
        let waits = matches!(self.standing, Standing::WaitsForBuyer { .. });
        if waits {
            self.decides = Some(Later {
                at: now.saturating_add(APPROVES_LATER_S),
                answer: Decision::Approve,
            });
        }
        waits
    }

    /// Whether the time to pay is over, or the merchant has canceled, and somebody may pay all the
    /// same: a till may not know of it.
    pub fn can_be_paid_too_late(&self) -> bool {
        let is_over = match &self.standing {
            Standing::Declined { cause } => *cause == FailureCause::AttemptExpired,
            Standing::Canceled => true,
            Standing::WaitsForBuyer { .. }
            | Standing::AtTheBank
            | Standing::Authorized { .. }
            | Standing::Captured { .. } => false,
        };
        is_over && self.page == PageKind::Voucher && self.effects == Effects::default()
    }

    /// The buyer pays although it is over. `false` when that cannot be, or has been.
    pub fn pay_too_late(&mut self, now: i64) -> bool {
        let can = self.can_be_paid_too_late();
        if can {
            self.accept(now);
            self.untold.insert(Subject::Attempt);
        }
        can
    }

    /// Frees what is reserved; money that is taken stays taken.
    pub fn cancel(&mut self) {
        match self.standing {
            Standing::Authorized {
                taken: Some(amount),
                ..
            } => self.standing = Standing::Captured { amount },
            Standing::WaitsForBuyer { .. }
            | Standing::AtTheBank
            | Standing::Authorized { taken: None, .. } => {
                self.send_back_what_came();
                self.standing = Standing::Canceled;
            }
            Standing::Captured { .. } | Standing::Declined { .. } | Standing::Canceled => {}
        }
    }

    /// Gives back what was reserved or taken.
    pub fn reverse(&mut self) {
        match self.standing {
            Standing::Captured { .. } | Standing::Authorized { .. } => {
                self.effects.reversals = self.effects.reversals.saturating_add(1);
                self.standing = Standing::Canceled;
            }
            Standing::WaitsForBuyer { .. } | Standing::AtTheBank => {
                self.send_back_what_came();
                self.standing = Standing::Canceled;
            }
            Standing::Declined { .. } | Standing::Canceled => {}
        }
        self.dispute = None;
    }

    /// Lets happen what was to happen by now.
    pub fn pass(&mut self, now: i64) {
        // Taken, also where there is nothing to decide any more: it comes about once.
        if let Some(later) = self.decides.take_if(|later| later.at <= now) {
            self.decide(later.answer, now);
        }
        self.settle_refunds(now);
        self.settle_dispute(now);
    }

    /// When something happens next by itself, in Unix seconds.
    pub fn next_at(&self) -> Option<i64> {
        let refunds = self.refunds.values().filter_map(|refund| refund.becomes);
        let dispute = self.dispute.iter().filter_map(|dispute| dispute.becomes);
        let later = refunds
            .map(|later| later.at)
            .chain(dispute.map(|later| later.at));
        later.chain(self.decides.map(|later| later.at)).min()
    }
}

/// What something will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later<T> {
    /// Unix seconds.
    pub at: i64,
    pub answer: T,
}
