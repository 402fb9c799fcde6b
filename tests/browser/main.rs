//! A buyer in a real browser: Chromium, the element on one site, the merchant's page on another, a
//! real workerd with an empty data folder, and the demo store that believes webhooks alone. A file
//! is a concern, a test one promise. Tests share the servers and have a window each; those that
//! stop their server have one of their own.

#[path = "../harness/mod.rs"]
mod harness;
mod support;

mod accessibility;
mod address;
mod appearance;
mod authentication;
mod card_networks;
mod cards;
mod contact;
mod crashes;
mod debits;
mod deferred;
mod early_form;
mod express;
mod express_shipping;
mod finalizing;
mod forms;
mod fuzzed_messages;
mod gallery;
mod isolation;
mod keyboard;
mod languages;
mod layout;
mod layouts;
mod link;
mod link_addresses;
mod link_banks;
mod link_cards;
mod link_payment;
mod messaging;
mod methods;
mod mounting;
mod options;
mod other_ways;
mod passkeys;
mod preferences;
mod privacy;
mod resilience;
mod saved_methods;
mod secrets;
mod setups;
mod stripe_js;
mod tag;
mod transfers;
mod trouble;
mod vouchers;
mod waiting;
mod wallets;
