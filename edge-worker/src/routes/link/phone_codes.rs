//! A code by SMS instead of a card's own, or of an account, which has none: whoever reads it at a new
//! device has the phone whose number was given together with that of the card or account.

use super::payment::{no_method, no_session};
use super::{ask_consumer, limits, new_code, send_code, session_cookie};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemRandom;
use crate::error::{HttpAnswer, missing_param};
use crate::locale::locale_asked;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::ports::Random;
use crate::sender::reaches_phones;
use shared::api::error::ApiError;
use shared::ids::{LinkMethodId, base62_decode};
use shared::link::token::{LinkToken, TokenKind};
use shared::rules::rule::Action;

const METHOD: &str = "payment_method";

/// `POST /v1/link/challenges` with `method=sms`: sends a code to the phone that is kept with the
/// `payment_method`, for this browser, which a code by e-mail has shown to be the buyer's.
pub async fn ask(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    if !reaches_phones(&request.edge) {
        return Err(no_phone().into());
    }
    let given = request.fields.filled(METHOD)?;
    let locale = locale_asked(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    let given = given.ok_or_else(|| missing_param(METHOD))?;
    let method = LinkMethodId::parse(&given).ok_or_else(|| no_such_method(&given))?;
    let session = session_cookie::read(&request).ok_or_else(no_session)?;
    limits::count(&request, Action::Code, None).await?;
    let keyring = request.edge.keyring();
    let consumer = base62_decode(session.consumer()).unwrap_or_default();
    let token = LinkToken::new(TokenKind::Challenge, consumer, SystemRandom.bytes());
    let code = new_code();
    let question = ConsumerQuestion::AskByPhone {
        challenge: keyring.link_token_hash(&token),
        code_hash: keyring.link_code_hash(&token, &code),
        session: keyring.link_token_hash(&session),
        method: method.clone(),
    };
    match ask_consumer(&request.edge, token.consumer(), &question).await? {
        ConsumerAnswer::NoSession => Err(no_session().into()),
        ConsumerAnswer::NoMethod => Err(no_method(&method).into()),
        ConsumerAnswer::NoPhone => Err(no_phone().into()),
        asked => send_code(&request, &token, asked, &code, locale.as_deref()).await,
    }
}

fn no_such_method(text: &str) -> ApiError {
    ApiError::missing(format!("No such payment_method: '{text}'"), METHOD)
}

fn no_phone() -> ApiError {
    ApiError::invalid(
        "No telephone number is kept with this. Send a card's security code instead, or type the account.",
    )
    .with("link_phone_missing", METHOD)
}
