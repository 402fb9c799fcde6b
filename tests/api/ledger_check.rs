//! `kassa ledger check` on a real data folder: clean while Kassa runs and after it was killed, and
//! never when somebody has changed a figure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kassa::ledger;
use rusqlite::Connection;
use serde_json::Value;

use crate::harness::Kassa;
use crate::support::{Merchant, VISA, eventually, text};

/// After this, a payment's object is sure to have told its account and is not woken for it any
/// more: what its ledger lacks then will not come.
const TELLING: Duration = Duration::from_secs(8);
const RECOVERY: Duration = Duration::from_secs(30);

/// The exit code and what was printed.
fn check(data_dir: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kassa"))
        .args(["ledger", "check", "--data-dir"])
        .arg(data_dir)
        .output()
        .expect("the command");
    let printed = [output.stdout, output.stderr].concat();
    let code = output.status.code().expect("an exit code");
    (code, String::from_utf8_lossy(&printed).into_owned())
}

async fn nothing_waits(server: &Kassa) {
    eventually("every payment has told its account", RECOVERY, || async {
        let audit = ledger::audit(server.data_dir()).expect("a folder");
        (audit.waiting == 0).then_some(())
    })
    .await;
}

/// The database of the account in whose ledger something is.
fn ledger_database(data_dir: &Path) -> PathBuf {
    let folder = data_dir.join("objects").join("kassa-AccountObject");
    let files = fs::read_dir(folder).expect("accounts");
    files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "sqlite"))
        .find(|path| {
            let database = Connection::open(path).expect("a database");
            let count = database.query_row("SELECT count(*) FROM ledger", [], |row| row.get(0));
            count.is_ok_and(|count: i64| count > 0)
        })
        .expect("a ledger")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_ledger_is_found_and_the_payment_named() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let mut intents: Vec<Value> = Vec::new();
    for minor in [1999, 5000] {
        let intent = merchant.create(minor, "usd", &[]).await;
        intents.push(merchant.confirm(&intent, VISA).await.ok());
    }
    nothing_waits(&server).await;
    let (code, printed) = check(server.data_dir());
    assert_eq!(code, 0, "while Kassa runs: {printed}");
    assert!(
        printed.contains("2 payments, 2 accounts, 2 postings"),
        "{printed}"
    );
    // 2.9 % of both, and 0.30 for each.
    assert!(printed.contains("processing fees    2.63 USD"), "{printed}");

    tokio::time::sleep(TELLING).await;
    server.kill();
    let (code, printed) = check(server.data_dir());
    assert_eq!(code, 0, "after it was killed: {printed}");

    let database = ledger_database(server.data_dir());
    let first = text(&intents[0], "id");
    let row_of_first = format!("json_extract(json, '$.payment_intent') = '{first}'");
    let untouched = fs::read(&database).expect("a file");
    let alterations = [
        // Ten dollars more for the merchant, the books still at zero.
        (
            format!(
                "UPDATE ledger SET json = replace(replace(json, '1999', '2999'), '1911', '2911') \
                 WHERE {row_of_first}"
            ),
            "amount is 29.99 USD in the ledger, 19.99 USD by the log",
        ),
        (
            format!("UPDATE ledger SET json = replace(json, '1911', '1912') WHERE {row_of_first}"),
            "is damaged: the entries leave 0.01 USD over",
        ),
        (
            format!("DELETE FROM ledger WHERE {row_of_first}"),
            "is in its log and in no ledger",
        ),
        (
            format!("DELETE FROM documents WHERE id = '{first}'"),
            "which does not list the payment",
        ),
    ];
    for (alteration, told) in alterations {
        alter(&database, &alteration);
        let (code, printed) = check(server.data_dir());
        assert_eq!(code, 1, "{alteration}: {printed}");
        let line = printed.lines().find(|line| line.contains(told));
        let line = line.unwrap_or_else(|| panic!("{alteration}: {printed}"));
        assert!(line.contains(first), "{line}");
        fs::write(&database, &untouched).expect("restored");
    }

    alter(
        &database,
        "UPDATE balances SET merchant_balance = merchant_balance + 1",
    );
    let (code, printed) = check(server.data_dir());
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("is 6737, its postings sum to 6736"),
        "{printed}"
    );
    assert!(
        printed.contains("the books in usd leave 1 over"),
        "{printed}"
    );
    fs::write(&database, &untouched).expect("restored");

    alter_a_log(server.data_dir(), first);
    let (code, printed) = check(server.data_dir());
    assert_eq!(code, 1, "{printed}");
    let told = printed
        .lines()
        .find(|line| line.contains("is in the ledger of"));
    assert!(told.is_some_and(|line| line.contains(first)), "{printed}");
}

fn alter(database: &Path, statement: &str) {
    let connection = Connection::open(database).expect("a database");
    let changed = connection.execute(statement, []).expect("altered");
    assert!(changed > 0, "{statement}");
}

/// A payment's log without the end of it: the capture never was.
fn alter_a_log(data_dir: &Path, intent: &str) {
    let folder = data_dir.join("objects").join("kassa-PaymentObject");
    for file in fs::read_dir(folder).expect("payments") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|kind| kind != "sqlite") {
            continue;
        }
        let connection = Connection::open(&path).expect("a database");
        let last = "DELETE FROM events WHERE json_extract(json, '$.event.event') = 'captured' \
             AND EXISTS (SELECT 1 FROM events WHERE json_extract(json, '$.event.id') = ?)";
        // The folder's own database has no such table.
        if connection.execute(last, [intent]) == Ok(1) {
            return;
        }
    }
    panic!("no log of {intent}");
}
