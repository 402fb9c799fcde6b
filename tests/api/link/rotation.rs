//! A new key for what Link keeps, while buyers pay, and what does not open.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use kassa::serve::config::storage_folder;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Browser, CVC, address, id_of, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::support::{
    Merchant, Request, SOON, VISA, asking_tool, complained, eventually, printed, run, text, tool,
    with,
};

/// `kassa vault …` for this server.
fn vault(server: &Kassa, arguments: &[&str]) -> Command {
    tool(server, &[&["vault"], arguments].concat())
}

fn rotate(server: &Kassa) -> Command {
    asking_tool(server, &["vault", "rotate"])
}

/// Changes the keys as an operator does, and starts again with them.
async fn change_keys(server: &mut Kassa, change: &[&str]) {
    printed(&run(vault(server, change)));
    let secrets = server.stored_secrets();
    server
        .restart_with_secrets(secrets)
        .await
        .expect("workerd again");
}

/// The databases of a class of objects.
fn databases(server: &Kassa, class: &str) -> Vec<PathBuf> {
    let folder = server
        .data_dir()
        .join("objects")
        .join(storage_folder(class));
    let entries = folder.read_dir().expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_object = |path: &PathBuf| {
        path.extension().is_some_and(|kind| kind == "sqlite")
            && path.file_stem().is_some_and(|name| name != "metadata")
    };
    paths.filter(is_object).collect()
}

/// Every record of every consumer: kind and sealed text.
fn records(server: &Kassa) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in databases(server, "ConsumerObject") {
        let database = Connection::open(path).expect("a database");
        let mut query = database
            .prepare("SELECT kind, sealed FROM records")
            .expect("a query");
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        found.extend(rows.expect("rows").map(|row| row.expect("a row")));
    }
    found
}

/// How many names the index has.
fn listed(server: &Kassa) -> i64 {
    let count = |path| {
        let database = Connection::open(path).expect("a database");
        let query = "SELECT count(*) FROM consumers";
        database.query_row(query, [], |row| row.get::<_, i64>(0))
    };
    let shards = databases(server, "ConsumerIndexObject").into_iter();
    shards.map(|path| count(path).expect("a count")).sum()
}

/// A buyer with a card, on a device that has proven the address.
async fn buyer(merchant: &Merchant, name: &str) -> Browser {
    let email = format!("{name}+{}", address(merchant));
    let mut browser = Browser::at(merchant);
    paid_and_saved(&mut browser, merchant, &email).await;
    kept_cards(&browser, merchant).await;
    browser.prove(&email, "424242").await.ok();
    browser
}

