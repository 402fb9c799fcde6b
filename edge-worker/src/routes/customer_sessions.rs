//! `/v1/customer_sessions`.

use super::resource::{change, finish};
use super::saved_methods::room_for_saved;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::{HttpAnswer, missing_param};
use crate::expand::Shape;
use crate::form::Fields;
use crate::objects::account::resources::ResourceOperation;
use crate::ports::{Clock, Random};
use shared::api::customer_session::{
    CUSTOMER_SESSION_LIFETIME_S, Component, ComponentWith, Components, CustomerSession,
    CustomerSheetFeatures, MobilePaymentElementFeatures, PaymentElementFeatures, Switch,
};
use shared::api::error::ApiError;
use shared::ids::CustomerSessionId;
use shared::payment::method::AllowRedisplay;
use shared::payment::options::SetupFutureUsage;

/// As many saved methods can be shown at once.
const REDISPLAY_LIMIT_MAX: i64 = 10;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let customer = fields
        .filled("customer")?
        .ok_or_else(|| missing_param("customer"))?;
    let given = fields
        .nested("components")?
        .ok_or_else(|| missing_param("components"))?;
    let components = components(given)?;
    finish(&mut request, Shape::One("customer_session"))?;
    if components == Components::default() {
        return Err(ApiError::invalid("At least one component must be enabled.")
            .with_param("components")
            .into());
    }
    let room = room_for_saved(&request, &customer, &components).await?;
    let id = CustomerSessionId::from_bytes(SystemRandom.bytes());
    let created = SystemClock.now_ms().div_euclid(1000);
    let session = CustomerSession {
        object: "customer_session".to_owned(),
        client_secret: request.edge.keyring().customer_session_secret(&id, room),
        components,
        created,
        customer,
        customer_account: None,
        expires_at: created.saturating_add(CUSTOMER_SESSION_LIFETIME_S),
        livemode: request.edge.mode().is_live(),
    };
    let operation = ResourceOperation::CreateCustomerSession {
        id,
        session: Box::new(session),
    };
    change(request, operation).await
}

pub(super) fn components(mut fields: Fields) -> Result<Components, ApiError> {
    let components = Components {
        active_entitlements: plain(&mut fields, "active_entitlements")?,
        buy_button: plain(&mut fields, "buy_button")?,
        customer_portal: plain(&mut fields, "customer_portal")?,
        customer_sheet: with_features(&mut fields, "customer_sheet", customer_sheet)?,
        mobile_payment_element: with_features(
            &mut fields,
            "mobile_payment_element",
            mobile_payment_element,
        )?,
        payment_element: with_features(&mut fields, "payment_element", payment_element)?,
        pricing_table: plain(&mut fields, "pricing_table")?,
    };
    fields.finish()?;
    Ok(components)
}

fn plain(fields: &mut Fields, key: &str) -> Result<Component, ApiError> {
    let Some(mut component) = fields.nested(key)? else {
        return Ok(Component::default());
    };
    let enabled = enabled(&mut component)?;
    component.finish()?;
    Ok(Component { enabled })
}

/// A component whose features are read by `features`; an enabled one has them all.
fn with_features<T>(
    fields: &mut Fields,
    key: &str,
    features: impl Fn(&mut Fields) -> Result<T, ApiError>,
) -> Result<ComponentWith<T>, ApiError> {
    let Some(mut component) = fields.nested(key)? else {
        return Ok(ComponentWith::default());
    };
    let enabled = enabled(&mut component)?;
    let mut given = component.nested("features")?.unwrap_or_default();
    let features = features(&mut given)?;
    given.finish()?;
    component.finish()?;
    Ok(ComponentWith {
        enabled,
        features: enabled.then_some(features),
    })
}

fn enabled(component: &mut Fields) -> Result<bool, ApiError> {
    let enabled = component.boolean("enabled")?;
    enabled.ok_or_else(|| missing_param(&component.name_of("enabled")))
}

fn customer_sheet(fields: &mut Fields) -> Result<CustomerSheetFeatures, ApiError> {
    Ok(CustomerSheetFeatures {
        payment_method_allow_redisplay_filters: filters(fields)?,
        payment_method_remove: switch(fields, "payment_method_remove")?,
    })
}

fn mobile_payment_element(fields: &mut Fields) -> Result<MobilePaymentElementFeatures, ApiError> {
    Ok(MobilePaymentElementFeatures {
        payment_method_allow_redisplay_filters: filters(fields)?,
        payment_method_redisplay: switch(fields, "payment_method_redisplay")?,
        payment_method_remove: switch(fields, "payment_method_remove")?,
        payment_method_save: switch(fields, "payment_method_save")?,
        payment_method_save_allow_redisplay_override: fields.choice(
            "payment_method_save_allow_redisplay_override",
            "always, limited, or unspecified",
            AllowRedisplay::parse,
        )?,
    })
}

fn payment_element(fields: &mut Fields) -> Result<PaymentElementFeatures, ApiError> {
    let name = fields.name_of("payment_method_redisplay_limit");
    let limit = match fields.integer("payment_method_redisplay_limit")? {
        None => None,
        Some(limit) => Some(
            u8::try_from(limit)
                .ok()
                .filter(|limit| (1..=REDISPLAY_LIMIT_MAX).contains(&i64::from(*limit)))
                .ok_or_else(|| {
                    ApiError::invalid(format!(
                        "This value must be between 1 and {REDISPLAY_LIMIT_MAX}."
                    ))
                    .with("parameter_invalid_integer", &name)
                })?,
        ),
    };
    Ok(PaymentElementFeatures {
        payment_method_allow_redisplay_filters: filters(fields)?,
        payment_method_redisplay: switch(fields, "payment_method_redisplay")?,
        payment_method_redisplay_limit: limit,
        payment_method_remove: switch(fields, "payment_method_remove")?,
        payment_method_save: switch(fields, "payment_method_save")?,
        payment_method_save_usage: fields.choice(
            "payment_method_save_usage",
            "off_session or on_session",
            SetupFutureUsage::parse,
        )?,
    })
}

fn switch(fields: &mut Fields, key: &str) -> Result<Switch, ApiError> {
    let switch = fields.choice(key, "enabled or disabled", Switch::parse)?;
    Ok(switch.unwrap_or(Switch::Disabled))
}

/// Methods that the buyer always lets be shown, unless the merchant says otherwise.
fn filters(fields: &mut Fields) -> Result<Vec<AllowRedisplay>, ApiError> {
    const KEY: &str = "payment_method_allow_redisplay_filters";
    let name = fields.name_of(KEY);
    let Some(filters) = fields.list(KEY)? else {
        return Ok(vec![AllowRedisplay::Always]);
    };
    filters
        .iter()
        .map(|filter| {
            AllowRedisplay::parse(filter).ok_or_else(|| {
                ApiError::invalid(format!(
                    "Invalid {name}: must be one of always, limited, or unspecified"
                ))
                .with_param(&name)
            })
        })
        .collect()
}
