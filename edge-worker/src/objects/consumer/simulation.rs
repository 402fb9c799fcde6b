//! Two buyers of Link, a stranger who knows their addresses, and their devices, phones and authenticators,
//! of which there are copies, in a world where requests are cut off and sent again, the disk refuses writes,
//! the index answers late or not at all, payments are told twice and in any order, keys are changed, and the
//! process is killed wherever it waits. After each step everything that Link promises of what it keeps must
//! hold.
//!
//! For the tests and for `kassa simulate link`; the shipped Worker has none of it.

// A simulation that goes wrong has to stop at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod added_cards;
mod addresses;
mod audit;
mod authenticators;
mod codes;
mod instruments;
mod known;
mod learn;
mod memory;
mod object;
mod operator;
mod passkey_answers;
mod passkeys;
mod people;
mod phones;
mod tally;
mod world;

#[cfg(test)]
mod tests;

pub use crate::payment_run::simulation::Broken;
use std::panic::{AssertUnwindSafe, catch_unwind};
pub use tally::{Occurrence, Tally};
use world::World;

const STEPS_MAX: usize = 400;

/// Plays one history, in which everything follows from the seed.
pub fn play(seed: u64) -> Result<Tally, Broken> {
    let mut world = World::new(seed);
    let told = catch_unwind(AssertUnwindSafe(|| {
        world.begin()?;
        for _ in 0..world.chance().below(STEPS_MAX) {
            world.step()?;
        }
        world.come_to_rest()
    }));
    match told.unwrap_or_else(|_| Err("it panicked".to_owned())) {
        Ok(()) => Ok(world.tally()),
        Err(promise) => Err(Broken {
            seed,
            promise,
            log: world.log(),
        }),
    }
}
