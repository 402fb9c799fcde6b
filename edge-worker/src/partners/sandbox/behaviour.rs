//! What the simulated provider does with a new attempt: by the card's number, by the method, and by
//! the instructions in the merchant's metadata.

use crate::partners::sandbox::flows::{
    app_approval, bank_debit, inline_code, qr_code, redirect, transfer, voucher,
};
use crate::partners::sandbox::record::{Record, Standing};
use crate::partners::sandbox::refunds::RefundHabit;
use crate::partners::sandbox::test_cards::{Aftermath, CardOutcome, Decline, by_number, by_token};
use crate::partners::sandbox::wire::{Effects, PageKind};
use crate::partners::{AuthorizeCall, Typed};
use shared::ids::AccountId;
use shared::methods::MethodType;
use shared::methods::catalogue::Flow;
use shared::payment::action::NextAction;
use shared::payment::failure::FailureCause;
use std::collections::{BTreeMap, BTreeSet};

/// A fault that the merchant's metadata asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No answer, and no effect.
    TimeoutBefore,
    /// The effect, but no answer.
    TimeoutAfter,
    /// 5xx without the effect.
    ErrorBefore,
    /// 5xx with the effect.
    ErrorAfter,
    /// Each notification twice.
    DuplicateNotifications,
    /// The notification before the answer.
    EarlyNotification,
    /// The notification only after the buyer is back.
    LateNotification,
}

impl Fault {
    /// Of an attempt: `sandbox_fault`.
    pub fn of(instructions: &BTreeMap<String, String>) -> Option<Self> {
        Self::parse(instructions.get("sandbox_fault")?)
    }

    /// Of a refund: `sandbox_refund_fault`.
    pub fn of_refund(instructions: &BTreeMap<String, String>) -> Option<Self> {
        Self::parse(instructions.get("sandbox_refund_fault")?)
    }

    fn parse(name: &str) -> Option<Self> {
        match name {
            "timeout_before" => Some(Self::TimeoutBefore),
            "timeout_after" => Some(Self::TimeoutAfter),
            "error_before" => Some(Self::ErrorBefore),
            "error_after" => Some(Self::ErrorAfter),
            "duplicate_notifications" => Some(Self::DuplicateNotifications),
            "early_notification" => Some(Self::EarlyNotification),
            "late_notification" => Some(Self::LateNotification),
            _ => None,
        }
    }
}

/// The provider's record of a new attempt.
pub fn open(
    account: AccountId,
    call: &AuthorizeCall,
    origin: &str,
    return_url: String,
    now: i64,
) -> Record {
    let hosted_url = format!("{origin}/sandbox/{}", call.attempt);
    let mut record = Record {
        account,
        intent: call.intent.clone(),
        attempt: call.attempt.clone(),
        method: call.method,
        amount: call.amount,
        capture: call.capture,
        return_url,
        page: PageKind::Authorize,
        declines_after: None,
        instructions: call.instructions.clone(),
        standing: Standing::Canceled,
        effects: Effects::default(),
        decides: None,
        declined_calls: BTreeMap::new(),
        refund_habit: RefundHabit::Succeeds,
        refunds: BTreeMap::new(),
        faulted_refunds: BTreeSet::new(),
        to_be_disputed: None,
        dispute: None,
        debit: None,
        untold: BTreeSet::new(),
    };
    match call.method.row().flow {
        // Nobody is there, and somebody has agreed to this before.
        _ if call.off_session
            && call.is_saved
            && call.method != MethodType::Card
            && !call.method.row().flow.needs_mandate() =>
        {
            record.accept(now);
        }
        Flow::CardForm => open_card(&mut record, call, hosted_url, now),
        Flow::QrCode { expires_s } => {
            qr_code::open(&mut record, call, hosted_url, expires_s, now);
        }
        Flow::InlineCode { expires_s, .. } => {
            inline_code::open(&mut record, call, hosted_url, expires_s, now);
        }
        Flow::AppApproval { expires_s } => {
            app_approval::open(&mut record, call, hosted_url, expires_s, now);
        }
        Flow::Voucher { .. } => voucher::open(&mut record, call, hosted_url, now),
        Flow::BankTransfer => transfer::open(&mut record, call, hosted_url, now),
        Flow::BankDebit { .. } => bank_debit::open(&mut record, call, hosted_url, now),
        Flow::Redirect => redirect::open(&mut record, call, hosted_url, now),
    }
    record.shorten(now);
    record
}

