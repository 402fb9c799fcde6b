//! `/v1/customers`.

use super::ask_account;
use super::list_query::{created, page};
use super::payment_method_data::address;
use super::payment_methods::named_method;
use super::resource::{change, finish, retrieve_own};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemRandom;
use crate::error::{HttpAnswer, missing_param};
use crate::expand::Shape;
use crate::form::{Fields, Given};
use crate::metadata::metadata_change;
use crate::objects::account::resources::{CustomerChange, NamedMethod, ResourceOperation};
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, Property};
use crate::ports::Random;
use shared::api::customer::{CustomerShipping, TaxExempt};
use shared::api::error::ApiError;
use shared::ids::CustomerId;

const NAME_LENGTH_MAX: usize = 256;
const EMAIL_LENGTH_MAX: usize = 512;
const PHONE_LENGTH_MAX: usize = 64;
const LEGAL_NAME_LENGTH_MAX: usize = 150;
const DESCRIPTION_LENGTH_MAX: usize = 5_000;
const LOCALES_MAX: usize = 20;
const LOCALE_LENGTH_MAX: usize = 35;

const SHAPE: Shape = Shape::One("customer");

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let name = request.fields.filled("payment_method")?;
    let mut changes = changes(&mut request.fields)?;
    finish(&mut request, SHAPE)?;
    let method = name
        .as_deref()
        .map(|name| named_method(&request, name))
        .transpose()?;
    if let Some(NamedMethod::New(method)) = &method {
        // The test card's name stands for the method that this request makes of it.
        for change in &mut changes {
            if let CustomerChange::DefaultPaymentMethod(default) = change
                && *default == name
            {
                *default = Some(method.id.to_string());
            }
        }
    }
    let operation = ResourceOperation::CreateCustomer {
        id: CustomerId::from_bytes(SystemRandom.bytes()),
        changes,
        method,
    };
    change(request, operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = customer(&request)?;
    finish(&mut request, SHAPE)?;
    retrieve_own(request, DocumentKind::Customer, id, "id").await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = customer(&request)?;
    let changes = changes(&mut request.fields)?;
    finish(&mut request, SHAPE)?;
    change(request, ResourceOperation::UpdateCustomer { id, changes }).await
}

