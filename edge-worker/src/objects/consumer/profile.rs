//! Who the buyer is.

use super::store::{Kind, ONLY, Store};
use crate::ports::Fault;
use shared::link::consumer::Profile;
use shared::link::email::Email;

/// Whoever keeps something by hand has asked to be remembered. Who has been remembered before stays who
/// they are.
pub fn sign_up(
    store: &Store<'_>,
    email: &Email,
    name: Option<String>,
    now_ms: i64,
) -> Result<(), Fault> {
    if store.get::<Profile>(Kind::Profile, ONLY)?.is_some() {
        return Ok(());
    }
    let erased_ms = store.rows.erased_ms()?;
    let profile = Profile {
        email: email.clone(),
        name,
        phone: None,
        // In the same millisecond even, it is after what was erased.
        consented_ms: erased_ms.map_or(now_ms, |at_ms| now_ms.max(at_ms.saturating_add(1))),
    };
    store.put(Kind::Profile, ONLY, None, &profile)
}
