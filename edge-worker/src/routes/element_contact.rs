//! `GET /v1/elements/contact`: what the elements say that ask who the buyer is and where they live.
//! Any page with the publishable key may ask: there need not be a payment. Link's own pages ask at
//! `POST /link/api/contact`.

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, country_of_language, locale_asked};
use shared::country::CountryCode;
use shared::element::contact::{Contact, contact_strings};

pub async fn contact(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let mut fields = std::mem::take(&mut request.fields);
    let locale = locale_asked(&mut fields)?;
    fields.finish()?;
    let accept_language = request.accept_language.as_deref();
    let network_country = request.network_country.as_deref();
    let country = network_country
        .and_then(CountryCode::parse)
        .or_else(|| country_of_language(locale.as_deref(), accept_language))
        .unwrap_or(request.caller.profile.country);
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let answer = Contact {
        object: "elements.contact".to_owned(),
        locale: spoken.tag.clone(),
        direction: spoken.direction().to_owned(),
        country: country.as_str().to_owned(),
        countries: CountryCode::ALL.to_vec(),
        strings: contact_strings(spoken.edge_texts(), spoken.element_texts()),
    };
    Ok(HttpAnswer::ok(&answer)?)
}
