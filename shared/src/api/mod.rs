//! The merchant API's wire types, one file an object, in the shapes of API version
//! [`API_VERSION`].

pub mod balance;
pub mod balance_transaction;
mod card_wallet;
pub mod charge;
pub mod confirmation_token;
pub mod customer;
pub mod customer_session;
pub mod deleted;
mod details;
pub mod dispute;
pub mod error;
pub mod event;
pub mod event_type;
pub mod list;
pub mod mandate;
pub mod next_action;
pub mod payment_intent;
pub mod payment_method;
pub mod payment_method_configuration;
mod payment_method_details;
pub mod payment_method_domain;
mod payment_method_options;
pub mod refund;
pub mod setup_intent;
pub mod webhook_endpoint;

/// The version whose shapes these are.
pub const API_VERSION: &str = "2026-10-28.endive";
