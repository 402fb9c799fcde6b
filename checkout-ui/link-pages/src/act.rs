//! What a buyer can change, and where the edge takes it.

use crate::strings::Key;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    SignOut,
    /// It is offered first from now on.
    UseCardFirst(String),
    RemoveCard(String),
    /// Signs another device out.
    EndSession(String),
    RemovePasskey(String),
    /// Nothing is known of the buyer any more.
    Erase,
}

impl Act {
    /// Below `/link/api/`.
    pub fn path(&self) -> String {
        match self {
            Self::SignOut => "sessions/end".to_owned(),
            Self::UseCardFirst(id) => ["cards/", id, "/make_default"].concat(),
            Self::RemoveCard(id) => ["cards/", id, "/remove"].concat(),
            Self::EndSession(id) => ["sessions/", id, "/end"].concat(),
            Self::RemovePasskey(id) => ["passkeys/", id, "/remove"].concat(),
            Self::Erase => "erase".to_owned(),
        }
    }

    /// What is said once it is done; of who has signed out, the page itself tells.
    pub fn news(&self) -> Option<Key> {
        match self {
            Self::SignOut => None,
            Self::UseCardFirst(_)
            | Self::RemoveCard(_)
            | Self::EndSession(_)
            | Self::RemovePasskey(_) => Some(Key::Changed),
            Self::Erase => Some(Key::Erased),
        }
    }
}
