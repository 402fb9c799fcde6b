//! `/v1/payment_method_configurations`, and the one that an intent is made with.

use super::list_query::page;
use super::resource::{change, finish, retrieve_own};
use super::{ask_account, find_document};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::auth::forget;
use crate::env::SystemRandom;
use crate::error::HttpAnswer;
use crate::expand::Shape;
use crate::form::Fields;
use crate::objects::account::resources::{ConfigurationChange, ResourceOperation};
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, Property};
use crate::ports::{Fault, Random};
use shared::api::error::ApiError;
use shared::api::payment_method_configuration::{
    PaymentMethodConfiguration, Preference, configurable,
};
use shared::ids::PaymentMethodConfigurationId;
use shared::json;
use shared::payment::terms::Configured;

const NAME_LENGTH_MAX: usize = 100;
const KIND: DocumentKind = DocumentKind::PaymentMethodConfiguration;
const SHAPE: Shape = Shape::One("payment_method_configuration");
const PARAM: &str = "payment_method_configuration";

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let changes = changes(&mut request.fields)?;
    finish(&mut request, SHAPE)?;
    let id = PaymentMethodConfigurationId::from_bytes(SystemRandom.bytes());
    let operation = ResourceOperation::CreateConfiguration { id, changes };
    change(request, operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = configuration(&request)?;
    finish(&mut request, SHAPE)?;
    retrieve_own(request, KIND, id, "configuration").await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = configuration(&request)?;
    let mut changes = changes(&mut request.fields)?;
    let active = request.fields.boolean("active")?;
    changes.extend(active.map(ConfigurationChange::Active));
    finish(&mut request, SHAPE)?;
    let account = request.caller.profile.id.clone();
    let operation = ResourceOperation::UpdateConfiguration { id, changes };
    let answer = change(request, operation).await;
    // The default one is known with the account's keys. Elsewhere it takes effect when those are
    // looked up next.
    forget(&account);
    answer
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let active = fields.boolean("active")?.map(|active| {
        let text = if active { "1" } else { "0" };
        (Property::Active, text.to_owned())
    });
    finish(&mut request, Shape::ListOf("payment_method_configuration"))?;
    let question = AccountQuestion::List {
        kind: KIND,
        filter: Filter {
            equals: active.into_iter().collect(),
            ..Filter::default()
        },
        page,
        url: "/v1/payment_method_configurations".to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

/// The configuration of a new intent: the one that it names, else the account's default; none for
/// an intent that lists its methods itself.
pub async fn given_configuration(
    request: &mut ApiRequest,
    lists_methods: bool,
) -> Result<Option<Box<Configured>>, ApiFailure> {
    if let Some(named) = named_configuration(request, lists_methods).await? {
        return Ok(Some(named));
    }
    let default = request.caller.configuration.clone();
    Ok(default.filter(|_| !lists_methods).map(Box::new))
}

/// The configuration that an intent's parameters name, as it is now. Errors: the account has none
/// of that id, it is not active, or methods are listed beside it.
pub async fn named_configuration(
    request: &mut ApiRequest,
    lists_methods: bool,
) -> Result<Option<Box<Configured>>, ApiFailure> {
    let Some(id) = request.fields.filled(PARAM)? else {
        return Ok(None);
    };
    if lists_methods {
        return Err(ApiError::invalid(
            "You may only specify one of these parameters: payment_method_types, payment_method_configuration.",
        )
        .with_param(PARAM)
        .into());
    }
    let missing = || {
        ApiError::missing(
            format!("No such payment_method_configuration: '{id}'"),
            PARAM,
        )
        .with_status(400)
    };
    PaymentMethodConfigurationId::parse(&id).ok_or_else(missing)?;
    let found = find_document(request, &id).await?.ok_or_else(missing)?;
    let found: PaymentMethodConfiguration = json::from_value(found).map_err(Fault::from)?;
    if !found.active {
        return Err(ApiError::invalid(format!(
            "The payment method configuration {id} is not active."
        ))
        .with_param(PARAM)
        .into());
    }
    Ok(Some(Box::new(found.configured())))
}

fn configuration(request: &ApiRequest) -> Result<String, ApiError> {
    match PaymentMethodConfigurationId::parse(&request.id) {
        Some(id) => Ok(id.to_string()),
        None => Err(ApiError::missing(
            format!("No such payment_method_configuration: '{}'", request.id),
            "configuration",
        )),
    }
}

/// `name`, and `klarna[display_preference][preference]` and its like.
pub(super) fn changes(fields: &mut Fields) -> Result<Vec<ConfigurationChange>, ApiError> {
    let name = fields.short("name", NAME_LENGTH_MAX)?;
    let mut changes: Vec<_> = name.map(ConfigurationChange::Name).into_iter().collect();
    for name in configurable() {
        let Some(mut given) = fields.nested(name)? else {
            continue;
        };
        if let Some(mut display) = given.nested("display_preference")? {
            let preference = display.choice("preference", "none, off, or on", Preference::parse)?;
            changes.extend(
                preference.map(|preference| ConfigurationChange::Preference {
                    name: name.to_owned(),
                    preference,
                }),
            );
            display.finish()?;
        }
        given.finish()?;
    }
    // Every other hash is a method's, too.
    if let Some(method) = fields.hashes().next() {
        return Err(ApiError::invalid(format!(
            "The payment method type {method} is not one that this deployment has."
        ))
        .with("parameter_unknown", method));
    }
    Ok(changes)
}
