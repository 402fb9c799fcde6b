//! `/v1/link/…`: how a buyer is recognised. Who is known here and who is not is answered alike; only
//! a code that was sent to the address tells.

mod addresses;
mod banks;
mod cards;
mod fields;
mod limits;
mod messages;
mod offers;
mod own_pages;
mod passkeys;
mod payment;
mod payment_page;
mod phone_codes;
mod session_cookie;

pub use super::element_contact::contact;
pub use addresses::{
    add_address, edit_address, given_address, make_default_address, remove_address,
};
pub use cards::add_card;
pub use fields::link_fields;
pub use offers::{offers, ways};
pub use own_pages::{
    OWN_PAGE, PASSKEY_PAGE, PAYMENT_PAGE, document, end_other_session, erase, make_default,
    remove_method, show,
};
pub use passkeys::{
    add_passkey, begin_passkey, passkey_challenge, passkey_options, passkey_sign_in, remove_passkey,
};
pub use payment::{LinkFields, Linked, kept_method};
pub use payment_page::{leave_payment, payment};
pub use session_cookie::read as session_of;

use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{Edge, SystemClock, SystemRandom};
use crate::error::{HttpAnswer, missing_object, missing_param};
use crate::locale::{Texts, locale_asked};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, GivenCode, Shown};
use crate::ports::{Clock, Fault, Random};
use messages::tell;
use serde::Serialize;
use shared::api::error::ApiError;
use shared::gather::gather;
use shared::link::challenge::{NotSent, TestCode, Verdict, typed_code};
use shared::link::device::device_name;
use shared::link::email::{Email, EmailProblem};
use shared::link::token::{LinkToken, TokenKind};
use shared::rules::rule::Action;
use std::time::Duration;
use worker::Delay;

const EMAIL: &str = "email";
const CODE: &str = "code";
/// By what a code is sent.
const METHOD: &str = "method";
/// The code on a card that is kept.
const CVC: &str = "link[cvc]";
/// No question for a code is answered sooner. An address that was never asked about has its object made
/// first, which takes a millisecond that nobody is to see.
const ANSWER_MS: u64 = 60;
const CODES: u32 = 1_000_000;
/// Of a browser's description of itself.
const DEVICE_LENGTH_MAX: usize = 200;

/// A question for a code, as the element shows it.
#[derive(Serialize)]
struct Challenge {
    id: String,
    object: &'static str,
    /// `j•••@example.com`, `••• 5678`
    sent_to: String,
    /// Unix seconds, as all times of the API.
    expires_at: i64,
    /// The earliest time for another message.
    resend_at: i64,
}

/// A buyer who has shown who they are.
#[derive(Serialize)]
struct Consumer {
    object: &'static str,
    email: String,
    /// Whether they have signed up.
    is_known: bool,
}

impl Consumer {
    fn of(shown: &Shown) -> Self {
        Self {
            object: "link.consumer",
            email: shown.email.as_str().to_owned(),
            is_known: shown.profile.is_some(),
        }
    }
}

/// `POST /v1/link/challenges`: sends a code by the `method` that is asked for.
pub async fn ask(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    match request.fields.filled(METHOD)?.as_deref() {
        None | Some("email") => ask_by_email(request).await,
        Some("sms") => phone_codes::ask(request).await,
        Some(other) => {
            let message = format!("Invalid method: {other} must be one of email or sms.");
            Err(ApiError::invalid(message).with_param(METHOD).into())
        }
    }
}

