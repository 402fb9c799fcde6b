//! The rules at work: a run of stolen numbers, and everybody else.

mod card_testing;
mod counting;
mod tables;
