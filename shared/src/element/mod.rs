pub mod action;
pub mod field;
pub mod offer_fields;
pub mod protocol;
pub mod session;
