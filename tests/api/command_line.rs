//! `kassa events` and `kassa webhooks` against a running Kassa.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use kassa::keys::Accounts;
use serde_json::Value;

use crate::harness::Kassa;
use crate::support::{
    Merchant, SOON, VISA, asking_tool, complained, eventually, listening, printed, run, text, with,
};

/// A merchant whose keys are in the server's data folder, beside another's.
async fn merchant_with_keys(server: &Kassa) -> Merchant {
    let merchant = Merchant::on(server, "US").await;
    let accounts = Accounts {
        accounts: vec![server.account().clone(), merchant.account().clone()],
    };
    let json = serde_json::to_vec(&accounts).expect("JSON");
    fs::write(server.data_dir().join("keys.json"), json).expect("a file");
    merchant
}

fn command(server: &Kassa, merchant: &Merchant, arguments: &[&str]) -> Command {
    let mut command = asking_tool(server, arguments);
    command.args(["--account", &merchant.account().account]);
    command
}

/// A command that goes on, and its lines as they come.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the tool");
        let (send, lines) = channel();
        let out = child.stdout.take().expect("its output");
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    fn next(&self) -> String {
        let wait = Duration::from_secs(10);
        self.lines.recv_timeout(wait).expect("a line in time")
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_printed_oldest_first_for_people_and_for_programs() {
    let server = Kassa::start().await;
    let merchant = merchant_with_keys(&server).await;
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    let only = ["events", "--type", "payment_intent.*"];
    let lines = eventually("both events", SOON, || async {
        let printed = printed(&run(command(&server, &merchant, &only)));
        (printed.lines().count() == 2).then_some(printed)
    })
    .await;
    let lines: Vec<_> = lines.lines().collect();
    assert!(lines[0].contains("payment_intent.created"), "{lines:?}");
    assert!(lines[1].contains("payment_intent.succeeded"), "{lines:?}");
    let about = format!("{}  19.99 USD  succeeded", text(&paid, "id"));
    assert!(lines[1].ends_with(&about), "{lines:?}");

    let last = [
        "events",
        "--json",
        "-n",
        "1",
        "--type",
        "payment_intent.succeeded",
    ];
    let json = printed(&run(command(&server, &merchant, &last)));
    let event: Value = serde_json::from_str(&json).expect("a line of JSON");
    assert_eq!(event["type"], "payment_intent.succeeded");
    assert_eq!(event["data"]["object"]["id"], paid["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_followed_across_a_restart() {
    let mut server = Kassa::start().await;
    let merchant = merchant_with_keys(&server).await;
    merchant.create(1999, "usd", &[]).await;
    let created = [
        "events",
        "--follow",
        "--json",
        "--type",
        "payment_intent.created",
    ];
    let following = Following::start(command(&server, &merchant, &created));
    let amount_of = |line: String| {
        let event: Value = serde_json::from_str(&line).expect("a line of JSON");
        event["data"]["object"]["amount"].clone()
    };
    assert_eq!(amount_of(following.next()), 1999);
    for amount in [2001, 2002] {
        merchant.create(amount, "usd", &[]).await;
        assert_eq!(amount_of(following.next()), amount);
    }
    server.restart().await;
    merchant.create(2003, "usd", &[]).await;
    assert_eq!(amount_of(following.next()), 2003);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_resent_and_what_became_of_it_is_shown() {
    let server = Kassa::start().await;
    let merchant = merchant_with_keys(&server).await;
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    merchant.create(1999, "usd", &[]).await;
    let event = receiver.event("payment_intent.created").await.json();
    let (event, endpoint) = (text(&event, "id"), text(&endpoint, "id"));

    let listed = printed(&run(command(&server, &merchant, &["webhooks", "list"])));
    assert!(
        listed.contains(endpoint) && listed.contains("enabled"),
        "{listed}"
    );
    assert!(listed.contains(receiver.url()), "{listed}");

    let resend = ["webhooks", "resend", event, "--endpoint", endpoint];
    let answer = printed(&run(command(&server, &merchant, &resend)));
    assert!(
        answer.contains(event) && answer.contains("1 endpoint"),
        "{answer}"
    );
    eventually("the second delivery", SOON, || async {
        (receiver.received().len() >= 2).then_some(())
    })
    .await;
    let shown = ["webhooks", "deliveries", endpoint];
    eventually("both deliveries to be shown", SOON, || async {
        let lines = printed(&run(command(&server, &merchant, &shown)));
        (lines.matches("answered 200").count() == 2).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_what_to_do() {
    let mut server = Kassa::start().await;
    let merchant = merchant_with_keys(&server).await;
    let other = Merchant::on(&server, "US").await;
    let resend = ["webhooks", "resend", "evt_0000000000000000000000"];
    let error = complained(&run(command(&server, &merchant, &resend)));
    assert!(error.contains("No such event"), "{error}");

    let not_an_event = ["webhooks", "resend", "pi_1"];
    let error = complained(&run(command(&server, &merchant, &not_an_event)));
    assert!(error.contains("evt_"), "{error}");

    let error = complained(&run(command(&server, &other, &["events"])));
    assert!(error.contains("kassa keys"), "{error}");

    server.kill();
    let error = complained(&run(command(&server, &merchant, &["events"])));
    assert!(error.contains("--port"), "{error}");
}
