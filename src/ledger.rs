//! `kassa ledger check`: the books of a data folder, proved from its payments' own logs.

mod audit;
mod difference;
mod folder;

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::bail;
use shared::currency::Currency;
use shared::money::Money;

pub use audit::Audit;
pub use difference::Difference;
use folder::Folder;

/// Longer than a payment takes to tell its account what it moved.
const READING_INTERVAL: Duration = Duration::from_secs(2);
/// More say no more than that something is very wrong.
const PRINTED_MAX: usize = 100;

/// Checks the ledgers of a data folder and prints what it found. Errors: they differ from the logs,
/// or the folder cannot be read.
pub fn check(data_dir: &Path) -> anyhow::Result<()> {
    let audit = audit(data_dir)?;
    print!("{}", summary(&audit));
    if audit.differences.is_empty() {
        return Ok(());
    }
    for difference in audit.differences.iter().take(PRINTED_MAX) {
        println!("  {difference}");
    }
    match audit.differences.len() {
        1 => bail!("the ledger differs from the payments' logs in one place"),
        count => bail!("the ledger differs from the payments' logs in {count} places"),
    }
}

/// Compares the ledgers of a data folder with the logs of its payments.
///
/// Where Kassa is at work, a log is read at another moment than the ledger: what two readings do
/// not both show was under way.
pub fn audit(data_dir: &Path) -> anyhow::Result<Audit> {
    let folder = Folder::at(data_dir)?;
    let first = Audit::of(&folder)?;
    if first.differences.is_empty() {
        return Ok(first);
    }
    sleep(READING_INTERVAL);
    let mut second = Audit::of(&folder)?;
    second
        .differences
        .retain(|difference| first.differences.contains(difference));
    Ok(second)
}

fn summary(audit: &Audit) -> String {
    let mut lines = vec![format!(
        "{}, {}, {}",
        counted(audit.payments, "payment"),
        counted(audit.accounts.len(), "account"),
        counted(audit.postings, "posting"),
    )];
    for account in &audit.accounts {
        lines.push(format!("{} ({})", account.display_name, account.id));
        for (currency, ledger_account, minor) in account.books.sums() {
            let name = ledger_account.as_str().replace('_', " ");
            lines.push(format!("  {name:<18} {}", amount(minor, currency)));
        }
    }
    if audit.waiting > 0 {
        lines.push(format!(
            "{} on the way: payments tell their accounts within seconds while Kassa runs",
            counted(audit.waiting, "posting"),
        ));
    }
    if audit.differences.is_empty() {
        lines.push("Every posting is in its ledger once, and the books sum to zero.".to_owned());
    }
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn amount(minor: i128, currency: Currency) -> String {
    let money = i64::try_from(minor).map(|minor| Money::new(minor, currency));
    match money {
        Ok(Ok(money)) => money.to_string(),
        Ok(Err(_)) | Err(_) => format!("{minor} minor units of {currency}"),
    }
}
