//! What a buyer can change, and where the edge takes it.

use crate::card_form::WholeCard;
use crate::pages_flow::News;
use crate::strings::Key;

/// What goes along with most questions.
pub const NO_FIELDS: &str = "{}";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    SignOut,
    /// It is offered first from now on.
    UseCardFirst(String),
    RemoveCard(String),
    AddCard(WholeCard),
    UseBankFirst(String),
    RemoveBank(String),
    /// The fields as the edge takes them, in JSON.
    AddAddress(String),
    EditAddress {
        id: String,
        fields: String,
    },
    UseAddressFirst(String),
    RemoveAddress(String),
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
            Self::AddCard(_) => "cards".to_owned(),
            Self::UseBankFirst(id) => ["banks/", id, "/make_default"].concat(),
            Self::RemoveBank(id) => ["banks/", id, "/remove"].concat(),
            Self::AddAddress(_) => "addresses".to_owned(),
            Self::EditAddress { id, .. } => ["addresses/", id].concat(),
            Self::UseAddressFirst(id) => ["addresses/", id, "/make_default"].concat(),
            Self::RemoveAddress(id) => ["addresses/", id, "/remove"].concat(),
            Self::EndSession(id) => ["sessions/", id, "/end"].concat(),
            Self::RemovePasskey(id) => ["passkeys/", id, "/remove"].concat(),
            Self::Erase => "erase".to_owned(),
        }
    }

    /// What goes along, in JSON.
    pub fn fields(&self) -> &str {
        match self {
            Self::AddAddress(fields) | Self::EditAddress { fields, .. } => fields,
            Self::AddCard(card) => &card.fields,
            Self::SignOut
            | Self::UseCardFirst(_)
            | Self::RemoveCard(_)
            | Self::UseBankFirst(_)
            | Self::RemoveBank(_)
            | Self::UseAddressFirst(_)
            | Self::RemoveAddress(_)
            | Self::EndSession(_)
            | Self::RemovePasskey(_)
            | Self::Erase => NO_FIELDS,
        }
    }

    /// What is said once it is done; of who has signed out, the page itself tells.
    pub fn news(&self) -> Option<News> {
        match self {
            Self::SignOut => None,
            Self::AddCard(card) => Some(News::CardAdded(card.name.clone())),
            Self::UseCardFirst(_)
            | Self::RemoveCard(_)
            | Self::UseBankFirst(_)
            | Self::RemoveBank(_)
            | Self::AddAddress(_)
            | Self::EditAddress { .. }
            | Self::UseAddressFirst(_)
            | Self::RemoveAddress(_)
            | Self::EndSession(_)
            | Self::RemovePasskey(_) => Some(News::Said(Key::Changed)),
            Self::Erase => Some(News::Said(Key::Erased)),
        }
    }
}
