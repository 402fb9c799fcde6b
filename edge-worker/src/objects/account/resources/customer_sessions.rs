//! Customer sessions.

use super::books::{Books, Entry};
use super::customers;
use crate::api_request::ApiFailure;
use crate::objects::account::wire::DocumentKind;
use crate::ports::Fault;
use serde_json::Value;
use shared::api::customer_session::CustomerSession;
use shared::ids::CustomerSessionId;

pub fn create(
    books: &mut Books<'_>,
    id: &CustomerSessionId,
    session: &CustomerSession,
) -> Result<Value, ApiFailure> {
    let customer = customers::named(books, &session.customer)?;
    let object = serde_json::to_value(session).map_err(Fault::from)?;
    let entry = Entry {
        id: id.as_str(),
        kind: DocumentKind::CustomerSession,
        created: session.created,
        customer: Some(&customer.id),
        object: &object,
    };
    books.put(entry, None)?;
    Ok(object)
}
