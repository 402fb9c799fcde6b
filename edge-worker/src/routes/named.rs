//! The objects that a path names, and the payment behind each.

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_object, missing_param};
use crate::expand::{self, Shape};
use crate::objects::account::wire::KeyKind;
use crate::objects::call::call;
use crate::objects::payment::wire::{
    Operation, PaymentAnswer, PaymentQuestion, Shown, object_name,
};
use crate::ports::Fault;
use shared::api::error::ApiError;
use shared::ids::PaymentIntentId;
use shared::payment::terms::Purpose;
use std::time::Duration;

/// A run makes a few partner calls, each with a deadline of its own.
const RUN_DEADLINE: Duration = Duration::from_secs(25);

/// What a request names, for the error when it is not there.
pub struct Named {
    /// As the error spells it: `payment_intent`.
    pub object: &'static str,
    pub id: String,
    pub param: &'static str,
}

impl Named {
    pub fn missing(&self) -> ApiError {
        missing_object(self.object, &self.id, self.param)
    }
}

/// The charge, refund or dispute in the path, parsed by `parse`, and the payment that its id leads
/// to.
pub fn inner<T>(
    request: &ApiRequest,
    object: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    bytes: impl Fn(&T) -> [u8; 16],
) -> Result<(Named, T, PaymentIntentId), ApiError> {
    let named = Named {
        object,
        id: request.id.clone(),
        param: object,
    };
    let id = parse(&request.id).ok_or_else(|| named.missing())?;
    let account = &request.caller.profile.id;
    let intent = request.edge.keyring().intent_of(account, bytes(&id));
    Ok((named, id, intent))
}

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

/// Asks the payment's object.
///
/// `purpose` is the kind of intent that was named; `None` where something else was.
pub async fn ask_payment(
    request: ApiRequest,
    named: Named,
    intent: &PaymentIntentId,
    purpose: Option<Purpose>,
    operation: Operation,
) -> Result<HttpAnswer, ApiFailure> {
    expand::check(
        shape(&operation, purpose),
        &request.expand,
        request.caller.kind,
    )?;
    let account = request.caller.profile.id;
    let name = object_name(&account, intent);
    let question = PaymentQuestion::Api {
        account,
        request_id: request.request_id,
        idempotency: request.idempotency,
        secret_key: request.caller.kind == KeyKind::Secret,
        expand: request.expand,
        purpose,
        operation: Box::new(operation),
    };
    let payments = request.edge.payments()?;
    match call(&payments, &name, &question, RUN_DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        PaymentAnswer::Http { answer } => Ok(answer),
        PaymentAnswer::Missing => Err(named.missing().into()),
        PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::Checkout { .. }
        | PaymentAnswer::Standing(_) => Err(Fault("an unexpected answer".to_owned()).into()),
    }
}

/// What the operation answers with.
fn shape(operation: &Operation, purpose: Option<Purpose>) -> Shape {
    let intent = match purpose {
        Some(Purpose::Setup) => "setup_intent",
        Some(Purpose::Payment) | None => "payment_intent",
    };
    Shape::One(match operation {
        Operation::Retrieve { shown } => match shown {
            Shown::Intent => intent,
            Shown::Charge(_) => "charge",
            Shown::Refund(_) => "refund",
            Shown::Dispute(_) => "dispute",
            Shown::Method(_) => "payment_method",
            Shown::Mandate(_) => "mandate",
        },
        Operation::Create { .. }
        | Operation::Update { .. }
        | Operation::Confirm { .. }
        | Operation::Capture { .. }
        | Operation::IncrementAuthorization { .. }
        | Operation::VerifyMicrodeposits { .. }
        | Operation::Cancel { .. } => intent,
        Operation::Refund { .. }
        | Operation::UpdateRefund { .. }
        | Operation::CancelRefund { .. } => "refund",
        Operation::UpdateCharge { .. } => "charge",
        Operation::UpdateDispute { .. } | Operation::CloseDispute { .. } => "dispute",
    })
}
