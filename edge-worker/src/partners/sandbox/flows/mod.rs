//! What the buyer goes through at the provider, one file a flow.

pub mod redirect;
