//! A card that the buyer adds on their own pages, without paying.

use super::own_pages::{proven, url_of_page};
use super::{asked, limits, signed_out, tell, unexpected};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::card_check::{CardCheck, check_card};
use crate::env::{SystemClock, SystemRandom};
use crate::error::{HttpAnswer, card_declined, missing_param};
use crate::form::Fields;
use crate::keyed::Keyring;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, GivenMethod};
use crate::partners::sandbox::client::SandboxPartner;
use crate::partners::{AuthorizeCall, CardData, is_test_card, require_partner};
use crate::ports::Clock;
use crate::routes::payment_method_data::typed_card;
use crate::routes::whereabouts::whereabouts;
use crate::screening::{Subject, send, told};
use serde_json::json;
use shared::api::error::{ApiError, ErrorType};
use shared::link::consumer::KeptInstrument;
use shared::link::email::Email;
use shared::payment::failure::FailureCause;
use shared::payment::method::{BillingDetails, CardSummary, Instrument};
use shared::rules::counter::{CardAttempt, Outcome};
use shared::rules::rule::Action;

const NAME_LENGTH_MAX: usize = 500;
const NUMBER: &str = "number";

/// A card as it was typed. It exists in one request.
struct TypedCard {
    summary: CardSummary,
    data: CardData,
    billing: BillingDetails,
}

/// `POST /link/api/cards`: `number`, `exp_month`, `exp_year` and `cvc`, and `name`, which may be left out.
/// The card's bank is asked whether it works, and what is kept already is renewed. Answers with its `id`.
pub async fn add_card(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    require_partner(request.edge.mode())?;
    let fields = std::mem::take(&mut request.fields);
    let typed = given_card(fields, request.edge.keyring())?;
    let known = proven(&request).await?.ok_or_else(signed_out)?;
    if !limits::has_room(&request, Action::Save, Some(&known.email)).await {
        return Err(too_often().into());
    }
    let summary = typed.summary.clone();
    let billing = typed.billing.clone();
    checked(&request, typed, &known.email).await?;
    // The partner took it and has no name for it.
    let instrument =
        KeptInstrument::of(&Instrument::Card(summary)).ok_or_else(|| card_declined(&live()))?;
    let given = Box::new(GivenMethod {
        instrument,
        billing,
    });
    keep(&request, known.email, given).await
}

/// Errors: a part that lacks, or cannot be right.
fn given_card(mut fields: Fields, keyring: &Keyring) -> Result<TypedCard, ApiError> {
    let name = fields.short("name", NAME_LENGTH_MAX)?;
    let name = name.map(|name| name.trim().to_owned());
    let (summary, data) = typed_card(fields, keyring)?;
    // Elsewhere a merchant may do without; here it is what shows that the buyer has the card.
    if data.cvc.is_none() {
        return Err(missing_param("cvc"));
    }
    Ok(TypedCard {
        summary,
        data,
        billing: BillingDetails {
            name: name.filter(|name| !name.is_empty()),
            ..BillingDetails::default()
        },
    })
}

/// Asks the card's bank, where the velocity rules let it be asked, and tells them what came of it. Errors:
/// the card is not to be kept, and why.
async fn checked(request: &ApiRequest, typed: TypedCard, email: &Email) -> Result<(), ApiFailure> {
    let edge = &request.edge;
    let TypedCard {
        summary,
        data,
        billing,
    } = typed;
    let call = AuthorizeCall::to_verify(&SystemRandom, &summary, data, billing);
    let subject = Subject {
        card: summary.fingerprint.clone(),
        whereabouts: whereabouts(request),
        email: Some(email.clone()),
        is_kept: false,
        is_everybodys: is_test_card(&summary, call.typed.as_ref()),
    };
    let screening = subject.screen(edge, &call.attempt).await;
    let finding = screening.as_ref().and_then(|found| found.finding.as_ref());
    let is_stopped = finding.is_some_and(|finding| finding.is_blocked());
    let (outcome, refusal) = match is_stopped {
        true => (Outcome::Stopped, Some(stopped())),
        false => {
            let account = request.caller.profile.id.clone();
            let partner = SandboxPartner { edge, account };
            let check = check_card(&partner, &SystemRandom, &call).await;
            (check.outcome(), refusal(&check))
        }
    };
    if let Some(screening) = screening {
        let tried = CardAttempt {
            card: summary.fingerprint,
            id: call.attempt.to_string(),
        };
        let news = told(&tried, &screening, outcome, SystemClock.now_ms());
        send(&edge.limits()?, news).await;
    }
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}

async fn keep(
    request: &ApiRequest,
    email: Email,
    given: Box<GivenMethod>,
) -> Result<HttpAnswer, ApiFailure> {
    let last4 = given.instrument.last4().to_owned();
    let question = |session| ConsumerQuestion::AddMethod { session, given };
    match asked(request, question).await? {
        Some(ConsumerAnswer::MethodKept { id, is_new }) => {
            if is_new {
                let url = url_of_page(request);
                let values = [("last4", last4.as_str()), ("url", &url)];
                tell(request, None, email, "link.added", &values).await;
            }
            Ok(HttpAnswer::ok(&json!({ "done": true, "id": id }))?)
        }
        // Meanwhile the buyer has signed this device out, or erased everything.
        None => Err(signed_out().into()),
        Some(other) => Err(unexpected(&other).into()),
    }
}

fn refusal(check: &CardCheck) -> Option<ApiError> {
    match check {
        CardCheck::Works => None,
        CardCheck::Declined(cause) => Some(card_declined(cause)),
        CardCheck::AuthenticationNeeded => Some(
            ApiError::invalid("The card's bank wants to authenticate its owner, which it does when something is paid. The card is not kept. Pay with it once, and have it kept then.")
                .with("link_card_needs_authentication", NUMBER)
                .with_kind(ErrorType::CardError)
                .with_status(402),
        ),
        CardCheck::Unknown => Some(
            ApiError::invalid("The card's bank could not be asked just now. The card is not kept, and nothing was charged. Try again.")
                .with_code("link_card_not_checked")
                .with_kind(ErrorType::ApiError)
                .with_status(503),
        ),
    }
}

/// What a partner says of a card that is none of its own in test mode.
fn live() -> FailureCause {
    FailureCause::CardDeclined {
        decline_code: "test_mode_live_card".to_owned(),
    }
}

fn stopped() -> ApiError {
    let mut error = card_declined(&FailureCause::Blocked);
    error.message =
        "The card was stopped for safety. It is not kept, and its bank was not asked.".to_owned();
    error
}

fn too_often() -> ApiError {
    ApiError::invalid("Cards were added too often. Try again in an hour.")
        .with_code("link_cards_too_often")
        .with_status(429)
}
