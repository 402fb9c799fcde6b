//! `/operator/…`: what only the operator of the deployment may do.

mod rules;
mod vault;

pub use rules::rules;
pub use vault::rotate;

use crate::auth::new_keys;
use crate::env::{Edge, SystemRandom};
use crate::keyed::equal_secrets;
use crate::mode::Mode;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, Profile};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::inbox::{self, InboxAnswer, InboxQuestion};
use crate::ports::Random;
use crate::web_address;
use serde::{Deserialize, Serialize};
use shared::country::CountryCode;
use shared::ids::AccountId;
use shared::json;
use shared::ledger::fees::FeeSchedule;
use worker::{Method, Request, Response, Result};

const NOT_ALLOWED: &str = "The operator's token is missing or wrong.";

#[derive(Deserialize)]
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
    let asked: OpenAccount = match json::from_str_strictly(&request.text().await?) {
        Ok(asked) => asked,
        Err(error) => return Response::error(format!("Invalid request: {error}"), 400),
    };
    if let Some(wrong) = asked
        .domains
        .iter()
        .find(|domain| !may_embed(domain, edge.mode()))
    {
        return Response::error(
            format!("Invalid request: domains: {wrong} is no origin, such as https://shop.example"),
            400,
        );
    }
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

/// Whether it is an origin that pages can be of, or `https://*.` and a name for all below it.
fn may_embed(origin: &str, mode: Mode) -> bool {
    let named = origin.replacen("://*.", "://all.", 1);
    let Some(url) = web_address::parse(&named) else {
        return false;
    };
    let is_safe = match mode {
        Mode::Test => matches!(url.scheme(), "http" | "https"),
        Mode::Live => url.scheme() == "https",
    };
    let is_whole = url
        .origin()
        .ascii_serialization()
        .eq_ignore_ascii_case(&named);
    is_safe && is_whole && !named.contains('*')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_may_be_named_where_the_element_is_embedded() {
        for origin in [
            "https://shop.example",
            "https://shop.example:8443",
            "https://*.shop.example",
        ] {
            assert!(may_embed(origin, Mode::Live), "{origin}");
            assert!(may_embed(origin, Mode::Test), "{origin}");
        }
        for origin in [
            "*",
            "https://*",
            "shop.example",
            "https://shop.example/",
            "https://shop.example/checkout",
            "https://me@shop.example",
            "https://shop.example; script-src *",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!may_embed(origin, Mode::Test), "{origin}");
        }
        assert!(may_embed("http://shop.test:3000", Mode::Test));
        assert!(!may_embed("http://shop.test:3000", Mode::Live));
    }
}
