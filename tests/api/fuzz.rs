//! Random requests over every route of the router's own table: whatever comes, the answer is JSON
//! in the documented envelope, never a 5xx, and the server goes on serving.
//!
//! `KASSA_SEED=7` repeats a run, `KASSA_NIGHTLY=10` sends ten times as many.

mod parameters;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use edge_worker::router::{Access, ROUTES, Row};
use serde_json::Value;

use crate::support::{Answer, Merchant, Request, Rng, all, encode};
use parameters::{FIRST, HOSTILE, Parameter, needed_by, parameters_of};

/// Merchants who send requests at the same time, each from a seed of their own.
const MERCHANTS: u64 = 4;
const REQUESTS_EACH: u64 = 1_500;
/// Beside what the route needs.
const PARAMETERS_MAX: usize = 5;
/// Of one kind, so that what came first is still asked for at the end.
const IDS_MAX: usize = 40;

/// Names of routes that have answered 200.
type Reached = Arc<Mutex<BTreeSet<&'static str>>>;

#[tokio::test(flavor = "multi_thread")]
async fn no_request_makes_the_server_fail() {
    let seed = Rng::seed();
    let nightly = std::env::var("KASSA_NIGHTLY").ok();
    let times: u64 = nightly.and_then(|n| n.parse().ok()).unwrap_or(1);
    let reached = Reached::default();
    all((0..MERCHANTS).map(|nth| {
        let reached = reached.clone();
        async move {
            let mut fuzzer = Fuzzer::new(seed + nth, reached).await;
            for _ in 0..REQUESTS_EACH * times {
                fuzzer.send_any().await;
            }
            fuzzer.assert_serves().await;
        }
    }))
    .await;
    // Requests that only ever fail would prove little. Chance signs nothing and has no buyer's cookie.
    let reached = reached.lock().expect("not poisoned");
    let is_hoped_for = |row: &&Row| row.access != Access::OwnPages && !row.name.contains("passkey");
    let hoped_for = || ROUTES.iter().filter(is_hoped_for);
    let never = hoped_for().filter(|row| !reached.contains(row.name));
    let never: Vec<_> = never.map(|row| row.name).collect();
    assert!(
        never.len() * 4 <= hoped_for().count(),
        "never 200: {never:?}"
    );
}

/// A merchant whose server has lost its mind.
struct Fuzzer {
    seed: u64,
    rng: Rng,
    merchant: Merchant,
    /// Ids that answers have told, by their prefixes.
    ids: BTreeMap<String, Vec<String>>,
    reached: Reached,
}

impl Fuzzer {
    async fn new(seed: u64, reached: Reached) -> Self {
        let merchant = Merchant::new("US").await;
        let mut fuzzer = Self {
            seed,
            rng: Rng::new(seed),
            merchant,
            ids: BTreeMap::new(),
            reached,
        };
        fuzzer.begin().await;
        fuzzer
    }

    /// Something of the kinds that chance alone would seldom make.
    async fn begin(&mut self) {
        for more in [
            &[][..],
            &[("capture_method", "manual")],
            &[("metadata[order]", "1")],
        ] {
            let paid = self.merchant.pay_with("pm_card_visa", 5_000, "usd", more);
            let paid = paid.await;
            self.note_ids(&paid);
        }
        let disputed = "pm_card_createDispute";
        let paid = self.merchant.pay_with(disputed, 5_000, "usd", &[]).await;
        self.note_ids(&paid);
        for (path, form) in FIRST {
            let made = self.merchant.post(path, form).send().await.ok();
            self.note_ids(&made);
        }
    }

    async fn send_any(&mut self) {
        let row = self.rng.pick(ROUTES);
        let sent = self.parameters(row);
        let path = self.path(row);
        let request = self.request(row, &path, &sent);
        let answer = match request.try_send().await {
            Ok(answer) => answer,
            Err(error) => panic!("{}: {error}", self.told(row, &path, &sent)),
        };
        if let Err(broken) = check(&answer) {
            let told = self.told(row, &path, &sent);
            panic!("{broken}: {told}\n{} {}", answer.status, answer.text());
        }
        if answer.status == 200 {
            self.reached.lock().expect("not poisoned").insert(row.name);
            self.note_ids(&answer.json());
        }
    }

    fn parameters(&mut self, row: &Row) -> Vec<(&'static str, String)> {
        let mut chosen: Vec<Parameter> = Vec::new();
        if self.rng.percent(75) {
            chosen.extend(needed_by(row));
        }
        let known = parameters_of(row);
        for _ in 0..self.rng.below(PARAMETERS_MAX) {
            chosen.push(*self.rng.pick(&known));
        }
        let sent = chosen.into_iter();
        sent.map(|(name, values)| (name, self.value(values)))
            .collect()
    }

