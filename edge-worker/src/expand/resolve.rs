//! Where the objects come from that ids are replaced by.

// Futures here stay on the Worker's one thread, so nobody needs them to be `Send`.
#![allow(async_fn_in_trait)]

use crate::env::Edge;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, DocumentKind, Filter, Page};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::ports::Fault;
use serde_json::Value;
use shared::api::list::{List, ListObject};
use shared::ids::AccountId;

/// Finds objects of one account.
pub trait Resolver {
    /// One for each id, in this order; `None` where there is no such object.
    async fn objects(&self, ids: &[String]) -> Result<Vec<Option<Value>>, Fault>;

    /// The first page of a charge's refunds, as a list object.
    async fn refunds_of(&self, charge: &str) -> Result<Value, Fault>;
}

/// For objects other than the account's own.
pub struct Remote<'a> {
    pub edge: &'a Edge,
    pub account: &'a AccountId,
    /// What the asking object renders itself, oldest first: the account may not have it yet.
    pub own: &'a [Value],
}

impl Resolver for Remote<'_> {
    async fn objects(&self, ids: &[String]) -> Result<Vec<Option<Value>>, Fault> {
        // A method may be kept, a mandate be over, and either have changed since: the account knows
        // that better.
        let is_first_hand =
            |own: &Value| own["object"] != "payment_method" && own["object"] != "mandate";
        let mut found: Vec<Option<Value>> = ids
            .iter()
            .map(|id| self.own(id).filter(is_first_hand))
            .collect();
        let missing: Vec<String> = ids
            .iter()
            .zip(&found)
            .filter(|(_, own)| own.is_none())
            .map(|(id, _)| id.clone())
            .collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let question = AccountQuestion::Find { ids: missing };
        let AccountAnswer::Found { documents } = self.ask(&question).await? else {
            return Err(Fault::unexpected_answer());
        };
        let places = found.iter_mut().filter(|place| place.is_none());
        for (place, document) in places.zip(documents) {
            *place = document;
        }
        for (place, id) in found.iter_mut().zip(ids) {
            if place.is_none() {
                *place = self.own(id);
            }
        }
        Ok(found)
    }

    async fn refunds_of(&self, charge: &str) -> Result<Value, Fault> {
        if self.own(charge).is_some() {
            return Ok(serde_json::to_value(self.own_refunds(charge))?);
        }
        let question = AccountQuestion::List {
            kind: DocumentKind::Refund,
            filter: Filter {
                charge: Some(charge.to_owned()),
                ..Filter::default()
            },
            page: Page::first(),
            url: refunds_url(charge),
            expand: Vec::new(),
        };
        let answer = self.ask(&question).await?.into_http()?;
        if answer.status != 200 {
            return Err(Fault::unexpected_answer());
        }
        Ok(serde_json::from_str(&answer.body)?)
    }
}

impl Remote<'_> {
    fn own(&self, id: &str) -> Option<Value> {
        self.own.iter().find(|own| own["id"] == id).cloned()
    }

    /// A charge and its refunds are rendered by one object.
    fn own_refunds(&self, charge: &str) -> List<&Value> {
        let mut data: Vec<&Value> = self
            .own
            .iter()
            .rev()
            .filter(|own| own["object"] == "refund" && own["charge"] == charge)
            .collect();
        let has_more = data.len() > Page::LIMIT_DEFAULT as usize;
        data.truncate(Page::LIMIT_DEFAULT as usize);
        List {
            object: ListObject::List,
            data,
            has_more,
            url: refunds_url(charge),
        }
    }

    async fn ask(&self, question: &AccountQuestion) -> Result<AccountAnswer, Fault> {
        let accounts = self.edge.accounts()?;
        Ok(call(&accounts, self.account.as_str(), question, STORAGE_DEADLINE).await?)
    }
}

/// Path of the route that lists a charge's refunds.
pub fn refunds_url(charge: &str) -> String {
    format!("/v1/charges/{charge}/refunds")
}
