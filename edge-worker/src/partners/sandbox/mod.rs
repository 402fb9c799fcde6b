//! The embedded default: a simulated provider with a Durable Object of its own, spoken to over the
//! same port as a real one. `client` is Kassa's side; the rest is the provider's: `behaviour` opens a `record`
//! by the method's flow, and `refunds` and `disputes` are what comes after.

pub mod behaviour;
pub mod client;
pub mod disputes;
pub mod flows;
pub mod record;
pub mod refunds;
pub mod test_accounts;
pub mod test_cards;
pub mod unattended;
pub mod vault;
pub mod wallets;
pub mod wire;

#[cfg(test)]
mod tests;