    fn value(&mut self, plausible: &[&'static str]) -> String {
        if self.rng.percent(10) {
            return (*self.rng.pick(HOSTILE)).to_owned();
        }
        let value = *self.rng.pick(plausible);
        match value.strip_prefix('@') {
            Some(prefix) => self.id(prefix),
            None => value.to_owned(),
        }
    }

    /// An id that the server has told, or one like it.
    fn id(&mut self, prefix: &str) -> String {
        match self.ids.get(prefix) {
            Some(known) if self.rng.percent(85) => self.rng.pick(known).clone(),
            Some(_) | None => format!("{prefix}_{:022}", self.rng.below(1_000)),
        }
    }

    fn path(&mut self, row: &Row) -> String {
        let mut path = row.path.to_owned();
        while path.contains("{}") {
            let id = match row.name.split("::").next() {
                _ if self.rng.percent(5) => {
                    let hostile = *self.rng.pick(HOSTILE);
                    form_urlencoded::byte_serialize(hostile.as_bytes()).collect()
                }
                Some("payment_intents") => self.id("pi"),
                Some("setup_intents") => self.id("seti"),
                Some("charges") => self.id("ch"),
                Some("refunds") => self.id("re"),
                Some("disputes") => self.id("du"),
                Some("events") => self.id("evt"),
                Some("webhook_endpoints") => self.id("we"),
                Some("balance_transactions") => self.id("txn"),
                Some("customers") => self.id("cus"),
                Some("confirmation_tokens") => self.id("ctoken"),
                Some("payment_methods") if path.starts_with("/v1/customers/{}") => self.id("cus"),
                Some("payment_methods") => self.id("pm"),
                Some("payment_method_domains") => self.id("pmd"),
                Some("payment_method_configurations") => self.id("pmc"),
                Some("mandates") => self.id("mandate"),
                Some("link") => self.id("lkch"),
                _ => {
                    let prefixes: Vec<String> = self.ids.keys().cloned().collect();
                    let prefix = self.rng.pick(&prefixes).clone();
                    self.id(&prefix)
                }
            };
            path = path.replacen("{}", &id, 1);
        }
        path
    }

    fn request(&mut self, row: &Row, path: &str, sent: &[(&str, String)]) -> Request {
        let pairs: Vec<_> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
        let encoded = encode(&pairs);
        let method = Method::from_bytes(row.method.to_string().as_bytes()).expect("a method");
        let url = self.merchant.url(path);
        let request = if method == Method::POST {
            let body = match self.rng.percent(3) {
                true => format!("{encoded}&a[=%zz&[b]=%00&=&%"),
                false => encoded,
            };
            Request::post(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(body)
        } else {
            Request::new(method, format!("{url}?{encoded}"))
        };
        let [right, wrong] = match row.access {
            Access::PublishableKey => [self.merchant.publishable_key(), self.merchant.secret_key()],
            _ => [self.merchant.secret_key(), self.merchant.publishable_key()],
        };
        let request = match self.rng.below(50) {
            0 => request,
            1 => request.bearer(wrong),
            2 => request.bearer("sk_test_nobody"),
            _ => request.bearer(right),
        };
        match self.rng.below(20) {
            0 => request.idempotency_key(&format!("key-{}", self.rng.below(5))),
            _ => request,
        }
    }

    fn note_ids(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                let Some((prefix, rest)) = text.split_once('_') else {
                    return;
                };
                let is_id = prefix.len() <= 7
                    && rest.len() >= 16
                    && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let known = self.ids.entry(prefix.to_owned()).or_default();
                if is_id && known.len() < IDS_MAX && !known.contains(text) {
                    known.push(text.clone());
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.note_ids(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.note_ids(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        self.ids.retain(|_, known| !known.is_empty());
    }

    fn told(&self, row: &Row, path: &str, sent: &[(&str, String)]) -> String {
        format!("seed {}, {} {path} {sent:?}", self.seed, row.method)
    }

    async fn assert_serves(&self) {
        let paid = self.merchant.pay_with("pm_card_visa", 1_999, "usd", &[]);
        assert_eq!(paid.await["status"], "succeeded", "seed {}", self.seed);
    }
}

/// Errors: what every answer has, and this one lacks.
fn check(answer: &Answer) -> Result<(), &'static str> {
    if answer.status >= 500 {
        return Err("a 5xx");
    }
    let Ok(json) = serde_json::from_slice::<Value>(&answer.body) else {
        return Err("not JSON");
    };
    if !answer.header("Request-Id").starts_with("req_") {
        return Err("no Request-Id");
    }
    let error = &json["error"];
    if answer.status == 200 {
        return match error {
            Value::Null => Ok(()),
            _ => Err("an error in a success"),
        };
    }
    let kind = error["type"].as_str().unwrap_or_default();
    let message = error["message"].as_str().unwrap_or_default();
    if kind.is_empty() || message.is_empty() {
        return Err("not Stripe's envelope");
    }
    match answer.status {
        400 | 401 | 402 | 403 | 404 | 409 | 429 => Ok(()),
        _ => Err("a status that is not documented"),
    }
}
