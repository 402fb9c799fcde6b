//! Link, which is Kassa's own: an attempt with it opens a page of this deployment's, where the buyer
//! chooses a card. It never moves money and keeps no record. It ends when the card's attempt takes its
//! place, when the buyer goes back without paying, or when its time is up.

mod page_name;

pub use page_name::PageName;

use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall};
use crate::ports::{Clock, Partner};
use shared::ids::{AccountId, AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::action::NextAction;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;

/// Leaves the buyer fewer seconds, as the merchant's metadata asks the sandbox to.
const EXPIRES_IN: &str = "sandbox_expires_in";

/// What there is no money for.
const NOTHING_HELD: PartnerFailed = PartnerFailed::Unusable { status: 404 };

/// Kassa's side of Link, and all there is of it.
pub struct LinkPartner<'a, C> {
    /// This deployment's own, without a slash at the end.
    pub origin: &'a str,
    pub account: AccountId,
    pub clock: C,
}

impl<C: Clock> LinkPartner<'_, C> {
    /// Unix seconds.
    fn expires_at(&self, call: &AuthorizeCall) -> Option<i64> {
        let asked = call.instructions.get(EXPIRES_IN);
        let asked = asked.and_then(|seconds| seconds.parse::<u32>().ok());
        let window_s = asked.or(call.method.row().approval_window_s)?;
        let now = self.clock.now_ms().div_euclid(1_000);
        Some(now.saturating_add(i64::from(window_s)))
    }
}

impl<C: Clock> Partner for LinkPartner<'_, C> {
    /// Opens the page, however often it is asked to.
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        let page = PageName {
            account: self.account.clone(),
            intent: call.intent.clone(),
            attempt: call.attempt.clone(),
        };
        Ok(Answer::ActionRequired {
            action: NextAction::Redirect {
                url: page.url(self.origin),
            },
            expires_at: self.expires_at(call),
        })
    }

    async fn capture(
        &self,
        _: &AttemptId,
        _: &CallId,
        _: Money,
        _: bool,
    ) -> Result<Answer, PartnerFailed> {
        Err(NOTHING_HELD)
    }

    async fn increment(
        &self,
        _: &AttemptId,
        _: &CallId,
        _: Money,
    ) -> Result<Answer, PartnerFailed> {
        Err(NOTHING_HELD)
    }

    async fn cancel(&self, _: &AttemptId, _: &CallId) -> Result<Answer, PartnerFailed> {
        Ok(Answer::Canceled)
    }

    async fn reverse(&self, _: &AttemptId, _: &CallId) -> Result<Answer, PartnerFailed> {
        Ok(Answer::Canceled)
    }

    /// Nothing is kept of a call, and none has an effect that a second one would repeat.
    async fn lookup(&self, _: &AttemptId, _: &CallId) -> Result<Option<Answer>, PartnerFailed> {
        Ok(None)
    }

    async fn refund(&self, _: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        Err(NOTHING_HELD)
    }

    async fn cancel_refund(
        &self,
        _: &AttemptId,
        _: &RefundId,
        _: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        Err(NOTHING_HELD)
    }

    async fn lookup_refund(
        &self,
        _: &AttemptId,
        _: &RefundId,
        _: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        Ok(None)
    }

    async fn submit_evidence(
        &self,
        _: &AttemptId,
        _: &str,
        _: &CallId,
        _: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        Err(NOTHING_HELD)
    }

    async fn accept_dispute(
        &self,
        _: &AttemptId,
        _: &str,
        _: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        Err(NOTHING_HELD)
    }
}
