//! Everything that the views draw from.

use crate::checkout_flow::{Checkout, Confirmation, Screen};
use crate::edge_client::Access;
use crate::form::{FieldError, FieldId, Form, FormReport, FormRules};
use crate::locale;
use crate::offers::{Arrangement, first_choice, in_sight, is_bare};
use crate::opened_session::OpenedSession;
use crate::page;
use shared::element::field::{FieldKind, OfferField, id};
use shared::element::session::{Offer, OfferFlow};
use std::sync::Arc;

/// The element at one moment.
#[derive(Default)]
pub struct Model {
    pub checkout: Checkout,
    pub form: Form,
    /// Index of the open offer.
    pub chosen: Option<usize>,
    /// Index of the offer that keeps its place where there is not room for all: the card, or what
    /// the buyer fetched from behind the last tab.
    pub kept: Option<usize>,
    /// The buyer asked for the offers behind the first rows.
    pub unfolded: bool,
    /// The saved method that the buyer is asked whether to remove.
    pub removing: Option<&'static str>,
    /// How wide the element can be drawn, in CSS pixels.
    pub width: u32,
    /// What the page tells of the payment that is on its way; see `ToElement::Confirm`.
    pub told: String,
    /// How many sessions there have been: each is drawn anew.
    pub sessions: u32,
    pub session: Option<Arc<OpenedSession>>,
    pub access: Access,
}

/// The id of the list of offers, which takes the focus when one has to be chosen.
pub const OFFERS_ID: &str = "offers";

impl Model {
    /// The offer that is open.
    pub fn offer(&self) -> Option<&'static Offer> {
        self.session.as_ref()?.offers.get(self.chosen?)
    }

    /// The offer of a payment that this page has seen begin.
    pub fn paid_with(&self) -> Option<&'static Offer> {
        let is_older = self.session.as_ref()?.summary.status == "processing";
        self.offer().filter(|_| !is_older)
    }

    /// The fields of the open offer.
    pub fn fields(&self) -> &'static [OfferField] {
        self.offer()
            .map(|offer| offer.fields.as_slice())
            .unwrap_or_default()
    }

    /// What stands beside the card's number, by class and name: its network, or those that the
    /// buyer can choose from.
    pub fn card_marks(&self) -> Vec<(&'static str, &'static str)> {
        let is_choice = |field: &&OfferField| {
            let when = field.when.as_ref();
            field.kind == FieldKind::Select
                && when.is_some_and(|when| when.id == id::CARD_NUMBER)
                && self.form.asks(field)
        };
        if let Some(list) = self.fields().iter().find(is_choice) {
            let chosen = self.form.value(&list.id);
            let counts = |code: &str| chosen.is_empty() || chosen == code;
            let choices = list.choices.iter().filter(|choice| counts(&choice.code));
            return choices
                .map(|choice| (choice.code.as_str(), choice.name.as_str()))
                .collect();
        }
        let brand = self.form.brand();
        brand
            .map(|brand| (brand.mark(), brand.name()))
            .into_iter()
            .collect()
    }

    /// Whether the open offer's form could be sent.
    pub fn report(&self) -> FormReport {
        if self.session.is_some() && self.chosen.is_none() {
            return FormReport {
                empty: true,
                first_problem: Some(OFFERS_ID),
            };
        }
        if self
            .offer()
            .is_some_and(|offer| offer.flow == OfferFlow::Link)
        {
            return FormReport {
                empty: true,
                first_problem: Some(id::LINK),
            };
        }
        self.form.report(self.rules())
    }

    /// Takes a session, the first or a newer one; what the buyer has chosen and typed stays.
    pub fn open(&mut self, session: OpenedSession) {
        let offers = session.offers;
        let is_same = |one: &Offer, other: &Offer| {
            one.method == other.method && one.saved_id() == other.saved_id()
        };
        let index_of = |open: &Offer| offers.iter().position(|offer| is_same(open, offer));
        self.kept = in_sight(offers);
        self.chosen = match self.offer() {
            Some(chosen) => index_of(chosen).or(first_choice(offers)),
            None if self.session.is_some() || session.options.default_collapsed => None,
            None => first_choice(offers),
        };
        self.fill_in(id::COUNTRY, session.country());
        for (id, value) in &session.options.defaults {
            let fields = offers.iter().flat_map(|offer| &offer.fields);
            let mut named = fields.filter(|field| field.id == *id);
            if let Some(field) = named.next() {
                self.fill_in(&field.id, value.clone());
            }
        }
        self.session = Some(Arc::new(session));
        self.sessions += 1;
        let arrangement = self.arrangement();
        if let Some(chosen) = self.chosen
            && arrangement.hidden.contains(&chosen)
            && (arrangement.tabs || !self.unfolded)
        {
            self.kept = self.chosen;
        }
    }

    /// Which offers are shown, and how.
    pub fn arrangement(&self) -> Arrangement {
        match self.session.as_deref() {
            Some(session) => {
                Arrangement::of(session.offers, &session.options, self.width, self.kept)
            }
            None => Arrangement::default(),
        }
    }

    /// Closes what is open, where there is a list to close it in.
    pub fn collapse(&mut self) {
        let is_bare = |session: &OpenedSession| is_bare(session.offers, &session.options);
        if !self.session.as_deref().is_some_and(is_bare) {
            self.chosen = None;
        }
    }

    /// Before the buyer does.
    fn fill_in(&mut self, id: FieldId, value: String) {
        if self.form.value(id).is_empty() {
            self.form.set(id, value);
        }
    }

    /// What the open offer's form is checked against.
    pub fn rules(&self) -> FormRules<'_> {
        let countries = self
            .session
            .as_ref()
            .map(|session| session.countries.as_slice());
        FormRules {
            fields: self.fields(),
            countries: countries.unwrap_or_default(),
            today: locale::this_month(),
            matches: page::matches,
        }
    }

    /// What to say beside `field` now.
    pub fn shown_error(&self, field: &OfferField) -> Option<String> {
        match self.form.shown_error(field, self.rules())? {
            FieldError::Local(key) => Some(self.session.as_ref()?.text(key)),
            FieldError::Told(text) => Some(text),
        }
    }

    /// The page's question about the payment that is on its way.
    pub fn confirmation(&self) -> Option<&Confirmation> {
        match &self.checkout.screen {
            Screen::Busy { confirmation, .. } => Some(confirmation),
            Screen::Loading
            | Screen::LoadFailed(_)
            | Screen::Form { .. }
            | Screen::Action { .. }
            | Screen::Done(_) => None,
        }
    }
}
