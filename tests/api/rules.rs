//! Velocity rules: what is stopped, what passes, and what an operator changes about it.

mod operator;

use serde_json::{Value, json};

use crate::harness::Kassa;
use crate::support::{Answer, Request};

const TABLE: &str = "/operator/rules";

/// The operator of a server of the test's own: what they change holds for everybody on it.
struct Operator<'a>(&'a Kassa);

impl Operator<'_> {
    fn request(&self, request: impl FnOnce(String) -> Request) -> Request {
        request(self.0.url(TABLE)).bearer(self.0.operator_token())
    }

    async fn table(&self) -> Value {
        self.request(Request::get).send().await.ok()
    }

    async fn send(&self, table: &Value) -> Answer {
        self.request(Request::post)
            .body(table.to_string())
            .send()
            .await
    }

    /// Changes one rule of those that hold.
    async fn change(&self, id: &str, field: &str, value: impl Into<Value>) -> Value {
        let mut table = self.table().await;
        let rules = table["rules"].as_array_mut().expect("rules");
        let rule = rules.iter_mut().find(|rule| rule["id"] == id);
        rule.expect(id)[field] = value.into();
        self.send(&json!({ "rules": rules })).await.ok()
    }
}

fn rule<'a>(table: &'a Value, id: &str) -> &'a Value {
    let mut rules = table["rules"].as_array().expect("rules").iter();
    rules.find(|rule| rule["id"] == id).expect(id)
}
