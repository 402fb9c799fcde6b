//! What a confirmation has to do with Link: it is paid with a card that is kept there, or leaves one.

use super::{CVC, ask_consumer, device, email_of, limits, session_cookie, unexpected};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::{SystemClock, SystemRandom};
use crate::error::missing_param;
use crate::objects::account::wire::KeyKind;
use crate::objects::consumer::NEW_CONSUMER;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::ports::{Clock, Random};
use crate::routes::given_method::{GivenMethod, MethodSource, made_for};
use crate::secret::Secret;
use crate::vault::Place;
use shared::api::error::ApiError;
use shared::ids::{LinkMethodId, PaymentIntentId, PaymentMethodId, base62_decode};
use shared::link::consumer::{KeptCard, NewConsumer, Profile};
use shared::link::email::Email;
use shared::link::phone::Phone;
use shared::link::terms::{LinkPurpose, LinkTerms};
use shared::link::token::{LinkToken, TokenKind};
use shared::methods::CardWallet;
use shared::payment::method::{AllowRedisplay, CardSummary, Instrument, PaymentMethod, WalletUse};
use shared::payment::terms::Purpose;
use shared::rules::rule::Action;
use std::collections::BTreeMap;

const TEXT_LENGTH_MAX: usize = 500;
const EMAIL_PARAM: &str = "link[email]";
const PHONE_PARAM: &str = "link[phone]";

/// `link[…]` of a confirmation by a buyer's browser.
#[derive(Default)]
pub struct LinkFields {
    /// The buyer has agreed to be remembered, as this.
    saves: Option<Wanted>,
    /// The code on the card that is paid with.
    cvc: Option<Secret<String>>,
}

struct Wanted {
    email: Email,
    name: Option<String>,
    phone: Option<Phone>,
}

/// A method with what it has to do with Link, and what the browser is to keep.
pub struct Linked {
    pub given: GivenMethod,
    /// A whole `Set-Cookie` each.
    pub cookies: Vec<String>,
}

impl LinkFields {
    /// Errors: an address or a number that is none. A server's request is left as it is, and refused for it.
    pub fn read(request: &mut ApiRequest) -> Result<Self, ApiError> {
        if request.caller.kind == KeyKind::Secret {
            return Ok(Self::default());
        }
        let Some(mut link) = request.fields.nested("link")? else {
            return Ok(Self::default());
        };
        let saves = link.boolean("save")?.unwrap_or(false);
        let email = link.filled("email")?;
        let name = link.short("name", TEXT_LENGTH_MAX)?;
        let phone = link.filled("phone")?;
        let cvc = link.filled("cvc")?;
        link.finish()?;
        let saves = match (saves, email) {
            (false, _) => None,
            (true, None) => return Err(missing_param(EMAIL_PARAM)),
            (true, Some(email)) => Some(Wanted {
                email: email_of(&email, EMAIL_PARAM)?,
                name,
                phone: phone.map(|phone| phone_of(&phone)).transpose()?,
            }),
        };
        Ok(Self {
            saves,
            cvc: cvc.map(checked_cvc).transpose()?,
        })
    }

    /// What `source` names, with what it has to do with Link. Errors: as of [`MethodSource::resolve`]
    /// and [`Self::pay`].
    pub async fn resolve(
        self,
        source: MethodSource,
        request: &ApiRequest,
        intent: &PaymentIntentId,
        purpose: Purpose,
    ) -> Result<Linked, ApiFailure> {
        match source.link_method() {
            Some(id) => self.pay(request, intent, id).await,
            None => {
                let given = source.resolve(request, intent, purpose).await?;
                self.save(request, intent, given).await
            }
        }
    }

    /// The card that the buyer keeps under `id`, as what this intent is paid with. Errors: as of
    /// [`kept_card`].
    async fn pay(
        self,
        request: &ApiRequest,
        intent: &PaymentIntentId,
        id: LinkMethodId,
    ) -> Result<Linked, ApiFailure> {
        let with_cvc = self.cvc.is_some();
        let (session, method) = kept_card(request, id.clone(), with_cvc).await?;
        let link = LinkTerms {
            consumer: session.consumer().to_owned(),
            session: request.edge.keyring().link_token_hash(&session),
            merchant: merchant_of(request),
            purpose: LinkPurpose::Pay {
                method: id,
                with_cvc,
            },
        };
        Ok(Linked {
            given: GivenMethod {
                method: Some(made_for(intent, method)),
                link: Some(link),
                cvc: self.cvc,
                ..GivenMethod::default()
            },
            cookies: Vec::new(),
        })
    }

