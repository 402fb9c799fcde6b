//! Ten thousand stolen numbers against the standard table, fifty at a time, while ordinary buyers pay.

use super::counting::attempt;
use crate::rules::counter::{Asked, CardAttempt, Counter, Outcome, Told};
use crate::rules::finding::{Finding, gravest};
use crate::rules::rule::{Action, By, Counts};
use crate::rules::table::Rules;
use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};
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

const THIEF: Buyer<'static> = Buyer {
    network: Some("192.0.2.1"),
    merchant: "shop",
    email: None,
};

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

/// What a run got.
#[derive(Debug, Default)]
struct Got {
    /// Cards that the partner heard of, and that were good.
    alive: usize,
    /// And those that it declined.
    dead: usize,
}

/// Tries one number after the other, fifty at a time. A pause of more than a second is as long as a
/// partner takes.
fn run(world: &mut World, alive: &[bool], pause_ms: i64) -> Got {
    let mut under_way: VecDeque<(CardAttempt, bool)> = VecDeque::new();
    let mut got = Got::default();
    for (number, &is_alive) in alive.iter().enumerate() {
        world.now_ms += pause_ms;
        if let Some(tried) = world.begin(THIEF, &stolen(number)) {
            got.alive += usize::from(is_alive);
            got.dead += usize::from(!is_alive);
            under_way.push_back((tried, is_alive));
        }
        if number % AT_ONCE == 0 || pause_ms > 1_000 {
            for (tried, is_alive) in under_way.drain(..) {
                let outcome = match is_alive {
                    true => Outcome::Worked,
                    false => Outcome::Failed,
                };
                world.end(THIEF, &tried, outcome);
            }
        }
    }
    got
}

/// The thief does not know which: one in fifty is alive. Whatever the pace, a day's run gets no further
/// than this. The numbers are the same ones each time, because somebody who draws a living card four
/// times before seven dead ones gets further, and rightly so.
#[test]
fn a_run_of_ten_thousand_numbers_reaches_the_partner_ten_times() {
    let config = ProptestConfig {
        cases: 32,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let always_the_same = TestRng::deterministic_rng(config.rng_algorithm);
    let alive = prop::collection::vec(prop::bool::weighted(0.02), NUMBERS);
    TestRunner::new_with_rng(config, always_the_same)
        .run(&(alive, 0_i64..8_000), |(alive, pause_ms)| {
            let mut world = World::new();
            let got = run(&mut world, &alive, pause_ms);
            prop_assert!(got.dead <= 7 && got.dead + got.alive <= 10, "{got:?}");

            let elsewhere = Buyer {
                network: Some("198.51.100.7"),
                email: Some("jenny"),
                ..THIEF
            };
            prop_assert!(world.pay(elsewhere, "jenny's", true));
            // Next door to the thief: a card that has paid before passes, and one that nobody knows waits.
            let next_door = Buyer {
                network: THIEF.network,
                ..elsewhere
            };
            prop_assert!(world.pay(next_door, "jenny's", true));
            prop_assert!(!world.pay(next_door, "new", true));
            Ok(())
        })
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever the thief knows about them, and in whatever order they come: of numbers that do not
    /// work, the partner hears seven, or half as many as those that do.
    #[test]
    fn dead_numbers_come_through_seven_times_or_half_as_often_as_living_ones(
        alive in (0.0..=1.0_f64).prop_flat_map(|part| {
            prop::collection::vec(prop::bool::weighted(part), NUMBERS / 10)
        }),
        pause_ms in 0_i64..8_000,
    ) {
        let got = run(&mut World::new(), &alive, pause_ms);
        prop_assert!(got.dead <= 7.max(got.alive / 2), "{got:?}");
    }
}

/// Each batch begins with a card that works, so that the one place which is left stays free for the next.
#[test]
fn a_run_whose_every_fiftieth_number_is_alive_keeps_to_that_too() {
    let alive: Vec<_> = (0..NUMBERS).map(|number| number % AT_ONCE == 1).collect();
    let got = run(&mut World::new(), &alive, 86);
    assert_eq!(got.alive, NUMBERS / AT_ONCE, "{got:?}");
    assert!(got.dead <= got.alive / 2, "{got:?}");
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
    let sent = (0..1_000).filter_map(|number| world.begin(THIEF, &stolen(number)));
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
