//! Changes the key while everybody goes on: `kassa vault rotate`, by the names in the index alone.

use super::object::Order;
use super::people::Meaning;
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::rotation::Rewrapped;
use crate::objects::consumer::wire::ConsumerQuestion;
use crate::vault::Vault;
use shared::link::challenge::LIFETIME_MS;

/// How far the operator is.
pub struct Operator {
    newest: u32,
    pub walk: Option<Walk>,
    /// Whether a key is gone that sealed what a payment carries.
    pub has_removed_a_key: bool,
}

/// From name to name.
#[derive(Default)]
pub struct Walk {
    after: String,
    has_rewrapped: bool,
    /// When nothing was seen under the old key any more.
    ended_ms: Option<i64>,
}

/// After the last look, the old key stays for longer than a question for a code does. (The command says a
/// day; a payment may be under way for longer than either.)
const WAIT_MS: i64 = LIFETIME_MS + 1;

impl Default for Operator {
    fn default() -> Self {
        Self {
            newest: 1,
            walk: None,
            has_removed_a_key: false,
        }
    }
}

/// A vault with these versions.
pub fn vault(versions: &[u32]) -> Vault {
    let keys = versions.iter().map(|version| {
        let digits = format!("{:02x}", version % 256).repeat(32);
        format!("{version}:{digits}")
    });
    Vault::parse(&keys.collect::<Vec<_>>().join(",")).expect("keys")
}

impl World {
    pub fn operator_goes_on(&mut self) {
        let now_ms = self.nature.now_ms.get();
        let Some(walk) = &mut self.operator.walk else {
            self.operator.newest += 1;
            let newest = self.operator.newest;
            self.restart_with(vault(&[newest - 1, newest]));
            self.operator.walk = Some(Walk::default());
            return;
        };
        if self
            .tasks
            .iter()
            .any(|(_, meaning)| matches!(meaning, Meaning::Rewrap { .. }))
        {
            return;
        }
        let next = self
            .nature
            .index
            .borrow()
            .keys()
            .find(|name| **name > walk.after)
            .cloned();
        if let Some(name) = next {
            let object = self.objects.iter().position(|it| it.name == name);
            let meaning = Meaning::Rewrap { name };
            self.send(
                object.expect("an object"),
                ConsumerQuestion::Rewrap,
                meaning,
            );
        } else if walk.has_rewrapped {
            // Looks at all of it again.
            *walk = Walk::default();
        } else if now_ms < *walk.ended_ms.get_or_insert(now_ms) + WAIT_MS {
            if !self.nature.faulty.get() {
                self.nature.now_ms.set(now_ms + WAIT_MS);
            }
        } else {
            self.restart_with(vault(&[self.operator.newest]));
            self.operator.walk = None;
            self.operator.has_removed_a_key = true;
            self.nature.note(Occurrence::Rotated);
        }
    }

    pub fn rewrapped(&mut self, name: &str, done: &Rewrapped) -> Result<(), String> {
        if !done.unreadable.is_empty() {
            return Err(format!("{:?} of {name} do not open", done.unreadable));
        }
        for _ in 0..done.rewrapped {
            self.nature.note(Occurrence::Rewrapped);
        }
        if let Some(walk) = &mut self.operator.walk {
            walk.after = name.to_owned();
            walk.has_rewrapped |= done.rewrapped > 0;
        }
        if let Some(before) = done.left {
            self.nature.obey(Order::Leave(name.to_owned(), before));
        }
        Ok(())
    }

    /// Everything is started again with these keys.
    fn restart_with(&mut self, vault: Vault) {
        self.tasks.clear();
        self.audited.borrow_mut().fill(None);
        self.opened.borrow_mut().clear();
        *self.nature.vault.borrow_mut() = vault;
    }
}
