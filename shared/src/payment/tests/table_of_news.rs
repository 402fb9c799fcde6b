//! The table's rows for what a partner says of an attempt.

use super::fixtures::*;
use super::situation::{Situation, Situation::*};
use super::table::Outcome::*;
use super::table::*;
use super::trial::Said;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::refusal::Refusal;
use crate::payment::state::CancelReason;

/// States in which the attempt that is told of has ended; `RequiresConfirmation` never had it.
const ATTEMPT_ENDED: &[Situation] = &[RequiresPaymentMethod, Canceled];
/// Answers to the call that the state waits for.
pub fn rows_of_answers(said: Said) -> Rows {
    match said {
        Said::Authorized => vec![
            (&[Authorizing, Withdrawing], Events(vec![authorizes()])),
            (
                &[Capturing, Incrementing, Canceling],
                Events(vec![send_again()]),
            ),
        ],
        Said::AuthorizedWrongly => vec![
            (&[Authorizing, Withdrawing], Events(gives_back())),
            (
                &[Incrementing],
                Events(vec![no_more(FailureCause::ProcessingError)]),
            ),
            (&[Capturing, Canceling], Events(vec![send_again()])),
        ],
        Said::CapturedAll => vec![
            (&[Authorizing, Withdrawing], Events(vec![takes(99)])),
            (
                &[Capturing, Incrementing, Canceling],
                Events(vec![takes(1)]),
            ),
        ],
        Said::CapturedPart => vec![
            (&[Authorizing, Withdrawing], Events(gives_back())),
            (&[Canceling], Events(cancels_and_gives_back())),
            (
                &[Capturing, Incrementing],
                Events(vec![Event::Captured {
                    charge: charge(1),
                    amount: part(),
                }]),
            ),
        ],
        Said::CapturedMore | Said::CapturedOtherCurrency | Said::CapturedNothing => vec![
            (&[Authorizing, Withdrawing], Events(gives_back())),
            (&[Canceling], Events(cancels_and_gives_back())),
            (&[Capturing], Events(vec![Event::CaptureDeclined])),
            (
                &[Incrementing],
                Events(vec![no_more(FailureCause::ProcessingError)]),
            ),
        ],
        Said::AuthorizedMore => vec![
            (&[Authorizing, Withdrawing], Events(gives_back())),
            (
                &[Incrementing],
                Events(vec![Event::AuthorizationIncremented { amount: more() }]),
            ),
            (&[Capturing, Canceling], Events(vec![send_again()])),
        ],
        Said::PartiallyCaptured => vec![
            (&[Authorizing, Withdrawing], Events(gives_back())),
            (
                &[Capturing],
                Events(vec![Event::PartiallyCaptured { amount: part() }]),
            ),
            (&[Incrementing], Events(vec![send_again()])),
            (&[Canceling], Events(cancels_and_gives_back())),
        ],
        Said::ActionRequired => vec![
            (
                &[Authorizing, Withdrawing],
                Events(vec![Event::ActionRequired {
                    action: redirect(),
                    expires_at: Some(ACTION_LAPSES_S),
                }]),
            ),
            (
                &[Capturing, Incrementing, Canceling],
                Events(vec![send_again()]),
            ),
        ],
        Said::Pending => vec![
            (
                &[Authorizing, Withdrawing],
                Events(vec![waits_for_the_bank()]),
            ),
            (
                &[Capturing, Incrementing, Canceling],
                Events(vec![send_again()]),
            ),
        ],
        Said::Declined => vec![
            (&[Authorizing, Withdrawing], Events(vec![fails(declined())])),
            (&[Capturing], Events(vec![Event::CaptureDeclined])),
            (&[Incrementing], Events(vec![no_more(declined())])),
            (
                &[Canceling],
                Events(vec![canceled(CancelReason::Duplicate)]),
            ),
        ],
        Said::Canceled => vec![
            (&[Authorizing], Events(vec![fails(FailureCause::Withdrawn)])),
            (&[Withdrawing], Events(vec![fails(FailureCause::Replaced)])),
            (
                &[Capturing, Incrementing],
                Events(vec![canceled(CancelReason::Automatic)]),
            ),
            (
                &[Canceling],
                Events(vec![canceled(CancelReason::Duplicate)]),
            ),
        ],
    }
}

