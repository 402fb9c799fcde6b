//! `shipping` of intents and charges.

use super::payment_method_data::address;
use crate::error::missing_param;
use crate::form::{Fields, Given};
use shared::api::error::ApiError;
use shared::payment::terms::Shipping;

const TEXT_LENGTH_MAX: usize = 500;

/// Where the goods go; an empty value clears it.
pub fn given_shipping(fields: &mut Fields) -> Result<Given<Shipping>, ApiError> {
    fields.hash("shipping")?.try_map(read)
}

fn read(mut fields: Fields) -> Result<Shipping, ApiError> {
    let required = |fields: &Fields, key: &str| missing_param(&fields.name_of(key));
    let Some(name) = fields.short("name", TEXT_LENGTH_MAX)? else {
        return Err(required(&fields, "name"));
    };
    let Some(place) = fields.nested("address")? else {
        return Err(required(&fields, "address"));
    };
    let shipping = Shipping {
        name: Some(name),
        phone: fields.short("phone", TEXT_LENGTH_MAX)?,
        carrier: fields.short("carrier", TEXT_LENGTH_MAX)?,
        tracking_number: fields.short("tracking_number", TEXT_LENGTH_MAX)?,
        address: address(place)?,
    };
    fields.finish()?;
    Ok(shipping)
}
