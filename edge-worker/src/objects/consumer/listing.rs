//! The consumer's place in the index of all consumers' objects. Objects cannot be enumerated, and a new
//! key has to reach every record: so an object's name is in the index before the object keeps anything
//! that lasts, and goes when nothing is left. A name too many costs a look; one too few would lose a
//! buyer's cards with the old key.
//!
//! To enter: the index takes the name, and only when it has said so are the mark and the record written,
//! in one commit. To leave: the mark goes first, together with the last record, and the name later. What
//! a crash leaves in between is a name too many. Each time of leaving begins a generation: an order to
//! leave that comes late removes no name that was entered since, and whoever waits for the index while
//! another leaves enters again.

use super::rows::{Listing, Rows};
use super::store::Store;
use crate::ports::Fault;

/// Others leave while one enters, each of them once: more requests than that are not under way at one
/// object.
const TRIES_MAX: usize = 32;

/// The index, as one object knows it.
// Futures here stay on the Worker's one thread, so nobody needs them to be `Send`.
#[allow(async_fn_in_trait)]
pub trait Index {
    /// The name is there, for sure, when this returns. Errors: [`Fault`]; it is not known then.
    async fn enter(&self, generation: i64) -> Result<(), Fault>;
}

/// From here until the next suspension, records that last may be written. Errors: [`Fault`].
pub async fn enter(rows: &dyn Rows, index: &impl Index) -> Result<(), Fault> {
    for _ in 1..=TRIES_MAX {
        let asked = rows.listing()?;
        if asked.is_listed {
            return Ok(());
        }
        index.enter(asked.generation).await?;
        let Listing { generation, .. } = rows.listing()?;
        if generation == asked.generation {
            return rows.set_listing(Listing {
                generation,
                is_listed: true,
            });
        }
    }
    Err(Fault("the index was left again and again".to_owned()))
}

/// The generation before which the name can go, where it was in and nothing lasting is left.
pub fn leave(store: &Store<'_>) -> Result<Option<i64>, Fault> {
    match store.rows.listing()?.is_listed {
        true => withdraw(store),
        false => Ok(None),
    }
}

/// [`leave`], also where only the index believes that there is something.
pub fn withdraw(store: &Store<'_>) -> Result<Option<i64>, Fault> {
    if store.keeps_something()? {
        return Ok(None);
    }
    let generation = store.rows.listing()?.generation.saturating_add(1);
    store.rows.set_listing(Listing {
        generation,
        is_listed: false,
    })?;
    Ok(Some(generation))
}
