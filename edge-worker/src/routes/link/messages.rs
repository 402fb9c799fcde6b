//! What a buyer is told by message, in their language.

use super::{EMAIL, limits};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::locale::Locale;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::outbox::{Post, Posted};
use crate::ports::Fault;
use crate::sender::{EmailCarrier, EmailMessage, Sender, TextCarrier, TextMessage};
use shared::api::error::{ApiError, ErrorType};
use shared::ids::base62;
use shared::link::email::Email;
use shared::link::recipient::Recipient;

/// What a text's placeholders stand for.
type Values<'a> = &'a [(&'a str, &'a str)];

/// Sends a code, for which the buyer is waiting. Errors: it could not be sent, whoever it was for; a
/// phone has had too many.
pub async fn send_code(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Recipient,
    code: &str,
) -> Result<(), ApiFailure> {
    let edge = &request.edge;
    let sent = match to {
        Recipient::Email(to) => {
            let message = email(request, locale, to, "link.code", &[("code", code)]).await?;
            EmailCarrier::of(edge)?.send(&message).await
        }
        Recipient::Phone(to) => {
            limits::count_phone(request, &to).await?;
            let locale = Locale::of_buyer(request, locale).await?;
            let values = [("code", code), ("host", edge.host())];
            let body = text(&locale, "link.code.sms", &values);
            TextCarrier::of(edge)?.send(&TextMessage { to, body }).await
        }
    };
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
    let message = email(request, locale, to, key, values).await?;
    let carrier = EmailCarrier::of(edge)?;
    if carrier.is_near() {
        let sent = carrier.send(&message).await;
        return sent.map_err(|unsent| Fault(unsent.to_string()));
    }
    let posted = call(&edge.outbox()?, &name, &Post { message }, STORAGE_DEADLINE).await;
    let Posted {} = posted?;
    Ok(())
}

async fn email(
    request: &ApiRequest,
    locale: Option<&str>,
    to: Email,
    key: &str,
    values: Values<'_>,
) -> Result<EmailMessage, Fault> {
    let locale = Locale::of_buyer(request, locale).await?;
    Ok(EmailMessage {
        to,
        subject: text(&locale, &format!("{key}.subject"), values),
        body: text(&locale, &format!("{key}.body"), values),
    })
}

fn text(locale: &Locale, key: &str, values: Values<'_>) -> String {
    let text = locale.edge_texts().get(key).cloned().unwrap_or_default();
    let fill =
        |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
    values.iter().fold(text, fill)
}

fn code_not_sent() -> ApiError {
    ApiError::invalid(
        "The code could not be sent. Try again in a moment, or let the buyer pay without Link.",
    )
    .with("link_code_not_sent", EMAIL)
    .with_kind(ErrorType::ApiError)
    .with_status(503)
}
