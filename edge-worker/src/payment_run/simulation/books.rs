//! The merchant's ledger, compared with the provider's records.

use crate::partners::sandbox::record::{Record, Standing};
use shared::ledger::books::Books;
use shared::ledger::posting::LedgerAccount;
use shared::ledger::postings::ledger_of;
use shared::payment::dispute::{DisputeAnswer, DisputeOutcome};
use shared::payment::event::Recorded;

/// What the log moved adds up to zero at every moment, and to what the provider owes and the
/// buyer's bank holds at the end. Errors: where it does not.
pub fn audit(log: &[Recorded], records: &[&Record]) -> Result<(), String> {
    let postings = ledger_of(log).map_err(|error| error.to_string())?;
    let mut books = Books::default();
    for posting in &postings {
        books.post(posting);
        if !books.unbalanced().is_empty() {
            return Err(format!("the books are not at zero after {posting:?}"));
        }
    }
    let Some(posting) = postings.first() else {
        let took = records.iter().any(|record| owed(record) != 0);
        return match took {
            true => Err("money was taken, and nothing posted".to_owned()),
            false => Ok(()),
        };
    };
    let currency = posting.amount().currency();
    for (account, expected) in [
        (LedgerAccount::ProviderClearing, -sum(records, owed)),
        (LedgerAccount::DisputesHeld, sum(records, held)),
    ] {
        let stands = books.sum(currency, account);
        if stands != expected {
            let name = account.as_str();
            return Err(format!("{name} is {stands}, by the provider {expected}"));
        }
    }
    Ok(())
}

fn sum(records: &[&Record], of: fn(&Record) -> i64) -> i128 {
    records.iter().map(|record| i128::from(of(record))).sum()
}

/// What the provider took of the buyer and did not give back, in minor units.
fn owed(record: &Record) -> i64 {
    let taken = match record.standing {
        Standing::Captured { amount } => amount.minor(),
        Standing::Authorized { taken, .. } => taken.map_or(0, |taken| taken.minor()),
        Standing::WaitsForBuyer { .. }
        | Standing::AtTheBank
        | Standing::Declined { .. }
        | Standing::Canceled => 0,
    };
    taken - record.effects.refunded_minor
}

/// What the buyer's bank took back, in minor units.
fn held(record: &Record) -> i64 {
    let Some(dispute) = &record.dispute else {
        return 0;
    };
    let holds = match dispute.standing {
        DisputeAnswer::NeedsResponse | DisputeAnswer::UnderReview => !dispute.case.inquiry,
        DisputeAnswer::Closed { outcome } => match outcome {
            DisputeOutcome::Lost => true,
            DisputeOutcome::Won | DisputeOutcome::WarningClosed => false,
        },
    };
    if holds {
        dispute.case.amount.minor()
    } else {
        0
    }
}
