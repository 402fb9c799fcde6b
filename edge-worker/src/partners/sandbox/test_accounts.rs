//! Stripe's documented test bank accounts, by their numbers and by the names of their test payment
//! methods. Source: https://docs.stripe.com/testing and the pages of the single methods.

mod list;

use shared::gather::gather;
use shared::ids::AttemptId;
use shared::methods::MethodType;
use shared::payment::debit_failure::DebitFailure;
use std::collections::BTreeMap;

pub use list::{HABITS, TEST_ACCOUNTS};

/// What the bank does when the account is debited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DebitOutcome {
    Succeeds,
    Fails(DebitFailure),
    /// Succeeds, and the owner complains.
    Disputed,
    /// Nobody ever hears of it again.
    StaysOpen,
    /// The deposits that verify the account never arrive; a debit without them succeeds.
    CannotBeVerified,
    /// The account cannot be registered with the provider at all.
    Refused(DebitFailure),
}

/// A kind of test account, by the name that its test payment methods have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// `insufficientFunds` of `pm_usBankAccount_insufficientFunds`.
    pub name: &'static str,
    pub outcome: DebitOutcome,
    /// The outcome comes after minutes rather than a moment.
    pub is_slow: bool,
}

/// One test account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestAccount {
    pub method: MethodType,
    /// Its numbers, in the order of the method's details.
    pub identity: &'static str,
    /// Of its [`Habit`].
    pub habit: &'static str,
}

/// Numbers that no list has are those of an ordinary account.
const ORDINARY: &str = "success";
/// Begins the provider's name for an account whose numbers were typed in.
const TYPED: &str = "ba";
/// Begins the documented name of a test payment method, whose account counts as verified.
const DOCUMENTED: &str = "pm";

/// The provider's name for an account: it tells how the account behaves, and not its number.
///
/// Errors: nobody may debit the account.
pub fn tokenize(method: MethodType, identity: &str) -> Result<String, DebitFailure> {
    let known = TEST_ACCOUNTS
        .iter()
        .find(|account| account.method == method && account.identity == identity);
    let habit = known.map_or(ORDINARY, |account| account.habit);
    match habit_named(habit).map(|habit| habit.outcome) {
        Some(DebitOutcome::Refused(why)) => Err(why),
        Some(_) | None => Ok(format!("{TYPED}_{}_{habit}", family(method))),
    }
}

/// How the account behind a token behaves. An account that an earlier attempt was paid from goes by
/// the attempt's name.
pub fn habit_of(token: &str) -> Option<&'static Habit> {
    if AttemptId::parse(token).is_some() {
        return habit_named(ORDINARY);
    }
    habit_named(token.split('_').nth(2)?)
}

/// Whether the owner of the account has shown that it is theirs.
pub fn is_verified(token: &str) -> bool {
    token.split('_').next() == Some(DOCUMENTED)
}

/// The account of a documented test payment method, such as `pm_usBankAccount_success` or
/// `pm_sepaDebit_disputed_de`.
pub fn by_token(token: &str) -> Option<&'static TestAccount> {
    let mut parts = token.split('_');
    if parts.next() != Some(DOCUMENTED) {
        return None;
    }
    let (family_name, habit) = (parts.next()?, parts.next()?);
    let country = parts.next();
    let found = TEST_ACCOUNTS.iter().find(|account| {
        account.habit == habit
            && family(account.method) == family_name
            && country.is_none_or(|code| is_in(account.identity, code))
    })?;
    let is_refused =
        habit_named(habit).is_none_or(|habit| matches!(habit.outcome, DebitOutcome::Refused(_)));
    (!is_refused && parts.next().is_none()).then_some(found)
}

fn is_in(identity: &str, country: &str) -> bool {
    identity
        .get(..2)
        .is_some_and(|code| code.eq_ignore_ascii_case(country))
}

fn habit_named(name: &str) -> Option<&'static Habit> {
    HABITS.iter().find(|habit| habit.name == name)
}

/// `usBankAccount` of `us_bank_account`.
fn family(method: MethodType) -> String {
    let mut words = method.as_str().split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or_default();
        name + &initial.to_ascii_uppercase() + rest
    })
}

impl TestAccount {
    /// Its numbers by the names that the method's details have.
    pub fn details(&self) -> BTreeMap<String, String> {
        let details = self.method.row().details.iter();
        let numbers = details.filter(|detail| detail.form.names_an_account());
        let named = numbers.zip(self.identity.split('-'));
        gather(named.map(|(detail, number)| (detail.name.to_owned(), number.to_owned())))
    }
}
