//! The client secret with which a browser, which has no secret key, opens one intent.

use crate::api_request::ApiRequest;
use crate::error::missing_param;
use crate::objects::account::wire::KeyKind;
use shared::api::error::ApiError;
use shared::ids::PaymentIntentId;
use shared::payment::terms::Purpose;

/// Checks the client secret that a publishable key needs for the intent in the path.
///
/// Errors: none was given, or one that opens another intent.
pub fn check_client_secret(
    request: &mut ApiRequest,
    intent: &PaymentIntentId,
    purpose: Purpose,
) -> Result<(), ApiError> {
    let secret = request.fields.filled("client_secret")?;
    let opened = secret
        .as_deref()
        .map(|text| request.edge.keyring().open_client_secret(text));
    let kind = match purpose {
        Purpose::Payment => "PaymentIntent",
        Purpose::Setup => "SetupIntent",
    };
    match (request.caller.kind, opened) {
        (KeyKind::Secret, None) => Ok(()),
        (KeyKind::Publishable, None) => Err(ApiError::invalid(format!(
            "Missing required param: client_secret. A publishable key can only be used together with the client secret of the {kind}."
        ))
        .with("parameter_missing", "client_secret")),
        (_, Some(Some((opened, found)))) if opened == *intent && found == purpose => Ok(()),
        (_, Some(_)) => Err(wrong_client_secret(kind)),
    }
}

/// The intent that `client_secret` opens, for a path that names none.
///
/// Errors: none was given, or one that opens no intent of this account.
pub fn intent_of_client_secret(request: &mut ApiRequest) -> Result<PaymentIntentId, ApiError> {
    let secret = request
        .fields
        .filled("client_secret")?
        .ok_or_else(|| missing_param("client_secret"))?;
    let keyring = request.edge.keyring();
    keyring
        .open_client_secret(&secret)
        .map(|(id, _)| id)
        .filter(|id| keyring.owns(&request.caller.profile.id, id))
        .ok_or_else(|| wrong_client_secret("PaymentIntent"))
}

/// A client secret that opens no intent of this account. `kind` is `PaymentIntent` or
/// `SetupIntent`.
pub fn wrong_client_secret(kind: &str) -> ApiError {
    ApiError::missing(
        format!(
            "The client_secret provided does not match any associated {kind} on this account. Ensure the publishable key used belongs to the same account that created the {kind}."
        ),
        "client_secret",
    )
}
