//! `POST /v1/elements/actions`: what the buyer is to do now, or, with `after`, as soon as that is
//! something else than it was.

use super::client_secret::{intent_of_client_secret, wrong_client_secret};
use crate::action_view::{Facts, action_view};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemClock;
use crate::error::HttpAnswer;
use crate::locale::{Locale, locale_asked};
use crate::objects::call::call;
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, Standing, object_name};
use crate::pictures::PictureAddresses;
use crate::ports::{Clock, Fault};
use shared::api::error::ApiError;
use shared::element::action::{ActionAnswer, HOLD_S};
use shared::ids::PaymentIntentId;
use std::time::Duration;

/// The object holds the question for so long, and then has to answer.
const DEADLINE: Duration = Duration::from_secs(HOLD_S as u64 + 5);

pub async fn action(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent_of_client_secret(&mut request)?;
    let fields = &mut request.fields;
    let locale = locale_asked(fields)?;
    let after = fields.integer("after")?;
    std::mem::take(fields).finish()?;
    let after = after.map(version).transpose()?;
    let standing = standing(&request, &id, after).await?;
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let facts = Facts {
        pictures: PictureAddresses::of(&request.edge),
        texts: spoken.edge_texts(),
        merchant: &request.caller.profile.display_name,
        now: SystemClock.now_ms().div_euclid(1000),
    };
    let answer = ActionAnswer {
        object: "elements.action".to_owned(),
        status: standing.status.as_str().to_owned(),
        version: i64::try_from(standing.version).unwrap_or(i64::MAX),
        action: standing.pending.as_ref().map(|pending| {
            let method = pending.method.method_type();
            action_view(method, &pending.action, pending.expires_at, &facts)
        }),
    };
    Ok(HttpAnswer::ok(&answer)?)
}

fn version(after: i64) -> Result<u64, ApiError> {
    u64::try_from(after).map_err(|_| {
        ApiError::invalid("Invalid integer: after must not be negative.")
            .with("parameter_invalid_integer", "after")
    })
}

async fn standing(
    request: &ApiRequest,
    id: &PaymentIntentId,
    after: Option<u64>,
) -> Result<Standing, ApiFailure> {
    let account = request.caller.profile.id.clone();
    let name = object_name(&account, id);
    let question = PaymentQuestion::Standing { account, after };
    match call(&request.edge.payments()?, &name, &question, DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        PaymentAnswer::Standing(standing) => Ok(*standing),
        PaymentAnswer::Missing => Err(wrong_client_secret("PaymentIntent").into()),
        PaymentAnswer::Http { .. }
        | PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::LinkPage(_)
        | PaymentAnswer::Checkout { .. } => Err(Fault::unexpected_answer().into()),
    }
}
