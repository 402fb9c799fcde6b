//! Payment methods: what each is and can do, who may pay with it here, and in which order they are
//! offered.

pub mod boleto;
pub mod catalogue;
pub mod credit_notice;
pub mod eligibility;
pub mod ranking;
pub mod tax_number;

pub use catalogue::MethodType;
