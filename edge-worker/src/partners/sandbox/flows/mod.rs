//! What the buyer goes through at the provider, one file a flow.

pub mod app_approval;
pub mod bank_debit;
mod emv;
mod figures;
pub mod inline_code;
pub mod qr_code;
pub mod redirect;
pub mod transfer;
pub mod voucher;
