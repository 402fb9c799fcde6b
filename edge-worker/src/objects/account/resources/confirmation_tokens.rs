//! Confirmation tokens: made by a browser, used once by the merchant's server.

use super::books::{Books, Entry};
use crate::api_request::ApiFailure;
use crate::objects::account::wire::DocumentKind;
use crate::ports::Fault;
use crate::rules::Whereabouts;
use serde::{Deserialize, Serialize};
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
    whereabouts: &Whereabouts,
) -> Result<Value, ApiFailure> {
    let record = Record {
        whereabouts: whereabouts.clone(),
    };
    Ok(put(books, token, record.beside(method)?)?)
}

/// What is kept of a token beside its method, and in one record with it.
#[derive(Default, Serialize, Deserialize)]
struct Record {
    /// Where the buyer's browser was. The server that uses the token is elsewhere.
    #[serde(default)]
    whereabouts: Whereabouts,
}

impl Record {
    fn beside(&self, method: &PaymentMethod) -> Result<String, Fault> {
        let mut record = serde_json::to_value(method)?;
        if let (Some(record), Value::Object(own)) =
            (record.as_object_mut(), serde_json::to_value(self)?)
        {
            record.extend(own);
        }
        Ok(serde_json::to_string(&record)?)
    }
}

/// A token that is used.
pub struct Taken {
    pub token: ConfirmationToken,
    pub method: PaymentMethod,
    pub whereabouts: Whereabouts,
}

/// Gives the token to an intent. The same intent can have it again: its request may be a retry.
///
/// Errors: there is no such token, it has lapsed, or another intent has it.
pub fn take(books: &Books<'_>, id: &str, intent: &str) -> Result<Taken, ApiFailure> {
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
    let Record { whereabouts } = json::from_str(&record).map_err(Fault::from)?;
    let taken = |token| Taken {
        token,
        method,
        whereabouts,
    };
    let user = token
        .payment_intent
        .as_deref()
        .or(token.setup_intent.as_deref());
    match (user, token.expires_at) {
        (Some(user), _) if user == intent => return Ok(taken(token)),
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
    put(books, &token, record)?;
    Ok(taken(token))
}

fn put(books: &Books<'_>, token: &ConfirmationToken, record: String) -> Result<Value, Fault> {
    let object = serde_json::to_value(token)?;
    let entry = Entry {
        id: &token.id,
        kind: DocumentKind::ConfirmationToken,
        created: token.created,
        customer: None,
        object: &object,
    };
    books.put(entry, Some(record))?;
    Ok(object)
}
