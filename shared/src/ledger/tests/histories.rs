//! What the books say after any history of the payment machine.

use crate::ids::{DisputeId, RefundId};
use crate::ledger::books::Books;
use crate::ledger::posting::{LedgerAccount, Posting, TransactionKind};
use crate::ledger::postings::{ledger_after, ledger_of, postings};
use crate::ledger::settlement::DAY_S;
use crate::methods::MethodType;
use crate::payment::apply::{apply, replay};
use crate::payment::command::Answer;
use crate::payment::dispute::{DisputeCase, DisputeOutcome, DisputeReason};
use crate::payment::event::{DisputeFact, Event, Recorded, RefundFact};
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::options::CaptureMethod;
use crate::payment::refund::RefundFailureReason;
use crate::payment::state::Payment;
use crate::payment::tests::fixtures::*;
use crate::payment::tests::history::{History, Move, Which, any_history};
use crate::payment::tests::properties::config;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

/// The log of a payment that was captured whole, as soon as it was confirmed.
fn captured_log(method: PaymentMethod, metadata: &[(&str, &str)]) -> Vec<Recorded> {
    let mut terms = terms(CaptureMethod::Automatic);
    for (key, value) in metadata {
        let entry = ((*key).to_owned(), (*value).to_owned());
        terms.metadata.extend([entry]);
    }
    let mut history = History::of(terms, None);
    let confirm = Move::Confirm {
        method: Some(method),
        returns: true,
    };
    history.make(confirm, 0).unwrap();
    let answer = Move::Answered {
        call: Which::Latest,
        answer: Answer::Captured { amount: whole() },
    };
    history.make(answer, 0).unwrap();
    history.log
}

fn captured(method: PaymentMethod, metadata: &[(&str, &str)]) -> Vec<Posting> {
    ledger_of(&captured_log(method, metadata)).unwrap()
}

#[test]
fn a_capture_is_the_merchants_less_the_fee() {
    let [charge] = &captured(named_card(), &[])[..] else {
        panic!()
    };
    assert_eq!(charge.kind(), TransactionKind::Charge);
    assert_eq!(charge.amount(), whole());
    // 2.9 % of 250 kr, and 1.80 kr.
    assert_eq!(charge.fee(), kronor(905));
    assert_eq!(charge.net(), kronor(24_095));
    assert!(charge.source().starts_with("ch_"));
    let paypal = captured(account(MethodType::Paypal), &[]);
    assert_eq!(paypal[0].kind(), TransactionKind::Payment);
    assert_eq!(paypal[0].fee(), kronor(1_053));
}

#[test]
fn money_is_pending_until_the_second_midnight_unless_the_sandbox_is_asked() {
    let pending = captured(named_card(), &[]);
    let available_on = pending[0].available_on();
    assert_eq!(available_on % DAY_S, 0);
    assert!((DAY_S + 1..=2 * DAY_S).contains(&(available_on - NOW_S)));

    let mut bypass = named_card();
    if let Instrument::Card(card) = &mut bypass.instrument {
        card.token = Some("pm_card_bypassPending".to_owned());
    }
    assert_eq!(captured(bypass, &[])[0].available_on(), NOW_S);
    let asked = [("sandbox_available", "immediately")];
    assert_eq!(
        captured(account(MethodType::Swish), &asked)[0].available_on(),
        NOW_S
    );
}

fn follow(log: &mut Vec<Recorded>, events: Vec<Event>) {
    for event in events {
        let (seq, at_ms) = (log.len() as u64 + 1, NOW_MS + 60_000);
        log.push(Recorded { seq, at_ms, event });
    }
}

/// A payment that succeeded, with these facts after it.
fn with_facts(facts: Vec<Event>) -> Vec<Recorded> {
    let mut log = captured_log(named_card(), &[]);
    follow(&mut log, facts);
    log
}

