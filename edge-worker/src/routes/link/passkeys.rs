//! Passkeys: made in a window of Kassa's own, used wherever a buyer is asked who they are. Which buyer
//! it is, the passkey says; nobody is asked for an address, so nobody learns who has one.

use super::own_pages::{change, url_of_page};
use super::{
    ask_consumer, asked, device, limits, session_cookie, signed_in, signed_out, tell, unexpected,
};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::{HttpAnswer, missing_param};
use crate::objects::consumer::passkeys::{MadePasskey, Maker, PasskeyAnswer, PasskeyQuestion};
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::ports::{Clock, Fault, Random};
use crate::webauthn::{
    self, Assertion, Ceremony, Created, NotOurs, Refused, RelyingParty, SignedChallenge,
    as_base64url,
};
use serde::Serialize;
use serde_json::json;
use shared::api::error::ApiError;
use shared::ids::{base62, base62_decode};
use shared::link::device::device_name;
use shared::link::token::{LinkToken, TokenKind};
use shared::rules::rule::Action;

const ENROLMENT: &str = "enrolment";

/// What a browser must know to use a passkey.
#[derive(Serialize)]
struct Challenge {
    object: &'static str,
    /// base64url, as all bytes here.
    challenge: String,
    /// Unix seconds.
    expires_at: i64,
}

/// What a browser must know to make a passkey.
#[derive(Serialize)]
struct Options {
    object: &'static str,
    challenge: String,
    email: String,
    /// What the authenticator gives back together with a signature: the name of the buyer's object.
    user_handle: String,
    /// Passkeys that there are already: an authenticator that has one makes no other.
    exclude: Vec<String>,
}

/// `POST /v1/link/passkeys/challenge`
pub async fn passkey_challenge(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    relying_party(&request)?;
    let (challenge, ends_ms) = new_challenge(&request, Ceremony::Get);
    Ok(HttpAnswer::ok(&Challenge {
        object: "link.passkey_challenge",
        challenge,
        expires_at: ends_ms.div_euclid(1_000),
    })?)
}

/// `POST /v1/link/passkeys/verify`: with a passkey that has signed the challenge, the browser is the
/// buyer's for 90 days, as with a code.
pub async fn passkey_sign_in(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let credential = bytes(&mut request, "credential")?;
    let client_data = bytes(&mut request, "client_data")?;
    let assertion = Assertion {
        authenticator_data: bytes(&mut request, "authenticator_data")?,
        signature: bytes(&mut request, "signature")?,
        client_data,
    };
    let user_handle = bytes(&mut request, "user_handle")?;
    std::mem::take(&mut request.fields).finish()?;
    limits::count(&request, Action::CodeTry, None).await?;
    let party = relying_party(&request)?;
    let (text, challenge) = own_challenge(&request, Ceremony::Get, &assertion.client_data)?;
    let claim = party.claim(&text, assertion).map_err(refused)?;
    let consumer = <[u8; 16]>::try_from(user_handle).map_err(|_| unknown())?;
    let session = LinkToken::new(TokenKind::Session, consumer, SystemRandom.bytes());
    let keyring = request.edge.keyring();
    let question = ConsumerQuestion::Passkey(PasskeyQuestion::Use {
        id: keyring.passkey_id(&credential),
        claim: Box::new(claim),
        challenge,
        session: keyring.link_token_hash(&session),
        device: device(&request),
    });
    match ask_consumer(&request.edge, &base62(consumer), &question).await? {
        ConsumerAnswer::Shown(shown) => Ok(signed_in(&request, &shown, &session).await?),
        ConsumerAnswer::Passkey(answer) => Err(not_used(&answer)?.into()),
        // A buyer who has erased everything, or a handle that was made up.
        ConsumerAnswer::NoSession => Err(unknown().into()),
        other => Err(unexpected(&other).into()),
    }
}

