//! The provider's own record of one attempt.

use crate::partners::sandbox::wire::{Effects, PageKind};
use serde::{Deserialize, Serialize};
use shared::ids::{AccountId, AttemptId, PaymentIntentId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::action::NextAction;
use shared::payment::command::Answer;
use shared::payment::failure::FailureCause;
use std::collections::BTreeMap;

/// How long a reserved amount stays reserved: 7 days, as card schemes have it.
const AUTHORIZATION_S: i64 = 7 * 24 * 3600;

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
    /// Unix seconds: pays by itself then.
    pub pays_at: Option<i64>,
}

/// Where the attempt stands with the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    WaitsForBuyer {
        action: NextAction,
        expires_at: Option<i64>,
    },
    Authorized {
        at: i64,
    },
    Captured {
        amount: Money,
    },
    Declined {
        cause: FailureCause,
    },
    Canceled,
}

impl Record {
    /// The standing, as an answer.
    pub fn answer(&self) -> Answer {
        match &self.standing {
            Standing::WaitsForBuyer { action, expires_at } => Answer::ActionRequired {
                action: action.clone(),
                expires_at: *expires_at,
            },
            Standing::Authorized { at } => Answer::Authorized {
                amount: self.amount,
                expires_at: at.saturating_add(AUTHORIZATION_S),
            },
            Standing::Captured { amount } => Answer::Captured { amount: *amount },
            Standing::Declined { cause } => Answer::Declined {
                cause: cause.clone(),
            },
            Standing::Canceled => Answer::Canceled,
        }
    }

    /// The buyer, or the issuer for them, said yes: the money is reserved, or taken.
    pub fn accept(&mut self, now: i64) {
        self.effects.authorizations = self.effects.authorizations.saturating_add(1);
        if self.capture {
            self.take(self.amount);
        } else {
            self.standing = Standing::Authorized { at: now };
        }
    }

    pub fn take(&mut self, amount: Money) {
        self.effects.captures = self.effects.captures.saturating_add(1);
        self.standing = Standing::Captured { amount };
    }

    /// The buyer pressed a button of the hosted page. `false` when there is nothing to decide any
    /// more.
    pub fn press(&mut self, authorize: bool, now: i64) -> bool {
        if !matches!(self.standing, Standing::WaitsForBuyer { .. }) {
            return false;
        }
        self.pays_at = None;
        match (authorize, self.declines_after.take()) {
            (true, None) => self.accept(now),
            (true, Some(cause)) => self.standing = Standing::Declined { cause },
            (false, _) => {
                let cause = match self.page {
                    PageKind::Authenticate => FailureCause::AuthenticationFailed,
                    PageKind::Authorize => FailureCause::ProviderDeclined,
                    PageKind::Voucher => FailureCause::AttemptExpired,
                };
                self.standing = Standing::Declined { cause };
            }
        }
        true
    }

    /// Frees what is reserved; money that is taken stays taken.
    pub fn cancel(&mut self) {
        match self.standing {
            Standing::WaitsForBuyer { .. } | Standing::Authorized { .. } => {
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
            Standing::WaitsForBuyer { .. } => self.standing = Standing::Canceled,
            Standing::Declined { .. } | Standing::Canceled => {}
        }
    }
}
