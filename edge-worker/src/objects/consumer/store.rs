//! The consumer's records. Nothing of a buyer is stored that is not sealed.

use super::rows::{Row, Rows};
use crate::ports::{Fault, Random};
use crate::vault::{Place, Vault};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Profile,
    /// A way to pay.
    Method,
    Address,
    Challenge,
    Session,
    /// A payment that Link had a part in.
    Use,
    Passkey,
    /// A window in which a passkey is being made.
    Enrolment,
    /// A challenge that a passkey has signed.
    Signed,
}

impl Kind {
    /// What is gone in ten minutes, before any key is. All the rest is taken to last.
    const FLEETING: [Self; 3] = [Self::Challenge, Self::Enrolment, Self::Signed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            // Records of before there were accounts are sealed under this name.
            Self::Method => "card",
            Self::Address => "address",
            Self::Challenge => "challenge",
            Self::Session => "session",
            Self::Use => "use",
            Self::Passkey => "passkey",
            Self::Enrolment => "enrolment",
            Self::Signed => "signed",
        }
    }

    fn is_lasting(self) -> bool {
        !Self::FLEETING.contains(&self)
    }
}

/// The one record of a kind that has no more.
pub const ONLY: &str = "1";

/// The rows of one consumer, opened and sealed on the way.
pub struct Store<'a> {
    pub rows: &'a dyn Rows,
    pub vault: &'a Vault,
    pub random: &'a dyn Random,
    /// The name of the object.
    pub owner: &'a str,
}

impl Store<'_> {
    /// Errors: the record was altered, or is another's.
    pub fn get<T: DeserializeOwned>(&self, kind: Kind, id: &str) -> Result<Option<T>, Fault> {
        let row = self.rows.get(kind, id)?;
        row.map(|row| self.open(&row)).transpose()
    }

    /// All of a kind, by id. Errors: as of [`Self::get`].
    pub fn all<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(String, T)>, Fault> {
        let opened = self.rows.all(kind)?.into_iter().map(|row| {
            let content = self.open(&row)?;
            Ok((row.id, content))
        });
        opened.collect()
    }

    /// `expires_ms`: from when on it is as if it had never been. Errors: it is to last, and the object
    /// is not listed, so that its key could go while nobody knows of the record.
    pub fn put(
        &self,
        kind: Kind,
        id: &str,
        expires_ms: Option<i64>,
        content: &impl Serialize,
    ) -> Result<(), Fault> {
        if kind.is_lasting() && !self.rows.listing()?.is_listed {
            return Err(Fault("a record of an object that is not listed".to_owned()));
        }
        let record = record_name(kind.as_str(), id);
        let sealed = self.vault.seal(self.place(&record), content, self.random)?;
        self.rows.put(kind, id, expires_ms, sealed)
    }

    pub fn remove(&self, kind: Kind, id: &str) -> Result<(), Fault> {
        self.rows.remove(kind, id)
    }

    /// Whether there is anything that a new key must be told of.
    pub fn keeps_something(&self) -> Result<bool, Fault> {
        let is_lasting = |kind: &String| !Kind::FLEETING.iter().any(|it| it.as_str() == kind);
        Ok(self.rows.kinds()?.iter().any(is_lasting))
    }

    /// What a record is bound to, by its [`record_name`].
    pub fn place<'p>(&'p self, record: &'p str) -> Place<'p> {
        Place {
            owner: self.owner,
            record,
        }
    }

    fn open<T: DeserializeOwned>(&self, row: &Row) -> Result<T, Fault> {
        let record = record_name(&row.kind, &row.id);
        let opened = self.vault.open(self.place(&record), &row.sealed);
        opened.map_err(|why| {
            // Neither name says who it is.
            let owner = self.owner;
            Fault(format!("{record} of consumer {owner} does not open: {why}"))
        })
    }
}

/// How a record is called in what it is bound to, and in reports: `card/lm_…`.
pub fn record_name(kind: &str, id: &str) -> String {
    [kind, "/", id].concat()
}
