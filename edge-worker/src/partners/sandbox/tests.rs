//! What the provider does with cards, refunds and disputes, without its object.

use super::behaviour::open;
use super::record::{Decision, Record, Standing, Subject};
use crate::partners::{AuthorizeCall, RefundCall};
use shared::currency::Currency;
use shared::ids::{AccountId, AttemptId, CallId, PaymentIntentId, RefundId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::command::Answer;
use shared::payment::dispute::{DisputeAnswer, DisputeOutcome};
use shared::payment::failure::FailureCause;
use shared::payment::method::BillingDetails;
use shared::payment::refund::{RefundAnswer, RefundFailureReason};
use std::collections::BTreeMap;

const NOW: i64 = 1_800_000_000;

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::Usd).unwrap()
}

fn call(token: &str, minor: i64) -> AuthorizeCall {
    AuthorizeCall {
        key: CallId::from_bytes([1; 16]),
        attempt: AttemptId::from_bytes([1; 16]),
        intent: PaymentIntentId::from_bytes([1; 16]),
        amount: dollars(minor),
        capture: true,
        method: MethodType::Card,
        off_session: false,
        is_saved: false,
        is_verified: false,
        typed: None,
        token: Some(token.to_owned()),
        device_authenticated: false,
        billing: BillingDetails::default(),
        options: BTreeMap::new(),
        customer: None,
        instructions: BTreeMap::new(),
    }
}

fn opened(call: &AuthorizeCall) -> Record {
    let account = AccountId::from_bytes([1; 16]);
    open(account, call, "https://kassa.example", String::new(), NOW)
}

fn paid(token: &str) -> Record {
    let record = opened(&call(token, 10_000));
    assert_eq!(
        record.answer(),
        Answer::Captured {
            amount: dollars(10_000)
        }
    );
    record
}

fn refund(number: u8, minor: i64, instruction: Option<&str>) -> RefundCall {
    RefundCall {
        key: CallId::from_bytes([number; 16]),
        attempt: AttemptId::from_bytes([1; 16]),
        refund: RefundId::from_bytes([number; 16]),
        amount: dollars(minor),
        instructions: instruction
            .map(|said| ("sandbox_refund".to_owned(), said.to_owned()))
            .into_iter()
            .collect(),
    }
}

fn standing(record: &Record, number: u8) -> RefundAnswer {
    record.refunds[&RefundId::from_bytes([number; 16])].standing
}

/// What a card does: with the buyer, without them, and without them once it is kept.
#[test]
fn a_card_asks_for_its_buyer_as_documented() {
    const PAYS: &str = "captured";
    const ASKS: &str = "action_required";
    const DECLINES: &str = "declined";
    let cases = [
        ("visa", [PAYS, PAYS, PAYS]),
        ("authenticationRequired", [ASKS, DECLINES, DECLINES]),
        ("authenticationRequiredOnSetup", [ASKS, DECLINES, PAYS]),
        (
            "authenticationRequiredSetupForOffSession",
            [ASKS, PAYS, PAYS],
        ),
        (
            "authenticationRequiredChargeDeclinedInsufficientFunds",
            [ASKS, DECLINES, DECLINES],
        ),
        ("chargeCustomerFail", [DECLINES, DECLINES, DECLINES]),
        ("chargeDeclined", [DECLINES, DECLINES, DECLINES]),
    ];
    let ways = [(false, false), (true, false), (true, true)];
    for (name, expected) in cases {
        for ((off_session, is_saved), expected) in ways.into_iter().zip(expected) {
            let asked = AuthorizeCall {
                off_session,
                is_saved,
                ..call(&format!("pm_card_{name}"), 10_000)
            };
            let answer = opened(&asked).answer();
            let told = match &answer {
                Answer::Captured { .. } => "captured",
                Answer::Declined { .. } => "declined",
                Answer::ActionRequired { .. } => "action_required",
                Answer::Authorized { .. }
                | Answer::PartiallyCaptured { .. }
                | Answer::Pending
                | Answer::Canceled => "something else",
            };
            assert_eq!(told, expected, "{name}, {off_session}, {is_saved}");
            let without_buyer = expected == DECLINES && name.starts_with("authentication");
            if without_buyer {
                let cause = FailureCause::AuthenticationRequired;
                assert_eq!(opened(&asked).standing, Standing::Declined { cause });
            }
        }
    }
}

