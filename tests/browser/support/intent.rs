//! A payment intent, asked for by a merchant's server and looked at from behind the scenes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kassa::keys::Account;
use serde_json::Value;

use super::{Form, Request};
use crate::harness::Kassa;

const ATTEMPT_PREFIX: &str = "att_";

/// An intent and who may look at it.
#[derive(Clone, Debug)]
pub struct Intent {
    pub id: String,
    pub client_secret: String,
    /// The right to read it: the publishable key with the client secret.
    pub publishable_key: String,
}

impl Intent {
    /// A new intent over 20 dollars in the test's US account.
    pub async fn new(kassa: &Kassa) -> Self {
        Self::with(kassa, &[("amount", "2000"), ("currency", "usd")]).await
    }

    pub async fn with(kassa: &Kassa, form: Form<'_>) -> Self {
        Self::by(kassa, kassa.account(), form).await
    }

    /// A new intent of another account.
    pub async fn by(kassa: &Kassa, account: &Account, form: Form<'_>) -> Self {
        let intent = Request::post(kassa.url("/v1/payment_intents"))
            .bearer(&account.secret_key)
            .form(form)
            .send()
            .await
            .ok();
        let text = |name: &str| intent[name].as_str().expect("a text").to_owned();
        Self {
            id: text("id"),
            client_secret: text("client_secret"),
            publishable_key: account.publishable_key.clone(),
        }
    }

    /// The intent of the client secret that a page works with.
    pub fn of(client_secret: &str, publishable_key: &str) -> Self {
        let (id, _) = client_secret.split_once("_secret_").expect("a secret");
        Self {
            id: id.to_owned(),
            client_secret: client_secret.to_owned(),
            publishable_key: publishable_key.to_owned(),
        }
    }

    /// What it is now.
    pub async fn now(&self, kassa: &Kassa) -> Value {
        let Self {
            id,
            client_secret,
            publishable_key,
        } = self;
        let path =
            format!("/v1/payment_intents/{id}?key={publishable_key}&client_secret={client_secret}");
        Request::get(kassa.url(&path)).send().await.ok()
    }

    /// The types of its events, in their order. `secret_key` is the merchant's.
    pub async fn events(&self, kassa: &Kassa, secret_key: &str) -> Vec<String> {
        let events = Request::get(kassa.url("/v1/events?limit=100"));
        let events = events.bearer(secret_key).send().await.ok();
        let newest_first = events["data"].as_array().expect("a list").iter();
        newest_first
            .rev()
            .filter(|event| event["data"]["object"]["id"] == *self.id)
            .map(|event| event["type"].as_str().expect("a type").to_owned())
            .collect()
    }

    /// How often money was taken for it and kept, counted at the provider over all attempts.
    pub async fn charges(&self, kassa: &Kassa) -> u64 {
        let mut kept = 0;
        for attempt in self.attempts(kassa.data_dir()) {
            let url = kassa.url(&format!("/sandbox/{attempt}/effects"));
            let effects = Request::get(url).send().await.ok();
            let count = |name: &str| effects[name].as_u64().expect("a count");
            kept += count("captures") - count("reversals");
        }
        kept
    }

    /// No route tells of an attempt that was withdrawn, so its id is looked for in the files that
    /// hold the intent's object.
    fn attempts(&self, data_dir: &Path) -> BTreeSet<String> {
        let folder = data_dir.join("objects/kassa-PaymentObject");
        // A database is more than one file: its journal goes by its name.
        let mut databases: BTreeMap<String, String> = BTreeMap::new();
        for entry in fs::read_dir(folder).expect("objects") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy();
            let content = fs::read(&path).unwrap_or_default();
            databases
                .entry(stem.into_owned())
                .or_default()
                .push_str(&String::from_utf8_lossy(&content));
        }
        let of_this = databases
            .values()
            .filter(|content| content.contains(&self.id));
        of_this.flat_map(|content| attempts_in(content)).collect()
    }
}

fn attempts_in(content: &str) -> Vec<String> {
    let ids = content.split(ATTEMPT_PREFIX).skip(1);
    ids.map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric());
        format!("{ATTEMPT_PREFIX}{}", &rest[..end.unwrap_or(rest.len())])
    })
    .collect()
}
