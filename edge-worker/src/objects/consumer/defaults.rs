//! Of some things that the buyer keeps, exactly one is used first, whoever asks for which at once.

use super::contents;
use super::store::{Kind, Store};
use crate::ports::Fault;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::link::address::KeptAddress;
use shared::link::consumer::KeptMethod;

/// Something of which one is the default.
pub trait Choosable: Serialize + DeserializeOwned {
    const KIND: Kind;

    fn id(&self) -> &str;
    /// Unix milliseconds.
    fn added_ms(&self) -> i64;
    /// Whether it is the default.
    fn mark(&mut self) -> &mut bool;
}

impl Choosable for KeptMethod {
    const KIND: Kind = Kind::Method;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn added_ms(&self) -> i64 {
        self.added_ms
    }

    fn mark(&mut self) -> &mut bool {
        &mut self.is_default
    }
}

impl Choosable for KeptAddress {
    const KIND: Kind = Kind::Address;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn added_ms(&self) -> i64 {
        self.added_ms
    }

    fn mark(&mut self) -> &mut bool {
        &mut self.is_default
    }
}

/// This one is the default from now on, and none other. Answers whether there is such a one.
pub fn choose<T: Choosable>(store: &Store<'_>, id: &str) -> Result<bool, Fault> {
    let kept: Vec<T> = contents(store.all(T::KIND)?);
    if !kept.iter().any(|kept| kept.id() == id) {
        return Ok(false);
    }
    for mut kept in kept {
        let is_chosen = kept.id() == id;
        if *kept.mark() != is_chosen {
            *kept.mark() = is_chosen;
            store.put(T::KIND, kept.id(), None, &kept)?;
        }
    }
    Ok(true)
}

/// Takes one away. The newest of the others is the default then, if this one was. What is gone already is
/// gone: `None`.
pub fn take_away<T: Choosable>(store: &Store<'_>, id: &str) -> Result<Option<T>, Fault> {
    let Some(mut removed) = store.get::<T>(T::KIND, id)? else {
        return Ok(None);
    };
    store.remove(T::KIND, id)?;
    if *removed.mark() {
        let kept: Vec<T> = contents(store.all(T::KIND)?);
        if let Some(newest) = kept.into_iter().max_by_key(Choosable::added_ms) {
            choose::<T>(store, newest.id())?;
        }
    }
    Ok(Some(removed))
}
