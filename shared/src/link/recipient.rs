//! Where a code is sent to.

use super::email::Email;
use super::phone::Phone;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    Email(Email),
    Phone(Phone),
}

impl Recipient {
    /// Enough for its owner to recognise.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}
