//! Velocity rules: what is stopped, what passes, and what an operator changes about it.

mod added_cards;
mod cards;
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

/// A card number with a right check digit that the sandbox does not know.
fn number(place: usize) -> String {
    let body = format!("453201{place:09}");
    let doubled = |(at, digit): (usize, char)| {
        let digit = digit.to_digit(10).expect("a digit");
        match at % 2 {
            0 if digit > 4 => digit * 2 - 9,
            0 => digit * 2,
            _ => digit,
        }
    };
    let sum: u32 = body.chars().rev().enumerate().map(doubled).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// This card, as the element sends it.
fn typed(number: &str) -> Vec<(&str, &str)> {
    vec![
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", number),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2034"),
        ("payment_method_data[card][cvc]", "123"),
    ]
}
