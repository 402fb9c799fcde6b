//! The commands that the table tries in every state.

use super::fixtures::*;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::change::Change;
use crate::payment::charge::ChargeChange;
use crate::payment::command::{Answer, Command};
use crate::payment::dispute::DisputeAnswer;
use crate::payment::refund::RefundAnswer;
use crate::payment::state::{CancelReason, Payment};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    ConfirmWithMethod,
    ConfirmWithStoredMethod,
    Replace,
    CaptureAll,
    CapturePart,
    CaptureMore,
    CaptureOtherCurrency,
    CaptureZero,
    Cancel,
    UpdateAmount,
    UpdateDescription,
    UpdateNothing,
    CapturePartAndKeepTheRest,
    Increment,
    RefundAll,
    RefundNothing,
    RefundMore,
    UpdateCharge,
    UpdateUnknownCharge,
    UpdateUnknownRefund,
    CancelUnknownRefund,
    UpdateUnknownDispute,
    CloseUnknownDispute,
    /// Of a refund that the payment does not have.
    RefundAnswered,
    RefundLookedUpNothing,
    RefundNotified,
    DisputeAnswered,
    /// The first news of a dispute about the attempt under way, or about one that has ended.
    DisputeNotified,
    /// The answer to the call that the state waits for; to no call of ours where it waits for none.
    Answered(Said),
    /// The same, found out by asking.
    LookedUp(Said),
    LookedUpNothing,
    OutcomeUnknown,
    /// News of the attempt under way, or of one that has ended where there is none.
    Notified(Said),
    WakeEarly,
    WakeAfterTheAction,
    WakeAfterTheAuthorization,
}

/// What a partner says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Authorized,
    AuthorizedWrongly,
    AuthorizedMore,
    PartiallyCaptured,
    CapturedAll,
    CapturedPart,
    CapturedMore,
    CapturedOtherCurrency,
    CapturedNothing,
    ActionRequired,
    Pending,
    Declined,
    Canceled,
}

impl Said {
    pub const ALL: [Self; 13] = [
        Self::Authorized,
        Self::AuthorizedWrongly,
        Self::AuthorizedMore,
        Self::PartiallyCaptured,
        Self::CapturedAll,
        Self::CapturedPart,
        Self::CapturedMore,
        Self::CapturedOtherCurrency,
        Self::CapturedNothing,
        Self::ActionRequired,
        Self::Pending,
        Self::Declined,
        Self::Canceled,
    ];

    pub fn answer(self) -> Answer {
        match self {
            Self::Authorized => authorized(whole()),
            Self::AuthorizedWrongly => authorized(part()),
            Self::AuthorizedMore => authorized(more()),
            Self::PartiallyCaptured => Answer::PartiallyCaptured { captured: part() },
            Self::CapturedAll => captured(whole()),
            Self::CapturedPart => captured(part()),
            Self::CapturedMore => captured(kronor(whole().minor() + 1)),
            Self::CapturedOtherCurrency => captured(euros(whole().minor())),
            Self::CapturedNothing => captured(kronor(0)),
            Self::ActionRequired => action_required(),
            Self::Pending => Answer::Pending,
            Self::Declined => Answer::Declined { cause: declined() },
            Self::Canceled => Answer::Canceled,
        }
    }
}

