pub mod action;
pub mod protocol;
pub mod session;
