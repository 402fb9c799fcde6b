//! `POST /v1/elements/link`: what the buyer keeps, as offers for this checkout.

use super::addresses::Address;
use super::{CVC, link_texts, shown};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, locale_asked};
use crate::objects::consumer::wire::Shown;
use crate::routes::checkout::NamedCheckout;
use crate::routes::saved_methods::{brand_icon, expiry_text, hidden_number};
use crate::sender::reaches_phones;
use serde::Serialize;
use shared::element::field::{OfferField, id};
use shared::element::language::Texts;
use shared::element::method_name::method_name;
use shared::element::offer_fields::{mandate_text, offer_fields};
use shared::element::processing_text::processing_text;
use shared::element::session::{Offer, OfferFlow, SavedMethod};
use shared::gather::gather;
use shared::link::consumer::{KeptInstrument, KeptMethod};
use shared::methods::{CardWallet, MethodType, Way};
use shared::payment::method::{CardSummary, DescribedAccount};
use shared::payment::terms::{ConfirmationMethod, Terms};
use std::collections::BTreeMap;

/// What the element adds to the session's offers; nothing where the browser is nobody's.
#[derive(Serialize)]
struct LinkOffers {
    object: &'static str,
    /// `None` where nobody is known on this browser.
    email: Option<String>,
    offers: Vec<Offer>,
    /// Where goods can be shipped to, for a page that asks.
    addresses: Vec<Address>,
    /// Whether the buyer has shown here who they are, and not by a passkey.
    can_add_passkey: bool,
    /// The phones that can stand for the code that a card asks for, or that show who has an account, by
    /// the kept method's id: `••• 5678`.
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
    let reached = shown.as_ref().filter(|_| reaches_phones(&request.edge));
    let phones = reached.map(|shown| phones_of(shown, &offers));
    let with_addresses = shown.as_ref().filter(|_| takes_link(terms.as_ref()));
    let addresses = with_addresses.map(|shown| shown.addresses.clone());
    let addresses = addresses.unwrap_or_default().into_iter();
    let answer = LinkOffers {
        addresses: addresses.map(Address::from).collect(),
        can_add_passkey,
        object: "link.offers",
        email: shown.map(|shown| shown.email.as_str().to_owned()),
        phones: phones.unwrap_or_default(),
        offers,
        texts: with_texts.then(|| link_texts(texts)),
    };
    Ok(HttpAnswer::ok(&answer)?)
}

/// Whether the merchant does. Without an intent, that is found out when it is paid.
fn takes_link(terms: Option<&Terms>) -> bool {
    terms.is_none_or(|terms| terms.check_wallet(CardWallet::Link).is_ok())
}

/// Nothing where the merchant does not take Link.
fn offers_of(shown: &Shown, terms: Option<&Terms>, texts: &Texts) -> Vec<Offer> {
    if !takes_link(terms) {
        return Vec::new();
    }
    let scene = Scene {
        shown,
        terms,
        texts,
        code: offer_fields(MethodType::Card, texts)
            .into_iter()
            .find(|field| field.id == id::CARD_CVC),
    };
    let kept = shown.methods.iter();
    kept.filter_map(|kept| scene.offer(kept)).collect()
}

/// What the merchant sees of a card: Link itself where no cards are taken.
fn paid_as(terms: Option<&Terms>) -> MethodType {
    match terms.is_none_or(|terms| terms.check(MethodType::Card, None).is_ok()) {
        true => MethodType::Card,
        false => MethodType::Link,
    }
}

/// What Link's own page offers: what the buyer keeps, a new card, and a new account that one of `debits`
/// takes from. Nothing where the merchant does not take Link. Where the merchant's server has the last
/// word, nothing is debited before.
pub fn ways(terms: &Terms, debits: impl Iterator<Item = MethodType>) -> Vec<Way> {
    if terms.check_wallet(CardWallet::Link).is_err() {
        return Vec::new();
    }
    let debits = debits.filter(|_| terms.confirmation == ConfirmationMethod::Automatic);
    [MethodType::Link, MethodType::Card]
        .into_iter()
        .chain(debits)
        .map(Way::Method)
        .collect()
}

/// Whether nobody asks on this device who has it.
fn is_trusted(shown: &Shown, kept: &KeptMethod) -> bool {
    let asking = shown.sessions.first();
    asking.is_some_and(|asking| asking.trusted_with.contains(&kept.id))
}

