//! `/v1/payment_methods`, and the methods of a customer.

use super::card_data::{card_error, expiry_month, expiry_year, preferred_network, this_month};
use super::customers::customer;
use super::list_query::page;
use super::named::{Named, NamedPayment};
use super::payment_method_data::{address, allow_redisplay, described_method, test_method};
use super::resource::{change, finish, kept, retrieve_own};
use super::{ask_account, find_document, reply_of_account};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_param};
use crate::expand::Shape;
use crate::form::Fields;
use crate::metadata::metadata_change;
use crate::objects::account::resources::{MethodChange, NamedMethod, ResourceOperation};
use crate::objects::account::wire::{
    AccountAnswer, AccountQuestion, DocumentKind, Filter, Property,
};
use crate::objects::payment::wire::Shown;
use crate::partners::require_partner;
use crate::ports::Fault;
use shared::api::error::ApiError;
use shared::api::payment_method::payment_method;
use shared::ids::PaymentMethodId;
use shared::methods::MethodType;
use shared::payment::method::{Instrument, PaymentMethod};

const TEXT_LENGTH_MAX: usize = 500;
const SHAPE: Shape = Shape::One("payment_method");

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    require_partner(request.edge.mode())?;
    let (method, _card) = described_method(&mut request.fields, request.edge.keyring())?;
    finish(&mut request, SHAPE)?;
    check_token(&method)?;
    let operation = ResourceOperation::CreateMethod {
        method: Box::new(method),
    };
    change(request, operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    finish(&mut request, SHAPE)?;
    match named_method(&request, &request.id)? {
        NamedMethod::New(method) => Ok(HttpAnswer::ok(&payment_method(&method, false))?),
        NamedMethod::Known(id) => retrieve_known(request, id).await,
    }
}

/// A method that the account keeps, or else one that a payment keeps to itself: such a method's id
/// leads there.
async fn retrieve_known(request: ApiRequest, id: String) -> Result<HttpAnswer, ApiFailure> {
    if let Some(answer) = kept(&request, DocumentKind::PaymentMethod, id).await? {
        return Ok(answer);
    }
    let named = Named {
        param: "payment_method",
        ..Named::in_path(&request, "PaymentMethod")
    };
    let (payment, id) = NamedPayment::around(
        &request,
        named,
        None,
        PaymentMethodId::parse,
        PaymentMethodId::to_bytes,
    )?;
    payment.show(request, Shown::Method(id)).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = known_method(&request.id)?;
    let changes = changes(&mut request.fields)?;
    finish(&mut request, SHAPE)?;
    change(request, ResourceOperation::UpdateMethod { id, changes }).await
}

pub async fn attach(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let method = named_method(&request, &request.id)?;
    let customer = request
        .fields
        .filled("customer")?
        .ok_or_else(|| missing_param("customer"))?;
    finish(&mut request, SHAPE)?;
    change(
        request,
        ResourceOperation::AttachMethod { method, customer },
    )
    .await
}

pub async fn detach(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = known_method(&request.id)?;
    finish(&mut request, SHAPE)?;
    change(request, ResourceOperation::DetachMethod { id }).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let customer = request.fields.filled("customer")?;
    list_of(request, customer, "/v1/payment_methods".to_owned()).await
}

/// `/v1/customers/{}/payment_methods`.
pub async fn list_of_customer(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = existing_customer(&request).await?;
    let url = format!("/v1/customers/{id}/payment_methods");
    list_of(request, Some(id), url).await
}

/// `/v1/customers/{}/payment_methods/{}`.
pub async fn retrieve_of_customer(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let owner = existing_customer(&request).await?;
    let id = known_method(&request.sub_id)?;
    finish(&mut request, SHAPE)?;
    check_owned(&request, &id, &owner).await?;
    retrieve_own(request, DocumentKind::PaymentMethod, id, "payment_method").await
}

/// Errors: 404 for a method that is not this customer's.
pub async fn check_owned(request: &ApiRequest, id: &str, owner: &str) -> Result<(), ApiFailure> {
    let question = AccountQuestion::PaymentMethod { id: id.to_owned() };
    let is_owned = match reply_of_account(request, &question).await? {
        AccountAnswer::PaymentMethod { method } => method
            .customer
            .is_some_and(|customer| customer.as_str() == owner),
        AccountAnswer::Http { .. } => false,
        AccountAnswer::Opened
        | AccountAnswer::Authenticated { .. }
        | AccountAnswer::UnknownKey
        | AccountAnswer::Published
        | AccountAnswer::ConfirmationToken { .. }
        | AccountAnswer::Found { .. } => {
            return Err(Fault::unexpected_answer().into());
        }
    };
    match is_owned {
        true => Ok(()),
        false => Err(no_such_method(id).into()),
    }
}

