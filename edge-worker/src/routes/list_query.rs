//! What every list takes: `limit`, `starting_after`, `ending_before`, `created`.

use crate::form::Fields;
use crate::objects::account::wire::{CreatedRange, Page};
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
