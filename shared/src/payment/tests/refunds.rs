//! Every word about a refund in every state of one, and what a merchant can ask for.

use super::fixtures::*;
use super::situation::Situation;
use crate::methods::MethodType;
use crate::payment::call::CallStep;
use crate::payment::command::Command;
use crate::payment::decide::decide;
use crate::payment::dispute::DisputeOutcome;
use crate::payment::due::{CallPurpose, due_call, wake_at_ms};
use crate::payment::event::{DisputeFact, Event, RefundFact};
use crate::payment::options::CaptureMethod;
use crate::payment::refund::{RefundAnswer, RefundFailureReason, RefundStatus};
use crate::payment::refusal::Refusal;
use crate::payment::state::Payment;
use std::collections::BTreeMap;

const FAILED: RefundAnswer = RefundAnswer::Failed {
    reason: RefundFailureReason::Declined,
};
const ANSWERS: [RefundAnswer; 5] = [
    RefundAnswer::Pending,
    RefundAnswer::RequiresAction,
    RefundAnswer::Succeeded,
    FAILED,
    RefundAnswer::Canceled,
];

/// What the answers of [`ANSWERS`] come to, as news and as the answer to the call under way.
struct Row {
    name: &'static str,
    /// After the request, whose call is `call(3)`.
    facts: Vec<RefundFact>,
    status: RefundStatus,
    news_count: [bool; 5],
    /// The call that it waits for; its answer is always taken, but where it says that nothing
    /// happened.
    call: Option<u8>,
}

fn rows() -> Vec<Row> {
    let [y, n] = [true, false];
    let canceling = RefundFact::CancelRequested { call: call(4) };
    let failed = RefundFact::Failed {
        reason: RefundFailureReason::Declined,
    };
    let row = |name, facts, status, news_count, call| Row {
        name,
        facts,
        status,
        news_count,
        call,
    };
    use RefundStatus::*;
    vec![
        row("requested", vec![], Pending, [y, y, y, y, y], Some(3)),
        row(
            "pending",
            vec![RefundFact::Pending],
            Pending,
            [n, n, y, y, y],
            None,
        ),
        row(
            "requires action",
            vec![RefundFact::RequiresAction],
            RequiresAction,
            [y, n, y, y, y],
            None,
        ),
        row(
            "canceling",
            vec![RefundFact::RequiresAction, canceling],
            RequiresAction,
            [y, n, y, y, y],
            Some(4),
        ),
        row(
            "succeeded",
            vec![RefundFact::Succeeded],
            Succeeded,
            [n, n, n, y, n],
            None,
        ),
        row("failed", vec![failed], Failed, [n; 5], None),
        row(
            "canceled",
            vec![RefundFact::Canceled],
            Canceled,
            [n; 5],
            None,
        ),
    ]
}

fn fact_of(answer: RefundAnswer) -> RefundFact {
    match answer {
        RefundAnswer::Pending => RefundFact::Pending,
        RefundAnswer::RequiresAction => RefundFact::RequiresAction,
        RefundAnswer::Succeeded => RefundFact::Succeeded,
        RefundAnswer::Failed { reason } => RefundFact::Failed { reason },
        RefundAnswer::Canceled => RefundFact::Canceled,
    }
}

fn of_refund(number: u8, fact: RefundFact) -> Event {
    Event::Refund {
        refund: refund(number),
        fact,
    }
}

fn requested(number: u8, minor: i64, call_number: u8) -> Event {
    let fact = RefundFact::Requested {
        amount: kronor(minor),
        reason: None,
        metadata: BTreeMap::new(),
        call: call(call_number),
    };
    of_refund(number, fact)
}

/// 100 kr were captured, of which 60 go back.
fn refunded(facts: Vec<RefundFact>) -> Payment {
    let facts = facts.into_iter().map(|fact| of_refund(1, fact));
    let events = [requested(1, 6_000, 3)].into_iter().chain(facts);
    followed_by(Situation::Succeeded.payment(), events)
}

fn ask_for(minor: Option<i64>) -> Command {
    Command::Refund {
        refund: refund(2),
        amount: minor.map(kronor),
        reason: None,
        metadata: BTreeMap::new(),
        call: call(99),
    }
}

#[test]
fn every_word_in_every_standing_has_the_outcome_of_its_row() {
    for row in rows() {
        let payment = refunded(row.facts);
        let known = payment.refund(&refund(1)).unwrap();
        assert_eq!(known.status(), row.status, "{}", row.name);
        for (answer, counts) in ANSWERS.into_iter().zip(row.news_count) {
            let news = Command::RefundNotified {
                refund: refund(1),
                answer,
            };
            let expected = counts.then(|| of_refund(1, fact_of(answer)));
            let decided = decide(&payment, news, NOW_MS).unwrap();
            assert_eq!(
                decided,
                Vec::from_iter(expected),
                "{}: {answer:?}",
                row.name
            );

            let call_id = call(row.call.unwrap_or(3));
            let heard = Command::RefundAnswered {
                call: call_id.clone(),
                answer,
            };
            let expected = match (row.call, answer) {
                (None, _) => vec![],
                (Some(4), RefundAnswer::RequiresAction) => {
                    vec![Event::CallNeverArrived { call: call_id }]
                }
                (Some(_), _) => vec![of_refund(1, fact_of(answer))],
            };
            let decided = decide(&payment, heard, NOW_MS).unwrap();
            assert_eq!(decided, expected, "{}: {answer:?}", row.name);
        }
        let cancel = Command::CancelRefund {
            refund: refund(1),
            call: call(99),
        };
        let expected = match row.name {
            "requires action" => Ok(vec![of_refund(
                1,
                RefundFact::CancelRequested { call: call(99) },
            )]),
            _ => Err(Refusal::RefundNotCancelable { status: row.status }),
        };
        assert_eq!(decide(&payment, cancel, NOW_MS), expected, "{}", row.name);
        assert_eq!(due_call(&payment).map(|due| due.call), row.call.map(call));
        assert_eq!(wake_at_ms(&payment).is_some(), row.call.is_some());
    }
}

