//! `KASSA_SEED=7` plays one payment, `KASSA_NIGHTLY=50` fifty times as many.

use super::rng::Rng;
use super::scenario::Scenario;
use super::{Broken, FLOWS, Occurrence, Outcome, Tally, play, play_in_peace};
use shared::currency::Currency;
use shared::methods::MethodType;
use shared::methods::catalogue::Currencies;

const SEEDS: u64 = 10_000;
const PEACEFUL_SEEDS: u64 = 1_000;

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Plays `play` with every seed. A failure names its seed.
fn for_every_seed(count: u64, play: fn(u64) -> Result<Tally, Broken>) -> Tally {
    let seeds = match number_from("KASSA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..count * number_from("KASSA_NIGHTLY").unwrap_or(1),
    };
    let mut tally = Tally::default();
    for seed in seeds {
        match play(seed) {
            Ok(played) => tally.add(&played),
            Err(broken) => panic!("{broken}\nplay it again: KASSA_SEED={seed}"),
        }
    }
    tally
}

#[test]
fn whatever_happens_both_sides_agree_and_nobody_pays_twice() {
    let tally = for_every_seed(SEEDS, play);
    if number_from("KASSA_SEED").is_some() {
        return;
    }
    for (status, least) in [
        ("succeeded", SEEDS / 10),
        ("canceled", SEEDS / 100),
        ("requires_payment_method", SEEDS / 100),
        ("requires_action", SEEDS / 100),
        ("requires_capture", SEEDS / 100),
    ] {
        let ended = tally.ended.get(status);
        assert!(ended.is_some_and(|count| *count >= least), "{tally:?}");
    }
    for occurrence in Occurrence::ALL {
        let least = match occurrence {
            Occurrence::Capture
            | Occurrence::Refund
            | Occurrence::Call
            | Occurrence::CallLost
            | Occurrence::CallFailed
            | Occurrence::CallRepeated
            | Occurrence::RequestCutOff
            | Occurrence::Crash => SEEDS / 10,
            Occurrence::Increment
            | Occurrence::Setup
            | Occurrence::Stray
            | Occurrence::RefundFailed
            | Occurrence::Dispute
            | Occurrence::DisputeClosed
            | Occurrence::WriteRefused => SEEDS / 100,
            Occurrence::CaptureInPart
            | Occurrence::HeldForTheServer
            | Occurrence::RefundCanceled => SEEDS / 1000,
        };
        assert!(
            tally.count(occurrence) >= least,
            "{occurrence:?}: {tally:?}"
        );
    }
    every_flow_came_to_all_that_it_can(&tally);
}

fn every_flow_came_to_all_that_it_can(tally: &Tally) {
    for flow in FLOWS {
        for outcome in Outcome::ALL {
            let came = tally.coverage.count(flow, outcome) > 0;
            let can = outcome.is_possible_in(flow);
            assert_eq!(came, can, "{flow:?} {outcome:?}: {tally:?}");
        }
    }
}

/// A currency in which no buyer could pay would be a promise of the catalogue's that nothing keeps.
#[test]
fn every_method_can_pay_in_every_currency_of_its_row() {
    for &method in MethodType::ALL {
        let rng = Rng::new(1);
        let listed = match method.row().currencies {
            Currencies::All => Currency::ALL,
            Currencies::Only(listed) => listed,
        };
        let mut left: Vec<_> = listed.to_vec();
        for _ in 0..2_000 {
            let scenario = Scenario::with(&rng, method);
            left.retain(|currency| *currency != scenario.amount.currency());
            if left.is_empty() {
                break;
            }
        }
        assert!(left.is_empty(), "{method} never pays in {left:?}");
    }
}

#[test]
fn a_good_card_pays_at_a_partner_that_answers_in_time() {
    for_every_seed(PEACEFUL_SEEDS, play_in_peace);
}
