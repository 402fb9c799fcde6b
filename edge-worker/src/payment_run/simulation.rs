//! Payments in a world where calls get lost on the way there or on the way back, arrive twice or
//! late, news is repeated and reordered, and the process is killed at any moment. When all that
//! stops, the books of both sides must agree.
//!
//! `KASSA_SEED=7` plays one payment, `KASSA_NIGHTLY=50` fifty times as many.

mod audit;
mod object;
mod player;
mod provider;
mod rng;
mod world;

use audit::audit;
use player::{Player, typed_card};
use shared::payment::options::CaptureMethod;
use shared::payment::state::{State, Status};
use std::collections::BTreeMap;

const SEEDS: u64 = 10_000;
const STEPS_MAX: usize = 250;

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Says which payment failed, also when it was by a panic.
struct Playing(u64);

impl Drop for Playing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("play it again: KASSA_SEED={}", self.0);
        }
    }
}

/// Plays `play` with every seed. A failure names its seed.
fn for_every_seed(mut play: impl FnMut(u64) -> Result<(), String>) {
    let seeds = match number_from("KASSA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..SEEDS * number_from("KASSA_NIGHTLY").unwrap_or(1),
    };
    for seed in seeds {
        let _playing = Playing(seed);
        if let Err(broken) = play(seed) {
            panic!("{broken}");
        }
    }
}

fn eventful(seed: u64) -> Player {
    let captures = CaptureMethod::ALL;
    let mut player = Player::new(seed, captures[(seed % captures.len() as u64) as usize]);
    for _ in 0..player.world.rng.below(STEPS_MAX) {
        player.step();
    }
    player
}

fn told(player: &Player, broken: String) -> String {
    let log = player.world.log.borrow();
    let lines: Vec<_> = log.iter().map(|recorded| format!("  {recorded:?}")).collect();
    format!("{broken}\n{}", lines.join("\n"))
}

#[test]
fn whatever_happens_both_sides_agree_and_nobody_pays_twice() {
    let mut statuses: BTreeMap<&str, u32> = BTreeMap::new();
    for_every_seed(|seed| {
        let mut player = eventful(seed);
        let played = player.come_to_rest().and_then(|()| audit(&player));
        *statuses.entry(player.payment().state.status().as_str()).or_default() += 1;
        played.map_err(|broken| told(&player, broken))
    });
    if number_from("KASSA_SEED").is_none() {
        // A world in which every payment ends alike would prove little.
        for status in ["requires_payment_method", "requires_action", "requires_capture"] {
            assert!(statuses.contains_key(status), "{statuses:?}");
        }
        assert!(statuses["succeeded"] > 1_000 && statuses["canceled"] > 100, "{statuses:?}");
    }
}

#[test]
fn whatever_waits_lapses_in_the_end() {
    for_every_seed(|seed| {
        let mut player = eventful(seed);
        let mut alarms = 0;
        let played = player.come_to_rest().and_then(|()| {
            while player.wait_for_the_alarm()? {
                alarms += 1;
                if alarms > 10 {
                    return Err("the alarm rings for ever".to_owned());
                }
            }
            audit(&player)
        });
        let state = player.payment().state;
        let waits = matches!(
            state,
            State::RequiresCapture { .. } | State::RequiresAction { expires_at: Some(_), .. }
        );
        let played = played.and(if waits { Err(format!("{state:?}")) } else { Ok(()) });
        played.map_err(|broken| told(&player, broken))
    });
}

/// Nothing is lost, and the partner merely takes its time.
#[test]
fn a_good_card_pays_at_a_partner_that_answers_in_time() {
    for_every_seed(|seed| {
        let mut player = Player::new(seed, CaptureMethod::Automatic);
        player.world.faulty.set(false);
        let (method, card) = typed_card("4242424242424242");
        player.spawn_confirm(method, card);
        player.dawdle();
        let played = player.come_to_rest().and_then(|()| audit(&player));
        let status = player.payment().state.status();
        let paid = if status == Status::Succeeded { Ok(()) } else { Err(format!("{status:?}")) };
        played.and(paid).map_err(|broken| told(&player, broken))
    });
}
