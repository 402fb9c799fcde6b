//! The comparison of the ledgers with the logs.

use std::collections::{BTreeMap, HashMap};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::ledger::books::Books;
use shared::ledger::posting::{LedgerAccount, Posting};
use shared::ledger::postings::ledger_of;
use shared::ledger::settlement::DAY_S;
use shared::payment::apply::replay;

use super::difference::{Difference, fields};
use super::folder::{Folder, StoredAccount, StoredPayment, StoredPosting, Unreadable};

/// A payment that has something to tell is woken within seconds, or was to be before Kassa stopped.
const WAKES_SOON_MS: i64 = 60_000;

/// What a folder's ledgers hold, and where they differ from its logs.
#[derive(Debug, Default)]
pub struct Audit {
    pub payments: usize,
    /// By the logs.
    pub postings: usize,
    /// Postings that no ledger has yet, of payments that are about to tell.
    pub waiting: usize,
    pub accounts: Vec<AccountBooks>,
    pub differences: Vec<Difference>,
}

/// What stands in one account's ledger.
#[derive(Debug)]
pub struct AccountBooks {
    pub id: String,
    pub display_name: String,
    pub books: Books,
}

/// Every posting that is stored, by its id.
type Kept = HashMap<String, Vec<Place>>;

/// Where a posting is stored.
struct Place {
    account: usize,
    /// `None` where it is damaged, which is told already.
    posting: Option<Posting>,
    /// A log tells of it.
    known: bool,
}

impl Audit {
    /// Reads everything once. Errors: the folder cannot be read.
    pub fn of(folder: &Folder) -> anyhow::Result<Self> {
        let mut audit = Self::default();
        let (mut kept, mut accounts) = (Kept::new(), Vec::new());
        for account in folder.accounts()? {
            match account {
                Ok(account) => {
                    audit.take_account(accounts.len(), &account, &mut kept);
                    accounts.push(account);
                }
                Err(unreadable) => audit.differences.push(unreadable.into()),
            }
        }
        for payment in folder.payments()? {
            match payment {
                Ok(payment) => audit.take_payment(&payment, &accounts, &mut kept),
                Err(unreadable) => audit.differences.push(unreadable.into()),
            }
        }
        audit.nothing_extra(kept, &accounts);
        Ok(audit)
    }

    /// Reads the postings of an account, and compares its balances with them.
    fn take_account(&mut self, index: usize, account: &StoredAccount, kept: &mut Kept) {
        let mut days = Days::default();
        let mut books = Books::default();
        for row in &account.postings {
            let posting = match parse(row) {
                Ok(posting) => {
                    books.post(&posting);
                    days.post(&posting);
                    Some(posting)
                }
                Err(why) => {
                    self.differences.push(bad_posting(account, row, why));
                    None
                }
            };
            kept.entry(row.id.clone()).or_default().push(Place {
                account: index,
                posting,
                known: false,
            });
        }
        for (currency, rest) in books.unbalanced() {
            self.differences.push(Difference::Unbalanced {
                account: account.id.clone(),
                currency: currency.code().to_owned(),
                rest,
            });
        }
        self.differences.extend(days.differences(account));
        self.accounts.push(AccountBooks {
            id: account.id.clone(),
            display_name: account.display_name.clone(),
            books,
        });
    }

    fn take_payment(
        &mut self,
        payment: &StoredPayment,
        accounts: &[StoredAccount],
        kept: &mut Kept,
    ) {
        let Some(id) = replay(&payment.log).map(|payment| payment.id.to_string()) else {
            return;
        };
        self.payments += 1;
        let soon_ms = now_ms().saturating_add(WAKES_SOON_MS);
        let wakes_soon = payment.wakes_at_ms.is_some_and(|at| at <= soon_ms);
        let postings = match ledger_of(&payment.log) {
            Ok(postings) => postings,
            Err(error) => {
                let payment = id;
                self.differences
                    .push(Difference::Impossible { payment, error });
                return;
            }
        };
        for posting in postings {
            self.postings += 1;
            let places = kept.get_mut(posting.id().as_str());
            match places.map(Vec::as_mut_slice) {
                None | Some([]) if wakes_soon => self.waiting += 1,
                None | Some([]) => self.differences.push(Difference::Missing {
                    payment: id.clone(),
                    posting: Box::new(posting),
                }),
                Some([place]) => {
                    place.known = true;
                    let account = &accounts[place.account];
                    self.differences
                        .extend(compare(&id, account, place, &posting));
                }
                Some(places) => {
                    places.iter_mut().for_each(|place| place.known = true);
                    let account = |place: &Place| accounts[place.account].id.clone();
                    self.differences.push(Difference::Twice {
                        payment: id.clone(),
                        id: posting.id().to_string(),
                        accounts: places.iter().map(account).collect(),
                    });
                }
            }
        }
    }

