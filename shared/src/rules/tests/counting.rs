//! What a counter counts.

use crate::rules::counter::{Asked, CardAttempt, Counter, Memo, MemoKind, Outcome, Told};
use crate::rules::finding::{Finding, Reply, Verdict, gravest};
use crate::rules::rule::{Action, By, Counts, Rule, Then};
use proptest::prelude::*;

const WINDOW_MS: i64 = 60_000;

pub fn rule(by: By, counts: Counts, limit: u32) -> Rule {
    Rule {
        id: "r".to_owned(),
        action: Action::CardAttempt,
        by,
        counts,
        limit,
        window_s: 60,
        then: Then::Block,
    }
}

pub fn attempt(card: &str, id: &str) -> CardAttempt {
    CardAttempt {
        card: card.to_owned(),
        id: id.to_owned(),
    }
}

fn ask(counter: &mut Counter, rule: &Rule, tried: &CardAttempt, now_ms: i64) -> Reply {
    let asked = Asked {
        rules: vec![rule.clone()],
        attempt: Some(tried.clone()),
    };
    counter.ask(&asked, now_ms)
}

fn is_stopped(reply: &Reply) -> bool {
    reply.finding.as_ref().is_some_and(Finding::is_blocked)
}

fn told(rule: &Rule, tried: &CardAttempt, outcome: Outcome, at_ms: i64) -> Told {
    Told {
        attempt: tried.clone(),
        by: rule.by,
        counts: vec![rule.counts],
        outcome,
        at_ms,
    }
}

#[test]
fn a_window_has_room_for_so_many_and_the_next_one_is_empty() {
    let rule = Rule {
        window_s: 1,
        ..rule(By::Network, Counts::Every, 3)
    };
    let mut counter = Counter::default();
    let asked = Asked {
        rules: vec![rule],
        attempt: None,
    };
    let stopped: Vec<_> = [5_000, 5_001, 5_999, 5_999, 5_999, 6_000]
        .map(|now_ms| is_stopped(&counter.ask(&asked, now_ms)))
        .to_vec();
    assert_eq!(stopped, [false, false, false, true, true, false]);
    // A clock that goes back locks nobody out.
    assert!(!is_stopped(&counter.ask(&asked, 1_000)));
}

#[test]
fn one_card_that_is_tried_again_is_one_card() {
    let rule = rule(By::Network, Counts::FailedCards, 2);
    let mut counter = Counter::default();
    for (number, card) in ["a", "b", "a", "b", "a"].into_iter().enumerate() {
        let tried = attempt(card, &number.to_string());
        assert!(
            !is_stopped(&ask(&mut counter, &rule, &tried, 1_000)),
            "{number}"
        );
        counter.tell(&told(&rule, &tried, Outcome::Failed, 1_000));
    }
    let third = attempt("c", "6");
    assert!(is_stopped(&ask(&mut counter, &rule, &third, 1_000)));
    let later = 1_000 + WINDOW_MS;
    assert!(!is_stopped(&ask(&mut counter, &rule, &third, later)));
}

#[test]
fn a_card_is_tried_so_often_and_what_succeeds_is_no_failure() {
    let rule = rule(By::Card, Counts::Failed, 2);
    let mut counter = Counter::default();
    let outcomes = [
        Outcome::Worked,
        Outcome::Failed,
        Outcome::Worked,
        Outcome::Stopped,
        Outcome::Open,
    ];
    for (number, outcome) in outcomes.into_iter().enumerate() {
        let tried = attempt("a", &number.to_string());
        assert!(
            !is_stopped(&ask(&mut counter, &rule, &tried, 1_000)),
            "{number}"
        );
        counter.tell(&told(&rule, &tried, outcome, 1_000));
    }
    let reply = ask(&mut counter, &rule, &attempt("a", "9"), 1_000);
    assert!(is_stopped(&reply));
    assert!(reply.has_paid);
}

#[test]
fn an_office_whose_cards_work_is_not_stopped_for_those_that_do_not() {
    let rule = rule(By::Network, Counts::FailedCards, 5);
    let mut counter = Counter::default();
    for number in 0..3_000 {
        let tried = attempt(&number.to_string(), &number.to_string());
        assert!(
            !is_stopped(&ask(&mut counter, &rule, &tried, 1_000)),
            "{number}"
        );
        let outcome = match number % 4 {
            3 => Outcome::Failed,
            _ => Outcome::Worked,
        };
        counter.tell(&told(&rule, &tried, outcome, 1_000));
    }
}

