//! Every word about a dispute in every state of one, and what a merchant can say.

use super::fixtures::*;
use super::situation::Situation;
use crate::payment::call::CallStep;
use crate::payment::command::Command;
use crate::payment::decide::decide;
use crate::payment::dispute::{DisputeAnswer, DisputeCase, DisputeOutcome, DisputeStatus};
use crate::payment::due::{CallPurpose, due_call};
use crate::payment::event::{DisputeFact, Event};
use crate::payment::refusal::Refusal;
use crate::payment::state::Payment;
use std::collections::BTreeMap;

const WON: DisputeOutcome = DisputeOutcome::Won;
const ANSWERS: [DisputeAnswer; 3] = [
    DisputeAnswer::NeedsResponse,
    DisputeAnswer::UnderReview,
    DisputeAnswer::Closed { outcome: WON },
];

struct Row {
    /// After the opening.
    facts: Vec<DisputeFact>,
    status: DisputeStatus,
    /// What the answers of [`ANSWERS`] come to as news.
    news_count: [bool; 3],
    /// The call that it waits for, and which of the answers say that it did not arrive.
    call: Option<(u8, [bool; 3])>,
}

fn rows() -> Vec<Row> {
    let [y, n] = [true, false];
    let submitted = DisputeFact::Submitted { call: call(3) };
    let accepted = DisputeFact::AcceptRequested { call: call(4) };
    let row = |facts, status, news_count, call| Row {
        facts,
        status,
        news_count,
        call,
    };
    use DisputeStatus::*;
    vec![
        row(vec![], NeedsResponse, [n, y, y], None),
        row(
            vec![submitted.clone()],
            UnderReview,
            [n, y, y],
            Some((3, [y, n, n])),
        ),
        row(
            vec![submitted, DisputeFact::UnderReview],
            UnderReview,
            [n, n, y],
            None,
        ),
        row(
            vec![accepted],
            NeedsResponse,
            [n, n, y],
            Some((4, [y, y, n])),
        ),
        row(
            vec![DisputeFact::Closed { outcome: WON }],
            Won,
            [n, n, n],
            None,
        ),
    ]
}

fn of_dispute(fact: DisputeFact) -> Event {
    Event::Dispute {
        dispute: dispute(1),
        fact,
    }
}

fn disputed(facts: Vec<DisputeFact>) -> Payment {
    let opened = DisputeFact::Opened { case: case() };
    let events = [opened].into_iter().chain(facts).map(of_dispute);
    followed_by(Situation::Succeeded.payment(), events)
}

fn fact_of(answer: DisputeAnswer) -> Option<DisputeFact> {
    match answer {
        DisputeAnswer::NeedsResponse => None,
        DisputeAnswer::UnderReview => Some(DisputeFact::UnderReview),
        DisputeAnswer::Closed { outcome } => Some(DisputeFact::Closed { outcome }),
    }
}

fn news(case: DisputeCase, answer: DisputeAnswer) -> Command {
    Command::DisputeNotified {
        attempt: attempt(1),
        case,
        answer,
        fresh: fresh(),
    }
}

fn respond(text: &str, submit: bool) -> Command {
    Command::UpdateDispute {
        dispute: dispute(1),
        evidence: Some(evidence(text)),
        metadata: None,
        submit,
        call: call(99),
    }
}

fn evidence(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("uncategorized_text".to_owned(), text.to_owned())])
}

#[test]
fn every_word_in_every_standing_has_the_outcome_of_its_row() {
    for row in rows() {
        let payment = disputed(row.facts.clone());
        let known = payment.dispute(&dispute(1)).unwrap();
        assert_eq!(known.status(), row.status, "{:?}", row.facts);
        for (index, answer) in ANSWERS.into_iter().enumerate() {
            let decided = decide(&payment, news(case(), answer), NOW_MS).unwrap();
            let expected = fact_of(answer).filter(|_| row.news_count[index]);
            let expected = Vec::from_iter(expected.map(of_dispute));
            assert_eq!(decided, expected, "{:?}: {answer:?}", row.facts);

            let (number, lost) = row.call.unwrap_or((3, [false; 3]));
            let heard = Command::DisputeAnswered {
                call: call(number),
                answer,
            };
            let expected = match (row.call, lost[index]) {
                (None, _) => vec![],
                (Some(_), true) => vec![Event::CallNeverArrived { call: call(number) }],
                (Some(_), false) => Vec::from_iter(fact_of(answer).map(of_dispute)),
            };
            let decided = decide(&payment, heard, NOW_MS).unwrap();
            assert_eq!(decided, expected, "{:?}: {answer:?}", row.facts);
        }
        let open = row.facts.is_empty();
        let refused = Refusal::DisputeNotOpen { status: row.status };
        let close = Command::CloseDispute {
            dispute: dispute(1),
            call: call(99),
        };
        for command in [close, respond("new", true), respond("new", false)] {
            let refusal = decide(&payment, command.clone(), NOW_MS).err();
            let expected = (!open).then(|| refused.clone());
            assert_eq!(refusal, expected, "{:?}: {command:?}", row.facts);
        }
    }
}