/// `POST /v1/link/passkeys/enrol`: where a window leads in which the browser makes a passkey. The
/// cookie of a frame in a merchant's page is not there in that window: the address says whose it is,
/// once.
pub async fn begin_passkey(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    relying_party(&request)?;
    let own = session_cookie::read(&request).ok_or_else(signed_out)?;
    let consumer = base62_decode(own.consumer()).unwrap_or_default();
    let token = LinkToken::new(TokenKind::Enrolment, consumer, SystemRandom.bytes());
    let enrolment = request.edge.keyring().link_token_hash(&token);
    let question =
        |session| ConsumerQuestion::Passkey(PasskeyQuestion::BeginEnrolment { session, enrolment });
    match asked(&request, question).await? {
        Some(ConsumerAnswer::Done) => Ok(HttpAnswer::ok(&json!({
            "object": "link.passkey_enrolment",
            // After the #: it is sent to nobody and stands in no log.
            "url": format!("{}/link/passkey#{}", request.edge.origin(), token.expose()),
        }))?),
        Some(other) => Err(unexpected(&other).into()),
        None => Err(signed_out().into()),
    }
}

/// `POST /link/api/passkeys/options`
pub async fn passkey_options(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (consumer, maker) = maker(&mut request)?;
    std::mem::take(&mut request.fields).finish()?;
    relying_party(&request)?;
    let question = ConsumerQuestion::Passkey(PasskeyQuestion::Options { maker });
    match ask_consumer(&request.edge, &consumer, &question).await? {
        ConsumerAnswer::Passkey(PasskeyAnswer::Options { email, credentials }) => {
            let (challenge, _) = new_challenge(&request, Ceremony::Create);
            Ok(HttpAnswer::ok(&Options {
                object: "link.passkey_options",
                challenge,
                email: email.as_str().to_owned(),
                user_handle: as_base64url::encode(&base62_decode(&consumer).unwrap_or_default()),
                exclude: credentials,
            })?)
        }
        ConsumerAnswer::NoSession => Err(signed_out().into()),
        other => Err(unexpected(&other).into()),
    }
}

/// `POST /link/api/passkeys`: keeps what the browser has made.
pub async fn add_passkey(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let (consumer, maker) = maker(&mut request)?;
    let created = Created {
        client_data: bytes(&mut request, "client_data")?,
        authenticator_data: bytes(&mut request, "authenticator_data")?,
    };
    std::mem::take(&mut request.fields).finish()?;
    let party = relying_party(&request)?;
    let (text, challenge) = own_challenge(&request, Ceremony::Create, &created.client_data)?;
    let key = party.created(&text, &created).map_err(refused)?;
    let made = MadePasskey {
        id: request.edge.keyring().passkey_id(&key.credential),
        credential: as_base64url::encode(&key.credential),
        public_key: key.public_key,
        sign_count: key.sign_count,
        device: device(&request),
    };
    let question = ConsumerQuestion::Passkey(PasskeyQuestion::Add {
        maker,
        challenge,
        made: Box::new(made),
    });
    match ask_consumer(&request.edge, &consumer, &question).await? {
        ConsumerAnswer::Passkey(PasskeyAnswer::Added { email }) => {
            let agent = device(&request);
            let name = agent.as_deref().and_then(device_name);
            let url = url_of_page(&request);
            let values = [("device", name.as_deref().unwrap_or("?")), ("url", &url)];
            tell(&request, None, email, "link.passkey", &values).await;
            Ok(HttpAnswer::ok(
                &json!({ "object": "link.passkey", "added": true }),
            )?)
        }
        ConsumerAnswer::Passkey(answer) => Err(not_used(&answer)?.into()),
        ConsumerAnswer::NoSession => Err(signed_out().into()),
        other => Err(unexpected(&other).into()),
    }
}

/// `POST /link/api/passkeys/{}/remove`: it opens nothing from now on. What is gone already is gone.
pub async fn remove_passkey(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = request.id.clone();
    let question = |session| ConsumerQuestion::Passkey(PasskeyQuestion::Remove { session, id });
    change(request, question).await
}

