//! `KASSA_SEED=7` plays one history, `KASSA_NIGHTLY=50` fifty times as many.

use super::{Occurrence, Tally, play};

const SEEDS: u64 = 250;

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn whatever_happens_link_keeps_what_it_may_and_no_more() {
    let seeds = match number_from("KASSA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..SEEDS * number_from("KASSA_NIGHTLY").unwrap_or(1),
    };
    let mut tally = Tally::default();
    for seed in seeds.clone() {
        match play(seed) {
            Ok(played) => tally.add(&played),
            Err(broken) => panic!("{broken}\nplay it again: KASSA_SEED={seed}"),
        }
    }
    if seeds.end - seeds.start > 1 {
        for occurrence in Occurrence::ALL {
            let count = tally.count(*occurrence);
            assert!(count >= 5, "{count} {}: {tally:?}", occurrence.title());
        }
    }
}