pub async fn delete(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = customer(&request)?;
    finish(&mut request, SHAPE)?;
    change(request, ResourceOperation::DeleteCustomer { id }).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let email = fields.filled("email")?;
    let filter = Filter {
        created: created(fields)?,
        equals: email
            .map(|email| (Property::Email, email))
            .into_iter()
            .collect(),
        ..Filter::default()
    };
    finish(&mut request, Shape::ListOf("customer"))?;
    let question = AccountQuestion::List {
        kind: DocumentKind::Customer,
        filter,
        page,
        url: "/v1/customers".to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

/// The customer in the path, as far as its form tells.
pub fn customer(request: &ApiRequest) -> Result<String, ApiError> {
    match CustomerId::parse(&request.id) {
        Some(id) => Ok(id.to_string()),
        None => Err(ApiError::missing(
            format!("No such customer: '{}'", request.id),
            "id",
        )),
    }
}

/// What the parameters say, in no particular order.
pub(super) fn changes(fields: &mut Fields) -> Result<Vec<CustomerChange>, ApiError> {
    type Text = fn(Option<String>) -> CustomerChange;
    let texts: [(&str, usize, Text); 5] = [
        (
            "business_name",
            LEGAL_NAME_LENGTH_MAX,
            CustomerChange::BusinessName,
        ),
        (
            "description",
            DESCRIPTION_LENGTH_MAX,
            CustomerChange::Description,
        ),
        (
            "individual_name",
            LEGAL_NAME_LENGTH_MAX,
            CustomerChange::IndividualName,
        ),
        ("name", NAME_LENGTH_MAX, CustomerChange::Name),
        ("phone", PHONE_LENGTH_MAX, CustomerChange::Phone),
    ];
    let mut changes = Vec::new();
    for (key, length_max, change) in texts {
        changes.extend(fields.given(key, length_max)?.change().map(change));
    }
    changes.extend(email(fields)?);
    changes.extend(metadata_change(fields)?.map(CustomerChange::Metadata));
    changes.extend(preferred_locales(fields)?);
    changes.extend(invoice_settings(fields)?);
    changes.extend(tax_exempt(fields)?);
    let address = fields.hash("address")?.try_map(address)?;
    changes.extend(address.change().map(CustomerChange::Address));
    let shipping = fields.hash("shipping")?.try_map(shipping)?;
    changes.extend(shipping.change().map(CustomerChange::Shipping));
    Ok(changes)
}

fn email(fields: &mut Fields) -> Result<Option<CustomerChange>, ApiError> {
    let given = fields.given("email", EMAIL_LENGTH_MAX)?;
    if let Given::Value(text) = &given
        && !is_email(text)
    {
        return Err(ApiError::invalid(format!("Invalid email address: {text}"))
            .with("email_invalid", "email"));
    }
    Ok(given.change().map(CustomerChange::Email))
}

/// As little as every address has: somebody, at something with a dot.
pub(super) fn is_email(text: &str) -> bool {
    let Some((somebody, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let has_dot = domain
        .split_once('.')
        .is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty());
    is_clean && has_dot && !somebody.is_empty()
}

fn preferred_locales(fields: &mut Fields) -> Result<Option<CustomerChange>, ApiError> {
    let locales = match fields.given_list("preferred_locales")? {
        Given::Absent => return Ok(None),
        Given::Cleared => Vec::new(),
        Given::Value(locales) => locales,
    };
    let is_long = |locale: &String| locale.chars().count() > LOCALE_LENGTH_MAX;
    if locales.len() > LOCALES_MAX || locales.iter().any(is_long) {
        return Err(ApiError::invalid(format!(
            "Invalid array: preferred_locales can have at most {LOCALES_MAX} language tags of {LOCALE_LENGTH_MAX} characters."
        ))
        .with_param("preferred_locales"));
    }
    Ok(Some(CustomerChange::PreferredLocales(locales)))
}

/// Of invoices Kassa knows only what is charged when nobody chooses.
fn invoice_settings(fields: &mut Fields) -> Result<Option<CustomerChange>, ApiError> {
    let Some(mut settings) = fields.nested("invoice_settings")? else {
        return Ok(None);
    };
    let default = settings.given("default_payment_method", NAME_LENGTH_MAX)?;
    settings.finish()?;
    Ok(default.change().map(CustomerChange::DefaultPaymentMethod))
}

fn tax_exempt(fields: &mut Fields) -> Result<Option<CustomerChange>, ApiError> {
    let known = "none, exempt, or reverse";
    let exempt = fields.given_choice("tax_exempt", known, TaxExempt::parse)?;
    let exempt = exempt.change();
    Ok(exempt.map(|exempt| CustomerChange::TaxExempt(exempt.unwrap_or(TaxExempt::None))))
}

/// `shipping` of customers and confirmation tokens.
pub fn shipping(mut fields: Fields) -> Result<CustomerShipping, ApiError> {
    let shipping = CustomerShipping {
        name: fields
            .short("name", NAME_LENGTH_MAX)?
            .ok_or_else(|| missing_param(&fields.name_of("name")))?,
        address: match fields.nested("address")? {
            Some(given) => address(given)?,
            None => return Err(missing_param(&fields.name_of("address"))),
        },
        phone: fields.short("phone", PHONE_LENGTH_MAX)?,
    };
    fields.finish()?;
    Ok(shipping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_somebody_at_a_domain() {
        for good in ["jenny@example.com", "a+b@c.de", "\"@\"@x.yz"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "jenny",
            "@example.com",
            "a@b",
            "a b@c.de",
            "a@.de",
            "a@b.",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
