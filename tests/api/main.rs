//! The merchant API and the element's API, end to end: HTTP to a real workerd with an empty data
//! folder. A file is a concern, a test one promise. Tests share a server and have an account each;
//! those that kill their server have one of their own.

#[path = "../harness/mod.rs"]
mod harness;
mod support;

mod access;
mod app_approvals;
mod assets;
mod bad_input;
mod bank_debits;
mod bank_transfers;
mod cards;
mod chaos;
mod charges;
mod codes;
mod command_line;
mod confirmation_tokens;
mod conformance;
mod crashes;
mod customers;
mod disputes;
mod element_actions;
mod element_forms;
mod element_messaging;
mod element_sessions;
mod events;
mod every_method;
mod expand;
mod faults;
mod fuzz;
mod generated_debits;
mod idempotency;
mod increments;
mod inline_codes;
mod ledger;
mod ledger_check;
mod lifecycle;
mod lists;
mod method_options;
mod methods;
mod partial_captures;
mod payment_method_configurations;
mod payment_method_domains;
mod payment_methods;
mod redirects;
mod refund_races;
mod refunds;
mod saved_methods;
mod server_confirmations;
mod setup_intents;
mod updates;
mod vouchers;
mod wallets;
mod webhook_endpoints;
mod webhook_retries;
mod webhooks;
