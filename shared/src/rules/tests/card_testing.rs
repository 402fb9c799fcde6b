//! Ten thousand stolen numbers against the standard table, fifty at a time, while ordinary buyers pay.

use super::counting::attempt;
use crate::rules::counter::{Asked, CardAttempt, Counter, Outcome, Told};
use crate::rules::finding::{Finding, gravest};
use crate::rules::rule::{Action, By, Counts};
use crate::rules::table::Rules;
use proptest::prelude::*;
use std::collections::{BTreeMap, VecDeque};

const NUMBERS: usize = 10_000;
const AT_ONCE: usize = 50;

/// The places of a deployment, and what goes on at them.
struct World {
    rules: Rules,
    counters: BTreeMap<(By, String), Counter>,
    now_ms: i64,
    attempts: usize,
}

/// Who pays, from where.
#[derive(Clone, Copy)]
struct Buyer<'a> {
    network: Option<&'a str>,
    merchant: &'a str,
    email: Option<&'a str>,
}

impl World {
    fn new() -> Self {
        Self {
            rules: Rules::standard(),
            counters: BTreeMap::new(),
            now_ms: 1_000_000,
            attempts: 0,
        }
    }

    /// An attempt that reaches the partner; `None` where the rules stop it.
    fn begin(&mut self, buyer: Buyer<'_>, card: &str) -> Option<CardAttempt> {
        self.attempts += 1;
        let tried = attempt(card, &self.attempts.to_string());
        let mut replies = Vec::new();
        for (place, rules) in self.places(buyer, card) {
            let asked = Asked {
                rules,
                attempt: Some(tried.clone()),
            };
            let counter = self.counters.entry(place).or_default();
            replies.push(counter.ask(&asked, self.now_ms));
        }
        let stopped = gravest(&replies, false).is_some_and(|finding| Finding::is_blocked(&finding));
        if stopped {
            self.end(buyer, &tried, Outcome::Stopped);
        }
        (!stopped).then_some(tried)
    }

    fn end(&mut self, buyer: Buyer<'_>, tried: &CardAttempt, outcome: Outcome) {
        for (place, rules) in self.places(buyer, &tried.card) {
            let told = Told {
                attempt: tried.clone(),
                by: place.0,
                counts: rules.iter().map(|rule| rule.counts).collect(),
                outcome,
                at_ms: self.now_ms,
            };
            self.counters.entry(place).or_default().tell(&told);
        }
    }

    /// One that the partner answers at once.
    fn pay(&mut self, buyer: Buyer<'_>, card: &str, works: bool) -> bool {
        let Some(tried) = self.begin(buyer, card) else {
            return false;
        };
        let outcome = match works {
            true => Outcome::Worked,
            false => Outcome::Failed,
        };
        self.end(buyer, &tried, outcome);
        works
    }

    fn places(
        &self,
        buyer: Buyer<'_>,
        card: &str,
    ) -> Vec<((By, String), Vec<crate::rules::rule::Rule>)> {
        let known = [
            (By::Network, buyer.network),
            (By::Merchant, Some(buyer.merchant)),
            (By::Email, buyer.email),
            (By::Card, Some(card)),
        ];
        let known = known.into_iter().filter_map(|(by, name)| Some((by, name?)));
        known
            .map(|(by, name)| {
                let about = self.rules.about(Action::CardAttempt);
                let rules = about.filter(|rule| rule.by == by).cloned().collect();
                ((by, name.to_owned()), rules)
            })
            .collect()
    }
}

