//! The table of rules, as an operator reads and changes it.

use std::fs;
use std::process::Output;

use axum::http::Method;
use serde_json::json;

use super::{Operator, TABLE, rule};
use crate::harness::Kassa;
use crate::link::Browser;
use crate::support::{Merchant, Request, asking_tool, complained, printed, run};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_changes_holds_at_once_and_after_a_restart() {
    let mut server = Kassa::start().await;
    let operator = Operator(&server);
    let table = operator.table().await;
    assert_eq!(table["is_standard"], true);
    assert_eq!(rule(&table, "code_network")["limit"], 60);

    let merchant = Merchant::on(&server, "US").await;
    let changed = operator.change("code_network", "limit", 2).await;
    assert_eq!(changed["is_standard"], false);
    let browser = Browser::at(&merchant).with_address("198.51.100.1");
    browser.ask("one@example.com").await.ok();
    browser.ask("two@example.com").await.ok();
    let refused = browser.ask("three@example.com").await.error(429);
    assert_eq!(refused["code"], "link_code_too_often");

    server.restart().await;
    let operator = Operator(&server);
    assert_eq!(operator.table().await, changed);
    let standard = operator
        .request(|url| Request::new(Method::DELETE, url))
        .send()
        .await
        .ok();
    assert_eq!(standard, table);
    let browser = Browser::at(&merchant).with_address("198.51.100.2");
    for number in 0..3 {
        browser.ask(&format!("{number}@example.com")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_with_a_mistake_changes_nothing_and_is_told_where_it_is() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let before = operator.table().await;
    let mut wrong = before.clone();
    wrong["rules"][2]["limit"] = json!(-1);
    for (table, param) in [
        (wrong, "rules[2][limit]"),
        (json!({ "rules": "none" }), "rules"),
        (json!([]), ""),
    ] {
        let error = operator.send(&table).await.error(400);
        assert_eq!(error["param"], param);
    }
    let broken = operator.request(Request::post).body("{");
    broken.send().await.error(400);
    assert_eq!(operator.table().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_operator_reads_or_changes_the_rules() {
    let merchant = Merchant::new("US").await;
    let url = merchant.url(TABLE);
    for method in [Method::GET, Method::POST, Method::DELETE] {
        let request = Request::new(method, url.clone());
        for key in ["", merchant.secret_key(), merchant.publishable_key()] {
            let answer = request.clone().bearer(key).send().await;
            assert_eq!(answer.status, 401, "{}", answer.text());
        }
    }
    let put = Request::new(Method::PUT, url).bearer(merchant.operator_token());
    assert_eq!(put.send().await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tool_shows_changes_and_brings_back_the_rules() {
    let server = Kassa::start().await;
    let listed = printed(&kassa(&server, &["list"]));
    assert!(listed.contains("card_network"), "{listed}");
    assert!(listed.contains("standard"), "{listed}");

    let file = server.data_dir().join("rules.json");
    let table = printed(&kassa(&server, &["list", "--json"]));
    let path = file.to_str().expect("a path");
    fs::write(&file, table.replace("\"limit\": 500", "\"limit\": 501")).expect("a file");
    assert!(printed(&kassa(&server, &["set", path])).contains("501"));
    let changed = Operator(&server).table().await;
    assert_eq!(rule(&changed, "card_merchant")["limit"], 501);

    fs::write(&file, table.replace("\"limit\": 500", "\"limit\": -500")).expect("a file");
    let complaint = complained(&kassa(&server, &["set", path]));
    assert!(
        complaint.contains("[limit] must be a whole number"),
        "{complaint}"
    );
    assert!(printed(&kassa(&server, &["reset"])).contains("standard"));
    assert_eq!(Operator(&server).table().await["is_standard"], true);
}

fn kassa(server: &Kassa, arguments: &[&str]) -> Output {
    run(asking_tool(server, &[&["rules"], arguments].concat()))
}