#[test]
fn parts_together_cost_what_one_capture_of_all_does() {
    let mut log = captured_log(named_card(), &[]);
    let Some(Event::Captured { charge, .. }) = log.pop().map(|it| it.event) else {
        panic!()
    };
    let authorized = Event::Authorized {
        charge: charge.clone(),
        amount: whole(),
        expires_at: AUTHORIZATION_LAPSES_S,
    };
    let part = |minor| Event::PartiallyCaptured {
        amount: kronor(minor),
    };
    let amount = whole();
    let last = Event::Captured { charge, amount };
    // Less than the fixed part of the fee, then a little, then most of it.
    follow(&mut log, vec![authorized, part(100), part(60), last]);
    assert_books(&log);
    let ledger = ledger_of(&log).unwrap();
    let parts: Vec<_> = ledger.iter().map(|it| it.amount().minor()).collect();
    let fees: Vec<_> = ledger.iter().map(|it| it.fee().minor()).collect();
    assert_eq!(parts, [100, 60, 24_840]);
    assert_eq!(fees, [100, 60, 745]);
    assert_eq!(
        fees.iter().sum::<i64>(),
        captured(named_card(), &[])[0].fee().minor()
    );
}

fn refund(number: u8, fact: RefundFact) -> Event {
    let refund = RefundId::from_bytes([number; 16]);
    Event::Refund { refund, fact }
}

fn requested(minor: i64) -> RefundFact {
    RefundFact::Requested {
        amount: kronor(minor),
        reason: None,
        metadata: BTreeMap::new(),
        call: call(80),
    }
}

fn dispute(number: u8, fact: DisputeFact) -> Event {
    let dispute = DisputeId::from_bytes([number; 16]);
    Event::Dispute { dispute, fact }
}

fn opened(minor: i64, inquiry: bool) -> DisputeFact {
    let case = DisputeCase {
        reference: "case".to_owned(),
        amount: kronor(minor),
        reason: DisputeReason::Fraudulent,
        evidence_due_by: NOW_S + 7 * DAY_S,
        inquiry,
    };
    DisputeFact::Opened { case }
}

fn closed(outcome: DisputeOutcome) -> DisputeFact {
    DisputeFact::Closed { outcome }
}

/// Kind, amount and fee of what follows the charge.
fn after_the_charge(facts: Vec<Event>) -> Vec<(TransactionKind, i64, i64)> {
    let ledger = ledger_of(&with_facts(facts)).unwrap();
    let told = |it: &Posting| (it.kind(), it.amount().minor(), it.fee().minor());
    ledger[1..].iter().map(told).collect()
}

#[test]
fn a_refund_leaves_when_it_is_asked_for_and_is_back_if_it_fails() {
    use TransactionKind::{Refund, RefundFailure};
    let succeeds = vec![
        refund(1, requested(10_000)),
        refund(1, RefundFact::Succeeded),
    ];
    assert_eq!(after_the_charge(succeeds), [(Refund, -10_000, 0)]);
    let reason = RefundFailureReason::LostOrStolenCard;
    for ends in [RefundFact::Failed { reason }, RefundFact::Canceled] {
        let facts = vec![
            refund(1, requested(10_000)),
            refund(2, requested(500)),
            refund(1, RefundFact::Pending),
            refund(1, ends.clone()),
            refund(1, ends),
        ];
        let told = [
            (Refund, -10_000, 0),
            (Refund, -500, 0),
            (RefundFailure, 10_000, 0),
        ];
        assert_eq!(after_the_charge(facts), told);
    }
}

#[test]
fn a_dispute_takes_its_amount_and_a_fee_and_gives_back_only_the_amount() {
    use TransactionKind::{Dispute, DisputeReversal};
    // 150 kr.
    let taken = (Dispute, -25_000, 15_000);
    let lost = vec![
        dispute(1, opened(25_000, false)),
        dispute(1, DisputeFact::UnderReview),
        dispute(1, closed(DisputeOutcome::Lost)),
    ];
    assert_eq!(after_the_charge(lost), [taken]);
    let won = vec![
        dispute(1, opened(25_000, false)),
        dispute(1, closed(DisputeOutcome::Won)),
        dispute(1, closed(DisputeOutcome::Won)),
    ];
    assert_eq!(after_the_charge(won), [taken, (DisputeReversal, 25_000, 0)]);
    let inquiry = vec![
        dispute(1, opened(25_000, true)),
        dispute(1, closed(DisputeOutcome::WarningClosed)),
    ];
    assert_eq!(after_the_charge(inquiry), []);
}

/// What the ledger must say of a payment in its one currency, going by the payment alone.
struct Expected {
    received: i128,
    refunded: i128,
    held: i128,
}

