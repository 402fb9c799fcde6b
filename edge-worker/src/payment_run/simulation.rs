//! Payments in a world where calls get lost on the way there or on the way back, arrive twice or
//! late, news is repeated and reordered, and the process is killed at any moment. When all that
//! stops, the books of both sides must agree.
//!
//! `KASSA_SEED=7` plays one payment, `KASSA_NIGHTLY=50` fifty times as many.

mod audit;
mod books;
mod merchant;
mod object;
mod player;
mod provider;
mod rng;
mod world;

use audit::audit;
use player::{Player, setup_terms, terms, typed_card};
use shared::payment::attempt::AttemptTerms;
use shared::payment::dispute::DisputeStanding;
use shared::payment::event::Event;
use shared::payment::options::CaptureMethod;
use shared::payment::refund::RefundStatus;
use shared::payment::state::{State, Status};
use shared::payment::terms::{ConfirmationMethod, Terms};
use std::collections::BTreeMap;

const SEEDS: u64 = 10_000;
const CALM_SEEDS: u64 = 1_000;
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
fn for_every_seed(count: u64, mut play: impl FnMut(u64) -> Result<(), String>) {
    let seeds = match number_from("KASSA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..count * number_from("KASSA_NIGHTLY").unwrap_or(1),
    };
    for seed in seeds {
        let _playing = Playing(seed);
        if let Err(broken) = play(seed) {
            panic!("{broken}");
        }
    }
}

fn eventful(seed: u64) -> Player {
    let terms = match seed % 10 {
        0 => setup_terms(),
        1 | 2 => terms(CaptureMethod::Automatic),
        3 | 4 => terms(CaptureMethod::AutomaticAsync),
        5 | 6 => Terms {
            confirmation: ConfirmationMethod::Manual,
            ..terms(CaptureMethod::Automatic)
        },
        _ => terms(CaptureMethod::Manual),
    };
    let mut player = Player::new(seed, terms);
    for _ in 0..player.world.rng.below(STEPS_MAX) {
        player.step();
    }
    player
}

fn told(player: &Player, broken: String) -> String {
    let log = player.world.log.borrow();
    let lines: Vec<_> = log
        .iter()
        .map(|recorded| format!("  {recorded:?}"))
        .collect();
    format!("{broken}\n{}", lines.join("\n"))
}

#[test]
fn whatever_happens_both_sides_agree_and_nobody_pays_twice() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for_every_seed(SEEDS, |seed| {
        let mut player = eventful(seed);
        let played = player.come_to_rest().and_then(|()| audit(&player));
        *seen
            .entry(player.payment().state.status().as_str())
            .or_default() += 1;
        count_what_happened(&player, &mut seen);
        let played = played.and_then(|()| lapse(&mut player));
        played.map_err(|broken| told(&player, broken))
    });
    if number_from("KASSA_SEED").is_none() {
        // A world in which every payment goes the same way would prove little.
        for (what, least) in [
            ("succeeded", SEEDS / 10),
            ("canceled", SEEDS / 100),
            ("requires_payment_method", SEEDS / 100),
            ("requires_action", SEEDS / 100),
            ("requires_capture", SEEDS / 100),
            ("given back", SEEDS / 100),
            ("set up", SEEDS / 100),
            ("held for the server", SEEDS / 1000),
            ("captured in part", SEEDS / 100),
            ("raised", SEEDS / 100),
            ("refunds", SEEDS / 10),
            ("refunds that failed", SEEDS / 100),
            ("refunds that were dropped", SEEDS / 1000),
            ("disputes", SEEDS / 100),
            ("disputes that were closed", SEEDS / 100),
        ] {
            assert!(
                seen.get(what).is_some_and(|count| *count >= least),
                "{what}: {seen:?}"
            );
        }
    }
}

fn count_what_happened(player: &Player, seen: &mut BTreeMap<&str, u64>) {
    let payment = player.payment();
    let state = &payment.state;
    let refunds_that_are = |status| {
        let refunds = state.refunds().iter();
        refunds.filter(|refund| refund.status() == status).count()
    };
    let closed = state
        .disputes()
        .iter()
        .filter(|dispute| matches!(dispute.standing, DisputeStanding::Closed { .. }));
    let log = player.world.log.borrow();
    let happened =
        |event: fn(&Event) -> bool| log.iter().filter(|recorded| event(&recorded.event)).count();
    for (what, count) in [
        ("given back", payment.strays.len()),
        (
            "held for the server",
            happened(|event| matches!(event, Event::ConfirmationAwaited { .. })),
        ),
        ("set up", happened(|event| matches!(event, Event::SetUp))),
        (
            "captured in part",
            happened(|event| matches!(event, Event::PartiallyCaptured { .. })),
        ),
        (
            "raised",
            happened(|event| matches!(event, Event::AuthorizationIncremented { .. })),
        ),
        ("refunds", state.refunds().len()),
        (
            "refunds that failed",
            refunds_that_are(RefundStatus::Failed),
        ),
        (
            "refunds that were dropped",
            refunds_that_are(RefundStatus::Canceled),
        ),
        ("disputes", state.disputes().len()),
        ("disputes that were closed", closed.count()),
    ] {
        *seen.entry(what).or_default() += count as u64;
    }
}

/// Lets time pass until nothing waits for it any more.
fn lapse(player: &mut Player) -> Result<(), String> {
    const ALARMS_MAX: usize = 10;
    for _ in 0..ALARMS_MAX {
        if !player.wait_for_the_alarm()? {
            let state = player.payment().state;
            let waits = matches!(
                state,
                State::RequiresCapture { .. }
                    | State::AwaitsConfirmation { .. }
                    | State::RequiresAction {
                        expires_at: Some(_),
                        ..
                    }
            );
            return if waits {
                Err(format!("nobody wakes {state:?}"))
            } else {
                audit(player)
            };
        }
    }
    Err("the alarm rings for ever".to_owned())
}

/// Nothing is lost, and the partner merely takes its time.
#[test]
fn a_good_card_pays_at_a_partner_that_answers_in_time() {
    for_every_seed(CALM_SEEDS, |seed| {
        let mut player = Player::new(seed, terms(CaptureMethod::Automatic));
        player.world.faulty.set(false);
        let (method, card) = typed_card("4242424242424242");
        player.spawn_confirm(Some(method), card, AttemptTerms::default());
        player.dawdle();
        let played = player.come_to_rest().and_then(|()| audit(&player));
        let status = player.payment().state.status();
        let paid = if status == Status::Succeeded {
            Ok(())
        } else {
            Err(format!("{status:?}"))
        };
        played.and(paid).map_err(|broken| told(&player, broken))
    });
}
