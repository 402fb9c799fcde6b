//! What a buyer is told by message, in their language.

use crate::api_request::{ApiFailure, ApiRequest};
use crate::locale::Locale;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::outbox::{Post, Posted};
use crate::ports::Fault;
use crate::sender::{Carrier, Message, Sender};
use shared::api::error::{ApiError, ErrorType};
use shared::ids::base62;
use shared::link::email::Email;

use super::EMAIL;

/// What a text's placeholders stand for.
type Values<'a> = &'a [(&'a str, &'a str)];

/// Sends a code, for which the buyer is waiting. Errors: it could not be sent, whoever it was for.
pub async fn send_code(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Email,
    code: &str,
) -> Result<(), ApiFailure> {
    let message = message(request, locale, to, "link.code", &[("code", code)]).await?;
    let sent = Carrier::of_emails(&request.edge)?.send(&message).await;
    sent.map_err(|unsent| {
        worker::console_error!("a code was not sent: {unsent}");
        code_not_sent().into()
    })
}

/// Tells the buyer what has happened, by the message of this `key`. Nobody waits for that, and what
/// has happened stays so, whatever becomes of the message.
pub async fn tell(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Email,
    key: &str,
    values: Values<'_>,
) {
    if let Err(fault) = post(request, locale, to, key, values).await {
        worker::console_error!("a notice was not sent: {}", fault.0);
    }
}

async fn post(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Email,
    key: &str,
    values: Values<'_>,
) -> Result<(), Fault> {
    let edge = &request.edge;
    let name = base62(edge.keyring().consumer_name(&to));
    let message = message(request, locale, to, key, values).await?;
    let carrier = Carrier::of_emails(edge)?;
    if carrier.is_near() {
        let sent = carrier.send(&message).await;
        return sent.map_err(|unsent| Fault(unsent.to_string()));
    }
    let posted = call(&edge.outbox()?, &name, &Post { message }, STORAGE_DEADLINE).await;
    let Posted {} = posted?;
    Ok(())
}

async fn message(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Email,
    key: &str,
    values: Values<'_>,
) -> Result<Message, Fault> {
    let locale = Locale::of_buyer(request, locale).await?;
    let text = |part: &str| {
        let text = locale.edge_texts().get(&format!("{key}.{part}"));
        let text = text.cloned().unwrap_or_default();
        let fill = |text: String, (name, value): &(&str, &str)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        values.iter().fold(text, fill)
    };
    Ok(Message {
        to,
        subject: text("subject"),
        body: text("body"),
    })
}

fn code_not_sent() -> ApiError {
    ApiError::invalid(
        "The code could not be sent. Try again in a moment, or let the buyer pay without Link.",
    )
    .with("link_code_not_sent", EMAIL)
    .with_kind(ErrorType::ApiError)
    .with_status(503)
}
