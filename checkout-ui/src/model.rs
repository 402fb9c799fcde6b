//! Everything that the views draw from.

use crate::checkout_flow::{Checkout, Screen};
use crate::form::{FieldError, Form, FormReport, FormRules};
use crate::locale;
use crate::opened_session::OpenedSession;
use crate::page;
use shared::element::field::OfferField;
use shared::element::session::Offer;
use std::sync::Arc;

/// The element at one moment.
#[derive(Default)]
pub struct Model {
    pub checkout: Checkout,
    pub form: Form,
    /// Index of the open offer.
    pub chosen: usize,
    /// The buyer asked for the offers behind the first rows.
    pub unfolded: bool,
    pub session: Option<Arc<OpenedSession>>,
}

impl Model {
    /// The offer that is open.
    pub fn offer(&self) -> Option<&'static Offer> {
        self.session.as_ref()?.offers.get(self.chosen)
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

    /// Whether the open offer's form could be sent.
    pub fn report(&self) -> FormReport {
        self.form.report(self.rules())
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

    /// Where the buyer goes back to after the payment that is on its way.
    pub fn return_url(&self) -> Option<&str> {
        match &self.checkout.screen {
            Screen::Busy { confirmation, .. } => confirmation.return_url.as_deref(),
            Screen::Loading
            | Screen::LoadFailed(_)
            | Screen::Form { .. }
            | Screen::Action { .. }
            | Screen::Done(_) => None,
        }
    }
}