    /// `given`, and that its card is to be kept once it has paid, where the buyer wants that. Whoever
    /// keeps too many pays all the same.
    async fn save(
        self,
        request: &ApiRequest,
        intent: &PaymentIntentId,
        given: GivenMethod,
    ) -> Result<Linked, ApiFailure> {
        let Some(wanted) = self.saves.filter(|_| is_new_card(&given)) else {
            return Ok(Linked {
                given,
                cookies: Vec::new(),
            });
        };
        if !limits::has_room(request, Action::Save, Some(&wanted.email)).await {
            return Ok(Linked {
                given,
                cookies: Vec::new(),
            });
        }
        let session = session_for(request, intent, &wanted.email);
        let now_ms = SystemClock.now_ms();
        let place = Place {
            owner: session.consumer(),
            record: NEW_CONSUMER,
        };
        let consumer = NewConsumer {
            profile: Profile {
                email: wanted.email,
                name: wanted.name,
                phone: wanted.phone,
                consented_ms: now_ms,
            },
            device: device(request),
        };
        let link = LinkTerms {
            consumer: session.consumer().to_owned(),
            session: request.edge.keyring().link_token_hash(&session),
            merchant: merchant_of(request),
            purpose: LinkPurpose::Save {
                consumer: request
                    .edge
                    .vault()?
                    .seal(place, &consumer, &SystemRandom)?,
                consented_ms: now_ms,
            },
        };
        Ok(Linked {
            given: GivenMethod {
                link: Some(link),
                ..given
            },
            cookies: session_cookie::kept(&session),
        })
    }
}

/// The card that the buyer keeps under `id`, and by which session.
///
/// Errors: the browser is not the buyer's, there is no such card, or its code is wanted, because nobody
/// with the card has been seen on this device.
pub async fn kept_card(
    request: &ApiRequest,
    id: LinkMethodId,
    with_cvc: bool,
) -> Result<(LinkToken, PaymentMethod), ApiFailure> {
    let session = session_cookie::read(request).ok_or_else(no_session)?;
    let question = ConsumerQuestion::Card {
        session: request.edge.keyring().link_token_hash(&session),
        method: id.clone(),
        with_cvc,
    };
    match ask_consumer(&request.edge, session.consumer(), &question).await? {
        ConsumerAnswer::Card(kept) => Ok((session, method_of(*kept))),
        ConsumerAnswer::NeedsCvc => Err(needs_cvc().into()),
        ConsumerAnswer::NoSession => Err(no_session().into()),
        ConsumerAnswer::NoCard => Err(no_card(&id).into()),
        other => Err(unexpected(&other).into()),
    }
}

/// The browser's own session, if it is of this address; else a new one, which opens nothing until
/// the payment succeeds, and nothing ever where somebody has signed up with the address already. A
/// retry has the first request's.
fn session_for(request: &ApiRequest, intent: &PaymentIntentId, email: &Email) -> LinkToken {
    let keyring = request.edge.keyring();
    let consumer = keyring.consumer_name(email);
    let is_own = |session: &LinkToken| base62_decode(session.consumer()) == Some(consumer);
    if let Some(session) = session_cookie::read(request).filter(is_own) {
        return session;
    }
    let secret = match &request.idempotency {
        Some(key) => keyring.link_session_secret(&consumer, intent, &key.key),
        None => SystemRandom.bytes(),
    };
    LinkToken::new(TokenKind::Session, consumer, secret)
}

fn merchant_of(request: &ApiRequest) -> String {
    request.caller.profile.display_name.clone()
}

/// A card that was typed, and that the partner knows.
fn is_new_card(given: &GivenMethod) -> bool {
    let method = given.method.as_ref().map(|method| &method.instrument);
    match method {
        Some(Instrument::Card(card)) => card.wallet.is_none() && card.token.is_some(),
        Some(Instrument::Link(_) | Instrument::Account(_) | Instrument::Described(_)) | None => {
            false
        }
    }
}

/// To the merchant it is a card, in a wallet: nothing tells where else the buyer has used it.
fn method_of(kept: KeptCard) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes(SystemRandom.bytes()),
        created: SystemClock.now_ms().div_euclid(1_000),
        billing: kept.billing,
        instrument: Instrument::Card(CardSummary {
            wallet: Some(WalletUse {
                wallet: CardWallet::Link,
                dynamic_last4: None,
            }),
            ..kept.card
        }),
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}

fn phone_of(text: &str) -> Result<Phone, ApiError> {
    Phone::parse(text).map_err(|problem| {
        ApiError::invalid(format!("{PHONE_PARAM} {problem}"))
            .with("phone_number_invalid", PHONE_PARAM)
    })
}

fn checked_cvc(text: String) -> Result<Secret<String>, ApiError> {
    let is_code = (3..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match is_code {
        true => Ok(Secret::new(text)),
        false => {
            Err(ApiError::invalid("Your card's security code is invalid.").with("invalid_cvc", CVC))
        }
    }
}

fn needs_cvc() -> ApiError {
    ApiError::invalid(
        "This device is new. Send the security code of the card that is kept, to show that the buyer has it.",
    )
    .with("link_cvc_required", CVC)
}

pub fn no_session() -> ApiError {
    ApiError::invalid("This browser is not, or no longer, signed in to Link. Verify the buyer's e-mail address again, or pay another way.")
        .with("link_session_ended", "payment_method")
}

pub fn no_card(id: &LinkMethodId) -> ApiError {
    ApiError::invalid(format!(
        "The buyer keeps no card '{id}' in Link. It may have been removed."
    ))
    .with("resource_missing", "payment_method")
}
