//! The buyer's addresses, on their own pages: shown to them alone, and changed by nobody else.

use super::{asked, signed_out, unexpected};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_object, missing_param};
use crate::form::Fields;
use crate::objects::consumer::AddressQuestion;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::routes::payment_method_data;
use serde::Serialize;
use serde_json::json;
use shared::api::error::ApiError;
use shared::ids::LinkAddressId;
use shared::link::address::{ADDRESSES_MAX, GivenAddress, KeptAddress, is_phone};
use shared::payment::method::Address as Place;

const TEXT_LENGTH_MAX: usize = 500;

/// An address without where it was typed.
#[derive(Serialize)]
pub struct Address {
    id: LinkAddressId,
    name: String,
    /// `None` where there is none, and where the device is not told of it.
    phone: Option<String>,
    address: Place,
    /// Unix milliseconds.
    added_ms: i64,
    is_default: bool,
}

impl From<KeptAddress> for Address {
    fn from(kept: KeptAddress) -> Self {
        Self {
            id: kept.id,
            name: kept.given.name,
            phone: kept.given.phone,
            address: kept.given.address,
            added_ms: kept.added_ms,
            is_default: kept.is_default,
        }
    }
}

/// `POST /link/api/addresses`: `name`, `phone`, and `address[…]` as everywhere. What is kept already is
/// renewed. Answers with its `id`.
pub async fn add_address(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let given = given_address(&mut request.fields)?;
    change(request, AddressQuestion::Add(Box::new(given))).await
}

/// `POST /link/api/addresses/{}`: takes the place of what was there.
pub async fn edit_address(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = address_in_path(&request)?;
    let given = given_address(&mut request.fields)?;
    change(request, AddressQuestion::Edit(id, Box::new(given))).await
}

/// `POST /link/api/addresses/{}/make_default`: it is offered first from now on.
pub async fn make_default_address(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = address_in_path(&request)?;
    change(request, AddressQuestion::MakeDefault(id)).await
}

/// `POST /link/api/addresses/{}/remove`
pub async fn remove_address(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = address_in_path(&request)?;
    change(request, AddressQuestion::Remove(id)).await
}

/// Who lives where. Errors: a part without which nothing could be shipped there, or one that is malformed.
pub fn given_address(fields: &mut Fields) -> Result<GivenAddress, ApiError> {
    let name = filled(fields.short("name", TEXT_LENGTH_MAX)?);
    let phone = filled(fields.short("phone", TEXT_LENGTH_MAX)?);
    let place = match fields.nested("address")? {
        Some(place) => payment_method_data::address(place)?,
        None => Place::default(),
    };
    let address = Place {
        city: filled(place.city),
        country: place.country,
        line1: filled(place.line1),
        line2: filled(place.line2),
        postal_code: filled(place.postal_code),
        state: filled(place.state),
    };
    let name = name.ok_or_else(|| missing_param("name"))?;
    if address.line1.is_none() {
        return Err(missing_param("address[line1]"));
    }
    if address.country.is_none() {
        return Err(missing_param("address[country]"));
    }
    if !phone.as_deref().is_none_or(is_phone) {
        return Err(
            ApiError::invalid("Invalid phone: a telephone number has 6 to 15 digits.")
                .with("phone_number_invalid", "phone"),
        );
    }
    Ok(GivenAddress {
        name,
        phone,
        address,
    })
}

/// Blanks say nothing.
fn filled(text: Option<String>) -> Option<String> {
    let text = text?.trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// Errors: the browser is nobody's, there is no such address, or no room for one more.
async fn change(
    mut request: ApiRequest,
    question: AddressQuestion,
) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    let question = |session| ConsumerQuestion::Address {
        session,
        asked: question,
    };
    match asked(&request, question).await? {
        Some(ConsumerAnswer::AddressKept(id)) => {
            Ok(HttpAnswer::ok(&json!({ "done": true, "id": id }))?)
        }
        Some(ConsumerAnswer::Done) => Ok(HttpAnswer::ok(&json!({ "done": true }))?),
        Some(ConsumerAnswer::NoAddress) => Err(no_address(&request).into()),
        Some(ConsumerAnswer::TooManyAddresses) => Err(too_many().into()),
        Some(other) => Err(unexpected(&other).into()),
        None => Err(signed_out().into()),
    }
}

fn address_in_path(request: &ApiRequest) -> Result<LinkAddressId, ApiError> {
    LinkAddressId::parse(&request.id).ok_or_else(|| no_address(request))
}

fn no_address(request: &ApiRequest) -> ApiError {
    missing_object("address", &request.id, "id")
}

fn too_many() -> ApiError {
    ApiError::invalid(format!(
        "Link keeps {ADDRESSES_MAX} addresses. Remove one first."
    ))
    .with_code("link_addresses_exceeded")
}
