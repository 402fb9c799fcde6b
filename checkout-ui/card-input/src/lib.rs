//! A card as it is typed: what a keystroke leaves in a field, and what is wrong with it. Pure; the
//! payment element and the buyer's own pages have it in common.

pub mod brand;
pub mod cvc;
pub mod edit;
pub mod expiry;
pub mod number;
pub mod problem;