#[test]
fn verifying_a_card_moves_nothing() {
    for name in ["visa", "chargeCustomerFail"] {
        let record = opened(&call(&format!("pm_card_{name}"), 0));
        let amount = dollars(0);
        assert_eq!(record.answer(), Answer::Captured { amount }, "{name}");
        assert_eq!(record.effects, Default::default(), "{name}");
    }
    let declined = opened(&call("pm_card_chargeDeclined", 0));
    assert!(matches!(declined.answer(), Answer::Declined { .. }));
}

#[test]
fn a_refund_takes_the_course_of_its_card_or_of_the_instruction() {
    let failed = RefundAnswer::Failed {
        reason: RefundFailureReason::Unknown,
    };
    let cases = [
        (
            "visa",
            None,
            RefundAnswer::Succeeded,
            RefundAnswer::Succeeded,
        ),
        (
            "pendingRefund",
            None,
            RefundAnswer::Pending,
            RefundAnswer::Succeeded,
        ),
        ("refundFail", None, RefundAnswer::Succeeded, failed),
        (
            "visa",
            Some("pending"),
            RefundAnswer::Pending,
            RefundAnswer::Succeeded,
        ),
        ("visa", Some("fail"), failed, failed),
        (
            "visa",
            Some("requires_action"),
            RefundAnswer::RequiresAction,
            RefundAnswer::RequiresAction,
        ),
    ];
    for (name, instruction, at_once, later) in cases {
        let mut record = paid(&format!("pm_card_{name}"));
        let answer = record.refund(&refund(1, 4_000, instruction), NOW);
        assert_eq!(answer, at_once, "{name}, {instruction:?}");
        record.pass(NOW + 60);
        assert_eq!(standing(&record, 1), later, "{name}, {instruction:?}");
        let told = record
            .untold
            .contains(&Subject::Refund(RefundId::from_bytes([1; 16])));
        assert_eq!(told, at_once != later, "{name}, {instruction:?}");
        let left = if later == failed { 0 } else { 4_000 };
        assert_eq!(record.effects.refunded_minor, left, "{name}");
    }
}

#[test]
fn one_refund_happens_once_and_no_more_goes_back_than_was_taken() {
    let mut record = paid("pm_card_visa");
    for _ in 0..2 {
        record.refund(&refund(1, 6_000, None), NOW);
    }
    assert_eq!(
        (record.effects.refunds, record.refunded_minor()),
        (1, 6_000)
    );
    let refused = RefundAnswer::Failed {
        reason: RefundFailureReason::Declined,
    };
    assert_eq!(record.refund(&refund(2, 4_001, None), NOW), refused);
    assert_eq!(record.refund(&refund(3, 0, None), NOW), refused);
    let rest = record.refund(&refund(4, 4_000, None), NOW);
    assert_eq!(rest, RefundAnswer::Succeeded);
    assert_eq!(record.refunded_minor(), 10_000);
}

#[test]
fn a_refund_that_waits_for_the_buyer_can_be_dropped_and_another_cannot() {
    let mut record = paid("pm_card_visa");
    record.refund(&refund(1, 4_000, Some("requires_action")), NOW);
    record.refund(&refund(2, 4_000, None), NOW);
    let mut drop = |number| record.cancel_refund(&RefundId::from_bytes([number; 16]));
    assert_eq!(drop(1), Some(RefundAnswer::Canceled));
    assert_eq!(drop(2), Some(RefundAnswer::Succeeded));
    assert_eq!(drop(3), None);
    assert_eq!(record.refunded_minor(), 4_000);
}

