//! The embedded default: a simulated provider with a Durable Object of its own, spoken to over the
//! same port as a real one. `client` is Kassa's side; `behaviour` and `record` are the provider's.

pub mod behaviour;
pub mod client;
pub mod record;
pub mod test_cards;
pub mod wire;
