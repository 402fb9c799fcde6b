//! What a ledger and the logs of its payments can disagree about.

use std::fmt;
use std::path::PathBuf;

use shared::ledger::posting::{Posting, PostingError};

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A database is not what it should be.
    Unreadable { file: PathBuf, why: String },
    /// A log tells of an amount that cannot be.
    Impossible {
        payment: String,
        error: PostingError,
    },
    /// A row of the ledger is no posting that adds up.
    BadPosting {
        account: String,
        payment: Option<String>,
        id: String,
        why: String,
    },
    /// The log tells of it, and no ledger has it.
    Missing {
        payment: String,
        posting: Box<Posting>,
    },
    /// More than one ledger has it.
    Twice {
        payment: String,
        id: String,
        accounts: Vec<String>,
    },
    /// It is in the ledger of an account that does not know the payment.
    Elsewhere {
        payment: String,
        id: String,
        account: String,
    },
    /// The ledger has it with other figures than the log.
    Figures {
        payment: String,
        id: String,
        /// What differs: name, in the ledger, by the log.
        fields: Vec<[String; 3]>,
    },
    /// A ledger has it, and no log tells of it.
    Extra {
        account: String,
        posting: Box<Posting>,
    },
    /// A balance is not the sum of its postings.
    Balance {
        account: String,
        /// Which: `usd merchant_balance, day 20000`.
        place: String,
        stored: i128,
        sum: i128,
    },
    /// What stands in all accounts of a currency together.
    Unbalanced {
        account: String,
        currency: String,
        rest: i128,
    },
}

/// The fields in which two versions of a posting differ.
pub fn fields(stored: &Posting, by_log: &Posting) -> Vec<[String; 3]> {
    let told = |posting: &Posting| {
        [
            ("payment", posting.payment_intent().to_string()),
            ("source", posting.source().to_owned()),
            ("type", posting.kind().type_name().to_owned()),
            ("amount", posting.amount().to_string()),
            ("fee", posting.fee().to_string()),
            ("net", posting.net().to_string()),
            ("created", posting.created().to_string()),
            ("available_on", posting.available_on().to_string()),
            ("description", format!("{:?}", posting.description())),
            ("entries", format!("{:?}", posting.entries())),
        ]
    };
    told(stored)
        .into_iter()
        .zip(told(by_log))
        .filter(|(stored, by_log)| stored != by_log)
        .map(|((name, stored), (_, by_log))| [name.to_owned(), stored, by_log])
        .collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, why } => write!(f, "{}: {why}", file.display()),
            Self::Impossible { payment, error } => write!(f, "{payment}: {error}"),
            Self::BadPosting {
                account,
                payment,
                id,
                why,
            } => {
                let payment = payment.as_deref().unwrap_or("an unknown payment");
                write!(f, "{payment}: {id} of {account} is damaged: {why}")
            }
            Self::Missing { payment, posting } => write!(
                f,
                "{payment}: {} ({}, {}) is in its log and in no ledger",
                posting.id(),
                posting.kind().type_name(),
                posting.amount(),
            ),
            Self::Twice {
                payment,
                id,
                accounts,
            } => write!(
                f,
                "{payment}: {id} is in the ledgers of {}",
                accounts.join(", ")
            ),
            Self::Elsewhere {
                payment,
                id,
                account,
            } => write!(
                f,
                "{payment}: {id} is in the ledger of {account}, which does not list the payment"
            ),
            Self::Figures {
                payment,
                id,
                fields,
            } => {
                write!(f, "{payment}: {id} differs:")?;
                fields.iter().try_for_each(|[name, stored, by_log]| {
                    write!(f, " {name} is {stored} in the ledger, {by_log} by the log;")
                })
            }
            Self::Extra { account, posting } => write!(
                f,
                "{}: {} ({}, {}) is in the ledger of {account} and in no log",
                posting.payment_intent(),
                posting.id(),
                posting.kind().type_name(),
                posting.amount(),
            ),
            Self::Balance {
                account,
                place,
                stored,
                sum,
            } => write!(
                f,
                "{account}: {place} is {stored}, its postings sum to {sum}"
            ),
            Self::Unbalanced {
                account,
                currency,
                rest,
            } => write!(f, "{account}: the books in {currency} leave {rest} over"),
        }
    }
}
