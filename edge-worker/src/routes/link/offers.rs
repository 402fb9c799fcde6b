//! `POST /v1/elements/link`: the cards that the buyer keeps, as offers for this checkout.

use super::{CVC, link_texts, shown};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, locale_asked};
use crate::objects::consumer::wire::Shown;
use crate::routes::checkout::NamedCheckout;
use crate::routes::saved_methods::{brand_icon, expiry_text, hidden_number};
use serde::Serialize;
use shared::element::field::{OfferField, id};
use shared::element::language::Texts;
use shared::element::offer_fields::offer_fields;
use shared::element::session::{Offer, SavedMethod};
use shared::link::consumer::KeptCard;
use shared::methods::{CardWallet, MethodType, Way};
use shared::payment::state::Terms;
use std::collections::BTreeMap;

/// What the element adds to the session's offers; nothing where the browser is nobody's.
#[derive(Serialize)]
struct LinkOffers {
    object: &'static str,
    /// `None` where nobody is known on this browser.
    email: Option<String>,
    offers: Vec<Offer>,
    /// Whether the buyer has shown here who they are, and not by a passkey.
    can_add_passkey: bool,
    /// The phones that can stand for the code that a card asks for, by the card's id: `••• 5678`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    phones: BTreeMap<String, String>,
    /// Of the form that asks the buyer who they are, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Texts>,
}

pub async fn offers(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let has_intent = request.fields.is_text("client_secret");
    let locale = locale_asked(&mut request.fields)?;
    let with_texts = request.fields.boolean("texts")?.unwrap_or(false);
    // What the merchant's server has not made yet is checked when it is paid.
    let terms = match has_intent {
        true => {
            let named = NamedCheckout::read(&mut request).await?;
            std::mem::take(&mut request.fields).finish()?;
            Some(named.look_up(&request, None).await?.terms)
        }
        false => {
            std::mem::take(&mut request.fields).finish()?;
            None
        }
    };
    let shown = shown(&request).await?;
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let texts = spoken.edge_texts();
    let offers = shown
        .as_ref()
        .map(|shown| offers_of(shown, terms.as_ref(), texts));
    let asking = shown.as_ref().and_then(|shown| shown.sessions.first());
    let can_add_passkey =
        asking.is_some_and(|session| session.is_proven && session.passkey.is_none());
    let offers = offers.unwrap_or_default();
    let phones = shown.as_ref().map(|shown| phones_of(shown, &offers));
    let answer = LinkOffers {
        can_add_passkey,
        object: "link.offers",
        email: shown.map(|shown| shown.email.as_str().to_owned()),
        phones: phones.unwrap_or_default(),
        offers,
        texts: with_texts.then(|| link_texts(texts)),
    };
    Ok(HttpAnswer::ok(&answer)?)
}

/// Nothing where the merchant does not take Link.
fn offers_of(shown: &Shown, terms: Option<&Terms>, texts: &Texts) -> Vec<Offer> {
    let takes_link = |terms: &Terms| terms.check_wallet(CardWallet::Link).is_ok();
    if !terms.is_none_or(takes_link) {
        return Vec::new();
    }
    let explanation = texts.get("link.saved");
    let explanation = explanation.map(|text| text.replace("{email}", shown.email.as_str()));
    let code = offer_fields(MethodType::Card, texts)
        .into_iter()
        .find(|field| field.id == id::CARD_CVC);
    let asked_of = |kept: &KeptCard| code.clone().filter(|_| !is_trusted(shown, kept));
    let is_usable = |kept: &&KeptCard| terms.is_none_or(|terms| terms.can_go_over(kept.card.brand));
    let usable = shown.cards.iter().filter(is_usable);
    usable
        .map(|kept| offer(kept, paid_as(terms), asked_of(kept), explanation.clone()))
        .collect()
}

/// What the merchant sees of it: Link itself where no cards are taken.
fn paid_as(terms: Option<&Terms>) -> MethodType {
    match terms.is_none_or(|terms| terms.check(MethodType::Card, None).is_ok()) {
        true => MethodType::Card,
        false => MethodType::Link,
    }
}

/// What Link's own page offers: the buyer's own cards, and a new one. Nothing where the merchant does not
/// take Link.
pub fn ways(terms: &Terms) -> Vec<Way> {
    match terms.check_wallet(CardWallet::Link) {
        Ok(()) => vec![Way::Method(MethodType::Link), Way::Method(MethodType::Card)],
        Err(_) => Vec::new(),
    }
}

/// Whether nobody asks for the card's code on this device.
fn is_trusted(shown: &Shown, kept: &KeptCard) -> bool {
    let asking = shown.sessions.first();
    asking.is_some_and(|asking| asking.trusted_with.contains(&kept.id))
}

fn phones_of(shown: &Shown, offers: &[Offer]) -> BTreeMap<String, String> {
    let is_offered = |kept: &&KeptCard| {
        let mut saved = offers.iter().filter_map(|offer| offer.saved.as_ref());
        saved.any(|saved| saved.id == kept.id.as_str())
    };
    let offered = shown.cards.iter().filter(is_offered);
    let asked = offered.filter(|kept| !is_trusted(shown, kept));
    let phones =
        asked.filter_map(|kept| Some((kept.id.to_string(), kept.phone.as_ref()?.masked())));
    phones.collect()
}

fn offer(
    kept: &KeptCard,
    paid_as: MethodType,
    code: Option<OfferField>,
    explanation: Option<String>,
) -> Offer {
    let card = &kept.card;
    let name = card.brand.display_name();
    Offer {
        method: paid_as.as_str().to_owned(),
        display_name: format!("{name} {}", hidden_number(&card.last4)),
        icon: brand_icon(card.brand).unwrap_or_else(|| "/icons/link.svg".to_owned()),
        flow: MethodType::Card.row().flow.screen(),
        explanation,
        fields: code
            .map(|code| OfferField {
                param: CVC.to_owned(),
                half: false,
                ..code
            })
            .into_iter()
            .collect(),
        instalments: None,
        mandate: None,
        processing: None,
        saved: Some(SavedMethod {
            id: kept.id.to_string(),
            brand: Some(card.brand.as_str().to_owned()),
            last4: Some(card.last4.clone()),
            expiry: Some(expiry_text(card.exp_month.into(), card.exp_year.into())),
            removable: false,
            billing_details: None,
        }),
    }
}
