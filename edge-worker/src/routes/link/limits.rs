//! Whether more codes may be asked for or tried, or more cards kept, from where a request comes.

use super::not_sent;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::routes::whereabouts::whereabouts;
use crate::rules::{Whereabouts, count as count_at};
use shared::link::challenge::NotSent;
use shared::link::email::Email;
use shared::link::phone::Phone;
use shared::rules::finding::gravest;
use shared::rules::rule::Action;

/// Counts the request. Errors: it is one too many.
pub async fn count(
    request: &ApiRequest,
    action: Action,
    email: Option<&Email>,
) -> Result<(), ApiFailure> {
    match has_room(request, action, email).await {
        true => Ok(()),
        false => Err(not_sent(NotSent::TooOften).into()),
    }
}

/// Counts the request, and tells whether it is none too many.
pub async fn has_room(request: &ApiRequest, action: Action, email: Option<&Email>) -> bool {
    let mut whereabouts = whereabouts(request);
    if let Some(email) = email {
        whereabouts = whereabouts.with_email(request.edge.keyring(), email);
    }
    let (_, replies) = count_at(&request.edge, action, &whereabouts, None).await;
    let finding = gravest(&replies, false);
    !finding.is_some_and(|finding| finding.is_blocked())
}

/// Counts a code that is sent to this phone, whoever asks for it: it costs money, and rings. Errors: it
/// is one too many.
pub async fn count_phone(request: &ApiRequest, phone: &Phone) -> Result<(), ApiFailure> {
    let name = request.edge.keyring().limit_name("phone", phone.as_str());
    let whereabouts = Whereabouts {
        phone: Some(name),
        ..Whereabouts::default()
    };
    let (_, replies) = count_at(&request.edge, Action::Code, &whereabouts, None).await;
    match gravest(&replies, false).is_some_and(|finding| finding.is_blocked()) {
        true => Err(not_sent(NotSent::TooOften).into()),
        false => Ok(()),
    }
}
