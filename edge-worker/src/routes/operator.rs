//! `/operator/…`: what only the operator of the deployment may do.

mod rules;
mod vault;

pub use rules::rules;
pub use vault::rotate;

use crate::auth::new_keys;
use crate::env::{Edge, SystemRandom};
use crate::keyed::equal_secrets;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, Profile};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::inbox::{self, InboxAnswer, InboxQuestion};
use crate::ports::Random;
use serde::{Deserialize, Serialize};
use shared::country::CountryCode;
use shared::ids::AccountId;
use shared::json;
use shared::ledger::fees::FeeSchedule;
use worker::{Method, Request, Response, Result};

const NOT_ALLOWED: &str = "The operator's token is missing or wrong.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenAccount {
    display_name: String,
    country: CountryCode,
    #[serde(default)]
    domains: Vec<String>,
    fees: Option<FeeSchedule>,
}

#[derive(Serialize)]
struct OpenedAccount {
    account: AccountId,
    secret_key: String,
    publishable_key: String,
}

/// Opens an account. Its keys are in the answer and nowhere else: only their hashes are kept.
pub async fn open_account(mut request: Request, edge: &Edge) -> Result<Response> {
    if request.method() != Method::Post {
        return Response::error("Method not allowed", 405);
    }
    if !is_operator(&request, edge)? {
        return Response::error(NOT_ALLOWED, 401);
    }
    let asked: OpenAccount = match json::from_str(&request.text().await?) {
        Ok(asked) => asked,
        Err(error) => return Response::error(format!("Invalid request: {error}"), 400),
    };
    let id = AccountId::from_bytes(SystemRandom.bytes());
    let (secret_key, publishable_key) =
        new_keys(edge.mode(), &id, SystemRandom.bytes(), SystemRandom.bytes());
    let question = AccountQuestion::Open {
        profile: Profile {
            id: id.clone(),
            display_name: asked.display_name,
            country: asked.country,
            domains: asked.domains,
            fees: asked.fees,
        },
        secret_key_hash: edge.keyring().api_key_hash(&secret_key),
        publishable_key_hash: edge.keyring().api_key_hash(&publishable_key),
    };
    let opened = call(&edge.accounts()?, id.as_str(), &question, STORAGE_DEADLINE).await;
    match opened {
        Ok(AccountAnswer::Opened) => Response::from_json(&OpenedAccount {
            account: id,
            secret_key,
            publishable_key,
        }),
        Ok(_) | Err(_) => Response::error("The account could not be opened.", 500),
    }
}

/// The messages that lie in the deployment's own inbox, where no provider sends them. The newest
/// first; a JSON list of `{at_ms, message: {to, subject, body}}`.
pub async fn inbox(request: Request, edge: &Edge) -> Result<Response> {
    if request.method() != Method::Get {
        return Response::error("Method not allowed", 405);
    }
    if !is_operator(&request, edge)? {
        return Response::error(NOT_ALLOWED, 401);
    }
    let question = InboxQuestion::Read;
    match call(&edge.inbox()?, inbox::NAME, &question, STORAGE_DEADLINE).await {
        Ok(InboxAnswer::Messages { messages }) => Response::from_json(&messages),
        Ok(InboxAnswer::Delivered) | Err(_) => Response::error("The inbox could not be read.", 500),
    }
}

fn is_operator(request: &Request, edge: &Edge) -> Result<bool> {
    let given = request.headers().get("Authorization")?.unwrap_or_default();
    let token = edge.operator_token();
    Ok(token.is_some_and(|token| equal_secrets(&given, &format!("Bearer {token}"))))
}
