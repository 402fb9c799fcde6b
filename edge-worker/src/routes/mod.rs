//! One file a group of routes: parse → call → respond.

pub mod assets;
pub mod element_sessions;
pub mod operator;
pub mod payment_intents;
mod payment_method_data;
pub mod qr;
pub mod returns;
pub mod sandbox;
pub mod webhook_endpoints;
mod webhook_target;

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::form::Fields;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, Page};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::ports::Fault;
use shared::api::error::ApiError;

/// Asks the caller's account.
async fn ask_account(
    request: ApiRequest,
    question: AccountQuestion,
) -> Result<HttpAnswer, ApiFailure> {
    let accounts = request.edge.accounts()?;
    let name = request.caller.profile.id.as_str();
    match call(&accounts, name, &question, STORAGE_DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        AccountAnswer::Http { answer } => Ok(answer),
        AccountAnswer::Opened
        | AccountAnswer::Authenticated { .. }
        | AccountAnswer::UnknownKey
        | AccountAnswer::Published => Err(Fault("an unexpected answer".to_owned()).into()),
    }
}

/// `limit`, `starting_after`, `ending_before`.
fn page(fields: &mut Fields) -> Result<Page, ApiError> {
    const LIMIT_DEFAULT: i64 = 10;
    const LIMIT_MAX: i64 = 100;
    let limit = fields.integer("limit")?.unwrap_or(LIMIT_DEFAULT);
    let limit = u32::try_from(limit)
        .ok()
        .filter(|limit| (1..=LIMIT_MAX).contains(&i64::from(*limit)))
        .ok_or_else(|| {
            ApiError::invalid(format!("This value must be between 1 and {LIMIT_MAX}."))
                .with("parameter_invalid_integer", "limit")
        })?;
    let page = Page {
        limit,
        starting_after: fields.filled("starting_after")?,
        ending_before: fields.filled("ending_before")?,
    };
    if page.starting_after.is_some() && page.ending_before.is_some() {
        return Err(ApiError::invalid(
            "You cannot use `starting_after` and `ending_before` together.",
        )
        .with_param("ending_before"));
    }
    Ok(page)
}

/// `metadata`: at most 50 keys of 40 characters, values of 500. An empty value clears a key.
fn metadata(fields: &mut Fields) -> Result<std::collections::BTreeMap<String, String>, ApiError> {
    const KEYS_MAX: usize = 50;
    const KEY_LENGTH_MAX: usize = 40;
    const VALUE_LENGTH_MAX: usize = 500;
    let Some(nested) = fields.nested("metadata")? else {
        return Ok(Default::default());
    };
    let mut entries = nested.into_texts()?;
    entries.retain(|_, value| !value.is_empty());
    if entries.len() > KEYS_MAX {
        return Err(
            ApiError::invalid(format!("Metadata can have up to {KEYS_MAX} keys."))
                .with_param("metadata"),
        );
    }
    for (key, value) in &entries {
        let param = format!("metadata[{key}]");
        if key.chars().count() > KEY_LENGTH_MAX {
            return Err(ApiError::invalid(format!(
                "Metadata keys can be up to {KEY_LENGTH_MAX} characters long."
            ))
            .with_param(&param));
        }
        if value.chars().count() > VALUE_LENGTH_MAX {
            return Err(ApiError::invalid(format!(
                "Metadata values can be up to {VALUE_LENGTH_MAX} characters long."
            ))
            .with_param(&param));
        }
    }
    Ok(entries)
}
