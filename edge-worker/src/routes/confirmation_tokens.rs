//! `/v1/confirmation_tokens`.

use super::confirmation::{client_of, mandate_data};
use super::customers::shipping;
use super::given_method::{MethodSource, known_method};
use super::link::kept_method;
use super::payment_methods::check_token;
use super::resource::{change, finish, retrieve_own};
use super::whereabouts::whereabouts;
use crate::api_request::{ApiFailure, ApiRequest, Client};
use crate::env::{SystemClock, SystemRandom};
use crate::error::{HttpAnswer, missing_param};
use crate::expand::Shape;
use crate::form::Fields;
use crate::objects::account::resources::ResourceOperation;
use crate::objects::account::wire::DocumentKind;
use crate::partners::require_partner;
use crate::ports::{Clock, Random};
use shared::api::confirmation_token::{ConfirmationToken, MandateData, card_options};
use shared::api::error::ApiError;
use shared::ids::{ConfirmationTokenId, LinkMethodId};
use shared::methods::MethodType;
use shared::payment::attempt::{AcceptanceKind, MandateAcceptance};
use shared::payment::method::PaymentMethod;
use shared::payment::options::SetupFutureUsage;

const RETURN_URL_LENGTH_MAX: usize = 2_048;
const SHAPE: Shape = Shape::One("confirmation_token");

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    require_partner(request.edge.mode())?;
    let method = method(&mut request).await?;
    let client = client_of(&request);
    let whereabouts = whereabouts(&request);
    let fields = &mut request.fields;
    let mut token = ConfirmationToken::new(
        ConfirmationTokenId::from_bytes(SystemRandom.bytes()).to_string(),
        SystemClock.now_ms().div_euclid(1000),
        &method,
        request.edge.mode().is_live(),
    );
    token.return_url = fields.short("return_url", RETURN_URL_LENGTH_MAX)?;
    token.mandate_data = agreed(fields, &client)?.map(MandateData::of);
    token.setup_future_usage = fields.choice(
        "setup_future_usage",
        "off_session or on_session",
        SetupFutureUsage::parse,
    )?;
    if let Some(given) = fields.nested("shipping")? {
        token.shipping = Some(shipping(given)?);
    }
    if let Some(mut options) = fields.nested("payment_method_options")? {
        if let Some(card) = options.nested("card")? {
            card.finish()?;
        }
        options.finish()?;
    }
    if method.method_type() == MethodType::Card {
        token.payment_method_options = Some(card_options());
    }
    finish(&mut request, SHAPE)?;
    let operation = ResourceOperation::CreateConfirmationToken {
        token: Box::new(token),
        method: Box::new(method),
        whereabouts,
    };
    change(request, operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = ConfirmationTokenId::parse(&request.id).ok_or_else(|| {
        ApiError::missing(
            format!("No such confirmation_token: '{}'", request.id),
            "confirmation_token",
        )
    })?;
    finish(&mut request, SHAPE)?;
    retrieve_own(
        request,
        DocumentKind::ConfirmationToken,
        id.to_string(),
        "confirmation_token",
    )
    .await
}

/// What the buyer agrees to with the token. Errors: what is malformed; also a time, because it is
/// that of the token.
fn agreed(fields: &mut Fields, client: &Client) -> Result<Option<AcceptanceKind>, ApiError> {
    match mandate_data(fields, client)? {
        Some(MandateAcceptance {
            accepted_at: Some(_),
            ..
        }) => {
            let name = "mandate_data[customer_acceptance][accepted_at]";
            Err(
                ApiError::invalid(format!("Received unknown parameter: {name}"))
                    .with("parameter_unknown", name),
            )
        }
        given => Ok(given.map(|given| given.kind)),
    }
}

/// What the token is to confirm with: described here, or known by a name.
async fn method(request: &mut ApiRequest) -> Result<PaymentMethod, ApiFailure> {
    match MethodSource::read(request)? {
        MethodSource::New { method, .. } => {
            check_token(&method)?;
            Ok(*method)
        }
        MethodSource::Known(id) => match LinkMethodId::parse(&id) {
            // The code on a card is for the partner, in the request that pays: a token keeps none.
            Some(id) => Ok(kept_method(request, id, false).await?.1),
            None => known_method(request, id).await,
        },
        MethodSource::Absent | MethodSource::Token(_) => {
            Err(missing_param("payment_method_data").into())
        }
    }
}
