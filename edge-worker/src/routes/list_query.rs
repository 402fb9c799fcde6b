//! What every list takes: `limit`, `starting_after`, `ending_before`, `created`.

use super::ask_account;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::{self, Shape};
use crate::form::Fields;
use crate::objects::account::wire::{
    AccountQuestion, CreatedRange, DocumentKind, Filter, Page, Property,
};
use shared::api::error::ApiError;

const LIMIT_MAX: i64 = 100;

/// `limit`, `starting_after`, `ending_before`.
pub fn page(fields: &mut Fields) -> Result<Page, ApiError> {
    let page = Page {
        limit: limit(fields)?,
        starting_after: fields.filled("starting_after")?,
        ending_before: fields.filled("ending_before")?,
    };
    if page.starting_after.is_some() && page.ending_before.is_some() {
        return Err(ApiError::invalid(
            "You cannot use `starting_after` and `ending_before` together.",
        )
        .with_param("ending_before"));
    }
    Ok(page)
}

/// `limit`: 1 to 100.
pub fn limit(fields: &mut Fields) -> Result<u32, ApiError> {
    let limit = fields
        .integer("limit")?
        .unwrap_or(i64::from(Page::LIMIT_DEFAULT));
    u32::try_from(limit)
        .ok()
        .filter(|limit| (1..=LIMIT_MAX).contains(&i64::from(*limit)))
        .ok_or_else(|| {
            ApiError::invalid(format!("This value must be between 1 and {LIMIT_MAX}."))
                .with("parameter_invalid_integer", "limit")
        })
}

/// `created=…`, or `created[gte]=…` and its like.
pub fn created(fields: &mut Fields) -> Result<CreatedRange, ApiError> {
    if fields.is_text("created") {
        let exactly = fields.integer("created")?;
        return Ok(CreatedRange {
            gte: exactly,
            lte: exactly,
            ..CreatedRange::default()
        });
    }
    let Some(mut bounds) = fields.nested("created")? else {
        return Ok(CreatedRange::default());
    };
    let range = CreatedRange {
        gt: bounds.integer("gt")?,
        gte: bounds.integer("gte")?,
        lt: bounds.integer("lt")?,
        lte: bounds.integer("lte")?,
    };
    bounds.finish()?;
    Ok(range)
}

/// What a list can be narrowed by, beside `created`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Customer,
    PaymentIntent,
    Charge,
    PaymentMethod,
}

/// A list of the account's documents of one kind.
pub async fn list_documents(
    mut request: ApiRequest,
    kind: DocumentKind,
    url: &str,
    narrowed_by: &[By],
) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let mut filter = Filter {
        created: created(fields)?,
        ..Filter::default()
    };
    for by in narrowed_by {
        match by {
            By::Customer => filter.customer = fields.filled("customer")?,
            By::PaymentIntent => filter.payment_intent = fields.filled("payment_intent")?,
            By::Charge => filter.charge = fields.filled("charge")?,
            By::PaymentMethod => {
                let method = fields.filled("payment_method")?;
                filter
                    .equals
                    .extend(method.map(|id| (Property::PaymentMethod, id)));
            }
        }
    }
    std::mem::take(fields).finish()?;
    expand::check(
        Shape::ListOf(kind.as_str()),
        &request.expand,
        request.caller.kind,
    )?;
    let question = AccountQuestion::List {
        kind,
        filter,
        page,
        url: url.to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}
