//! What becomes of a mandate after its own payment: another debit under it was refused for good, or
//! the merchant let the account go.

use super::books::{Books, Entry};
use crate::objects::account::wire::DocumentKind;
use crate::ports::Fault;
use serde_json::{Value, json};
use shared::ids::MandateId;
use shared::payment::mandate::MandateStanding;

/// The record of a mandate that is over. Its payment, which knows nothing of that, cannot renew a
/// document with a record.
const OVER: &str = "over";

/// Nothing is debited under it any more; told once. A mandate of an older build, which the account
/// never heard of, stays as it is.
pub fn end(books: &mut Books<'_>, id: &MandateId) -> Result<(), Fault> {
    let Some(stored) = books.find(DocumentKind::Mandate, id.as_str())? else {
        return Ok(());
    };
    let before: Value = serde_json::from_str(&stored.json)?;
    let mut after = before.clone();
    if let Some(fields) = after.as_object_mut() {
        let status = MandateStanding::Inactive.as_str();
        fields.insert("status".to_owned(), json!(status));
    }
    let entry = Entry {
        id: id.as_str(),
        kind: DocumentKind::Mandate,
        created: books.now,
        customer: None,
        object: &after,
    };
    books.put(entry, Some(OVER.to_owned()))?;
    books.tell_change("mandate.updated", &before, after)
}

/// Whether nothing is debited under it any more.
pub fn is_over(books: &Books<'_>, id: &MandateId) -> Result<bool, Fault> {
    let stored = books.find(DocumentKind::Mandate, id.as_str())?;
    Ok(stored.is_some_and(|stored| stored.record.is_some()))
}
