//! `/link`: what is known of a buyer, shown to the buyer alone, and changed by nobody else.

use super::addresses::Address;
use super::banks::Bank;
use super::{asked, link_texts, session_cookie, shown, signed_out, tell, unexpected};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::Edge;
use crate::error::{HttpAnswer, missing_object};
use crate::locale::{Locale, locale_asked};
use crate::objects::consumer::passkeys;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, Shown};
use crate::ports::Fault;
use serde::Serialize;
use serde_json::json;
use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::element::language::Texts;
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptInstrument, KeptMethod, Profile, Session, Use};
use shared::link::device::device_name;
use shared::link::phone::Phone;
use shared::money::Money;
use shared::payment::method::{BillingDetails, CardSummary};
use worker::{Request, Response, ResponseBuilder, Result};

const DOCUMENT: &str = include_str!("../../../../static/link/page.html");
const STYLE: &str = include_str!("../../../../static/css/hosted.css");
const PAGE_STYLE: &str = include_str!("../../../../static/link/page.css");
/// The fields of a card, by their texts' keys.
const FIELDS: [&str; 3] = ["field.card_number", "field.expiry", "field.cvc"];

/// All of it, in words that the buyer can read: what the page draws, and what it hands out as a file.
#[derive(Default, Serialize)]
struct Consumer {
    object: &'static str,
    /// `None` where nobody is known on this browser.
    email: Option<String>,
    profile: Option<Person>,
    cards: Vec<Card>,
    /// One of these and the cards is the default.
    banks: Vec<Bank>,
    /// The default first.
    addresses: Vec<Address>,
    /// The asking device first.
    devices: Vec<Device>,
    /// The newest first.
    passkeys: Vec<Passkey>,
    payments: Vec<Payment>,
    /// Of the page, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Texts>,
    /// BCP 47.
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<String>,
}

/// Who the buyer is. A telephone number is whole only where the device has shown to have a card or an
/// account that is kept with it: who only reads the owner's mail is not told it.
#[derive(Serialize)]
struct Person {
    email: String,
    name: Option<String>,
    phone: Option<String>,
    consented_ms: i64,
}

impl Person {
    fn of(profile: Profile, known: &[Phone]) -> Self {
        Self {
            email: profile.email.as_str().to_owned(),
            name: profile.name,
            phone: profile.phone.map(|phone| shown_of(&phone, known)),
            consented_ms: profile.consented_ms,
        }
    }
}

pub fn shown_of(phone: &Phone, known: &[Phone]) -> String {
    match known.contains(phone) {
        true => phone.as_str().to_owned(),
        false => phone.masked(),
    }
}

/// The numbers of what the asking device is trusted with.
fn known_phones(shown: &Shown) -> Vec<Phone> {
    let Some(asking) = shown.sessions.first() else {
        return Vec::new();
    };
    let trusted = shown.methods.iter();
    let trusted = trusted.filter(|kept| asking.trusted_with.contains(&kept.id));
    trusted.filter_map(|kept| kept.phone.clone()).collect()
}

/// A card without what only the partner and Kassa need of it.
#[derive(Serialize)]
struct Card {
    id: LinkMethodId,
    brand: &'static str,
    last4: String,
    exp_month: u8,
    exp_year: u16,
    billing_details: BillingDetails,
    /// As of [`Person`].
    phone: Option<String>,
    /// Unix milliseconds, as all times here.
    added_ms: i64,
    is_default: bool,
}

impl Card {
    fn of(kept: KeptMethod, card: CardSummary, known: &[Phone]) -> Self {
        Self {
            id: kept.id,
            brand: card.brand.display_name(),
            last4: card.last4,
            exp_month: card.exp_month,
            exp_year: card.exp_year,
            billing_details: kept.billing,
            phone: kept.phone.map(|phone| shown_of(&phone, known)),
            added_ms: kept.added_ms,
            is_default: kept.is_default,
        }
    }
}

/// A device, without what it is trusted with.
#[derive(Serialize)]
struct Device {
    id: String,
    /// `Firefox · Windows`; `None` where the browser did not say.
    name: Option<String>,
    created_ms: i64,
    used_ms: i64,
    expires_ms: i64,
}

impl From<Session> for Device {
    fn from(session: Session) -> Self {
        Self {
            id: session.id,
            name: session.device.as_deref().and_then(device_name),
            created_ms: session.created_ms,
            used_ms: session.used_ms,
            expires_ms: session.expires_ms,
        }
    }
}

