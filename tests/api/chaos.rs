//! Merchants at work while the process is killed again and again: afterwards nothing that was
//! acknowledged is missing, nothing happened twice at the provider, everybody has been told of
//! everything, and the books agree.
//!
//! `KASSA_SEED=7` repeats the merchants' choices and the moments of the kills.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use edge_worker::partners::sandbox::record::Record;
use edge_worker::partners::sandbox::wire::Effects;
use kassa::ledger;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::harness::{Kassa, WebhookReceiver};
use crate::support::{Answer, Merchant, Request, Rng, eventually, register, text};

const KILLS: usize = 20;
const MERCHANTS_AT_WORK: u64 = 6;
/// Longer than every timer that resumes what a crash interrupted, under load.
const RECOVERY: Duration = Duration::from_secs(60);
const AMOUNT: i64 = 5_000;

/// Everything that was acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// Bodies of answers, with the request that each belongs to.
    answers: Vec<(Request, String)>,
    /// What was refunded of each intent, by its id.
    paid: BTreeMap<String, i64>,
    setups: Vec<String>,
    customers: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_nothing_acknowledged_is_lost_or_done_twice() {
    let seed = Rng::seed();
    let mut server = Kassa::start().await;
    let merchant = Arc::new(Merchant::on(&server, "US").await);
    let receiver = WebhookReceiver::start().await;
    register(&merchant, receiver.url(), &["*"]).await;

    let over = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    let at_work: Vec<_> = (0..MERCHANTS_AT_WORK)
        .map(|nth| {
            let mut work = Work {
                rng: Rng::new(seed.wrapping_add(1 + nth)),
                merchant: merchant.clone(),
                acknowledged: acknowledged.clone(),
                keys: 0,
                nth,
            };
            let over = over.clone();
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    work.do_something().await;
                }
            })
        })
        .collect();
    let mut rng = Rng::new(seed);
    for _ in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(50 + rng.next() % 700)).await;
        server.kill();
        server.restart().await;
    }
    over.store(true, Ordering::Relaxed);
    for work in at_work {
        work.await.expect("no panic");
    }

    let acknowledged = acknowledged.lock().await;
    assert!(acknowledged.paid.len() > KILLS, "too little was done");
    eprintln!(
        "{} answers: {} payments, {} setups, {} customers",
        acknowledged.answers.len(),
        acknowledged.paid.len(),
        acknowledged.setups.len(),
        acknowledged.customers.len(),
    );
    assert_nothing_is_missing(&merchant, &acknowledged).await;
    assert_nothing_happened_twice(server.data_dir(), &acknowledged);
    assert_everybody_is_told(&merchant, &receiver, &acknowledged).await;
    assert_books(&server).await;
}

/// One merchant's server.
struct Work {
    rng: Rng,
    merchant: Arc<Merchant>,
    acknowledged: Arc<Mutex<Acknowledged>>,
    keys: u64,
    nth: u64,
}

impl Work {
    async fn do_something(&mut self) {
        match self.rng.below(10) {
            0 => self.make_a_customer().await,
            1 => self.set_up().await,
            _ => self.sell().await,
        }
    }

    async fn make_a_customer(&mut self) {
        let form = [("name", "Ada"), ("metadata[order]", "1")];
        let customer = self.ask("/v1/customers", &form).await.ok();
        let path = format!("/v1/customers/{}", text(&customer, "id"));
        let changed = self.ask(&path, &[("name", "Grace")]).await.ok();
        assert_eq!(changed["name"], "Grace");
        let id = text(&customer, "id").to_owned();
        self.acknowledged.lock().await.customers.push(id);
    }

    async fn set_up(&mut self) {
        let form = [
            ("confirm", "true"),
            ("payment_method", "pm_card_visa"),
            ("return_url", "https://shop.example/done"),
        ];
        let answer = self.ask("/v1/setup_intents", &form).await;
        if answer.status == 200 {
            let id = text(&answer.json(), "id").to_owned();
            self.acknowledged.lock().await.setups.push(id);
        }
    }

    /// A payment, sometimes captured later, sometimes given back in parts.
    async fn sell(&mut self) {
        let manual = self.rng.percent(30);
        let method = if manual { "manual" } else { "automatic" };
        let amount = AMOUNT.to_string();
        let form = [
            ("amount", amount.as_str()),
            ("currency", "usd"),
            ("capture_method", method),
        ];
        let intent = self.ask("/v1/payment_intents", &form).await.ok();
        let path = |action: &str| format!("/v1/payment_intents/{}{action}", text(&intent, "id"));
        // An attempt that a crash left in the dark is withdrawn, and the buyer tries once more.
        loop {
            let confirm = [("payment_method", "pm_card_visa")];
            let answer = self.ask(&path("/confirm"), &confirm).await;
            match answer.status {
                200 => break,
                402 => {}
                status => panic!("{status}: {}", answer.text()),
            }
        }
        if manual {
            self.ask(&path("/capture"), &[]).await.ok();
        }
        let mut refunded = 0;
        while self.rng.percent(40) && refunded < 3_000 {
            let part = [("payment_intent", text(&intent, "id")), ("amount", "700")];
            self.ask("/v1/refunds", &part).await.ok();
            refunded += 700;
        }
        let id = text(&intent, "id").to_owned();
        self.acknowledged.lock().await.paid.insert(id, refunded);
    }

    /// Sends a request until it is answered, as every official library does: with one key.
    async fn ask(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.keys += 1;
        let key = format!("{}-{}", self.nth, self.keys);
        let request = self.merchant.post(path, form).idempotency_key(&key);
        let answer = answered(&request).await;
        let body = answer.text();
        self.acknowledged.lock().await.answers.push((request, body));
        answer
    }
}