#[test]
fn evidence_is_staged_until_it_is_submitted_and_then_sent_again_until_it_arrives() {
    let payment = disputed(vec![]);
    let staged = decide(&payment, respond("a story", false), NOW_MS).unwrap();
    let payment = followed_by(payment, staged);
    assert_eq!(due_call(&payment), None);
    assert_eq!(payment.dispute(&dispute(1)).unwrap().submission_count, 0);

    // The same again, and this time for the bank.
    let submitted = decide(&payment, respond("a story", true), NOW_MS).unwrap();
    let fact = DisputeFact::Submitted { call: call(99) };
    assert_eq!(submitted, [of_dispute(fact)]);
    let payment = followed_by(payment, submitted);
    assert_eq!(payment.dispute(&dispute(1)).unwrap().submission_count, 1);
    let lost = Command::OutcomeUnknown { call: call(99) };
    let payment = followed_by(payment.clone(), decide(&payment, lost, NOW_MS).unwrap());
    let due = due_call(&payment).unwrap();
    let purpose = CallPurpose::SubmitEvidence {
        reference: "dp".to_owned(),
        evidence: evidence("a story"),
    };
    assert_eq!((due.step, due.purpose), (CallStep::Send, purpose));
}

#[test]
fn evidence_that_comes_too_late_is_refused() {
    let payment = disputed(vec![]);
    let at = |at_s: i64| decide(&payment, respond("late", true), at_s * 1000);
    assert!(at(EVIDENCE_DUE_S).is_ok());
    let evidence_due_by = EVIDENCE_DUE_S;
    let refused = Refusal::DisputePastDue { evidence_due_by };
    assert_eq!(at(EVIDENCE_DUE_S + 1), Err(refused));
}

#[test]
fn the_first_that_is_heard_of_a_dispute_may_be_its_end() {
    let payment = Situation::Succeeded.payment();
    let answer = DisputeAnswer::Closed { outcome: WON };
    let events = decide(&payment, news(case(), answer), NOW_MS).unwrap();
    assert_eq!(events.len(), 2);
    let payment = followed_by(payment, events);
    let [known] = payment.state.disputes() else {
        panic!("{:?}", payment.state);
    };
    assert_eq!(known.status(), DisputeStatus::Won);
    // Said again, with another name at hand.
    assert_eq!(decide(&payment, news(case(), answer), NOW_MS), Ok(vec![]));
}

#[test]
fn an_inquiry_is_called_a_warning() {
    let inquiry = DisputeCase {
        inquiry: true,
        ..case()
    };
    let payment = Situation::Succeeded.payment();
    let mut statuses = vec![];
    let closed = DisputeAnswer::Closed {
        outcome: DisputeOutcome::WarningClosed,
    };
    let heard = [
        DisputeAnswer::NeedsResponse,
        DisputeAnswer::UnderReview,
        closed,
    ];
    heard.into_iter().fold(payment, |payment, answer| {
        let events = decide(&payment, news(inquiry.clone(), answer), NOW_MS).unwrap();
        let payment = followed_by(payment, events);
        statuses.push(payment.state.disputes()[0].status());
        payment
    });
    let expected = [
        DisputeStatus::WarningNeedsResponse,
        DisputeStatus::WarningUnderReview,
        DisputeStatus::WarningClosed,
    ];
    assert_eq!(statuses, expected);
}

#[test]
fn names_are_those_of_the_api() {
    use crate::payment::dispute::DisputeReason;
    assert_eq!(
        serde_json::json!(DisputeReason::ProductNotReceived),
        DisputeReason::ProductNotReceived.as_str()
    );
    assert_eq!(
        serde_json::json!(DisputeStatus::WarningNeedsResponse),
        DisputeStatus::WarningNeedsResponse.as_str()
    );
}