/// A passkey, without its key.
#[derive(Serialize)]
struct Passkey {
    id: String,
    /// Of the browser that it was made in, as a device's.
    name: Option<String>,
    created_ms: i64,
    used_ms: Option<i64>,
}

impl From<passkeys::Passkey> for Passkey {
    fn from(passkey: passkeys::Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.device.as_deref().and_then(device_name),
            created_ms: passkey.created_ms,
            used_ms: passkey.used_ms,
        }
    }
}

/// A payment that Link had a part in.
#[derive(Serialize)]
struct Payment {
    merchant: String,
    /// In the currency's major unit, by a decimal point: `19.99`.
    amount: String,
    /// ISO 4217, upper case.
    currency: String,
    last4: String,
    at_ms: i64,
    /// Whether the payment left its method here, instead of being made with it.
    was_saved: bool,
}

impl From<Use> for Payment {
    fn from(used: Use) -> Self {
        let currency = Currency::from_code(&used.currency);
        let money = currency.and_then(|currency| Money::new(used.amount, currency).ok());
        Self {
            merchant: used.merchant,
            amount: money.map(|money| money.decimal()).unwrap_or_default(),
            currency: used.currency.to_ascii_uppercase(),
            last4: used.last4,
            at_ms: used.at_ms,
            was_saved: used.was_saved,
        }
    }
}

/// A page of Link's, as its document and its policy name what it is made of.
#[derive(Clone, Copy)]
pub struct Page {
    /// Its scripts' elements.
    scripts: &'static str,
    /// The policy's words for what may run.
    runs: &'static str,
    /// And for what may be framed.
    frames: &'static str,
}

/// `/link`, which WebAssembly draws.
pub const OWN_PAGE: Page = Page {
    scripts: r#"<script type="module" src="/link.js"></script>"#,
    runs: "'self' 'wasm-unsafe-eval'",
    frames: "'none'",
};
/// `/link/passkey`
pub const PASSKEY_PAGE: Page = Page {
    scripts: r#"<script type="module" src="/passkey.js"></script>"#,
    runs: "'self'",
    frames: "'none'",
};
/// `/link/pay`, where the payment element is as in any shop.
pub const PAYMENT_PAGE: Page = Page {
    scripts: r#"<script src="/kassa.js"></script><script type="module" src="/pay.js"></script>"#,
    runs: "'self'",
    frames: "'self'",
};

/// The document of a page, which asks for the rest with its scripts.
pub fn document(request: &Request, edge: &Edge, page: Page) -> Result<Response> {
    if request.method() != worker::Method::Get {
        return Response::error("Method not allowed", 405);
    }
    let html = DOCUMENT
        .replace("{{style}}", &[STYLE, PAGE_STYLE].concat())
        .replace("{{scripts}}", page.scripts)
        .replace("{{host}}", edge.host());
    let Page { runs, frames, .. } = page;
    let policy = format!(
        "default-src 'none'; script-src {runs}; style-src 'unsafe-inline'; img-src 'self'; \
         connect-src 'self'; frame-src {frames}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", "text/html; charset=utf-8")?
        .with_header("Content-Security-Policy", &policy)?
        .with_header("Cache-Control", "no-store")?
        .with_header("Referrer-Policy", "no-referrer")?
        .fixed(html.into_bytes()))
}

/// `POST /link/api/consumer`
pub async fn show(mut request: ApiRequest) -> std::result::Result<HttpAnswer, ApiFailure> {
    let locale = locale_asked(&mut request.fields)?;
    let with_texts = request.fields.boolean("texts")?.unwrap_or(false);
    std::mem::take(&mut request.fields).finish()?;
    let shown = proven(&request).await?;
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let mut consumer = consumer(shown, spoken.edge_texts());
    if with_texts {
        consumer.texts = Some(texts_of_page(spoken.edge_texts(), request.edge.host()));
        consumer.direction = Some(spoken.direction().to_owned());
        consumer.locale = Some(spoken.tag);
    }
    Ok(HttpAnswer::ok(&consumer)?)
}

/// What is known of the buyer, who has shown on this device who they are. A device that only a card was
/// typed on has its own pages to sign in to, too.
pub async fn proven(request: &ApiRequest) -> std::result::Result<Option<Shown>, Fault> {
    let is_proven = |shown: &Shown| {
        let asking = shown.sessions.first();
        asking.is_some_and(|asking| asking.is_proven)
    };
    Ok(shown(request).await?.filter(is_proven))
}

