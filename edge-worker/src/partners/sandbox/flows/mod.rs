//! What the buyer goes through at the provider, one file a flow.

mod figures;
pub mod redirect;
pub mod transfer;
pub mod voucher;