#[test]
fn what_failed_or_was_dropped_can_be_given_back_again() {
    for row in rows() {
        let payment = refunded(row.facts);
        let left = match row.status {
            RefundStatus::Failed | RefundStatus::Canceled => 10_000,
            RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Succeeded => 4_000,
        };
        assert_eq!(payment.amount_refunded().minor(), 10_000 - left);
        assert!(decide(&payment, ask_for(Some(left)), NOW_MS).is_ok());
        let more = decide(&payment, ask_for(Some(left + 1)), NOW_MS);
        let refused = Refusal::RefundExceedsCaptured {
            refundable: kronor(left),
            asked: kronor(left + 1),
        };
        assert_eq!(more, Err(refused), "{}", row.name);
    }
}

#[test]
fn what_went_back_whole_cannot_go_back_again() {
    let payment = followed_by(refunded(vec![]), [requested(2, 4_000, 4)]);
    let refused = decide(&payment, ask_for(None), NOW_MS);
    assert_eq!(refused, Err(Refusal::AlreadyRefunded));
}

#[test]
fn money_that_a_bank_holds_is_not_given_back_and_money_that_it_gave_back_is() {
    let paid = Situation::Succeeded.payment();
    let of_dispute = |fact| Event::Dispute {
        dispute: dispute(1),
        fact,
    };
    let opened = |inquiry| {
        let case = crate::payment::dispute::DisputeCase { inquiry, ..case() };
        of_dispute(DisputeFact::Opened { case })
    };
    let closed = |outcome| of_dispute(DisputeFact::Closed { outcome });
    let cases = [
        (vec![opened(false)], true),
        (vec![opened(true)], false),
        (vec![opened(false), closed(DisputeOutcome::Lost)], true),
        (vec![opened(false), closed(DisputeOutcome::Won)], false),
    ];
    for (events, disputed) in cases {
        let payment = followed_by(paid.clone(), events.clone());
        let refused = decide(&payment, ask_for(None), NOW_MS).err();
        let expected = disputed.then_some(Refusal::ChargeDisputed);
        assert_eq!(refused, expected, "{events:?}");
    }
}

#[test]
fn a_method_gives_back_only_what_its_provider_does_and_only_so_long() {
    let paid_by = |method| {
        let captured = Event::Captured {
            charge: charge(1),
            amount: whole(),
        };
        payment_after(
            CaptureMethod::Automatic,
            None,
            [started(account(method)), captured],
        )
    };
    let method = MethodType::Oxxo;
    let refused = decide(&paid_by(method), ask_for(None), NOW_MS);
    assert_eq!(refused, Err(Refusal::RefundUnsupported { method }));

    let method = MethodType::Paypal;
    let crate::methods::catalogue::Refunds::WithinDays(days) = method.row().refunds else {
        panic!("another method should be tried here");
    };
    let last_ms = NOW_MS + i64::from(days) * 24 * 3_600_000;
    assert!(decide(&paid_by(method), ask_for(None), last_ms).is_ok());
    let late = decide(&paid_by(method), ask_for(None), last_ms + 1_000);
    assert_eq!(late, Err(Refusal::RefundWindowOver { method, days }));
}

#[test]
fn a_refund_that_nobody_answers_about_lets_the_next_one_go_first() {
    let payment = followed_by(
        refunded(vec![]),
        [
            Event::CallOutcomeUnknown { call: call(3) },
            requested(2, 1_000, 4),
        ],
    );
    let due = due_call(&payment).unwrap();
    assert_eq!((due.call, due.step), (call(4), CallStep::Send));
    let amount = kronor(1_000);
    let purpose = CallPurpose::Refund {
        refund: refund(2),
        amount,
    };
    assert_eq!(due.purpose, purpose);
    let unknown = Event::CallOutcomeUnknown { call: call(4) };
    let payment = followed_by(payment, [unknown.clone(), unknown]);
    assert_eq!(due_call(&payment).unwrap().call, call(3));
}

#[test]
fn a_refund_that_was_left_behind_is_asked_about_before_it_is_sent_again() {
    let payment = refunded(vec![]);
    let woken = decide(&payment, Command::Wake { fresh: fresh() }, NOW_MS).unwrap();
    assert_eq!(woken, [Event::CallOutcomeUnknown { call: call(3) }]);
    let payment = followed_by(payment, woken);
    assert_eq!(due_call(&payment).unwrap().step, CallStep::LookUp);
    let lost = Command::RefundLookedUp {
        call: call(3),
        found: None,
    };
    let payment = followed_by(payment.clone(), decide(&payment, lost, NOW_MS).unwrap());
    let due = due_call(&payment).unwrap();
    assert_eq!((due.call, due.step), (call(3), CallStep::Send));
}

#[test]
fn a_merchants_words_about_a_refund_are_kept_as_they_came_last() {
    let payment = refunded(vec![RefundFact::Succeeded]);
    let metadata = BTreeMap::from([("order".to_owned(), "7".to_owned())]);
    let update = Command::UpdateRefund {
        refund: refund(1),
        metadata: metadata.clone(),
    };
    let events = decide(&payment, update.clone(), NOW_MS).unwrap();
    let payment = followed_by(payment, events);
    assert_eq!(payment.refund(&refund(1)).unwrap().metadata, metadata);
    assert_eq!(decide(&payment, update, NOW_MS), Ok(vec![]));
}
