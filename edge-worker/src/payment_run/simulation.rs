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
mod buyer;
mod coverage;
mod history;
mod merchant;
mod object;
mod player;
mod port;
mod provider;
mod rest;
pub(crate) mod rng;
mod scenario;
mod tally;
mod till;
mod world;

#[cfg(test)]
mod tests;

use buyer::Means;
pub use coverage::{Coverage, FLOWS, Outcome};
use player::Player;
use rng::Rng;
use scenario::Scenario;
use shared::payment::attempt::AttemptTerms;
use shared::payment::options::CaptureMethod;
use shared::payment::state::Status;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
pub use tally::{Occurrence, Tally};

const STEPS_MAX: usize = 250;

/// A promise that a simulated history broke: a payment's, or a buyer's of Link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Plays the same history again.
    pub seed: u64,
    pub promise: String,
    /// What happened until then, a line for each event or step.
    pub log: Vec<String>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.promise)?;
        self.log.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Plays one payment, in which everything follows from the seed, and where it leaves a method with
/// the merchant another: whatever happens, both sides must agree in the end, and nobody pays twice.
pub fn play(seed: u64) -> Result<Tally, Broken> {
    let rng = Rng::new(seed);
    let scenario = Scenario::any(&rng);
    played(seed, Player::new(rng, scenario), |player| {
        let mut tally = live(player)?;
        if let Some(next) = player.charged_later() {
            *player = next;
            tally.add(&live(player)?);
        }
        Ok(tally)
    })
}

/// One payment, from its creation to where nothing happens any more.
fn live(player: &mut Player) -> Result<Tally, String> {
    for _ in 0..player.world.rng.below(STEPS_MAX) {
        player.step();
    }
    player.come_to_rest()?;
    audit::audit(player)?;
    let mut tally = Tally::of(player);
    player.let_time_pass()?;
    audit::audit(player)?;
    tally.coverage = history::audit(player)?;
    Ok(tally)
}

/// Plays one payment in which nothing is lost, and the partner merely takes its time: a good card
/// must pay.
pub fn play_in_peace(seed: u64) -> Result<Tally, Broken> {
    let scenario = Scenario::of_a_card(CaptureMethod::Automatic);
    played(seed, Player::new(Rng::new(seed), scenario), |player| {
        player.world.faulty.set(false);
        let means = Means::card("4242424242424242", false);
        player.spawn_confirm(means, false, AttemptTerms::default());
        player.dawdle();
        player.come_to_rest()?;
        audit::audit(player)?;
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