impl Trial {
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::ConfirmWithMethod,
            Self::ConfirmWithStoredMethod,
            Self::Replace,
            Self::CaptureAll,
            Self::CapturePart,
            Self::CaptureMore,
            Self::CaptureOtherCurrency,
            Self::CaptureZero,
            Self::Cancel,
            Self::UpdateAmount,
            Self::UpdateDescription,
            Self::UpdateNothing,
            Self::CapturePartAndKeepTheRest,
            Self::Increment,
            Self::RefundAll,
            Self::RefundNothing,
            Self::RefundMore,
            Self::UpdateCharge,
            Self::UpdateUnknownCharge,
            Self::UpdateUnknownRefund,
            Self::CancelUnknownRefund,
            Self::UpdateUnknownDispute,
            Self::CloseUnknownDispute,
            Self::RefundAnswered,
            Self::RefundLookedUpNothing,
            Self::RefundNotified,
            Self::DisputeAnswered,
            Self::DisputeNotified,
            Self::LookedUpNothing,
            Self::OutcomeUnknown,
            Self::WakeEarly,
            Self::WakeAfterTheAction,
            Self::WakeAfterTheAuthorization,
        ];
        for said in Said::ALL {
            all.extend([
                Self::Answered(said),
                Self::LookedUp(said),
                Self::Notified(said),
            ]);
        }
        all
    }

    /// When it happens, in Unix milliseconds.
    pub fn at_ms(self) -> i64 {
        match self {
            Self::WakeAfterTheAction => ACTION_LAPSES_S * 1000,
            Self::WakeAfterTheAuthorization => AUTHORIZATION_LAPSES_S * 1000,
            _ => NOW_MS,
        }
    }

    pub fn command(self, payment: &Payment) -> Command {
        let waiting = payment
            .state
            .call()
            .map_or(call(50), |call| call.id.clone());
        let capture = |amount| Command::Capture {
            amount,
            is_final: true,
            call: call(99),
        };
        match self {
            Self::ConfirmWithMethod => confirm(Some(account(MethodType::Paypal))),
            Self::ConfirmWithStoredMethod => confirm(None),
            Self::Replace => Command::Replace { call: call(99) },
            Self::CaptureAll => capture(None),
            Self::CapturePart => capture(Some(part())),
            Self::CaptureMore => capture(Some(kronor(whole().minor() + 1))),
            Self::CaptureOtherCurrency => capture(Some(euros(1))),
            Self::CaptureZero => capture(Some(kronor(0))),
            Self::Cancel => Command::Cancel {
                reason: CancelReason::Fraudulent,
                call: call(99),
            },
            Self::UpdateAmount => update(Change::Amount(more())),
            Self::UpdateDescription => update(Change::Description(Some("new".to_owned()))),
            Self::UpdateNothing => update(Change::Description(None)),
            Self::CapturePartAndKeepTheRest => Command::Capture {
                amount: Some(part()),
                is_final: false,
                call: call(99),
            },
            Self::Increment => Command::IncrementAuthorization {
                amount: more(),
                changes: vec![],
                call: call(99),
            },
            Self::RefundAll => refund_of(None),
            Self::RefundNothing => refund_of(Some(kronor(0))),
            Self::RefundMore => refund_of(Some(whole())),
            Self::UpdateCharge => update_charge(1),
            Self::UpdateUnknownCharge => update_charge(77),
            Self::UpdateUnknownRefund => Command::UpdateRefund {
                refund: refund(77),
                metadata: BTreeMap::new(),
            },
            Self::CancelUnknownRefund => Command::CancelRefund {
                refund: refund(77),
                call: call(99),
            },
            Self::UpdateUnknownDispute => Command::UpdateDispute {
                dispute: dispute(77),
                evidence: None,
                metadata: None,
                submit: true,
                call: call(99),
            },
            Self::CloseUnknownDispute => Command::CloseDispute {
                dispute: dispute(77),
                call: call(99),
            },
            Self::RefundAnswered => Command::RefundAnswered {
                call: waiting,
                answer: RefundAnswer::Succeeded,
            },
            Self::RefundLookedUpNothing => Command::RefundLookedUp {
                call: waiting,
                found: None,
            },
            Self::RefundNotified => Command::RefundNotified {
                refund: refund(77),
                answer: RefundAnswer::Succeeded,
            },
            Self::DisputeAnswered => Command::DisputeAnswered {
                call: waiting,
                answer: DisputeAnswer::UnderReview,
            },
            Self::DisputeNotified => Command::DisputeNotified {
                attempt: attempt(1),
                case: case(),
                answer: DisputeAnswer::NeedsResponse,
                fresh: fresh(),
            },
            Self::Answered(said) => Command::Answered {
                call: waiting,
                answer: said.answer(),
                fresh: fresh(),
            },
            Self::LookedUp(said) => Command::LookedUp {
                call: waiting,
                found: Some(said.answer()),
                fresh: fresh(),
            },
            Self::LookedUpNothing => Command::LookedUp {
                call: waiting,
                found: None,
                fresh: fresh(),
            },
            Self::OutcomeUnknown => Command::OutcomeUnknown { call: waiting },
            Self::Notified(said) => Command::Notified {
                attempt: attempt(1),
                answer: said.answer(),
                fresh: fresh(),
            },
            Self::WakeEarly | Self::WakeAfterTheAction | Self::WakeAfterTheAuthorization => {
                Command::Wake { fresh: fresh() }
            }
        }
    }
}

fn update(change: Change) -> Command {
    Command::Update {
        changes: vec![change],
    }
}

fn refund_of(amount: Option<Money>) -> Command {
    Command::Refund {
        refund: refund(1),
        amount,
        reason: None,
        metadata: BTreeMap::new(),
        call: call(99),
    }
}

fn update_charge(number: u8) -> Command {
    Command::UpdateCharge {
        charge: charge(number),
        changes: vec![ChargeChange::Description(Some("new".to_owned()))],
    }
}
