//! What holds after every history, sensible or not.

use super::fixtures::*;
use super::history::{History, Move, any_history};
use crate::ids::CallId;
use crate::payment::apply::replay;
use crate::payment::due::{CallPurpose, due_call, wake_at_ms};
use crate::payment::event::{Event, Recorded};
use crate::payment::method::PaymentMethod;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Payment, State, Status};
use proptest::prelude::*;
use std::collections::BTreeSet;

const HISTORIES: u32 = 2_000;

/// `KASSA_NIGHTLY=50` tries fifty times as many.
fn config() -> ProptestConfig {
    let factor = std::env::var("KASSA_NIGHTLY")
        .ok()
        .and_then(|text| text.parse().ok());
    let cases = HISTORIES.saturating_mul(factor.unwrap_or(1));
    // A failing history is printed whole, and belongs among the stories.
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

type Told = (CaptureMethod, Option<PaymentMethod>, Vec<(Move, i64)>);

/// Plays a history and looks at the payment after its creation and after every move.
fn play(told: Told, mut look: impl FnMut(&History)) {
    let (capture, method, moves) = told;
    let mut history = History::new(capture, method);
    look(&history);
    for (step, passed_ms) in moves {
        let before = (history.payment.clone(), history.log.len());
        if history.make(step, passed_ms).is_err() {
            assert_eq!(before, (history.payment.clone(), history.log.len()));
        }
        look(&history);
    }
}

fn events(history: &History) -> impl DoubleEndedIterator<Item = &Event> {
    history.log.iter().map(|recorded| &recorded.event)
}

/// The state after each event of the log.
fn states(log: &[Recorded]) -> Vec<Payment> {
    (1..=log.len())
        .map(|length| replay(&log[..length]).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_log_tells_the_whole_payment(told in any_history()) {
        play(told, |history| {
            assert_eq!(replay(&history.log).as_ref(), Some(&history.payment));
        });
    }

    #[test]
    fn the_log_has_no_gaps_and_its_time_never_runs_backwards(told in any_history()) {
        play(told, |history| {
            let numbers = history.log.iter().map(|recorded| recorded.seq);
            assert!(numbers.eq(1..=history.payment.version));
            assert!(history.log.is_sorted_by_key(|recorded| recorded.at_ms));
        });
    }

    #[test]
    fn the_log_survives_storage(told in any_history()) {
        let mut checked = 0;
        play(told, |history| {
            for recorded in &history.log[checked..] {
                let json = serde_json::to_string(recorded).unwrap();
                assert_eq!(&serde_json::from_str::<Recorded>(&json).unwrap(), recorded);
            }
            checked = history.log.len();
        });
    }

    #[test]
    fn what_has_ended_never_changes(told in any_history()) {
        let mut ended: Option<State> = None;
        play(told, |history| {
            let state = &history.payment.state;
            if let Some(ended) = &ended {
                assert_eq!(ended, state);
            }
            ended = state.is_terminal().then(|| state.clone());
        });
    }

    #[test]
    fn at_most_what_was_authorized_is_captured_and_at_most_once(told in any_history()) {
        play(told, |history| {
            let ends = events(history).filter(|event| {
                matches!(event, Event::Captured { .. } | Event::Canceled { .. })
            });
            assert!(ends.count() <= 1);
            if let State::Succeeded { authorized, captured, .. } = &history.payment.state {
                assert!(captured.is_positive());
                assert_eq!(captured.fits_in(authorized), Ok(true));
                assert_eq!(authorized.fits_in(&whole()), Ok(true));
            }
        });
    }

    #[test]
    fn a_charge_keeps_its_name_from_the_authorization_to_the_capture(told in any_history()) {
        play(told, |history| {
            let mut reserved = None;
            for event in events(history) {
                match event {
                    Event::AttemptStarted { .. } => reserved = None,
                    Event::Authorized { charge, .. } => reserved = Some(charge),
                    Event::Captured { charge, .. } => {
                        assert_eq!(reserved.unwrap_or(charge), charge);
                        assert_eq!(history.payment.latest_charge.as_ref(), Some(charge));
                    }
                    _ => {}
                }
            }
        });
    }

    #[test]
    fn one_attempt_ends_before_the_next_begins(told in any_history()) {
        play(told, |history| {
            let mut under_way = None;
            for (event, after) in events(history).zip(states(&history.log)) {
                if let Event::AttemptStarted { attempt, .. } = event {
                    assert_eq!(under_way, None, "an attempt began beside another");
                    assert_eq!(after.attempts.last(), Some(attempt));
                }
                under_way = after.state.attempt().map(|attempt| attempt.id.clone());
                assert!(under_way.is_none() || under_way.as_ref() == after.attempts.last());
            }
            let distinct: BTreeSet<_> = history.payment.attempts.iter().collect();
            assert_eq!(distinct.len(), history.payment.attempts.len());
        });
    }

    #[test]
    fn a_call_that_is_waited_for_was_asked_for_last_and_once(told in any_history()) {
        play(told, |history| {
            let asked: Vec<&CallId> = events(history).filter_map(call_asked_for).collect();
            let distinct: BTreeSet<_> = asked.iter().collect();
            assert_eq!(distinct.len(), asked.len());
            if let Some(waiting) = history.payment.state.call() {
                let last = events(history).rev().filter(|event| !is_of_stray(event));
                assert_eq!(last.clone().find_map(call_asked_for), Some(&waiting.id));
            }
        });
    }

    #[test]
    fn a_call_that_is_due_has_a_time_at_which_somebody_looks(told in any_history()) {
        play(told, |history| {
            let payment = &history.payment;
            let due = due_call(payment);
            assert!(due.is_none() || wake_at_ms(payment).is_some());
            let waits = payment.state.call().is_some()
                || payment.strays.iter().any(|stray| !stray.voided);
            assert_eq!(due.is_some(), waits);
        });
    }

    #[test]
    fn money_is_given_back_for_ended_attempts_only(told in any_history()) {
        play(told, |history| {
            let payment = &history.payment;
            let live = payment.state.attempt().map(|attempt| &attempt.id);
            let mut seen = BTreeSet::new();
            for stray in &payment.strays {
                assert_ne!(Some(&stray.attempt), live);
                assert!(payment.attempts.contains(&stray.attempt));
                assert!(seen.insert(&stray.attempt), "the same money is given back once");
            }
            if let Some(due) = due_call(payment) {
                let reverses = due.purpose == CallPurpose::Reverse;
                assert_eq!(reverses, live != Some(&due.attempt));
            }
        });
    }

    #[test]
    fn the_merchant_is_told_of_every_status_that_lasts(told in any_history()) {
        play(told, |history| {
            let states = states(&history.log);
            for (recorded, pair) in history.log[1..].iter().zip(states.windows(2)) {
                let [before, after] = [&pair[0], &pair[1]].map(|payment| payment.state.status());
                // A call under way shows as processing too, for the moment that it takes.
                let passing = after == Status::Processing && recorded.event != Event::ProcessingStarted;
                let reverted = recorded.event == Event::CaptureDeclined;
                if before != after && !passing && !reverted {
                    assert!(recorded.event.notice().is_some(), "{before:?} {recorded:?}");
                }
            }
        });
    }
}

/// The call that an event of the state asks for.
fn call_asked_for(event: &Event) -> Option<&CallId> {
    match event {
        Event::AttemptStarted { call, .. }
        | Event::WithdrawalRequested { call, .. }
        | Event::CaptureRequested { call, .. }
        | Event::CancelRequested { call, .. }
        | Event::StrayFound { call, .. } => Some(call),
        Event::Created { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureDeclined
        | Event::Captured { .. }
        | Event::Canceled { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. } => None,
    }
}

fn is_of_stray(event: &Event) -> bool {
    matches!(event, Event::StrayFound { .. })
}

/// The histories are worth playing only while they go everywhere.
#[test]
fn the_histories_reach_every_state_and_every_event() {
    use super::situation::Situation;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut situations, mut names) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..HISTORIES {
        let told = any_history().new_tree(&mut runner).unwrap().current();
        play(told, |history| {
            situations.insert(Situation::of(&history.payment.state));
            let last = serde_json::to_value(&history.log.last().unwrap().event).unwrap();
            names.insert(last["event"].as_str().unwrap().to_owned());
        });
    }
    assert_eq!(situations.len(), Situation::ALL.len(), "{situations:?}");
    // `authorized` is followed by `capture_requested` where it is not the last.
    let every = 17;
    assert_eq!(names.len(), every, "{names:?}");
}