/// Those of the card's form, too, which are the element's. `host` is where what is kept lies.
fn texts_of_page(texts: &Texts, host: &str) -> Texts {
    let fields = texts.iter().filter(|(key, _)| {
        let mut of_form = FIELDS.iter();
        of_form.any(|field| key.starts_with(field))
    });
    let fields = fields.map(|(key, text)| (key.clone(), text.clone()));
    let mut own = link_texts(texts);
    own.extend(fields);
    for text in own.values_mut() {
        *text = text.replace("{host}", host);
    }
    own
}

/// `POST /link/api/{cards,banks}/{}/make_default`: it is offered first from now on.
pub async fn make_default(request: ApiRequest) -> std::result::Result<HttpAnswer, ApiFailure> {
    let method = method_in_path(&request)?;
    let question = |session| ConsumerQuestion::MakeDefault { session, method };
    change(request, question).await
}

/// `POST /link/api/{cards,banks}/{}/remove`
pub async fn remove_method(mut request: ApiRequest) -> std::result::Result<HttpAnswer, ApiFailure> {
    let method = method_in_path(&request)?;
    std::mem::take(&mut request.fields).finish()?;
    let question = |session| ConsumerQuestion::Remove { session, method };
    let answer = asked(&request, question).await?;
    if let Some(ConsumerAnswer::Removed { email, removed }) = &answer {
        let url = url_of_page(&request);
        let values = [("last4", removed.last4()), ("url", &url)];
        let key = match **removed {
            KeptInstrument::Card(_) => "link.removed",
            KeptInstrument::Bank(_) => "link.bank.removed",
        };
        tell(&request, None, email.clone(), key, &values).await;
    }
    answer_of(&request, answer)
}

/// `POST /link/api/sessions/{}/end`: whoever has that device is asked for a code again.
pub async fn end_other_session(request: ApiRequest) -> std::result::Result<HttpAnswer, ApiFailure> {
    let ended = Some(request.id.clone());
    let question = |session| ConsumerQuestion::EndSession { session, ended };
    change(request, question).await
}

/// `POST /link/api/erase`: nothing is known of the buyer any more.
pub async fn erase(request: ApiRequest) -> std::result::Result<HttpAnswer, ApiFailure> {
    let answer = change(request, |session| ConsumerQuestion::Erase { session }).await?;
    Ok(HttpAnswer {
        cookies: session_cookie::dropped(),
        ..answer
    })
}

/// Errors: the browser is nobody's, or there is nothing of this id.
pub async fn change(
    mut request: ApiRequest,
    question: impl FnOnce(String) -> ConsumerQuestion,
) -> std::result::Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    let answer = asked(&request, question).await?;
    answer_of(&request, answer)
}

/// Where the buyer reads all of it.
pub fn url_of_page(request: &ApiRequest) -> String {
    format!("{}/link", request.edge.origin())
}

fn answer_of(
    request: &ApiRequest,
    answer: Option<ConsumerAnswer>,
) -> std::result::Result<HttpAnswer, ApiFailure> {
    match answer {
        Some(ConsumerAnswer::Done | ConsumerAnswer::Removed { .. }) => {
            Ok(HttpAnswer::ok(&json!({ "done": true }))?)
        }
        Some(ConsumerAnswer::NoMethod) => Err(missing_method(request).into()),
        Some(other) => Err(unexpected(&other).into()),
        None => Err(signed_out().into()),
    }
}

fn consumer(shown: Option<Shown>, texts: &Texts) -> Consumer {
    let mut consumer = Consumer {
        object: "link.consumer",
        ..Consumer::default()
    };
    if let Some(shown) = shown {
        consumer.email = Some(shown.email.as_str().to_owned());
        let known = known_phones(&shown);
        let profile = shown.profile;
        consumer.profile = profile.map(|profile| Person::of(profile, &known));
        for kept in shown.methods {
            match kept.instrument.clone() {
                KeptInstrument::Card(card) => consumer.cards.push(Card::of(kept, card, &known)),
                KeptInstrument::Bank(bank) => {
                    let bank = Bank::of(kept, bank, &known, texts);
                    consumer.banks.push(bank);
                }
            }
        }
        consumer.addresses = shown.addresses.into_iter().map(Address::from).collect();
        consumer.devices = shown.sessions.into_iter().map(Device::from).collect();
        consumer.passkeys = shown.passkeys.into_iter().map(Passkey::from).collect();
        consumer.payments = shown.uses.into_iter().map(Payment::from).collect();
    }
    consumer
}

fn method_in_path(request: &ApiRequest) -> std::result::Result<LinkMethodId, ApiError> {
    LinkMethodId::parse(&request.id).ok_or_else(|| missing_method(request))
}

fn missing_method(request: &ApiRequest) -> ApiError {
    missing_object("payment_method", &request.id, "id")
}
