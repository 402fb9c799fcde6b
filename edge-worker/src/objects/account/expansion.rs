//! `expand[]` in the account's own answers.

use super::documents;
use super::wire::{DocumentKind, Filter, Page};
use crate::env::Edge;
use crate::error::HttpAnswer;
use crate::expand::{Resolver, expand, refunds_url};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::payment::wire::{
    Operation, PaymentAnswer, PaymentQuestion, Shown, object_name,
};
use crate::ports::Fault;
use serde::Serialize;
use serde_json::Value;
use shared::ids::{AccountId, PaymentMethodId};
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

/// [`answer_expanded`] for what is only read: methods that payments keep to themselves are asked of
/// them.
pub async fn list_expanded(
    sql: &SqlStorage,
    edge: &Edge,
    account: AccountId,
    body: &impl Serialize,
    paths: &[String],
) -> Result<HttpAnswer, Fault> {
    if paths.is_empty() {
        return HttpAnswer::ok(body);
    }
    let resolver = WithPayments {
        local: Local(sql),
        edge,
        account,
    };
    let mut body = serde_json::to_value(body)?;
    expand(&resolver, &mut body, paths).await?;
    HttpAnswer::ok(&body)
}

/// The account's own documents.
struct Local<'a>(&'a SqlStorage);

/// The account's own documents, and its payments' methods.
struct WithPayments<'a> {
    local: Local<'a>,
    edge: &'a Edge,
    account: AccountId,
}

impl Resolver for WithPayments<'_> {
    async fn objects(&self, ids: &[String]) -> Result<Vec<Option<Value>>, Fault> {
        let mut found = self.local.objects(ids).await?;
        for (place, id) in found.iter_mut().zip(ids) {
            if place.is_none()
                && let Some(id) = PaymentMethodId::parse(id)
            {
                *place = self.method(id).await?;
            }
        }
        Ok(found)
    }

    async fn refunds_of(&self, charge: &str) -> Result<Value, Fault> {
        self.local.refunds_of(charge).await
    }
}

impl WithPayments<'_> {
    /// The method of the payment that its id leads to, if there is one.
    async fn method(&self, id: PaymentMethodId) -> Result<Option<Value>, Fault> {
        let keyring = self.edge.keyring();
        let intent = keyring.intent_of(&self.account, id.to_bytes());
        let question = PaymentQuestion::Api {
            account: self.account.clone(),
            request_id: String::new(),
            idempotency: None,
            secret_key: true,
            expand: Vec::new(),
            purpose: None,
            operation: Box::new(Operation::Retrieve {
                shown: Shown::Method(id),
            }),
        };
        let payments = self.edge.payments()?;
        let name = object_name(&self.account, &intent);
        match call(&payments, &name, &question, STORAGE_DEADLINE).await? {
            PaymentAnswer::Http { answer } if answer.status == 200 => {
                Ok(Some(serde_json::from_str(&answer.body)?))
            }
            PaymentAnswer::Http { .. }
            | PaymentAnswer::Missing
            | PaymentAnswer::Accepted
            | PaymentAnswer::Returned { .. }
            | PaymentAnswer::Checkout { .. }
            | PaymentAnswer::LinkPage(_)
            | PaymentAnswer::Standing(_) => Ok(None),
        }
    }
}

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