async fn answered(request: &Request) -> Answer {
    eventually("an answer between the crashes", RECOVERY, || async {
        let answer = request.try_send().await.ok()?;
        (!matches!(answer.status, 409 | 429) && answer.status < 500).then_some(answer)
    })
    .await
}

/// Every answer is given again, byte by byte, and every object is as its merchant left it.
async fn assert_nothing_is_missing(merchant: &Merchant, acknowledged: &Acknowledged) {
    for (request, body) in &acknowledged.answers {
        assert_eq!(&answered(request).await.text(), body);
    }
    for (id, refunded) in &acknowledged.paid {
        let path = format!("/v1/payment_intents/{id}?expand[]=latest_charge");
        let intent = merchant.get(&path).send().await.ok();
        assert_eq!(intent["status"], "succeeded", "{id}");
        assert_eq!(intent["amount_received"], AMOUNT, "{id}");
        assert_eq!(
            intent["latest_charge"]["amount_refunded"], *refunded,
            "{id}"
        );
    }
    for id in &acknowledged.setups {
        let setup = merchant.get(&format!("/v1/setup_intents/{id}"));
        assert_eq!(setup.send().await.ok()["status"], "succeeded", "{id}");
    }
    for id in &acknowledged.customers {
        let customer = merchant.get(&format!("/v1/customers/{id}"));
        assert_eq!(customer.send().await.ok()["name"], "Grace", "{id}");
    }
}

/// The provider took each payment's money from one attempt, once, and gave back each refund once.
fn assert_nothing_happened_twice(data_dir: &Path, acknowledged: &Acknowledged) {
    let mut kept: BTreeMap<String, Effects> = BTreeMap::new();
    for record in provider_records(data_dir) {
        let effects = &record.effects;
        assert!(effects.authorizations <= 1, "{record:?}");
        assert!(effects.captures <= 1, "{record:?}");
        let of_intent = kept.entry(record.intent.to_string()).or_default();
        of_intent.captures += effects.captures - effects.reversals.min(effects.captures);
        of_intent.refunded_minor += effects.refunded_minor;
    }
    for (id, refunded) in &acknowledged.paid {
        let kept = kept.get(id).expect("known to the provider");
        assert_eq!(kept.captures, 1, "{id}");
        assert_eq!(kept.refunded_minor, *refunded, "{id}");
    }
}

/// What the provider has noted of each attempt, read from its files.
fn provider_records(data_dir: &Path) -> Vec<Record> {
    let folder = data_dir.join("objects").join("kassa-SandboxObject");
    let files = fs::read_dir(folder).expect("objects");
    let paths = files.map(|entry| entry.expect("an entry").path());
    let databases = paths.filter(|path| {
        let is_database = path
            .extension()
            .is_some_and(|extension| extension == "sqlite");
        is_database && path.file_stem().is_some_and(|stem| stem != "metadata")
    });
    databases
        .filter_map(|path| {
            let database = Connection::open(path).expect("a database");
            let record = database.query_row("SELECT json FROM record", [], |row| row.get(0));
            let json: String = record.optional().ok().flatten()?;
            // An attempt that was called off before it arrived has no record.
            (!json.is_empty()).then(|| serde_json::from_str(&json).expect("a record"))
        })
        .collect()
}

/// The feed and the endpoint have heard of each payment's success and of each refund, once.
async fn assert_everybody_is_told(
    merchant: &Merchant,
    receiver: &WebhookReceiver,
    acknowledged: &Acknowledged,
) {
    let expected: BTreeSet<&str> = acknowledged.paid.keys().map(String::as_str).collect();
    let refunds: i64 = acknowledged.paid.values().map(|sum| sum / 700).sum();
    let refunds = usize::try_from(refunds).expect("a count");
    eventually("every webhook has arrived", RECOVERY, || async {
        let told = Told::of(receiver);
        let all = expected.iter().all(|id| told.succeeded.contains_key(*id));
        (all && told.refunds.len() >= refunds).then_some(())
    })
    .await;
    let told = Told::of(receiver);
    assert_eq!(told.refunds.len(), refunds);
    for (intent, events) in &told.succeeded {
        assert_eq!(events.len(), 1, "{intent} succeeded in {events:?}");
        let [event] = [events.first().expect("one")];
        merchant
            .get(&format!("/v1/events/{event}"))
            .send()
            .await
            .ok();
    }
}

/// What came to the endpoint, however often.
#[derive(Default)]
struct Told {
    /// Events of success, by intent.
    succeeded: BTreeMap<String, BTreeSet<String>>,
    refunds: BTreeSet<String>,
}

impl Told {
    fn of(receiver: &WebhookReceiver) -> Self {
        let mut told = Self::default();
        for webhook in receiver.received() {
            let event: Value = webhook.json();
            let object = text(&event["data"]["object"], "id").to_owned();
            match text(&event, "type") {
                "payment_intent.succeeded" => {
                    let events = told.succeeded.entry(object).or_default();
                    events.insert(text(&event, "id").to_owned());
                }
                "refund.created" => {
                    told.refunds.insert(object);
                }
                _ => {}
            }
        }
        told
    }
}

/// Every payment has told its account, and `kassa ledger check` finds nothing.
async fn assert_books(server: &Kassa) {
    let folder = server.data_dir();
    let audit = eventually("every outbox is drained", RECOVERY, || async {
        let audit = ledger::audit(folder).expect("a folder");
        (audit.waiting == 0).then_some(audit)
    })
    .await;
    let differences: Vec<_> = audit.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
    assert!(audit.postings > 0);
}
