pub mod action;
pub mod field;
pub mod instalment_plan;
pub mod method_name;
pub mod offer_fields;
pub mod processing_text;
pub mod protocol;
pub mod session;
