//! The parts of the `kassa` command-line tool, shared with the end-to-end tests.

pub mod accounts;
pub mod bench;
pub mod deploy;
pub mod deployment;
pub mod dev;
pub mod gallery;

pub mod toolchain;

pub mod bundle;

pub mod serve;

pub mod data_dir;
pub mod inbox;
pub mod keys;
pub mod operator;
pub mod rules;
pub mod vault;

pub mod ledger;

pub mod methods;

pub mod simulate;

pub mod events;
pub mod merchant_api;
pub mod webhooks;

pub mod demo_store;

pub mod browser;
pub mod devtools;

pub mod progress;

pub mod project;

mod command;
mod fingerprint;
mod page_server;
mod system_packages;
