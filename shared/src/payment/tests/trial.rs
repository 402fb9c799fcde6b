//! The commands that the table tries in every state.

use super::fixtures::*;
use crate::methods::MethodType;
use crate::payment::command::{Answer, Command};
use crate::payment::state::{CancelReason, Payment};

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
