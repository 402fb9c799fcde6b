//! Payment methods: what each is and can do, who may pay with it here, and in which order they are
//! offered.

pub mod catalogue;
pub mod eligibility;
pub mod ranking;

pub use catalogue::MethodType;
