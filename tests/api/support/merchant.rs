//! A merchant: an account of the test's own, and its two keys.

use std::sync::Arc;

use axum::http::Method;
use kassa::keys::Account;
use serde_json::Value;

use super::{Answer, Request};
use crate::harness::Kassa;

/// Parameters by their bracketed names.
pub type Form<'a> = &'a [(&'a str, &'a str)];

pub struct Merchant {
    origin: String,
    account: Account,
    operator_token: String,
    /// Keeps the shared server running.
    _server: Option<Arc<Kassa>>,
}

impl Merchant {
    /// A new account on the shared server.
    pub async fn new(country: &str) -> Self {
        let server = Kassa::shared().await;
        let account = server.create_account("Test merchant", country).await;
        Self {
            origin: server.origin(),
            account,
            operator_token: server.operator_token().to_owned(),
            _server: Some(server),
        }
    }

    /// A new account on a server of the test's own.
    pub async fn on(server: &Kassa, country: &str) -> Self {
        Self {
            origin: server.origin(),
            account: server.create_account("Test merchant", country).await,
            operator_token: server.operator_token().to_owned(),
            _server: None,
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn secret_key(&self) -> &str {
        &self.account.secret_key
    }

    pub fn publishable_key(&self) -> &str {
        &self.account.publishable_key
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Opens the operator's routes of this merchant's server.
    pub fn operator_token(&self) -> &str {
        &self.operator_token
    }

    /// A request with the secret key.
    pub fn get(&self, path: &str) -> Request {
        Request::get(self.url(path)).bearer(self.secret_key())
    }

    /// A request with the secret key.
    pub fn post(&self, path: &str, form: Form<'_>) -> Request {
        Request::post(self.url(path))
            .bearer(self.secret_key())
            .form(form)
    }

    /// A request with the secret key.
    pub fn delete(&self, path: &str) -> Request {
        Request::new(Method::DELETE, self.url(path)).bearer(self.secret_key())
    }

    /// A new intent.
    pub async fn create(&self, amount: i64, currency: &str, more: Form<'_>) -> Value {
        let amount = amount.to_string();
        let form = [&[("amount", amount.as_str()), ("currency", currency)], more].concat();
        self.post("/v1/payment_intents", &form).send().await.ok()
    }

    /// An intent that was paid with a token such as `pm_card_visa`.
    pub async fn pay_with(
        &self,
        token: &str,
        amount: i64,
        currency: &str,
        more: Form<'_>,
    ) -> Value {
        let pay = [
            ("confirm", "true"),
            ("payment_method", token),
            ("return_url", "https://shop.example/done"),
        ];
        self.create(amount, currency, &[&pay, more].concat()).await
    }

    /// A new setup intent.
    pub async fn create_setup(&self, form: Form<'_>) -> Value {
        self.post("/v1/setup_intents", form).send().await.ok()
    }

    pub async fn retrieve(&self, intent: &Value) -> Value {
        self.get(&path_of(intent, "")).send().await.ok()
    }

    pub async fn confirm(&self, intent: &Value, form: Form<'_>) -> Answer {
        self.post(&path_of(intent, "/confirm"), form).send().await
    }

    pub async fn capture(&self, intent: &Value, form: Form<'_>) -> Answer {
        self.post(&path_of(intent, "/capture"), form).send().await
    }

    pub async fn cancel(&self, intent: &Value, form: Form<'_>) -> Answer {
        self.post(&path_of(intent, "/cancel"), form).send().await
    }

    /// Ids of the newest intents.
    pub async fn listed_ids(&self, query: &str) -> Vec<String> {
        let list = self
            .get(&format!("/v1/payment_intents{query}"))
            .send()
            .await
            .ok();
        ids(&list)
    }

    /// The confirmation that the element sends: with the publishable key and the client secret.
    pub fn buyers_confirm(&self, intent: &Value, form: Form<'_>) -> Request {
        let keys = [
            ("key", self.publishable_key()),
            ("client_secret", text(intent, "client_secret")),
        ];
        Request::post(self.url(&path_of(intent, "/confirm"))).form(&[&keys, form].concat())
    }
}

/// `/v1/payment_intents/{id}` and what follows.
pub fn path_of(intent: &Value, action: &str) -> String {
    format!("/v1/payment_intents/{}{action}", text(intent, "id"))
}

pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field]
        .as_str()
        .unwrap_or_else(|| panic!("no text {field} in {object}"))
}

/// Ids of a list's objects, in its order.
pub fn ids(list: &Value) -> Vec<String> {
    list["data"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|object| text(object, "id").to_owned())
        .collect()
}
