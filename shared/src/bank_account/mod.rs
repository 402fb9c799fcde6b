//! Numbers of bank accounts: how each country writes them, and which of them cannot be right.

pub mod bank_code;
pub mod iban;
pub mod kept;
pub mod new_zealand;
pub mod routing_number;
pub mod scheme;