/// The name of the buyer's object, and by what the browser is theirs.
fn maker(request: &mut ApiRequest) -> Result<(String, Maker), ApiError> {
    let keyring_hash =
        |request: &ApiRequest, token: &LinkToken| request.edge.keyring().link_token_hash(token);
    if let Some(text) = request.fields.filled(ENROLMENT)? {
        let token = LinkToken::parse(TokenKind::Enrolment, &text).ok_or_else(signed_out)?;
        let hash = keyring_hash(request, &token);
        return Ok((token.consumer().to_owned(), Maker::Enrolment(hash)));
    }
    let session = session_cookie::read(request).ok_or_else(signed_out)?;
    let hash = keyring_hash(request, &session);
    Ok((session.consumer().to_owned(), Maker::Session(hash)))
}

fn relying_party(request: &ApiRequest) -> Result<RelyingParty<'_>, ApiError> {
    RelyingParty::of(request.edge.origin()).ok_or_else(|| {
        ApiError::invalid("This deployment is reached by an address and not by a name: browsers have no passkeys for it.")
            .with_code("link_passkey_unavailable")
    })
}

fn new_challenge(request: &ApiRequest, ceremony: Ceremony) -> (String, i64) {
    let (keyring, now_ms) = (request.edge.keyring(), SystemClock.now_ms());
    webauthn::new_challenge(keyring, ceremony, SystemRandom.bytes(), now_ms)
}

fn own_challenge(
    request: &ApiRequest,
    ceremony: Ceremony,
    client_data: &[u8],
) -> Result<(String, SignedChallenge), ApiError> {
    let (keyring, now_ms) = (request.edge.keyring(), SystemClock.now_ms());
    let named = SignedChallenge::named_in(client_data, keyring, ceremony, now_ms);
    named.map_err(|why| match why {
        NotOurs::Refused(why) => refused(why),
        NotOurs::Expired => expired(),
    })
}

fn bytes(request: &mut ApiRequest, param: &'static str) -> Result<Vec<u8>, ApiError> {
    let text = request.fields.filled(param)?;
    as_base64url::decode(&text.ok_or_else(|| missing_param(param))?).ok_or_else(|| {
        ApiError::invalid(format!(
            "{param} must be base64url without padding, as browsers hand it over."
        ))
        .with("parameter_invalid_format", param)
    })
}

fn refused(why: Refused) -> ApiError {
    let (param, message) = match why {
        Refused::Malformed => (
            "client_data",
            "That is not what a browser says of a passkey.",
        ),
        Refused::WrongChallenge => (
            "client_data",
            "The passkey has signed another challenge than one of this deployment's.",
        ),
        Refused::WrongOrigin => (
            "client_data",
            "The passkey was asked for by a page that is not this deployment's.",
        ),
        Refused::NotVerified => (
            "authenticator_data",
            "The device has not made sure that it is its owner who uses the passkey.",
        ),
        Refused::UnsupportedKey => (
            "authenticator_data",
            "The passkey's key is of a kind that was not asked for.",
        ),
        Refused::WrongSignature => return unknown(),
    };
    ApiError::invalid(message).with("link_passkey_invalid", param)
}

/// Why a passkey was not taken. Errors: the answer says something else.
fn not_used(answer: &PasskeyAnswer) -> Result<ApiError, Fault> {
    match answer {
        PasskeyAnswer::Unknown => Ok(unknown()),
        PasskeyAnswer::Replayed => Ok(expired()),
        PasskeyAnswer::Cloned => Ok(ApiError::invalid(
            "There is a copy of this passkey: another device has used it since. Sign in with a code, and remove the passkey.",
        )
        .with("link_passkey_cloned", "authenticator_data")),
        PasskeyAnswer::TooMany => Ok(ApiError::invalid(
            "There are as many passkeys as there can be. Remove one that you do not use.",
        )
        .with_code("link_passkey_too_many")),
        PasskeyAnswer::Options { .. } | PasskeyAnswer::Added { .. } => {
            Err(Fault::unexpected_answer())
        }
    }
}

fn unknown() -> ApiError {
    ApiError::invalid(
        "Link does not know this passkey. It may have been removed. Sign in with a code.",
    )
    .with("link_passkey_unknown", "credential")
}

fn expired() -> ApiError {
    ApiError::invalid("The challenge has been signed before, or has expired. Ask for another one.")
        .with("link_passkey_expired", "client_data")
}
