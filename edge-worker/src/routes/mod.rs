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
