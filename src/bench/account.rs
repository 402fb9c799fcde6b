//! Accounts that hold a given number of payments.

use anyhow::Context;
use serde::Deserialize;

use super::load::{Connection, Question, Until, run};
use super::subject::{CREATE_FORM, Subject};
use crate::keys::Account;
use crate::progress::Step;

const CONNECTIONS: usize = 32;
/// Between two reports of how far it is.
const PAYMENTS_AT_ONCE: u64 = 500;

/// Creates payments through the API until the account has as many.
pub fn fill(
    subject: &Subject,
    account: &Account,
    payments: u64,
    step: &Step,
) -> anyhow::Result<()> {
    let create = Question::post("/v1/payment_intents", &account.secret_key, CREATE_FORM);
    let mut made = 0;
    while made < payments {
        step.advance(made, payments, "filling an account with payments");
        let count = PAYMENTS_AT_ONCE.min(payments - made);
        run(
            subject.port(),
            CONNECTIONS,
            Until::Done(count),
            &|connection| connection.ask(&create).map(drop),
        )
        .context("filling an account")?;
        made += count;
    }
    Ok(())
}

/// The newest of its payment intents.
pub fn newest_intent(subject: &Subject, account: &Account) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Item>,
    }
    #[derive(Deserialize)]
    struct Item {
        id: String,
    }
    let ask = Question::get_with("/v1/payment_intents?limit=1", &account.secret_key);
    let mut connection = Connection::open(subject.port())?;
    let list: List = serde_json::from_slice(connection.ask(&ask)?).context("reading a list")?;
    let newest = list.data.into_iter().next();
    newest
        .map(|item| item.id)
        .context("an account without payments")
}
