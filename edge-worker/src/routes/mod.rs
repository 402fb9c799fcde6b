//! One file a group of routes: parse → call → respond.

pub mod apple_pay_association;
pub mod assets;
pub mod balance;
pub mod balance_transactions;
mod buyers_options;
mod card_data;
pub mod charges;
mod checkout;
mod client_secret;
mod confirmation;
pub mod confirmation_tokens;
pub mod customer_sessions;
pub mod customers;
mod deferred_intent;
pub mod disputes;
pub mod element_actions;
pub mod element_contact;
pub mod element_express;
pub mod element_messaging;
pub mod element_sessions;
pub mod events;
mod expiry_options;
mod given_method;
mod intent_terms;
mod intents;
pub mod link;
mod list_query;
pub mod mandates;
mod method_details;
mod microdeposits;
mod named;
pub mod operator;
pub mod payment_intents;
pub mod payment_method_configurations;
mod payment_method_data;
pub mod payment_method_domains;
pub mod payment_methods;
pub mod pictures;
pub mod refunds;
mod resource;
pub mod returns;
pub mod sandbox;
mod save_fields;
pub mod saved_methods;
pub mod setup_intents;
mod setup_options;
mod shipping;
pub mod wallets;
pub mod webhook_endpoints;
pub mod webhook_target;
pub mod whereabouts;

#[cfg(test)]
mod fuzz;

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::ports::Fault;
use serde_json::Value;

/// Asks the caller's account.
async fn ask_account(
    request: ApiRequest,
    question: AccountQuestion,
) -> Result<HttpAnswer, ApiFailure> {
    let reply = reply_of_account(&request, &question).await?;
    Ok(reply.into_http()?)
}

/// Asks the caller's account for something that is no answer yet.
async fn reply_of_account(
    request: &ApiRequest,
    question: &AccountQuestion,
) -> Result<AccountAnswer, Fault> {
    let accounts = request.edge.accounts()?;
    let name = request.caller.profile.id.as_str();
    Ok(call(&accounts, name, question, STORAGE_DEADLINE).await?)
}

/// An object of the caller's account as it is kept; `None` where there is none of that id.
async fn find_document(request: &ApiRequest, id: &str) -> Result<Option<Value>, Fault> {
    let question = AccountQuestion::Find {
        ids: vec![id.to_owned()],
    };
    let AccountAnswer::Found { documents } = reply_of_account(request, &question).await? else {
        return Err(Fault::unexpected_answer());
    };
    Ok(documents.into_iter().flatten().next())
}