/// Sends a code to `email`.
async fn ask_by_email(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let email = given_email(&mut request)?;
    let locale = locale_asked(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    limits::count(&request, Action::Code, Some(&email)).await?;
    let keyring = request.edge.keyring();
    let consumer = keyring.consumer_name(&email);
    let token = LinkToken::new(TokenKind::Challenge, consumer, SystemRandom.bytes());
    let code = new_code();
    let question = ConsumerQuestion::Ask {
        challenge: keyring.link_token_hash(&token),
        code_hash: keyring.link_code_hash(&token, &code),
        email,
    };
    let began_ms = SystemClock.now_ms();
    let answer = match ask_consumer(&request.edge, token.consumer(), &question).await {
        Ok(asked) => send_code(&request, &token, asked, &code, locale.as_deref()).await,
        Err(fault) => Err(fault.into()),
    };
    let passed_ms = SystemClock.now_ms().saturating_sub(began_ms);
    let rest_ms = ANSWER_MS.saturating_sub(u64::try_from(passed_ms).unwrap_or_default());
    Delay::from(Duration::from_millis(rest_ms)).await;
    answer
}

/// `POST /v1/link/challenges/{}/resend`: another code, which takes the first one's place.
pub async fn ask_again(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let token = challenge_in_path(&request)?;
    let locale = locale_asked(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    limits::count(&request, Action::Code, None).await?;
    let keyring = request.edge.keyring();
    let code = new_code();
    let question = ConsumerQuestion::AskAgain {
        challenge: keyring.link_token_hash(&token),
        code_hash: keyring.link_code_hash(&token, &code),
        asking: asking(&request),
    };
    let asked = ask_consumer(&request.edge, token.consumer(), &question).await?;
    send_code(&request, &token, asked, &code, locale.as_deref()).await
}

/// `POST /v1/link/challenges/{}/verify`: with the right `code`, the browser is the buyer's for 90
/// days, until it is told otherwise; or, where it was sent to a phone, pays with the cards of that.
pub async fn prove(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let token = challenge_in_path(&request)?;
    let typed = request.fields.filled(CODE)?;
    std::mem::take(&mut request.fields).finish()?;
    let typed = typed.ok_or_else(|| missing_param(CODE))?;
    let code = typed_code(&typed).ok_or_else(|| {
        ApiError::invalid("The code has six digits.").with("link_code_incomplete", CODE)
    })?;
    limits::count(&request, Action::CodeTry, None).await?;
    let keyring = request.edge.keyring();
    let consumer = shared::ids::base62_decode(token.consumer()).unwrap_or_default();
    let session = LinkToken::new(TokenKind::Session, consumer, SystemRandom.bytes());
    let question = ConsumerQuestion::Prove {
        challenge: keyring.link_token_hash(&token),
        code: GivenCode {
            hash: keyring.link_code_hash(&token, &code),
            test: (!request.edge.mode().is_live()).then(|| TestCode::of(&code)),
        },
        asking: asking(&request),
        session: keyring.link_token_hash(&session),
        device: device(&request),
    };
    match ask_consumer(&request.edge, token.consumer(), &question).await? {
        ConsumerAnswer::Shown(shown) => Ok(signed_in(&request, &shown, &session).await?),
        ConsumerAnswer::Trusted(shown) => Ok(HttpAnswer::ok(&Consumer::of(&shown))?),
        ConsumerAnswer::NotProven(verdict) => Err(wrong_code(verdict).into()),
        // An object that was never asked has no challenges.
        ConsumerAnswer::NoSession => Err(wrong_code(Verdict::Expired).into()),
        other => Err(unexpected(&other).into()),
    }
}

/// `POST /v1/link/sessions/end`: the browser is nobody's again.
pub async fn end_session(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    asked(&request, |session| ConsumerQuestion::EndSession {
        session,
        ended: None,
    })
    .await?;
    let mut answer =
        HttpAnswer::ok(&serde_json::json!({ "object": "link.session", "ended": true }))?;
    answer.cookies = session_cookie::dropped();
    Ok(answer)
}

/// The session that the browser has, as its object knows it.
fn asking(request: &ApiRequest) -> Option<String> {
    let session = session_cookie::read(request)?;
    Some(request.edge.keyring().link_token_hash(&session))
}

/// Asks the object of the buyer whose browser it is; `None` where it is nobody's, or no longer.
async fn asked(
    request: &ApiRequest,
    question: impl FnOnce(String) -> ConsumerQuestion,
) -> Result<Option<ConsumerAnswer>, Fault> {
    let Some(session) = session_cookie::read(request) else {
        return Ok(None);
    };
    let question = question(request.edge.keyring().link_token_hash(&session));
    let answer = ask_consumer(&request.edge, session.consumer(), &question).await?;
    Ok(Some(answer).filter(|answer| !matches!(answer, ConsumerAnswer::NoSession)))
}

/// What the browser may see of its buyer.
async fn shown(request: &ApiRequest) -> Result<Option<Shown>, Fault> {
    match asked(request, |session| ConsumerQuestion::Show { session }).await? {
        Some(ConsumerAnswer::Shown(shown)) => Ok(Some(*shown)),
        Some(other) => Err(unexpected(&other)),
        None => Ok(None),
    }
}

/// What Link's own forms and pages say, by key.
fn link_texts(texts: &Texts) -> Texts {
    let is_links = |(key, _): &(&String, &String)| key.starts_with("link.");
    let own = texts.iter().filter(is_links);
    gather(own.map(|(key, text)| (key.clone(), text.clone())))
}

/// The buyer's own object.
async fn ask_consumer(
    edge: &Edge,
    name: &str,
    question: &ConsumerQuestion,
) -> Result<ConsumerAnswer, Fault> {
    Ok(call(&edge.consumers()?, name, question, STORAGE_DEADLINE).await?)
}

/// Sends the code once its question is stored: one that nobody will ask for is not sent.
async fn send_code(
    request: &ApiRequest,
    token: &LinkToken,
    asked: ConsumerAnswer,
    code: &str,
    locale: Option<&str>,
) -> Result<HttpAnswer, ApiFailure> {
    match asked {
        ConsumerAnswer::Asked {
            to,
            expires_ms,
            resend_from_ms,
        } => {
            let sent_to = to.masked();
            messages::send_code(request, locale, to, code).await?;
            Ok(HttpAnswer::ok(&Challenge {
                id: token.expose().to_owned(),
                object: "link.challenge",
                sent_to,
                expires_at: expires_ms.div_euclid(1_000),
                resend_at: resend_from_ms.div_euclid(1_000),
            })?)
        }
        ConsumerAnswer::NotAsked(why) => Err(not_sent(why).into()),
        ConsumerAnswer::NotProven(verdict) => Err(wrong_code(verdict).into()),
        ConsumerAnswer::NoSession => Err(wrong_code(Verdict::Expired).into()),
        other => Err(unexpected(&other).into()),
    }
}

/// The browser is the buyer's from now on. Whoever has signed up hears of it.
async fn signed_in(
    request: &ApiRequest,
    shown: &Shown,
    session: &LinkToken,
) -> Result<HttpAnswer, Fault> {
    if shown.profile.is_some() {
        tell_of_device(request, shown).await;
    }
    let mut answer = HttpAnswer::ok(&Consumer::of(shown))?;
    answer.cookies = session_cookie::kept(session);
    Ok(answer)
}

/// Tells on which device somebody knew a code of the buyer's, or has a passkey of theirs.
async fn tell_of_device(request: &ApiRequest, shown: &Shown) {
    let asking = shown.sessions.first();
    let agent = asking.and_then(|session| session.device.as_deref());
    let name = agent
        .and_then(device_name)
        .unwrap_or_else(|| "?".to_owned());
    let url = own_pages::url_of_page(request);
    let values = [("device", name.as_str()), ("url", &url)];
    tell(request, None, shown.email.clone(), "link.device", &values).await;
}

/// Six digits that nobody can guess.
fn new_code() -> String {
    let [a, b, c, d, e, f, g, h, ..] = SystemRandom.bytes();
    let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    // 2^64 is so much more than a million that no code is noticeably likelier than another.
    format!(
        "{:06}",
        number.checked_rem(u64::from(CODES)).unwrap_or_default()
    )
}

fn given_email(request: &mut ApiRequest) -> Result<Email, ApiError> {
    let text = request.fields.filled(EMAIL)?;
    email_of(&text.ok_or_else(|| missing_param(EMAIL))?, EMAIL)
}

/// The address of `param`. Errors: which it is not, and why.
fn email_of(text: &str, param: &str) -> Result<Email, ApiError> {
    Email::parse(text).map_err(|problem| {
        let message = match problem {
            EmailProblem::Malformed => format!("Invalid email address: {text}"),
            EmailProblem::NotLatin => "The email address has letters that are not Latin ones, though they may look like them. Type it with plain letters.".to_owned(),
        };
        ApiError::invalid(message).with("email_invalid", param)
    })
}

fn signed_out() -> ApiError {
    ApiError::invalid("Sign in to Link first.")
        .with_code("link_session_ended")
        .with_status(401)
}

fn challenge_in_path(request: &ApiRequest) -> Result<LinkToken, ApiError> {
    LinkToken::parse(TokenKind::Challenge, &request.id)
        .ok_or_else(|| missing_object("link.challenge", &request.id, "id"))
}

/// The browser's description of itself.
fn device(request: &ApiRequest) -> Option<String> {
    let agent = request.client.user_agent.as_deref()?;
    Some(agent.chars().take(DEVICE_LENGTH_MAX).collect())
}

fn wrong_code(verdict: Verdict) -> ApiError {
    let (code, message) = match verdict {
        Verdict::Incorrect { tries_left: 1 } => (
            "link_code_incorrect",
            "That is not the code. You can try once more.".to_owned(),
        ),
        Verdict::Incorrect { tries_left } => (
            "link_code_incorrect",
            format!("That is not the code. You can try {tries_left} more times."),
        ),
        Verdict::Exhausted => (
            "link_code_attempts_exceeded",
            "The code was typed wrongly too often. Ask for another one in ten minutes.".to_owned(),
        ),
        Verdict::Expired | Verdict::Correct => (
            "link_code_expired",
            "The code has expired. Ask for another one.".to_owned(),
        ),
    };
    ApiError::invalid(message).with(code, CODE)
}

fn not_sent(why: NotSent) -> ApiError {
    let (code, message) = match why {
        NotSent::Wait { until_ms } => {
            let wait_ms = until_ms.saturating_sub(SystemClock.now_ms()).max(0);
            let seconds = wait_ms.saturating_add(999).div_euclid(1_000);
            (
                "link_resend_too_early",
                format!("A code was sent just now. Another can be sent in {seconds} seconds."),
            )
        }
        NotSent::TooOften => (
            "link_code_too_often",
            "Codes were asked for too often. Try again in ten minutes, or pay without Link."
                .to_owned(),
        ),
    };
    ApiError::invalid(message)
        .with(code, EMAIL)
        .with_status(429)
}

fn unexpected(answer: &ConsumerAnswer) -> Fault {
    // What kind of answer it was is said; what is in it may be the buyer's.
    let kind = std::mem::discriminant(answer);
    Fault(format!(
        "a consumer's object answered something else: {kind:?}"
    ))
}
