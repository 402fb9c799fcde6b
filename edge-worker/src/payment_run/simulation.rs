//! Payments in a world where calls get lost on the way there or on the way back, arrive twice or
//! late, news is repeated and reordered, and the process is killed at any moment. When all that
//! stops, the books of both sides must agree.
//!
//! For the tests and for `kassa simulate`; the shipped Worker has none of it.

// A simulation that goes wrong has to stop at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod audit;
mod books;
mod merchant;
mod object;
mod player;
mod provider;
mod rng;
mod tally;
mod world;

#[cfg(test)]
mod tests;

use audit::audit;
use player::{Player, setup_terms, terms, typed_card};
use shared::payment::attempt::AttemptTerms;
use shared::payment::options::CaptureMethod;
use shared::payment::state::{State, Status};
use shared::payment::terms::{ConfirmationMethod, Terms};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
pub use tally::{Occurrence, Tally};

const STEPS_MAX: usize = 250;

/// A promise that a simulated payment broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Plays the same payment again.
    pub seed: u64,
    pub promise: String,
    /// The payment's log, a line for each event.
    pub log: Vec<String>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.promise)?;
        self.log.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Plays one payment, in which everything follows from the seed: whatever happens, both sides must
/// agree in the end, and nobody pays twice.
pub fn play(seed: u64) -> Result<Tally, Broken> {
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
    played(seed, Player::new(seed, terms), |player| {
        for _ in 0..player.world.rng.below(STEPS_MAX) {
            player.step();
        }
        player.come_to_rest()?;
        audit(player)?;
        let tally = Tally::of(player);
        lapse(player)?;
        Ok(tally)
    })
}

/// Plays one payment in which nothing is lost, and the partner merely takes its time: a good card
/// must pay.
pub fn play_in_peace(seed: u64) -> Result<Tally, Broken> {
    let player = Player::new(seed, terms(CaptureMethod::Automatic));
    played(seed, player, |player| {
        player.world.faulty.set(false);
        let (method, card) = typed_card("4242424242424242");
        player.spawn_confirm(Some(method), card, AttemptTerms::default());
        player.dawdle();
        player.come_to_rest()?;
        audit(player)?;
        match player.payment().state.status() {
            Status::Succeeded => Ok(Tally::of(player)),
            status => Err(format!("a good card is {status:?}")),
        }
    })
}

/// A panic breaks a promise too.
fn played(
    seed: u64,
    mut player: Player,
    story: impl FnOnce(&mut Player) -> Result<Tally, String>,
) -> Result<Tally, Broken> {
    let told = catch_unwind(AssertUnwindSafe(|| story(&mut player)));
    let told = told.unwrap_or_else(|_| Err("it panicked".to_owned()));
    told.map_err(|promise| {
        let log = player.world.log.borrow();
        let lines = log.iter().map(|recorded| format!("{recorded:?}"));
        Broken {
            seed,
            promise,
            log: lines.collect(),
        }
    })
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
