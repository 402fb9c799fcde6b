use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::card_marks::CardMarks;
use crate::view::country_field::CountryField;
use crate::view::field::{FieldTexts, TextField};
use leptos::prelude::*;
use shared::element::session::{BuyerField, PostalCode};
use std::sync::Arc;

/// The fields of one offer, in its order.
#[component]
pub fn Fields(element: Element, session: Arc<OpenedSession>, index: usize) -> impl IntoView {
    let fields = session
        .offers
        .get(index)
        .map(|offer| offer.fields.clone())
        .unwrap_or_default();
    let fields = fields
        .into_iter()
        .map(|field| view! { <OneField element session=session.clone() index field /> })
        .collect_view();
    view! { <div class="fields">{fields}</div> }
}

#[component]
fn OneField(
    element: Element,
    session: Arc<OpenedSession>,
    index: usize,
    field: BuyerField,
) -> impl IntoView {
    let text = |label, example: Option<Key>, autocomplete, inputmode| FieldTexts {
        label: session.text(label),
        example: example.map(|key| session.text(key)).unwrap_or_default(),
        autocomplete,
        inputmode,
    };
    let texts = match field {
        BuyerField::CardNumber => text(
            Key::CardNumber,
            Some(Key::CardNumberExample),
            "cc-number",
            "numeric",
        ),
        BuyerField::CardExpiry => text(
            Key::CardExpiry,
            Some(Key::CardExpiryExample),
            "cc-exp",
            "numeric",
        ),
        BuyerField::CardCvc => text(Key::CardCvc, Some(Key::CardCvcExample), "cc-csc", "numeric"),
        BuyerField::Name => text(Key::Name, None, "name", "text"),
        BuyerField::Email => text(Key::Email, None, "email", "email"),
        BuyerField::Country => {
            return view! { <CountryField element session=session.clone() /> }.into_any();
        }
        BuyerField::PostalCode => {
            return view! { <PostalCodeField element session=session.clone() index /> }.into_any();
        }
    };
    let mark =
        (field == BuyerField::CardNumber).then(|| view! { <CardMarks element /> }.into_any());
    let mark = mark.or_else(|| {
        (field == BuyerField::CardCvc)
            .then(|| view! { <span class="marks"><span class="mark cvc" aria-hidden="true"></span></span> }.into_any())
    });
    view! { <TextField element session=session.clone() index field texts mark /> }.into_any()
}

/// Asked in countries whose issuers check it, under the name that it has there.
#[component]
fn PostalCodeField(element: Element, session: Arc<OpenedSession>, index: usize) -> impl IntoView {
    let countries = session.clone();
    let kind = Memo::new(move |_| {
        element
            .form
            .with(|form| form.postal_code_kind(&countries.countries))
    });
    move || {
        let (label, inputmode) = match kind.get() {
            PostalCode::NotAsked => return None,
            PostalCode::Postal => (Key::PostalCode, "text"),
            PostalCode::Postcode => (Key::Postcode, "text"),
            PostalCode::Zip => (Key::Zip, "numeric"),
        };
        let texts = FieldTexts {
            label: session.text(label),
            example: String::new(),
            autocomplete: "billing postal-code",
            inputmode,
        };
        Some(view! {
            <TextField element session=session.clone() index field=BuyerField::PostalCode texts mark=None />
        })
    }
}
