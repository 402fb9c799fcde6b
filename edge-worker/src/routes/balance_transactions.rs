//! `/v1/balance_transactions`.

use super::ask_account;
use super::list_query::{created, page};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::{self, Shape};
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, Property};
use shared::api::error::ApiError;
use shared::currency::Currency;

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    let shape = Shape::One("balance_transaction");
    expand::check(shape, &request.expand, request.caller.kind)?;
    let question = AccountQuestion::BalanceTransaction {
        id: std::mem::take(&mut request.id),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let created = created(fields)?;
    let mut equals = Vec::new();
    if let Some(code) = fields.filled("currency")? {
        let currency = Currency::from_code(&code).ok_or_else(|| {
            ApiError::invalid(format!("Invalid currency: {code}.")).with_param("currency")
        })?;
        equals.push((Property::Currency, currency.code().to_owned()));
    }
    for (param, property) in [("source", Property::Source), ("type", Property::Type)] {
        if let Some(value) = fields.filled(param)? {
            equals.push((property, value));
        }
    }
    // Nothing is paid out from here, so there is no payout that could be asked for.
    if let Some(payout) = fields.filled("payout")? {
        let message = format!("No such payout: '{payout}'");
        return Err(ApiError::missing(message, "payout").into());
    }
    std::mem::take(fields).finish()?;
    let shape = Shape::ListOf("balance_transaction");
    expand::check(shape, &request.expand, request.caller.kind)?;
    let question = AccountQuestion::List {
        kind: DocumentKind::BalanceTransaction,
        filter: Filter {
            created,
            equals,
            ..Filter::default()
        },
        page,
        url: "/v1/balance_transactions".to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}
