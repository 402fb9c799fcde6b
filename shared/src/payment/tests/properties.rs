//! What holds after every history, sensible or not.

use super::history::{History, Move, any_history};
use crate::ids::{CallId, ChargeId};
use crate::payment::apply::{apply, replay};
use crate::payment::charge::ChargeStanding;
use crate::payment::due::{CallPurpose, due_call, wake_at_ms};
use crate::payment::event::{DisputeFact, Event, Recorded, RefundFact};
use crate::payment::method::PaymentMethod;
use crate::payment::state::{Payment, State, Status};
use crate::payment::terms::{Purpose, Terms};
use proptest::prelude::*;
use std::collections::BTreeSet;

const HISTORIES: u32 = 2_000;
/// Variants of [`Event`].
const EVENTS: usize = 27;
/// Names of the facts about refunds and disputes.
const FACTS: usize = 13;

/// `KASSA_NIGHTLY=50` tries fifty times as many.
pub fn config() -> ProptestConfig {
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

type Told = (Terms, Option<PaymentMethod>, Vec<(Move, i64)>);

/// Plays a history to its end. What holds at every moment is asked of [`moments`].
fn play(told: Told) -> History {
    let (terms, method, moves) = told;
    let mut history = History::of(terms, method);
    for (step, passed_ms) in moves {
        let version = history.payment.version;
        if history.make(step, passed_ms).is_err() {
            assert_eq!(
                history.payment.version, version,
                "a refusal leaves no trace"
            );
        }
    }
    history
}

/// Each event with the payment after it.
fn moments(log: &[Recorded]) -> Vec<(&Recorded, Payment)> {
    let opened = replay(&log[..1]).unwrap();
    let mut moments = vec![(&log[0], opened)];
    for recorded in &log[1..] {
        let before = moments[moments.len() - 1].1.clone();
        moments.push((recorded, apply(before, recorded)));
    }
    moments
}

fn events(log: &[Recorded]) -> impl DoubleEndedIterator<Item = &Event> {
    log.iter().map(|recorded| &recorded.event)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_log_tells_the_whole_payment(told in any_history()) {
        let history = play(told);
        prop_assert_eq!(replay(&history.log), Some(history.payment));
    }

    #[test]
    fn the_log_has_no_gaps_and_its_time_never_runs_backwards(told in any_history()) {
        let History { log, payment, .. } = play(told);
        prop_assert!(log.iter().map(|recorded| recorded.seq).eq(1..=payment.version));
        prop_assert!(log.is_sorted_by_key(|recorded| recorded.at_ms));
    }

    #[test]
    fn the_log_survives_storage(told in any_history()) {
        for recorded in play(told).log {
            let json = serde_json::to_string(&recorded).unwrap();
            prop_assert_eq!(serde_json::from_str::<Recorded>(&json).unwrap(), recorded);
        }
    }

    #[test]
    fn what_has_ended_never_changes(told in any_history()) {
        let history = play(told);
        let moments = moments(&history.log);
        for pair in moments.windows(2) {
            let [before, after] = [&pair[0].1, &pair[1].1];
            prop_assert!(!before.state.is_terminal() || end_of(before) == end_of(after));
        }
    }

    #[test]
    fn at_most_what_was_authorized_is_captured_and_at_most_once(told in any_history()) {
        let history = play(told);
        let ends = |event: &&Event| {
            matches!(event, Event::Captured { .. } | Event::Canceled { .. })
        };
        prop_assert!(events(&history.log).filter(ends).count() <= 1);
        if let State::Succeeded { authorized, captured, .. } = &history.payment.state {
            prop_assert!(captured.is_positive());
            prop_assert_eq!(captured.fits_in(authorized), Ok(true));
            prop_assert_eq!(authorized, &history.payment.terms.amount);
        }
    }

    #[test]
    fn no_more_goes_back_than_was_taken_and_none_that_a_bank_holds(told in any_history()) {
        let history = play(told);
        for (recorded, payment) in moments(&history.log) {
            let [back, taken] = [payment.amount_refunded(), payment.amount_received()];
            prop_assert!(back.minor() >= 0 && back.minor() <= taken.minor());
            if let Some(hold) = payment.state.hold() {
                prop_assert_eq!(hold.captured.fits_in(&hold.authorized), Ok(true));
                prop_assert_eq!(hold.authorized, payment.terms.amount);
            }
            if let Event::Refund { fact: RefundFact::Requested { amount, .. }, .. } = &recorded.event {
                let mut disputes = payment.state.disputes().iter();
                prop_assert!(amount.is_positive());
                prop_assert!(!disputes.any(|dispute| dispute.holds_the_money()));
            }
        }
    }

    #[test]
    fn refunds_and_disputes_have_one_name_each_and_one_end(told in any_history()) {
        let history = play(told);
        let state = &history.payment.state;
        let names: BTreeSet<_> = state.refunds().iter().map(|refund| &refund.id).collect();
        prop_assert_eq!(names.len(), state.refunds().len());
        let cases = state.disputes().iter().map(|dispute| &dispute.case.reference);
        prop_assert_eq!(cases.collect::<BTreeSet<_>>().len(), state.disputes().len());
        let mut ended = BTreeSet::new();
        for event in events(&history.log) {
            let name = match event {
                Event::Refund { refund, fact: RefundFact::Failed { .. } | RefundFact::Canceled } => {
                    refund.as_str()
                }
                Event::Dispute { dispute, fact: DisputeFact::Closed { .. } } => dispute.as_str(),
                _ => continue,
            };
            prop_assert!(ended.insert(name), "it ended twice");
        }
    }

    #[test]
    fn a_charge_stands_as_its_payment_does(told in any_history()) {
        let history = play(told);
        for (_, payment) in moments(&history.log) {
            let charges = || payment.charges.iter();
            let taken = charges()
                .filter(|charge| matches!(charge.standing, ChargeStanding::Captured { .. }));
            let succeeded = matches!(payment.state, State::Succeeded { .. });
            prop_assert_eq!(taken.count(), usize::from(succeeded));
            let held = charges()
                .find(|charge| matches!(charge.standing, ChargeStanding::Authorized { .. }));
            let of_state = match &payment.state {
                State::Canceling { charge, .. } => charge.as_ref(),
                state => state.hold().map(|hold| &hold.charge),
            };
            prop_assert_eq!(held.map(|charge| &charge.id), of_state);
            let pending = charges().filter(|charge| charge.standing == ChargeStanding::Pending);
            let at_the_bank = matches!(payment.state, State::Processing { .. })
                && payment.terms.purpose == Purpose::Payment;
            let may_be = payment.state.attempt().is_some();
            prop_assert!(pending.clone().count() <= usize::from(may_be));
            prop_assert!(!at_the_bank || pending.count() == 1);
            let latest = charges().next_back().map(|charge| &charge.id);
            prop_assert_eq!(payment.latest_charge.as_ref(), latest);
            prop_assert!(payment.terms.purpose == Purpose::Payment || latest.is_none());
        }
    }

    #[test]
    fn a_charge_keeps_its_name_from_the_bank_or_the_authorization_to_the_end(told in any_history()) {
        let history = play(told);
        let mut reserved = None;
        for event in events(&history.log) {
            match event {
                Event::AttemptStarted { .. } => reserved = None,
                Event::ProcessingStarted { charge: Some(charge) }
                | Event::Authorized { charge, .. } => {
                    prop_assert_eq!(reserved.unwrap_or(charge), charge);
                    reserved = Some(charge);
                }
                Event::AttemptFailed { charge, .. } => {
                    prop_assert!(reserved.is_none() || reserved == charge.as_ref());
                }
                Event::Captured { charge, .. } => {
                    prop_assert_eq!(reserved.unwrap_or(charge), charge);
                    prop_assert_eq!(history.payment.latest_charge.as_ref(), Some(charge));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn one_attempt_ends_before_the_next_begins(told in any_history()) {
        let history = play(told);
        let mut under_way = None;
        for (recorded, after) in moments(&history.log) {
            if let Event::AttemptStarted { attempt, .. } = &recorded.event {
                prop_assert_eq!(under_way, None, "an attempt began beside another");
                prop_assert_eq!(after.attempts.last(), Some(attempt));
            }
            under_way = after.state.attempt().map(|attempt| attempt.id.clone());
            prop_assert!(under_way.is_none() || under_way.as_ref() == after.attempts.last());
        }
    }

    #[test]
    fn a_call_that_is_waited_for_was_asked_for_last_and_once(told in any_history()) {
        let history = play(told);
        let mut asked = BTreeSet::new();
        let mut latest = None;
        for (recorded, after) in moments(&history.log) {
            if let Some(call) = call_asked_for(&recorded.event) {
                prop_assert!(asked.insert(call), "one key, two calls");
                if !matches!(recorded.event, Event::StrayFound { .. }) {
                    latest = Some(call);
                }
            }
            let waiting = after.state.call().map(|call| &call.id);
            prop_assert!(waiting.is_none() || waiting == latest);
        }
    }

    #[test]
    fn a_call_that_is_due_has_a_time_at_which_somebody_looks(told in any_history()) {
        let history = play(told);
        for (_, payment) in moments(&history.log) {
            let due = due_call(&payment);
            prop_assert!(due.is_none() || wake_at_ms(&payment).is_some());
            prop_assert_eq!(due.is_some(), waits_for_the_partner(&payment));
        }
    }

    #[test]
    fn money_is_given_back_for_ended_attempts_only_and_once(told in any_history()) {
        let history = play(told);
        for (_, payment) in moments(&history.log) {
            let live = payment.state.attempt().map(|attempt| &attempt.id);
            let mut seen = BTreeSet::new();
            for stray in &payment.strays {
                prop_assert!(live != Some(&stray.attempt));
                prop_assert!(payment.attempts.contains(&stray.attempt));
                prop_assert!(seen.insert(&stray.attempt));
            }
            if let Some(due) = due_call(&payment) {
                let reverses = due.purpose == CallPurpose::Reverse;
                prop_assert_eq!(reverses, live != Some(&due.attempt));
            }
        }
    }

    #[test]
    fn the_merchant_is_told_of_every_status_that_lasts(told in any_history()) {
        let history = play(told);
        let moments = moments(&history.log);
        for pair in moments.windows(2) {
            let [before, after] = [pair[0].1.state.status(), pair[1].1.state.status()];
            let event = &pair[1].0.event;
            // A call under way shows as processing, for the moment that it takes.
            let of_setup = pair[1].1.terms.purpose == Purpose::Setup;
            let lasts = matches!(event, Event::ProcessingStarted { .. }) && !of_setup;
            let passes = after == Status::Processing && !lasts;
            // The merchant who changed the intent knows.
            let returns = matches!(
                event,
                Event::CaptureDeclined
                    | Event::IncrementDeclined { .. }
                    | Event::ConfirmationAwaited { .. }
                    | Event::Updated { .. }
            );
            if before != after && !passes && !returns {
                let notices = event.notices(Some(&pair[0].1), &pair[1].1);
                prop_assert!(!notices.is_empty(), "{:?} to {:?}", before, after);
            }
        }
    }
}

/// What stays of a payment that has ended, whatever comes after.
fn end_of(payment: &Payment) -> (Status, Option<&ChargeId>, i64) {
    (
        payment.state.status(),
        payment.latest_charge.as_ref(),
        payment.amount_received().minor(),
    )
}

fn waits_for_the_partner(payment: &Payment) -> bool {
    let state = &payment.state;
    state.call().is_some()
        || state.refunds().iter().any(|refund| refund.call().is_some())
        || state
            .disputes()
            .iter()
            .any(|dispute| dispute.call().is_some())
        || payment.strays.iter().any(|stray| !stray.voided)
}

/// The call that an event asks for.
fn call_asked_for(event: &Event) -> Option<&CallId> {
    match event {
        Event::AttemptStarted { call, .. }
        | Event::WithdrawalRequested { call, .. }
        | Event::CaptureRequested { call, .. }
        | Event::CancelRequested { call, .. }
        | Event::IncrementRequested { call, .. }
        | Event::StrayFound { call, .. } => Some(call),
        Event::Refund { fact, .. } => match fact {
            RefundFact::Requested { call, .. } | RefundFact::CancelRequested { call } => Some(call),
            RefundFact::Pending
            | RefundFact::RequiresAction
            | RefundFact::Succeeded
            | RefundFact::Failed { .. }
            | RefundFact::Canceled
            | RefundFact::Updated { .. } => None,
        },
        Event::Dispute { fact, .. } => match fact {
            DisputeFact::Submitted { call } | DisputeFact::AcceptRequested { call } => Some(call),
            DisputeFact::Opened { .. }
            | DisputeFact::Updated { .. }
            | DisputeFact::UnderReview
            | DisputeFact::Closed { .. } => None,
        },
        Event::Created { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted { .. }
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureDeclined
        | Event::Captured { .. }
        | Event::Canceled { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::Updated { .. }
        | Event::PartiallyCaptured { .. }
        | Event::AuthorizationIncremented { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ConfirmationAwaited { .. }
        | Event::ChargeUpdated { .. } => None,
    }
}

/// The histories are worth playing only while they go everywhere.
#[test]
fn the_histories_reach_every_state_and_every_event() {
    use super::situation::Situation;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut situations, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut facts = BTreeSet::new();
    for _ in 0..HISTORIES {
        let told = any_history().new_tree(&mut runner).unwrap().current();
        for (recorded, payment) in moments(&play(told).log) {
            situations.insert(Situation::of(&payment.state));
            let event = serde_json::to_value(&recorded.event).unwrap();
            names.insert(event["event"].as_str().unwrap().to_owned());
            let fact = &event["fact"];
            let named = fact
                .as_object()
                .and_then(|fact| fact.keys().next().cloned());
            facts.extend(named.or(fact.as_str().map(str::to_owned)));
        }
    }
    assert_eq!(situations.len(), Situation::ALL.len(), "{situations:?}");
    assert_eq!(names.len(), EVENTS, "{names:?}");
    assert_eq!(facts.len(), FACTS, "{facts:?}");
}