/// A method that a request names: a test card's name makes a new one. Errors: 404 for what names no
/// method.
pub fn named_method(request: &ApiRequest, name: &str) -> Result<NamedMethod, ApiError> {
    match test_method(name, &request.edge) {
        Some(method) => Ok(NamedMethod::New(Box::new(method))),
        None => Ok(NamedMethod::Known(known_method(name)?)),
    }
}

/// Errors: a card that the partner does not take, because nothing of it could be kept.
pub fn check_token(method: &PaymentMethod) -> Result<(), ApiError> {
    let Instrument::Card(card) = &method.instrument else {
        return Ok(());
    };
    if card.token.is_some() {
        return Ok(());
    }
    let mut error = card_error(
        "card_declined",
        "number",
        "Your card was declined: it is not one of the test cards, and this is test mode.",
    );
    error.decline_code = Some("test_mode_live_card".to_owned());
    Err(error)
}

pub fn known_method(id: &str) -> Result<String, ApiError> {
    match PaymentMethodId::parse(id) {
        Some(id) => Ok(id.to_string()),
        None => Err(no_such_method(id)),
    }
}

fn no_such_method(id: &str) -> ApiError {
    ApiError::missing(format!("No such PaymentMethod: '{id}'"), "payment_method")
}

/// The customer in the path. Errors: 404.
async fn existing_customer(request: &ApiRequest) -> Result<String, ApiFailure> {
    let id = customer(request)?;
    if find_document(request, &id).await?.is_none() {
        return Err(ApiError::missing(format!("No such customer: '{id}'"), "id").into());
    }
    Ok(id)
}

async fn list_of(
    mut request: ApiRequest,
    customer: Option<String>,
    url: String,
) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let kind = fields.choice("type", "a payment method type", MethodType::parse)?;
    let allow = allow_redisplay(fields)?;
    let kind = kind.map(|kind| (Property::Type, kind.as_str().to_owned()));
    let allow = allow.map(|allow| (Property::AllowRedisplay, allow.as_str().to_owned()));
    finish(&mut request, Shape::ListOf("payment_method"))?;
    let question = AccountQuestion::List {
        kind: DocumentKind::PaymentMethod,
        filter: Filter {
            customer,
            equals: kind.into_iter().chain(allow).collect(),
            ..Filter::default()
        },
        page,
        url,
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

fn changes(fields: &mut Fields) -> Result<Vec<MethodChange>, ApiError> {
    let mut changes = Vec::new();
    changes.extend(allow_redisplay(fields)?.map(MethodChange::AllowRedisplay));
    changes.extend(metadata_change(fields)?.map(MethodChange::Metadata));
    if let Some(mut billing) = fields.nested("billing_details")? {
        type Text = fn(Option<String>) -> MethodChange;
        let texts: [(&str, Text); 3] = [
            ("email", MethodChange::Email),
            ("name", MethodChange::Name),
            ("phone", MethodChange::Phone),
        ];
        for (key, change) in texts {
            changes.extend(billing.given(key, TEXT_LENGTH_MAX)?.change().map(change));
        }
        let address = billing.hash("address")?.try_map(address)?.change();
        changes.extend(address.map(|given| MethodChange::Address(given.unwrap_or_default())));
        billing.finish()?;
    }
    if let Some(mut card) = fields.nested("card")? {
        let preferred = preferred_network(&mut card)?.change();
        changes.extend(preferred.map(MethodChange::PreferredNetwork));
        changes.push(expiry(card)?);
    }
    Ok(changes)
}

fn expiry(mut card: Fields) -> Result<MethodChange, ApiError> {
    let month = card.integer("exp_month")?.map(expiry_month).transpose()?;
    let year = card.integer("exp_year")?;
    card.finish()?;
    // Without a month the year alone must not have passed.
    let until = month.unwrap_or_else(|| this_month().1);
    Ok(MethodChange::Expiry {
        month,
        year: year.map(|year| expiry_year(year, until)).transpose()?,
    })
}