    fn nothing_extra(&mut self, kept: Kept, accounts: &[StoredAccount]) {
        let mut extra: Vec<_> = kept
            .into_values()
            .flatten()
            .filter(|place| !place.known)
            .filter_map(|place| {
                let posting = Box::new(place.posting?);
                let account = accounts[place.account].id.clone();
                Some(Difference::Extra { account, posting })
            })
            .collect();
        extra.sort_by_key(ToString::to_string);
        self.differences.extend(extra);
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis().try_into().unwrap_or(i64::MAX))
}

/// A row of the ledger as a posting. Errors: it is none, or its columns say something else.
fn parse(row: &StoredPosting) -> Result<Posting, String> {
    let posting: Posting = serde_json::from_str(&row.json).map_err(|error| error.to_string())?;
    let columns = [
        ("id", row.id.as_str(), posting.id().as_str()),
        (
            "currency",
            row.currency.as_str(),
            posting.amount().currency().code(),
        ),
        ("type", row.kind.as_str(), posting.kind().type_name()),
    ];
    match columns.iter().find(|(_, column, told)| column != told) {
        Some((name, column, told)) => Err(format!("its {name} is {column} and {told}")),
        None => Ok(posting),
    }
}

/// What a stored posting has against the one that the log tells of.
fn compare(
    payment: &str,
    account: &StoredAccount,
    place: &Place,
    by_log: &Posting,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let (payment, id) = (payment.to_owned(), by_log.id().to_string());
    if !account.intents.contains(&payment) {
        differences.push(Difference::Elsewhere {
            payment: payment.clone(),
            id: id.clone(),
            account: account.id.clone(),
        });
    }
    match &place.posting {
        Some(stored) if stored != by_log => differences.push(Difference::Figures {
            payment,
            id,
            fields: fields(stored, by_log),
        }),
        Some(_) | None => {}
    }
    differences
}

/// A damaged row often still tells whose it is.
fn bad_posting(account: &StoredAccount, row: &StoredPosting, why: String) -> Difference {
    let json: serde_json::Value = serde_json::from_str(&row.json).unwrap_or_default();
    Difference::BadPosting {
        account: account.id.clone(),
        payment: json["payment_intent"].as_str().map(str::to_owned),
        id: row.id.clone(),
        why,
    }
}

/// What a ledger's postings make available on each day.
#[derive(Default)]
struct Days(BTreeMap<(String, i64), [i128; LedgerAccount::ALL.len()]>);

impl Days {
    fn post(&mut self, posting: &Posting) {
        let day = posting.available_on().div_euclid(DAY_S);
        let currency = posting.amount().currency().code().to_owned();
        let sums = self.0.entry((currency, day)).or_default();
        for entry in posting.entries() {
            for (account, sum) in LedgerAccount::ALL.iter().zip(&mut *sums) {
                if *account == entry.account {
                    *sum += i128::from(entry.amount.minor());
                }
            }
        }
    }

    /// Where the stored balances are not these sums, and do not add up.
    fn differences(mut self, account: &StoredAccount) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut rests: BTreeMap<&str, i128> = BTreeMap::new();
        let mut compare = |place: (&str, i64), stored: [i128; 5], sums: [i128; 5]| {
            for (index, ledger_account) in LedgerAccount::ALL.iter().enumerate() {
                if stored[index] != sums[index] {
                    let (currency, day) = place;
                    differences.push(Difference::Balance {
                        account: account.id.clone(),
                        place: format!("{currency} {}, day {day}", ledger_account.as_str()),
                        stored: stored[index],
                        sum: sums[index],
                    });
                }
            }
        };
        for row in &account.balances {
            let place = (row.currency.clone(), row.day);
            let sums = self.0.remove(&place).unwrap_or_default();
            let stored = row.sums.map(i128::from);
            compare((&row.currency, row.day), stored, sums);
            *rests.entry(&row.currency).or_default() += stored.iter().sum::<i128>();
        }
        for ((currency, day), sums) in &self.0 {
            compare((currency, *day), Default::default(), *sums);
        }
        let unbalanced = rests.into_iter().filter(|(_, rest)| *rest != 0);
        differences.extend(unbalanced.map(|(currency, rest)| Difference::Unbalanced {
            account: account.id.clone(),
            currency: currency.to_owned(),
            rest,
        }));
        differences
    }
}

impl From<Unreadable> for Difference {
    fn from(Unreadable { file, why }: Unreadable) -> Self {
        Self::Unreadable { file, why }
    }
}
