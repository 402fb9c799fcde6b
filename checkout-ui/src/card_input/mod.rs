pub mod brand;
pub mod cvc;
pub mod edit;
pub mod expiry;
pub mod number;