#[test]
fn of_what_nobody_hears_more_nothing_stays() {
    let rule = rule(By::Network, Counts::FailedCards, 1);
    let rule = Rule {
        window_s: 3_600,
        ..rule
    };
    let mut counter = Counter::default();
    assert!(!is_stopped(&ask(
        &mut counter,
        &rule,
        &attempt("a", "1"),
        0
    )));
    assert!(is_stopped(&ask(
        &mut counter,
        &rule,
        &attempt("b", "2"),
        119_000
    )));
    assert!(!is_stopped(&ask(
        &mut counter,
        &rule,
        &attempt("b", "2"),
        120_000
    )));
}

#[test]
fn who_comes_near_the_limit_is_marked_and_told_why() {
    let rule = rule(By::Network, Counts::FailedCards, 4);
    let mut counter = Counter::default();
    let findings: Vec<_> = ["a", "b", "c", "d", "e"]
        .into_iter()
        .map(|card| ask(&mut counter, &rule, &attempt(card, card), 1_000).finding)
        .collect();
    let verdicts: Vec<_> = findings
        .iter()
        .map(|finding| finding.as_ref().map(|it| it.verdict))
        .collect();
    let (near, over) = (Some(Verdict::Elevated), Some(Verdict::Blocked));
    assert_eq!(verdicts, [None, None, None, near, over]);
    assert_eq!(
        findings[4].as_ref().unwrap().reason(),
        "4 cards failed from this network within 1 minute"
    );
}

#[test]
fn a_card_that_has_paid_is_stopped_for_its_own_failures_alone() {
    let found = |by, has_paid| Reply {
        finding: Some(Finding::of(
            &rule(by, Counts::FailedCards, 1),
            Verdict::Blocked,
            1,
            1,
        )),
        has_paid,
    };
    let paid = Reply {
        finding: None,
        has_paid: true,
    };
    let verdict =
        |replies: &[Reply], is_known| gravest(replies, is_known).map(|finding| finding.verdict);
    let network = found(By::Network, false);
    assert_eq!(
        verdict(std::slice::from_ref(&network), false),
        Some(Verdict::Blocked)
    );
    assert_eq!(
        verdict(std::slice::from_ref(&network), true),
        Some(Verdict::Elevated)
    );
    assert_eq!(verdict(&[network, paid], false), Some(Verdict::Elevated));
    assert_eq!(
        verdict(&[found(By::Card, true)], true),
        Some(Verdict::Blocked)
    );
    assert_eq!(verdict(&[], false), None);
}

proptest! {
    /// What is told twice, or in another order, comes to the same.
    #[test]
    fn what_is_told_again_changes_nothing(
        news in prop::collection::vec((0_u8..4, 0_u8..4, 0_i64..50), 1..30),
    ) {
        let rules = [rule(By::Card, Counts::Failed, 9), rule(By::Network, Counts::FailedCards, 9)];
        let tell = |counter: &mut Counter, (card, outcome, at): &(u8, u8, i64)| -> Vec<Memo> {
            let outcomes = [Outcome::Open, Outcome::Failed, Outcome::Worked, Outcome::Failed];
            let tried = attempt(&card.to_string(), &card.to_string());
            let outcome = outcomes[usize::from(*outcome)];
            rules.iter().flat_map(|rule| counter.tell(&told(rule, &tried, outcome, *at))).collect()
        };
        let cards = |counter: &Counter| format!("{counter:?}").split("attempts").next().map(str::to_owned);
        let (mut once, mut twice) = (Counter::default(), Counter::default());
        news.iter().for_each(|news| { tell(&mut once, news); });
        for news in news.iter().rev() {
            tell(&mut twice, news);
            tell(&mut twice, news);
        }
        prop_assert_eq!(cards(&once), cards(&twice));
    }

    /// A counter that was lost knows what it was told from what is kept of it.
    #[test]
    fn what_is_kept_is_enough_to_go_on(
        news in prop::collection::vec((0_u8..9, 0_u8..4, 0_i64..50), 1..60),
    ) {
        let rule = rule(By::Network, Counts::FailedCards, 3);
        let mut counter = Counter::default();
        let mut kept: Vec<Memo> = Vec::new();
        let outcomes = [Outcome::Open, Outcome::Failed, Outcome::Worked, Outcome::Stopped];
        for (card, outcome, at_ms) in news {
            let tried = attempt(&card.to_string(), &card.to_string());
            let outcome = outcomes[usize::from(outcome)];
            kept.extend(counter.tell(&told(&rule, &tried, outcome, at_ms)));
        }
        let mut again = Counter::default();
        kept.iter().for_each(|memo| again.recall(memo));
        for card in ["x", "0", "1"] {
            let tried = attempt(card, card);
            prop_assert_eq!(
                ask(&mut again, &rule, &tried, 100),
                ask(&mut counter, &rule, &tried, 100)
            );
        }
        prop_assert!(kept.iter().all(|memo| memo.kind == MemoKind::Card));
    }
}
