//! `expand[]` in the account's own answers.

use super::documents;
use super::wire::{DocumentKind, Filter, Page};
use crate::error::HttpAnswer;
use crate::expand::{Resolver, expand, refunds_url};
use crate::ports::Fault;
use serde::Serialize;
use serde_json::Value;
use worker::SqlStorage;

/// The answer with this body, after the ids along `paths` have given way to their objects. Never
/// suspends.
pub async fn answer_expanded(
    sql: &SqlStorage,
    body: &impl Serialize,
    paths: &[String],
) -> Result<HttpAnswer, Fault> {
    if paths.is_empty() {
        return HttpAnswer::ok(body);
    }
    let mut body = serde_json::to_value(body)?;
    expand(&Local(sql), &mut body, paths).await?;
    HttpAnswer::ok(&body)
}

/// The account's own documents.
struct Local<'a>(&'a SqlStorage);

impl Resolver for Local<'_> {
    async fn objects(&self, ids: &[String]) -> Result<Vec<Option<Value>>, Fault> {
        ids.iter().map(|id| documents::find(self.0, id)).collect()
    }

    async fn refunds_of(&self, charge: &str) -> Result<Value, Fault> {
        let filter = Filter {
            charge: Some(charge.to_owned()),
            ..Filter::default()
        };
        let url = refunds_url(charge);
        match documents::list(self.0, DocumentKind::Refund, &filter, &Page::first(), url)? {
            Ok(page) => Ok(serde_json::to_value(&page)?),
            Err(error) => Err(Fault(error.message.clone())),
        }
    }
}