async fn pays(browser: &mut Browser, merchant: &Merchant) {
    let offers = kept_cards(browser, merchant).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let pay = [("payment_method", id_of(&offers[0]))];
    let paid = browser.confirm(&intent, &with(&pay, CVC)).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

fn last4s(consumer: &Value) -> Vec<&str> {
    let cards = consumer["cards"].as_array().expect("cards");
    cards.iter().map(|card| text(card, "last4")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_takes_over_while_buyers_pay_and_the_old_one_can_go() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let mut buyers = Vec::new();
    for name in ["jenny", "james", "joan"] {
        buyers.push(buyer(&merchant, name).await);
    }
    change_keys(&mut server, &["add-key"]).await;
    let is_old = |(_, sealed): &(String, String)| sealed.starts_with("v1.");
    assert!(records(&server).iter().filter(|it| is_old(it)).count() >= 12);

    let rotating = rotate(&server);
    let rotating = tokio::task::spawn_blocking(|| run(rotating));
    for browser in &mut buyers {
        pays(browser, &merchant).await;
    }
    let told = printed(&rotating.await.expect("the tool"));
    assert!(told.contains("3 consumers under version 2"), "{told}");
    assert!(told.contains("No record is left under version 1"), "{told}");
    assert!(told.contains("kassa vault remove-key 1"), "{told}");

    let again = printed(&run(rotate(&server)));
    assert!(again.contains("0 of them re-wrapped"), "{again}");
    change_keys(&mut server, &["remove-key", "1"]).await;
    assert_eq!(records(&server).iter().filter(|it| is_old(it)).count(), 0);
    for browser in &mut buyers {
        assert_eq!(last4s(&browser.consumer().await), ["4242"]);
        pays(browser, &merchant).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_goes_too_early_is_told_and_nothing_is_lost() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let mut browser = buyer(&merchant, "jenny").await;
    let first = server.stored_secrets();
    printed(&run(vault(&server, &["add-key"])));
    let both = server.stored_secrets();
    change_keys(&mut server, &["remove-key", "1"]).await;

    // Not an account without cards.
    assert_eq!(browser.own("consumer", &[]).await.status, 500);
    let told = complained(&run(rotate(&server)));
    assert!(told.contains("profile/1 of consumer "), "{told}");
    assert!(told.contains("version 1 of its key is gone"), "{told}");
    assert!(!told.contains("jenny"), "{told}");
    assert_ne!(first.vault_keys, both.vault_keys);

    server
        .restart_with_secrets(both)
        .await
        .expect("workerd again");
    printed(&run(rotate(&server)));
    assert_eq!(last4s(&browser.consumer().await), ["4242"]);
    pays(&mut browser, &merchant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swapped_or_altered_row_does_not_open_and_is_named() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let buyers = [
        buyer(&merchant, "jenny").await,
        buyer(&merchant, "james").await,
    ];
    let third = buyer(&merchant, "joan").await;
    printed(&run(vault(&server, &["add-key"])));
    server.kill();
    let files = databases(&server, "ConsumerObject");
    let open = |path: &PathBuf| Connection::open(path).expect("a database");
    let profile_of = |path: &PathBuf| {
        let query = "SELECT sealed FROM records WHERE kind = 'profile'";
        let sealed = open(path).query_row(query, [], |row| row.get::<_, String>(0));
        sealed.expect("a profile")
    };
    let put = |path: &PathBuf, kind: &str, sealed: &str| {
        let query = "UPDATE records SET sealed = ? WHERE kind = ?";
        open(path).execute(query, [sealed, kind]).expect("written");
    };
    // Two buyers' profiles change places, and the third one's card becomes another text.
    let [one, other, last] = &files[..] else {
        panic!("three consumers");
    };
    let (first, second) = (profile_of(one), profile_of(other));
    put(one, "profile", &second);
    put(other, "profile", &first);
    put(last, "card", &profile_of(last));
    let secrets = server.stored_secrets();
    server
        .restart_with_secrets(secrets)
        .await
        .expect("workerd again");

    for browser in buyers.iter().chain([&third]) {
        assert_eq!(browser.own("consumer", &[]).await.status, 500);
    }
    let told = complained(&run(rotate(&server)));
    let named = |record: &str| told.matches(record).count();
    assert_eq!(named("profile/1 of consumer "), 2, "{told}");
    assert_eq!(named("it was altered, or is another's"), 3, "{told}");
    assert!(told.contains("card/"), "{told}");
    assert!(
        told.contains("Version 1 has to stay: 3 records left"),
        "{told}"
    );
    // The others are under the new key all the same.
    let is_old = |(_, sealed): &&(String, String)| sealed.starts_with("v1.");
    assert_eq!(records(&server).iter().filter(is_old).count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_to_the_end_is_not_begun() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let mut browser = buyer(&merchant, "jenny").await;
    server.kill();
    let [file] = &databases(&server, "ConsumerObject")[..] else {
        panic!("one consumer");
    };
    let database = || Connection::open(file).expect("a database");
    let profile = || {
        let query = "SELECT sealed FROM records WHERE kind = 'profile'";
        let sealed = database().query_row(query, [], |row| row.get::<_, String>(0));
        sealed.expect("a profile")
    };
    let broken = "UPDATE records SET sealed = 'v1.x.y' WHERE kind = 'card'";
    database().execute(broken, []).expect("written");
    let before = profile();
    server.restart().await;

    // The name would be written before the cards are looked at.
    let email = format!("jenny+{}", address(&merchant));
    let save = [
        ("link[save]", "true"),
        ("link[email]", email.as_str()),
        ("link[name]", "Jenny Rosen"),
    ];
    let intent = merchant.create(1999, "usd", &[]).await;
    let paid = browser.confirm(&intent, &with(VISA, &save)).await.ok();
    assert_eq!(paid["status"], "succeeded");
    eventually("the card is not kept", SOON, || async {
        let told = server.log_tail().contains("does not open");
        told.then_some(())
    })
    .await;
    assert_eq!(profile(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_crash_leaves_is_found_by_the_next_key() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    for wait_ms in [0, 2, 5, 10, 20, 40] {
        let email = format!("{wait_ms}+{}", address(&merchant));
        let mut browser = Browser::at(&merchant);
        paid_and_saved(&mut browser, &merchant, &email).await;
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        server.kill();
        server.restart().await;
    }
    change_keys(&mut server, &["add-key"]).await;
    printed(&run(rotate(&server)));
    let left: Vec<_> = records(&server)
        .into_iter()
        .filter(|(_, sealed)| !sealed.starts_with("v2."))
        .collect();
    assert_eq!(left, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_has_who_keeps_something_and_nobody_else() {
    let server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let browser = Browser::at(&merchant);
    browser.ask(&address(&merchant)).await.ok();
    assert_eq!(records(&server).len(), 1, "a question for a code");
    assert_eq!(listed(&server), 0);

    let browser = buyer(&merchant, "jenny").await;
    assert_eq!(listed(&server), 1);
    browser.own("erase", &[]).await.ok();
    eventually("the name is gone", SOON, || async {
        (listed(&server) == 0).then_some(())
    })
    .await;
    buyer(&merchant, "jenny").await;
    assert_eq!(listed(&server), 1, "who comes back is listed again");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_operator_rotates_and_only_from_where_there_is_something() {
    let merchant = Merchant::new("US").await;
    let url = merchant.url("/operator/vault/rotate");
    let body = |cursor: Value| json!({ "cursor": cursor }).to_string();
    let post = |body: String| Request::post(url.clone()).body(body);
    for key in [merchant.secret_key(), "nonsense"] {
        let refused = post(body(Value::Null)).bearer(key).send().await;
        assert_eq!(refused.status, 401);
    }
    for cursor in ["", "1", "64.", "-1.", "x.y"] {
        let asked = post(body(json!(cursor))).bearer(merchant.operator_token());
        assert_eq!(asked.send().await.status, 400, "{cursor}");
    }
    let asked = post(body(Value::Null)).bearer(merchant.operator_token());
    let page = asked.send().await.ok();
    assert_eq!(page["newest"], 1);
    assert_eq!(page["next"], "1.");
    assert_eq!(page["unreadable"], json!([]));
}
