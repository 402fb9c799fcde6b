//! Confirmation tokens: made by a browser, used once by the merchant's server.

use super::books::{Books, Entry};
use crate::api_request::ApiFailure;
use crate::objects::account::wire::DocumentKind;
use crate::ports::Fault;
use serde_json::Value;
use shared::api::confirmation_token::ConfirmationToken;
use shared::api::error::ApiError;
use shared::ids::SetupIntentId;
use shared::json;
use shared::payment::method::PaymentMethod;

pub fn create(
    books: &mut Books<'_>,
    token: &ConfirmationToken,
    method: &PaymentMethod,
) -> Result<Value, ApiFailure> {
    Ok(put(books, token, method)?)
}

/// Gives the token to an intent. The same intent can have it again: its request may be a retry.
///
/// Errors: there is no such token, it has lapsed, or another intent has it.
pub fn take(
    books: &Books<'_>,
    id: &str,
    intent: &str,
) -> Result<(ConfirmationToken, PaymentMethod), ApiFailure> {
    let param = "confirmation_token";
    let stored = books
        .find(DocumentKind::ConfirmationToken, id)?
        .ok_or_else(|| {
            ApiError::missing(format!("No such confirmation_token: '{id}'"), param).with_status(400)
        })?;
    let mut token: ConfirmationToken = json::from_str(&stored.json).map_err(Fault::from)?;
    let record = stored
        .record
        .ok_or_else(|| Fault("a token without its method".to_owned()))?;
    let method: PaymentMethod = json::from_str(&record).map_err(Fault::from)?;
    let user = token
        .payment_intent
        .as_deref()
        .or(token.setup_intent.as_deref());
    match (user, token.expires_at) {
        (Some(user), _) if user == intent => return Ok((token, method)),
        (Some(_), _) => {
            return Err(ApiError::invalid(format!(
                "The ConfirmationToken {id} has already been used. Create another one for another confirmation."
            ))
            .with_param(param)
            .into());
        }
        (None, Some(expires_at)) if expires_at <= books.now => {
            return Err(ApiError::invalid(format!(
                "The ConfirmationToken {id} has expired. Create another one."
            ))
            .with_param(param)
            .into());
        }
        (None, _) => {}
    }
    if SetupIntentId::parse(intent).is_some() {
        token.setup_intent = Some(intent.to_owned());
    } else {
        token.payment_intent = Some(intent.to_owned());
    }
    token.expires_at = None;
    put(books, &token, &method)?;
    Ok((token, method))
}

fn put(
    books: &Books<'_>,
    token: &ConfirmationToken,
    method: &PaymentMethod,
) -> Result<Value, Fault> {
    let object = serde_json::to_value(token)?;
    let entry = Entry {
        id: &token.id,
        kind: DocumentKind::ConfirmationToken,
        created: token.created,
        customer: None,
        object: &object,
    };
    books.put(entry, Some(serde_json::to_string(method)?))?;
    Ok(object)
}