#[test]
fn evidence_decides_a_dispute_as_documented() {
    let cases = [
        (
            "createDispute",
            "winning_evidence",
            Some(DisputeOutcome::Won),
        ),
        (
            "createDispute",
            "losing_evidence",
            Some(DisputeOutcome::Lost),
        ),
        ("createDispute", "a long story", None),
        (
            "createDisputeInquiry",
            "winning_evidence",
            Some(DisputeOutcome::WarningClosed),
        ),
    ];
    for (name, text, outcome) in cases {
        let mut record = paid(&format!("pm_card_{name}"));
        assert!(record.untold.contains(&Subject::Dispute), "{name}");
        let reference = record.dispute.as_ref().unwrap().case.reference.clone();
        let evidence = BTreeMap::from([("uncategorized_text".to_owned(), text.to_owned())]);
        let heard = record.submit_evidence(&reference, &evidence, NOW);
        assert_eq!(heard, Some(DisputeAnswer::UnderReview), "{name}");
        record.pass(NOW + 60);
        let expected = match outcome {
            Some(outcome) => DisputeAnswer::Closed { outcome },
            None => DisputeAnswer::UnderReview,
        };
        let stands = record.dispute.as_ref().unwrap().standing;
        assert_eq!(stands, expected, "{name}, {text}");
        assert_eq!(record.submit_evidence("other", &evidence, NOW), None);
    }
}

#[test]
fn who_says_nothing_in_a_dispute_loses_it_and_money_that_a_bank_holds_stays_there() {
    let mut record = paid("pm_card_createDisputeProductNotReceived");
    let held = RefundAnswer::Failed {
        reason: RefundFailureReason::ChargeForPendingRefundDisputed,
    };
    assert_eq!(record.refund(&refund(1, 1_000, None), NOW), held);
    let due = record.dispute.as_ref().unwrap().case.evidence_due_by;
    record.pass(due);
    let stands = |record: &Record| record.dispute.as_ref().unwrap().standing;
    assert_eq!(stands(&record), DisputeAnswer::NeedsResponse);
    record.pass(due + 1);
    let outcome = DisputeOutcome::Lost;
    assert_eq!(stands(&record), DisputeAnswer::Closed { outcome });
}

#[test]
fn parts_add_up_and_an_increment_that_is_declined_stays_declined() {
    let asked = AuthorizeCall {
        capture: false,
        ..call("pm_card_visa", 10_000)
    };
    let mut record = opened(&asked);
    record.increment(&CallId::from_bytes([2; 16]), dollars(12_000));
    record.take(dollars(5_000), false, NOW);
    let captured = dollars(5_000);
    assert_eq!(record.answer(), Answer::PartiallyCaptured { captured });
    record.take(dollars(7_001), true, NOW);
    assert_eq!(record.answer(), Answer::PartiallyCaptured { captured });
    record.take(dollars(7_000), false, NOW);
    let amount = dollars(12_000);
    assert_eq!(record.answer(), Answer::Captured { amount });

    let mut record = opened(&asked);
    let decline = ("sandbox_increment".to_owned(), "decline".to_owned());
    record.instructions.extend([decline]);
    let key = CallId::from_bytes([2; 16]);
    record.increment(&key, dollars(12_000));
    assert!(matches!(record.answer_to(&key), Answer::Declined { .. }));
    assert!(matches!(record.answer(), Answer::Authorized { .. }));
}

/// An attempt with `method`, whose buyer has this address.
fn attempt_of(method: MethodType, email: &str) -> Record {
    opened(&AuthorizeCall {
        method,
        token: None,
        billing: BillingDetails {
            email: Some(email.to_owned()),
            ..BillingDetails::default()
        },
        ..call("", 10_000)
    })
}

#[test]
fn what_was_to_happen_to_a_canceled_attempt_is_waited_for_once() {
    let mut record = attempt_of(MethodType::Oxxo, "succeed_with_delay@example.com");
    let at = record.next_at().unwrap();
    record.cancel();
    record.pass(at);
    assert_eq!(record.standing, Standing::Canceled);
    assert_eq!(record.next_at(), None, "an alarm would ring for ever");
}

#[test]
fn a_transfer_that_comes_to_nothing_is_sent_back_as_far_as_it_came() {
    for decision in [Decision::Decline, Decision::Expire] {
        let mut record = attempt_of(MethodType::CustomerBalance, "jenny@example.com");
        assert!(record.receive(dollars(4_000), NOW));
        assert!(record.decide(decision, NOW));
        assert!(matches!(record.standing, Standing::Declined { .. }));
        assert_eq!(record.effects.reversals, 1, "{decision:?}");
    }
}