fn stolen(number: usize) -> String {
    format!("stolen {number}")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// One in fifty numbers is alive. Whatever the pace, a day's run gets no further than this.
    #[test]
    fn a_run_of_ten_thousand_numbers_reaches_the_partner_ten_times(
        seed in any::<u64>(),
        pause_ms in 0_i64..8_000,
    ) {
        let mut world = World::new();
        let thief = Buyer { network: Some("192.0.2.1"), merchant: "shop", email: None };
        let mut under_way: VecDeque<(CardAttempt, bool)> = VecDeque::new();
        let (mut reached, mut alive) = (0, 0);
        for number in 0..NUMBERS {
            world.now_ms += pause_ms;
            if let Some(tried) = world.begin(thief, &stolen(number)) {
                reached += 1;
                let is_alive = (number as u64).wrapping_mul(0x9e37_79b9).wrapping_add(seed) % 50 == 0;
                alive += usize::from(is_alive);
                under_way.push_back((tried, is_alive));
            }
            // A partner takes seconds at the most.
            if number % AT_ONCE == 0 || pause_ms > 1_000 {
                for (tried, is_alive) in under_way.drain(..) {
                    let outcome = if is_alive { Outcome::Worked } else { Outcome::Failed };
                    world.end(thief, &tried, outcome);
                }
            }
        }
        prop_assert!(reached <= 7 + alive && reached <= 10, "{reached} reached, {alive} alive");

        let shop = Buyer { merchant: "shop", ..thief };
        let elsewhere = Buyer { network: Some("198.51.100.7"), email: Some("jenny"), ..shop };
        prop_assert!(world.pay(elsewhere, "jenny's", true));
        // Next door to the thief: a card that has paid before passes, and one that nobody knows waits.
        let next_door = Buyer { network: thief.network, ..elsewhere };
        prop_assert!(world.pay(next_door, "jenny's", true));
        prop_assert!(!world.pay(next_door, "new", true));
    }
}

#[test]
fn numbers_that_come_from_everywhere_are_stopped_at_the_merchant_and_at_no_other() {
    let mut world = World::new();
    let networks: Vec<_> = (0..NUMBERS).map(|number| number.to_string()).collect();
    let mut reached = 0;
    for (number, network) in networks.iter().enumerate() {
        let thief = Buyer {
            network: Some(network),
            merchant: "shop",
            email: None,
        };
        let tried = world.begin(thief, &stolen(number));
        reached += usize::from(tried.is_some());
        if let Some(tried) = tried {
            world.end(thief, &tried, Outcome::Failed);
        }
    }
    assert_eq!(reached, 500);
    let buyer = Buyer {
        network: Some("a buyer's"),
        merchant: "another shop",
        email: Some("jenny"),
    };
    assert!(world.pay(buyer, "jenny's", true));
    assert!(world.pay(
        Buyer {
            merchant: "shop",
            ..buyer
        },
        "jenny's",
        true
    ));
}

#[test]
fn a_code_is_not_guessed_with_one_number() {
    let mut world = World::new();
    let mut reached = 0;
    for code in 0..1_000 {
        let network = code.to_string();
        let thief = Buyer {
            network: Some(&network),
            merchant: "shop",
            email: None,
        };
        reached += usize::from(world.begin(thief, "one number").is_some());
    }
    assert_eq!(reached, 10);
}

#[test]
fn a_thousand_attempts_at_the_same_moment_are_a_thousand() {
    let mut world = World::new();
    let thief = Buyer {
        network: Some("192.0.2.1"),
        merchant: "shop",
        email: None,
    };
    let sent = (0..1_000).filter_map(|number| world.begin(thief, &stolen(number)));
    assert_eq!(sent.count(), 7);
}

#[test]
fn a_busy_network_with_one_bad_card_in_five_is_never_stopped() {
    let mut world = World::new();
    let office = Buyer {
        network: Some("203.0.113.1"),
        merchant: "shop",
        email: None,
    };
    for number in 0..1_500 {
        world.now_ms += 1_000;
        let card = format!("a buyer's {number}");
        let works = number % 5 != 4;
        assert_eq!(world.pay(office, &card, works), works, "{number}");
        let finding = world.begin(office, &card);
        assert!(finding.is_some(), "{number}: tried once more");
    }
    let rules = &world.rules;
    let of_networks = rules
        .about(Action::CardAttempt)
        .find(|rule| rule.by == By::Network);
    assert_eq!(
        of_networks.map(|rule| rule.counts),
        Some(Counts::FailedCards)
    );
}