impl Expected {
    fn of(payment: &Payment) -> Self {
        let held = payment
            .state
            .disputes()
            .iter()
            .filter(|it| it.holds_the_money());
        Self {
            received: payment.amount_received().minor().into(),
            refunded: payment.amount_refunded().minor().into(),
            held: held.map(|it| i128::from(it.case.amount.minor())).sum(),
        }
    }

    fn assert(&self, books: &Books) {
        assert_eq!(books.unbalanced(), vec![]);
        let sum = |account| books.sum(whole().currency(), account);
        assert_eq!(
            sum(LedgerAccount::ProviderClearing),
            self.refunded - self.received
        );
        assert_eq!(sum(LedgerAccount::DisputesHeld), self.held);
        let fees = sum(LedgerAccount::ProcessingFees) + sum(LedgerAccount::DisputeFees);
        assert!(fees >= 0);
        let left = self.received - self.refunded - self.held - fees;
        assert_eq!(sum(LedgerAccount::MerchantBalance), left);
    }
}

/// Posts a log event by event, and compares the books with the payment after each.
fn assert_books(log: &[Recorded]) {
    let mut payment = replay(&log[..1]).unwrap();
    let (mut books, mut all) = (Books::default(), Vec::new());
    for recorded in &log[1..] {
        let after = apply(payment.clone(), recorded);
        for posting in postings(&payment, recorded, &after).unwrap() {
            let gross = posting.amount().minor().abs();
            assert!(posting.kind() == TransactionKind::Dispute || posting.fee().minor() <= gross);
            assert!(posting.available_on() >= posting.created());
            books.post(&posting);
            all.push(posting);
        }
        Expected::of(&after).assert(&books);
        payment = after;
    }
    assert_eq!(books, all.iter().collect::<Books>());
    let ids: BTreeSet<_> = all.iter().map(|posting| posting.id().clone()).collect();
    assert_eq!(ids.len(), all.len());
    assert_eq!(ledger_of(log).unwrap(), all);
    let middle = log[log.len() / 2].seq;
    let later = ledger_after(log, middle).unwrap();
    assert!(all.ends_with(&later));
    let earlier = ledger_of(&log[..=log.len() / 2]).unwrap();
    assert_eq!([earlier, later].concat(), all);
}

/// Any order of what can happen to three refunds and two disputes, sensible or not.
fn any_facts() -> impl Strategy<Value = Vec<Event>> {
    let reason = RefundFailureReason::Declined;
    let refunds = vec![
        RefundFact::Pending,
        RefundFact::RequiresAction,
        RefundFact::Succeeded,
        RefundFact::Failed { reason },
        RefundFact::CancelRequested { call: call(81) },
        RefundFact::Canceled,
    ];
    let disputes = vec![
        DisputeFact::Submitted { call: call(82) },
        DisputeFact::UnderReview,
        DisputeFact::AcceptRequested { call: call(83) },
        closed(DisputeOutcome::Won),
        closed(DisputeOutcome::Lost),
        closed(DisputeOutcome::WarningClosed),
    ];
    let fact = prop_oneof![
        (1..=3_u8, select(refunds)).prop_map(|(number, fact)| refund(number, fact)),
        (1..=2_u8, select(disputes)).prop_map(|(number, fact)| dispute(number, fact)),
    ];
    let begins = (1..=8_000_i64, 1..=25_000_i64, any::<bool>()).prop_map(|(part, all, inquiry)| {
        let refunds = (1..=3).map(|number| refund(number, requested(part)));
        refunds
            .chain([
                dispute(1, opened(all, inquiry)),
                dispute(2, opened(part, false)),
            ])
            .collect::<Vec<_>>()
    });
    // Each begins at some point; what was told of it before then means nothing.
    (begins, vec(fact, 0..40))
        .prop_flat_map(|(begins, facts)| Just([begins, facts].concat()).prop_shuffle())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_books_are_at_zero_after_every_event((terms, method, moves) in any_history()) {
        let mut history = History::of(terms, method);
        for (step, passed_ms) in moves {
            // A refused move leaves no trace.
            let _ = history.make(step, passed_ms);
        }
        assert_books(&history.log);
    }

    #[test]
    fn the_books_follow_any_refunds_and_disputes(facts in any_facts()) {
        assert_books(&with_facts(facts));
    }
}
