//! `/v1/confirmation_tokens`.

use super::customers::shipping;
use super::payment_method_data::{described_method, test_method};
use super::payment_methods::check_token;
use super::reply_of_account;
use super::resource::{change, finish, retrieve_own};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::HttpAnswer;
use crate::expand::Shape;
use crate::objects::account::resources::ResourceOperation;
use crate::objects::account::wire::{AccountAnswer, AccountQuestion, DocumentKind};
use crate::ports::{Clock, Fault, Random};
use shared::api::confirmation_token::{ConfirmationToken, card_options};
use shared::api::error::ApiError;
use shared::ids::ConfirmationTokenId;
use shared::methods::MethodType;
use shared::payment::method::PaymentMethod;
use shared::payment::options::SetupFutureUsage;

const RETURN_URL_LENGTH_MAX: usize = 2_048;
const SHAPE: Shape = Shape::One("confirmation_token");

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let method = method(&mut request).await?;
    let fields = &mut request.fields;
    let mut token = ConfirmationToken::new(
        ConfirmationTokenId::from_bytes(SystemRandom.bytes()).to_string(),
        SystemClock.now_ms().div_euclid(1000),
        &method,
        false,
    );
    token.return_url = fields.short("return_url", RETURN_URL_LENGTH_MAX)?;
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

/// What the token is to confirm with: described here, or known by a name.
async fn method(request: &mut ApiRequest) -> Result<PaymentMethod, ApiFailure> {
    let keyring = request.edge.keyring();
    let name = request.fields.filled("payment_method")?;
    let data = request.fields.nested("payment_method_data")?;
    match (name, data) {
        (None, Some(mut data)) => {
            let (method, _card) = described_method(&mut data, keyring)?;
            data.finish()?;
            check_token(&method)?;
            Ok(method)
        }
        (Some(name), None) => match test_method(&name, keyring) {
            Some(method) => Ok(method),
            None => known_method(request, name).await,
        },
        (None, None) => Err(
            ApiError::invalid("Missing required param: payment_method_data.")
                .with("parameter_missing", "payment_method_data")
                .into(),
        ),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may only specify one of these parameters: payment_method, payment_method_data.",
        )
        .with_param("payment_method_data")
        .into()),
    }
}

/// A method of the account's own, by its id.
pub async fn known_method(request: &ApiRequest, id: String) -> Result<PaymentMethod, ApiFailure> {
    let question = AccountQuestion::PaymentMethod { id };
    match reply_of_account(request, &question).await? {
        AccountAnswer::PaymentMethod { method } => Ok(*method),
        AccountAnswer::Http { answer } => Err(answer.into_failure()),
        AccountAnswer::Opened
        | AccountAnswer::Authenticated { .. }
        | AccountAnswer::UnknownKey
        | AccountAnswer::Published
        | AccountAnswer::ConfirmationToken { .. }
        | AccountAnswer::Found { .. } => Err(Fault("an unexpected answer".to_owned()).into()),
    }
}