fn phones_of(shown: &Shown, offers: &[Offer]) -> BTreeMap<String, String> {
    let is_offered = |kept: &&KeptMethod| {
        let mut saved = offers.iter().filter_map(|offer| offer.saved.as_ref());
        saved.any(|saved| saved.id == kept.id.as_str())
    };
    let offered = shown.methods.iter().filter(is_offered);
    let asked = offered.filter(|kept| !is_trusted(shown, kept));
    let phones =
        asked.filter_map(|kept| Some((kept.id.to_string(), kept.phone.as_ref()?.masked())));
    gather(phones)
}

/// What an offer depends on beside what is kept.
struct Scene<'a> {
    shown: &'a Shown,
    /// `None` before the merchant's server has made the intent: the element drops what its own session
    /// does not offer.
    terms: Option<&'a Terms>,
    texts: &'a Texts,
    /// As a card's own form asks for it.
    code: Option<OfferField>,
}

impl Scene<'_> {
    /// `None` of what cannot be paid with here, or on this device.
    fn offer(&self, kept: &KeptMethod) -> Option<Offer> {
        let (method, country) = match &kept.instrument {
            KeptInstrument::Card(_) => (paid_as(self.terms), None),
            KeptInstrument::Bank(account) => (account.method, kept.billing.address.country),
        };
        let fits = |terms: &Terms| terms.check(method, country).is_ok();
        if !self.terms.is_none_or(fits) {
            return None;
        }
        match &kept.instrument {
            KeptInstrument::Card(card) => {
                let goes = |terms: &Terms| terms.can_go_over(card.brand);
                let is_usable = self.terms.is_none_or(goes);
                is_usable.then(|| self.card(kept, card))
            }
            KeptInstrument::Bank(account) => self.bank(kept, account),
        }
    }

    fn card(&self, kept: &KeptMethod, card: &CardSummary) -> Offer {
        let name = card.brand.display_name();
        let code = self.code.clone().filter(|_| !is_trusted(self.shown, kept));
        Offer {
            display_name: format!("{name} {}", hidden_number(&card.last4)),
            icon: brand_icon(card.brand).unwrap_or_else(|| "/icons/link.svg".to_owned()),
            flow: MethodType::Card.row().flow.screen(),
            fields: code
                .map(|code| OfferField {
                    param: CVC.to_owned(),
                    half: false,
                    ..code
                })
                .into_iter()
                .collect(),
            saved: Some(SavedMethod {
                brand: Some(card.brand.as_str().to_owned()),
                expiry: Some(expiry_text(card.exp_month.into(), card.exp_year.into())),
                ..saved(kept)
            }),
            ..self.bare(paid_as(self.terms))
        }
    }

    /// On a new device the buyer shows that the phone is theirs that is kept with the account; without
    /// one, nothing there shows who has it.
    fn bank(&self, kept: &KeptMethod, account: &DescribedAccount) -> Option<Offer> {
        let method = account.method;
        let name = method_name(method, self.texts);
        let offer = Offer {
            display_name: format!("{name} {}", hidden_number(account.last4())),
            mandate: mandate_text(method, self.texts),
            processing: processing_text(method, self.texts),
            saved: Some(saved(kept)),
            ..self.bare(method)
        };
        if is_trusted(self.shown, kept) {
            return Some(offer);
        }
        let phone = kept.phone.as_ref()?;
        let asks = self.texts.get("link.bank.new_device");
        Some(Offer {
            flow: OfferFlow::Link,
            explanation: asks.map(|text| text.replace("{phone}", &phone.masked())),
            mandate: None,
            ..offer
        })
    }

    /// Of a method that asks for nothing.
    fn bare(&self, method: MethodType) -> Offer {
        let email = self.shown.email.as_str();
        let explanation = self.texts.get("link.saved");
        Offer {
            method: method.as_str().to_owned(),
            display_name: String::new(),
            icon: format!("/icons/{method}.svg"),
            flow: method.row().flow.screen(),
            explanation: explanation.map(|text| text.replace("{email}", email)),
            fields: Vec::new(),
            instalments: None,
            mandate: None,
            processing: None,
            saved: None,
        }
    }
}

fn saved(kept: &KeptMethod) -> SavedMethod {
    SavedMethod {
        id: kept.id.to_string(),
        brand: None,
        last4: Some(kept.instrument.last4().to_owned()),
        expiry: None,
        removable: false,
        billing_details: None,
    }
}
