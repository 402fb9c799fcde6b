//! One payment for each state of the machine.

use super::fixtures::*;
use crate::methods::MethodType;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{CancelReason, Payment, State, Status};

/// The machine's states, without their data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Situation {
    RequiresPaymentMethod,
    RequiresConfirmation,
    Authorizing,
    Withdrawing,
    RequiresAction,
    Processing,
    RequiresCapture,
    Capturing,
    Canceling,
    Succeeded,
    Canceled,
    Incrementing,
    SetUp,
    AwaitsConfirmation,
}

pub use Situation::*;

impl Situation {
    pub const ALL: [Self; 14] = [
        RequiresPaymentMethod,
        RequiresConfirmation,
        Authorizing,
        Withdrawing,
        RequiresAction,
        Processing,
        RequiresCapture,
        Capturing,
        Canceling,
        Succeeded,
        Canceled,
        Incrementing,
        SetUp,
        AwaitsConfirmation,
    ];

    pub fn of(state: &State) -> Self {
        match state {
            State::RequiresPaymentMethod { .. } => RequiresPaymentMethod,
            State::RequiresConfirmation { .. } => RequiresConfirmation,
            State::Authorizing { .. } => Authorizing,
            State::Withdrawing { .. } => Withdrawing,
            State::RequiresAction { .. } => RequiresAction,
            State::Processing { .. } => Processing,
            State::RequiresCapture { .. } => RequiresCapture,
            State::Capturing { .. } => Capturing,
            State::Canceling { .. } => Canceling,
            State::Succeeded { .. } => Succeeded,
            State::Canceled { .. } => Canceled,
            State::Incrementing { .. } => Incrementing,
            State::SetUp { .. } => SetUp,
            State::AwaitsConfirmation { .. } => AwaitsConfirmation,
        }
    }

    /// A payment in this state, captured by hand. Its attempt, under way or ended, is `attempt(1)`,
    /// a call under way is `call(2)`, or `call(1)` while authorising, and a charge is `charge(1)`.
    /// Only a payment that requires its first confirmation has had no attempt.
    pub fn payment(self) -> Payment {
        let reserved = || vec![start(), reserve()];
        let events = match self {
            RequiresPaymentMethod => vec![start(), fail()],
            RequiresConfirmation => vec![],
            Authorizing => vec![start()],
            Withdrawing => vec![start(), act(), withdraw()],
            RequiresAction => vec![start(), act()],
            Incrementing => [reserved(), vec![ask_for_more()]].concat(),
            SetUp => vec![start(), Event::SetUp],
            AwaitsConfirmation => vec![start(), act(), hold_back()],
            Processing => vec![start(), wait_for_the_bank()],
            RequiresCapture => reserved(),
            Capturing => [reserved(), vec![ask_for_capture()]].concat(),
            Canceling => [reserved(), vec![ask_for_cancellation()]].concat(),
            Succeeded => [reserved(), vec![ask_for_capture(), take()]].concat(),
            Canceled => vec![
                start(),
                fail(),
                Event::Canceled {
                    reason: CancelReason::Duplicate,
                },
            ],
        };
        if self == SetUp {
            return setup_after(None, events);
        }
        let method = (self == RequiresConfirmation).then(named_card);
        payment_after(CaptureMethod::Manual, method, events)
    }

    /// The merchant API's word for it.
    pub fn status(self) -> Status {
        match self {
            RequiresPaymentMethod => Status::RequiresPaymentMethod,
            RequiresConfirmation | AwaitsConfirmation => Status::RequiresConfirmation,
            RequiresAction => Status::RequiresAction,
            Authorizing | Withdrawing | Processing | Capturing | Canceling | Incrementing => {
                Status::Processing
            }
            RequiresCapture => Status::RequiresCapture,
            Succeeded | SetUp => Status::Succeeded,
            Canceled => Status::Canceled,
        }
    }
}

fn start() -> Event {
    started(account(MethodType::Paypal))
}

fn act() -> Event {
    Event::ActionRequired {
        action: redirect(),
        expires_at: Some(ACTION_LAPSES_S),
    }
}

fn fail() -> Event {
    Event::AttemptFailed {
        cause: FailureCause::ProviderDeclined,
        charge: None,
    }
}

fn withdraw() -> Event {
    Event::WithdrawalRequested {
        cause: FailureCause::Replaced,
        call: call(2),
    }
}

fn wait_for_the_bank() -> Event {
    Event::ProcessingStarted {
        charge: Some(charge(1)),
    }
}

fn reserve() -> Event {
    Event::Authorized {
        charge: charge(1),
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    }
}

fn ask_for_capture() -> Event {
    Event::CaptureRequested {
        amount: part(),
        is_final: true,
        call: call(2),
    }
}

fn hold_back() -> Event {
    Event::ConfirmationAwaited {
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    }
}

fn ask_for_more() -> Event {
    Event::IncrementRequested {
        amount: more(),
        changes: vec![],
        call: call(2),
    }
}

fn ask_for_cancellation() -> Event {
    Event::CancelRequested {
        reason: CancelReason::Duplicate,
        call: call(2),
    }
}

fn take() -> Event {
    Event::Captured {
        charge: charge(1),
        amount: part(),
    }
}

#[test]
fn each_situation_is_the_state_that_it_is_named_after_and_has_its_status() {
    for situation in Situation::ALL {
        let state = situation.payment().state;
        assert_eq!(Situation::of(&state), situation);
        assert_eq!(state.status(), situation.status(), "{situation:?}");
    }
}

#[test]
fn only_success_and_cancellation_are_terminal() {
    for situation in Situation::ALL {
        let terminal = matches!(situation, Succeeded | SetUp | Canceled);
        assert_eq!(
            situation.payment().state.is_terminal(),
            terminal,
            "{situation:?}"
        );
    }
}