/// News of the attempt that is under way or has ended.
pub fn rows_of_news(said: Said) -> Rows {
    let stray = || {
        Events(vec![Event::StrayFound {
            attempt: attempt(1),
            call: call(99),
        }])
    };
    // Where a call of ours is under way, its answer decides; but how a new attempt goes on, and money
    // that comes while one is called off, may be younger than the answer.
    let waiting: &[Situation] = &[Withdrawing, Capturing, Incrementing, Canceling];
    let called_off = || {
        (
            &[Withdrawing, Canceling][..],
            Refused(Refusal::NewsTooEarly),
        )
    };
    let holding: &[Situation] = &[Capturing, Incrementing];
    let open: &[Situation] = &[Authorizing, RequiresAction];
    let at_the_bank: &[Situation] = &[Processing];
    match said {
        Said::Authorized => vec![
            (open, Events(vec![authorizes()])),
            (at_the_bank, Events(vec![authorizes_under(1)])),
            (ATTEMPT_ENDED, stray()),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (holding, Nothing),
            called_off(),
            (&[RequiresCapture, Succeeded, SetUp], Nothing),
        ],
        Said::CapturedAll => vec![
            (open, Events(vec![takes(99)])),
            (at_the_bank, Events(vec![takes(1)])),
            (&[RequiresCapture], Events(vec![takes(1)])),
            (ATTEMPT_ENDED, stray()),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (holding, Nothing),
            called_off(),
            (&[Succeeded, SetUp], Nothing),
        ],
        Said::CapturedPart => vec![
            (open, Events(gives_back())),
            (at_the_bank, Events(gives_back_what_was_pending())),
            (
                &[RequiresCapture],
                Events(vec![Event::Captured {
                    charge: charge(1),
                    amount: part(),
                }]),
            ),
            (ATTEMPT_ENDED, stray()),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (holding, Nothing),
            called_off(),
            (&[Succeeded, SetUp], Nothing),
        ],
        Said::AuthorizedWrongly
        | Said::AuthorizedMore
        | Said::PartiallyCaptured
        | Said::CapturedMore
        | Said::CapturedOtherCurrency
        | Said::CapturedNothing => vec![
            (open, Events(gives_back())),
            (at_the_bank, Events(gives_back_what_was_pending())),
            (ATTEMPT_ENDED, stray()),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (holding, Nothing),
            called_off(),
            (&[RequiresCapture, Succeeded, SetUp], Nothing),
        ],
        Said::Pending => vec![
            (&[RequiresAction], Events(vec![waits_for_the_bank()])),
            (&[Authorizing], Refused(Refusal::NewsTooEarly)),
            (&[Processing, RequiresCapture, Succeeded, SetUp], Nothing),
            (waiting, Nothing),
            (ATTEMPT_ENDED, Nothing),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
        ],
        Said::ActionRequired => vec![
            (&[Authorizing], Refused(Refusal::NewsTooEarly)),
            (&[RequiresAction], Nothing),
            (at_the_bank, Nothing),
            (waiting, Nothing),
            (ATTEMPT_ENDED, Nothing),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (&[RequiresCapture, Succeeded, SetUp], Nothing),
        ],
        Said::Declined => vec![
            (open, Events(vec![fails(declined())])),
            (at_the_bank, Events(vec![pending_fails(declined())])),
            (waiting, Nothing),
            (ATTEMPT_ENDED, Nothing),
            (&[RequiresConfirmation, AwaitsConfirmation], Nothing),
            (&[RequiresCapture, Succeeded, SetUp], Nothing),
        ],
        Said::Canceled => vec![
            (
                &[RequiresAction, AwaitsConfirmation],
                Events(vec![fails(FailureCause::AttemptExpired)]),
            ),
            (
                at_the_bank,
                Events(vec![pending_fails(FailureCause::AttemptExpired)]),
            ),
            (
                &[RequiresCapture],
                Events(vec![canceled(CancelReason::Automatic)]),
            ),
            (&[Authorizing, Succeeded, SetUp], Nothing),
            (waiting, Nothing),
            (ATTEMPT_ENDED, Nothing),
            (&[RequiresConfirmation], Nothing),
        ],
    }
}
