//! Payment methods: what each is and can do, who may pay with it here, and in which order they are
//! offered.

pub mod boleto;
pub mod card_wallet;
pub mod catalogue;
pub mod credit_notice;
pub mod eligibility;
pub mod ranking;
pub mod tax_number;
pub mod way;

pub use card_wallet::CardWallet;
pub use catalogue::MethodType;
pub use way::Way;
