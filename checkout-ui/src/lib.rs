//! Kassa's payment element: what a buyer sees and types, in an iframe of Kassa's own origin.
//!
//! It decides nothing about money. Its own decisions are in [`checkout_flow`], a pure function;
//! the views only draw.

pub mod card_input;
pub mod checkout_flow;
pub mod form;
pub mod intent_view;
pub mod strings;
