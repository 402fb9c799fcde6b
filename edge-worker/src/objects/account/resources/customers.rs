//! Customers.

use super::books::{Books, Entry};
use super::payment_methods::{self, NamedMethod};
use crate::api_request::ApiFailure;
use crate::metadata::MetadataChange;
use crate::objects::account::wire::DocumentKind;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::customer::{Customer, CustomerShipping, TaxExempt};
use shared::api::deleted::Deleted;
use shared::api::error::ApiError;
use shared::ids::CustomerId;
use shared::json;
use shared::payment::method::Address;

/// One parameter of a create or an update. `None` clears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerChange {
    Address(Option<Address>),
    BusinessName(Option<String>),
    DefaultPaymentMethod(Option<String>),
    Description(Option<String>),
    Email(Option<String>),
    IndividualName(Option<String>),
    Metadata(MetadataChange),
    Name(Option<String>),
    Phone(Option<String>),
    PreferredLocales(Vec<String>),
    Shipping(Option<CustomerShipping>),
    TaxExempt(TaxExempt),
}

pub fn create(
    books: &mut Books<'_>,
    id: &CustomerId,
    changes: Vec<CustomerChange>,
    method: Option<NamedMethod>,
) -> Result<Value, ApiFailure> {
    let customer = changed(
        Customer::new(id.to_string(), books.now, books.livemode),
        changes,
    )?;
    let attachable = match method {
        None => None,
        Some(named) => Some(payment_methods::attachable(books, named, id)?),
    };
    let attached = attachable.as_ref().map(|method| method.id().as_str());
    check_default(books, &customer, attached)?;
    let object = put(books, &customer)?;
    books.tell("customer.created", object.clone())?;
    if let Some(method) = attachable {
        method.attach_to(books, id)?;
    }
    Ok(object)
}

pub fn update(
    books: &mut Books<'_>,
    id: &str,
    changes: Vec<CustomerChange>,
) -> Result<Value, ApiFailure> {
    let before = known(books, id)?;
    let after = changed(before.clone(), changes)?;
    check_default(books, &after, None)?;
    Ok(replace(books, &before, &after)?)
}

/// The customer goes, and what they had saved with them.
pub fn delete(books: &mut Books<'_>, id: &str) -> Result<Value, ApiFailure> {
    let customer = known(books, id)?;
    payment_methods::detach_all(books, id)?;
    let remains = Deleted::new("customer", id.to_owned());
    books.delete(id, &remains)?;
    let object = serde_json::to_value(&customer).map_err(Fault::from)?;
    books.tell("customer.deleted", object)?;
    Ok(serde_json::to_value(&remains).map_err(Fault::from)?)
}

/// Errors: 404 for a customer that the account does not have, or no longer.
pub fn known(books: &Books<'_>, id: &str) -> Result<Customer, ApiFailure> {
    find(books, id)?.ok_or_else(|| missing(id, "id").into())
}

/// The customer that a parameter names. Errors: 400 where there is none.
pub fn named(books: &Books<'_>, id: &str) -> Result<Customer, ApiFailure> {
    find(books, id)?.ok_or_else(|| missing(id, "customer").with_status(400).into())
}

/// The method no longer stands in for the customer's charges, if it did.
pub fn forget_default(books: &mut Books<'_>, id: &str, method: &str) -> Result<(), Fault> {
    let Some(before) = find(books, id)? else {
        return Ok(());
    };
    if before.invoice_settings.default_payment_method.as_deref() != Some(method) {
        return Ok(());
    }
    let mut after = before.clone();
    after.invoice_settings.default_payment_method = None;
    replace(books, &before, &after)?;
    Ok(())
}

fn find(books: &Books<'_>, id: &str) -> Result<Option<Customer>, Fault> {
    match books.find(DocumentKind::Customer, id)? {
        Some(stored) => Ok(Some(json::from_str(&stored.json)?)),
        None => Ok(None),
    }
}

fn missing(id: &str, param: &str) -> ApiError {
    ApiError::missing(format!("No such customer: '{id}'"), param)
}

fn changed(mut customer: Customer, changes: Vec<CustomerChange>) -> Result<Customer, ApiError> {
    for change in changes {
        match change {
            CustomerChange::Address(address) => customer.address = address,
            CustomerChange::BusinessName(name) => customer.business_name = name,
            CustomerChange::DefaultPaymentMethod(method) => {
                customer.invoice_settings.default_payment_method = method;
            }
            CustomerChange::Description(description) => customer.description = description,
            CustomerChange::Email(email) => customer.email = email,
            CustomerChange::IndividualName(name) => customer.individual_name = name,
            CustomerChange::Metadata(change) => {
                customer.metadata = change.applied_to(customer.metadata)?;
            }
            CustomerChange::Name(name) => customer.name = name,
            CustomerChange::Phone(phone) => customer.phone = phone,
            CustomerChange::PreferredLocales(locales) => customer.preferred_locales = locales,
            CustomerChange::Shipping(shipping) => customer.shipping = shipping,
            CustomerChange::TaxExempt(exempt) => customer.tax_exempt = exempt,
        }
    }
    Ok(customer)
}

/// Errors: the default method is not one of the customer's. `attached` is about to be.
fn check_default(
    books: &Books<'_>,
    customer: &Customer,
    attached: Option<&str>,
) -> Result<(), ApiFailure> {
    let Some(id) = customer.invoice_settings.default_payment_method.as_deref() else {
        return Ok(());
    };
    if attached == Some(id) || payment_methods::belongs_to(books, id, &customer.id)? {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "The customer does not have a payment method with the ID {id}. The payment method must be attached to the customer."
    ))
    .with(
        "resource_missing",
        "invoice_settings[default_payment_method]",
    )
    .into())
}

fn put(books: &Books<'_>, customer: &Customer) -> Result<Value, Fault> {
    let object = serde_json::to_value(customer)?;
    let entry = Entry {
        id: &customer.id,
        kind: DocumentKind::Customer,
        created: customer.created,
        customer: None,
        object: &object,
    };
    books.put(entry, None)?;
    Ok(object)
}

fn replace(books: &mut Books<'_>, before: &Customer, after: &Customer) -> Result<Value, Fault> {
    let object = put(books, after)?;
    let before = serde_json::to_value(before)?;
    books.tell_change("customer.updated", &before, object.clone())?;
    Ok(object)
}
