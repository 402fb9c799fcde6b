//! Every command in every state: what follows, or why not. The table is whole: a state that no row
//! of a command names fails the test, and so does one that two rows name.

use super::fixtures::*;
use super::situation::{Situation, Situation::*};
use super::trial::Trial;
use crate::methods::MethodType;
use crate::payment::action::ActionStyle;
use crate::payment::attempt::AttemptTerms;
use crate::payment::decide::decide;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::method::PaymentMethod;
use crate::payment::refusal::{Asked, Refusal};
use crate::payment::state::CancelReason;

/// What a command comes to.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nothing: stale, repeated, too early, or none of its business.
    Nothing,
    Events(Vec<Event>),
    /// `payment_intent_unexpected_state`, with the state's own status.
    Unexpected(Asked),
    /// The same for a refund.
    NotRefundable,
    Refused(Refusal),
}

use Outcome::*;

pub type Rows = Vec<(&'static [Situation], Outcome)>;

/// States that wait for no call.
const WITHOUT_CALL: &[Situation] = &[
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    SetUp,
    AwaitsConfirmation,
    Canceled,
];

#[test]
fn every_command_in_every_state_has_the_outcome_of_its_row() {
    for trial in Trial::all() {
        let rows = rows(trial);
        for situation in Situation::ALL {
            let outcomes: Vec<_> = rows
                .iter()
                .filter(|(situations, _)| situations.contains(&situation))
                .map(|(_, outcome)| outcome)
                .collect();
            let [outcome] = outcomes[..] else {
                panic!("{trial:?} in {situation:?}: {} rows", outcomes.len());
            };
            let payment = situation.payment();
            let decided = decide(&payment, trial.command(&payment), trial.at_ms());
            let expected = match outcome {
                Nothing => Ok(vec![]),
                Events(events) => Ok(events.clone()),
                Unexpected(asked) => Err(Refusal::UnexpectedState {
                    status: situation.status(),
                    asked: *asked,
                }),
                NotRefundable => Err(Refusal::NotRefundable {
                    status: situation.status(),
                }),
                Refused(refusal) => Err(refusal.clone()),
            };
            assert_eq!(decided, expected, "{trial:?} in {situation:?}");
        }
    }
}

fn rows(trial: Trial) -> Rows {
    match trial {
        Trial::ConfirmWithMethod => vec![
            (
                &[RequiresPaymentMethod, RequiresConfirmation],
                Events(vec![starts(account(MethodType::Paypal))]),
            ),
            (UNDER_WAY_OR_ENDED, Unexpected(Asked::Confirm)),
            (&[AwaitsConfirmation], Unexpected(Asked::Confirm)),
        ],
        Trial::ConfirmWithStoredMethod => vec![
            // The attempt under way is the one that is confirmed.
            (&[AwaitsConfirmation], Events(vec![authorizes()])),
            (&[RequiresPaymentMethod], Refused(Refusal::MethodMissing)),
            (&[RequiresConfirmation], Events(vec![starts(named_card())])),
            (UNDER_WAY_OR_ENDED, Unexpected(Asked::Confirm)),
        ],
        Trial::Replace => vec![
            (
                &[RequiresAction, AwaitsConfirmation],
                Events(vec![withdrawn(FailureCause::Replaced)]),
            ),
            (
                &[
                    RequiresPaymentMethod,
                    RequiresConfirmation,
                    Authorizing,
                    Withdrawing,
                    Processing,
                    RequiresCapture,
                    Capturing,
                    Incrementing,
                    Canceling,
                    Succeeded,
                    SetUp,
                    Canceled,
                ],
                Nothing,
            ),
        ],
        Trial::CaptureAll => captures(Events(vec![Event::CaptureRequested {
            amount: whole(),
            is_final: true,
            call: call(99),
        }])),
        Trial::CapturePart => captures(Events(vec![Event::CaptureRequested {
            amount: part(),
            is_final: true,
            call: call(99),
        }])),
        Trial::CaptureMore => captures(Refused(Refusal::CaptureExceedsAuthorized {
            authorized: whole(),
            asked: kronor(whole().minor() + 1),
        })),
        Trial::CaptureOtherCurrency => captures(Refused(Refusal::CaptureExceedsAuthorized {
            authorized: whole(),
            asked: euros(1),
        })),
        Trial::CaptureZero => captures(Refused(Refusal::CaptureNotPositive)),
        Trial::Cancel => vec![
            (
                &[RequiresPaymentMethod, RequiresConfirmation],
                Events(vec![Event::Canceled {
                    reason: CancelReason::Fraudulent,
                }]),
            ),
            (
                &[RequiresAction, AwaitsConfirmation, RequiresCapture],
                Events(vec![canceling(CancelReason::Fraudulent)]),
            ),
            (
                &[
                    Authorizing,
                    Withdrawing,
                    Processing,
                    Capturing,
                    Incrementing,
                    Canceling,
                    Succeeded,
                    SetUp,
                    Canceled,
                ],
                Unexpected(Asked::Cancel),
            ),
        ],
        Trial::UpdateAmount
        | Trial::UpdateDescription
        | Trial::UpdateNothing
        | Trial::CapturePartAndKeepTheRest
        | Trial::Increment
        | Trial::RefundAll
        | Trial::RefundNothing
        | Trial::RefundMore
        | Trial::UpdateCharge
        | Trial::UpdateUnknownCharge
        | Trial::UpdateUnknownRefund
        | Trial::CancelUnknownRefund
        | Trial::UpdateUnknownDispute
        | Trial::CloseUnknownDispute
        | Trial::RefundAnswered
        | Trial::RefundLookedUpNothing
        | Trial::RefundNotified
        | Trial::DisputeAnswered
        | Trial::DisputeNotified => super::table_of_orders::rows(trial),
        Trial::Answered(said) | Trial::LookedUp(said) => {
            let mut rows = super::table_of_news::rows_of_answers(said);
            rows.push((WITHOUT_CALL, Nothing));
            rows
        }
        Trial::LookedUpNothing => vec![
            (
                &[Authorizing],
                Events(vec![withdrawn(FailureCause::Withdrawn)]),
            ),
            (
                &[Withdrawing, Capturing, Incrementing, Canceling],
                Events(vec![send_again()]),
            ),
            (WITHOUT_CALL, Nothing),
        ],
        Trial::OutcomeUnknown => vec![
            (
                &[Authorizing],
                Events(vec![Event::CallOutcomeUnknown { call: call(1) }]),
            ),
            (
                &[Withdrawing, Capturing, Incrementing, Canceling],
                Events(vec![ask_about()]),
            ),
            (WITHOUT_CALL, Nothing),
        ],
        Trial::Notified(said) => super::table_of_news::rows_of_news(said),
        Trial::WakeEarly | Trial::WakeAfterTheAction | Trial::WakeAfterTheAuthorization => {
            rows_of_time(trial)
        }
    }
}

const UNDER_WAY_OR_ENDED: &[Situation] = &[
    Authorizing,
    Withdrawing,
    RequiresAction,
    Processing,
    RequiresCapture,
    Capturing,
    Incrementing,
    Canceling,
    Succeeded,
    SetUp,
    Canceled,
];

fn captures(in_requires_capture: Outcome) -> Rows {
    vec![
        (&[RequiresCapture], in_requires_capture),
        (&[AwaitsConfirmation], Unexpected(Asked::Capture)),
        (
            &[
                RequiresPaymentMethod,
                RequiresConfirmation,
                Authorizing,
                Withdrawing,
                RequiresAction,
                Processing,
                Capturing,
                Incrementing,
                Canceling,
                Succeeded,
                SetUp,
                Canceled,
            ],
            Unexpected(Asked::Capture),
        ),
    ]
}

fn rows_of_time(trial: Trial) -> Rows {
    let action_lapsed = trial != Trial::WakeEarly;
    let authorization_lapsed = trial == Trial::WakeAfterTheAuthorization;
    vec![
        // Whoever sent the call is gone.
        (
            &[Authorizing],
            Events(vec![Event::CallOutcomeUnknown { call: call(1) }]),
        ),
        (
            &[Withdrawing, Capturing, Incrementing, Canceling],
            Events(vec![ask_about()]),
        ),
        (
            &[RequiresAction],
            if action_lapsed {
                Events(vec![withdrawn(FailureCause::AttemptExpired)])
            } else {
                Nothing
            },
        ),
        (
            &[AwaitsConfirmation],
            if authorization_lapsed {
                Events(vec![withdrawn(FailureCause::AttemptExpired)])
            } else {
                Nothing
            },
        ),
        (
            &[RequiresCapture],
            if authorization_lapsed {
                Events(vec![canceling(CancelReason::Automatic)])
            } else {
                Nothing
            },
        ),
        (
            &[
                RequiresPaymentMethod,
                RequiresConfirmation,
                Processing,
                Succeeded,
                SetUp,
                Canceled,
            ],
            Nothing,
        ),
    ]
}

fn starts(method: PaymentMethod) -> Event {
    Event::AttemptStarted {
        attempt: attempt(99),
        method,
        return_url: Some("https://shop.example/back".to_owned()),
        style: ActionStyle::Redirect,
        terms: AttemptTerms::default(),
        call: call(99),
    }
}

fn withdrawn(cause: FailureCause) -> Event {
    Event::WithdrawalRequested {
        cause,
        call: call(99),
    }
}

fn canceling(reason: CancelReason) -> Event {
    Event::CancelRequested {
        reason,
        call: call(99),
    }
}

pub fn canceled(reason: CancelReason) -> Event {
    Event::Canceled { reason }
}

pub fn authorizes() -> Event {
    authorizes_under(99)
}

pub fn authorizes_under(charge_number: u8) -> Event {
    Event::Authorized {
        charge: charge(charge_number),
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    }
}

pub fn takes(charge_number: u8) -> Event {
    Event::Captured {
        charge: charge(charge_number),
        amount: whole(),
    }
}

/// A failed redirect leaves no charge behind.
pub fn fails(cause: FailureCause) -> Event {
    Event::AttemptFailed {
        cause,
        charge: None,
    }
}

pub fn waits_for_the_bank() -> Event {
    Event::ProcessingStarted {
        charge: Some(charge(99)),
    }
}

/// What the bank was at work on fails under its own name.
pub fn pending_fails(cause: FailureCause) -> Event {
    Event::AttemptFailed {
        cause,
        charge: Some(charge(1)),
    }
}

pub fn gives_back_what_was_pending() -> Vec<Event> {
    let mut events = gives_back();
    events[0] = pending_fails(FailureCause::ProcessingError);
    events
}

/// Not the sum that was agreed: the attempt failed, and whatever it took goes back.
pub fn gives_back() -> Vec<Event> {
    vec![
        fails(FailureCause::ProcessingError),
        Event::StrayFound {
            attempt: attempt(1),
            call: call(99),
        },
    ]
}

/// The same while the merchant waits for the cancellation: it is one.
pub fn cancels_and_gives_back() -> Vec<Event> {
    vec![
        canceled(CancelReason::Duplicate),
        Event::StrayFound {
            attempt: attempt(1),
            call: call(99),
        },
    ]
}

pub fn no_more(cause: FailureCause) -> Event {
    Event::IncrementDeclined { cause }
}

pub fn send_again() -> Event {
    Event::CallNeverArrived { call: call(2) }
}

fn ask_about() -> Event {
    Event::CallOutcomeUnknown { call: call(2) }
}