fn open_card(record: &mut Record, call: &AuthorizeCall, hosted_url: String, now: i64) {
    let known = match (&call.typed, &call.token) {
        (Some(Typed::Card(card)), _) => by_number(card.number.expose()),
        (_, Some(token)) => by_token(token),
        (_, None) => None,
    };
    let Some(card) = known else {
        record.decline(Decline::Code("test_mode_live_card"));
        return;
    };
    match card.aftermath {
        Aftermath::Nothing => {}
        Aftermath::Refunds(habit) => record.refund_habit = habit,
        Aftermath::Disputed(complaint) => record.to_be_disputed = Some(complaint),
    }
    let asks = match card.outcome_for(call.device_authenticated) {
        CardOutcome::Succeeds => Asks::Nothing,
        CardOutcome::Declines(decline) => Asks::ToDecline(decline),
        // A verification takes no money, which is what the bank would refuse.
        CardOutcome::DeclinesWhenCharged(_) if !call.amount.is_positive() => Asks::Nothing,
        CardOutcome::DeclinesWhenCharged(decline) => Asks::ToDecline(decline),
        CardOutcome::AuthenticatesUnlessSetUp if call.off_session && call.is_saved => Asks::Nothing,
        CardOutcome::AuthenticatesOnSession if call.off_session => Asks::Nothing,
        CardOutcome::Authenticates
        | CardOutcome::AuthenticatesThenDeclines(_)
        | CardOutcome::AuthenticatesUnlessSetUp
        | CardOutcome::AuthenticatesOnSession
            if call.off_session =>
        {
            Asks::ForTheBuyer
        }
        CardOutcome::Authenticates
        | CardOutcome::AuthenticatesUnlessSetUp
        | CardOutcome::AuthenticatesOnSession => Asks::ForAuthentication(None),
        CardOutcome::AuthenticatesThenDeclines(decline) => Asks::ForAuthentication(Some(decline)),
    };
    match asks {
        Asks::Nothing => record.accept(now),
        Asks::ToDecline(decline) => record.decline(decline),
        Asks::ForTheBuyer => {
            record.standing = Standing::Declined {
                cause: FailureCause::AuthenticationRequired,
            };
        }
        Asks::ForAuthentication(then) => {
            record.page = PageKind::Authenticate;
            record.declines_after = then.map(Decline::cause);
            record.standing = Standing::WaitsForBuyer {
                action: NextAction::Authenticate { url: hosted_url },
                expires_at: None,
            };
        }
    }
}

/// What the bank of a card wants before it pays.
enum Asks {
    Nothing,
    ToDecline(Decline),
    /// Authentication, by a buyer who is not there.
    ForTheBuyer,
    /// Authentication, after which it may decline all the same.
    ForAuthentication(Option<Decline>),
}

impl Record {
    /// The merchant's metadata can leave the buyer fewer seconds than the method does.
    fn shorten(&mut self, now: i64) {
        let seconds = |name: &str| {
            let asked = self.instructions.get(name)?;
            asked.parse::<u32>().ok().map(i64::from)
        };
        let grace_s = seconds("sandbox_grace").unwrap_or(0);
        let Some(asked_s) = seconds("sandbox_expires_in") else {
            return;
        };
        let Standing::WaitsForBuyer { expires_at, action } = &mut self.standing else {
            return;
        };
        let mut shorter = now.saturating_add(asked_s);
        if let NextAction::Voucher { expires_at, .. } = action {
            *expires_at = shorter.min(*expires_at);
            shorter = shorter.saturating_add(grace_s);
        }
        *expires_at = Some(expires_at.map_or(shorter, |at| at.min(shorter)));
    }

    fn decline(&mut self, decline: Decline) {
        self.standing = Standing::Declined {
            cause: decline.cause(),
        };
    }
}

/// Whether the method is one whose buyer is shown the hosted page inside the merchant's page.
pub fn is_framed(method: MethodType) -> bool {
    matches!(method.row().flow, Flow::CardForm)
}
