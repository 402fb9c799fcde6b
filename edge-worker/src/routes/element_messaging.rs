//! `GET /v1/elements/messaging`: what a product page says of paying later. Any page with the
//! publishable key may ask: there is no payment yet.

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_param};
use crate::form::Fields;
use crate::locale::{Locale, country_of_language, locale_asked};
use crate::partners::require_partner;
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::element::messaging::{EDGE_KEYS, ELEMENT_KEYS, Messaging, messaging_offers};
use shared::gather::gather;
use shared::methods::MethodType;
use shared::methods::eligibility::Account;
use shared::money::Money;

pub async fn message(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    require_partner(request.edge.mode())?;
    let mut fields = std::mem::take(&mut request.fields);
    let amount = amount(&mut fields)?;
    let named_country = country(&mut fields)?;
    let locale = locale_asked(&mut fields)?;
    let listed = methods(&mut fields, "payment_method_types")?;
    let order = methods(&mut fields, "payment_method_order")?;
    fields.finish()?;

    let accept_language = request.accept_language.as_deref();
    let network_country = request.network_country.as_deref();
    let country = named_country
        .or_else(|| network_country.and_then(CountryCode::parse))
        .or_else(|| country_of_language(locale.as_deref(), accept_language))
        .unwrap_or(request.caller.profile.country);
    let configuration = request.caller.configuration.as_ref();
    let account = Account {
        country: request.caller.profile.country,
        off: configuration.map_or(&[], |configured| &configured.off),
        wallets_off: &[],
        order: order.as_deref().unwrap_or_default(),
    };
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let (edge_texts, element_texts) = (spoken.edge_texts(), spoken.element_texts());
    let offers = messaging_offers(&account, country, amount, listed.as_deref(), edge_texts);
    let of_edge = EDGE_KEYS
        .iter()
        .filter_map(|key| edge_texts.get_key_value(*key));
    let of_element = ELEMENT_KEYS
        .iter()
        .filter_map(|key| element_texts.get_key_value(*key));
    let strings = of_edge.chain(of_element);
    let answer = Messaging {
        object: "elements.messaging".to_owned(),
        locale: spoken.tag.clone(),
        direction: spoken.direction().to_owned(),
        currency: amount.currency().code().to_owned(),
        currency_exponent: amount.currency().exponent(),
        offers,
        strings: gather(strings.map(|(key, text)| (key.clone(), text.clone()))),
    };
    Ok(HttpAnswer::ok(&answer)?)
}

fn amount(fields: &mut Fields) -> Result<Money, ApiError> {
    let minor = fields
        .integer("amount")?
        .ok_or_else(|| missing_param("amount"))?;
    let code = fields
        .filled("currency")?
        .ok_or_else(|| missing_param("currency"))?;
    let currency = Currency::from_code(&code.to_ascii_lowercase()).ok_or_else(|| {
        ApiError::invalid(format!("Invalid currency: {code}.")).with_param("currency")
    })?;
    match Money::new(minor, currency) {
        Ok(amount) if minor > 0 => Ok(amount),
        Ok(_) | Err(_) => Err(ApiError::invalid(
            "The amount must be a positive number of the currency's smallest units.",
        )
        .with_param("amount")),
    }
}

fn country(fields: &mut Fields) -> Result<Option<CountryCode>, ApiError> {
    let Some(code) = fields.filled("country")? else {
        return Ok(None);
    };
    let country = CountryCode::parse(&code).ok_or_else(|| {
        ApiError::invalid(format!("Invalid country: {code}.")).with_param("country")
    })?;
    Ok(Some(country))
}

/// Methods by commas.
fn methods(fields: &mut Fields, key: &str) -> Result<Option<Vec<MethodType>>, ApiError> {
    let Some(names) = fields.filled(key)? else {
        return Ok(None);
    };
    let method = |name: &str| {
        MethodType::parse(name).ok_or_else(|| {
            ApiError::invalid(format!("Invalid payment method type: {name}.")).with_param(key)
        })
    };
    names
        .split(',')
        .map(method)
        .collect::<Result<_, _>>()
        .map(Some)
}
