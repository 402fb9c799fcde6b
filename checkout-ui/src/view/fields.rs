use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::card_marks::card_marks;
use crate::view::country_field::country_field;
use crate::view::field::{FieldTexts, text_field};
use shared::element::session::{BuyerField, PostalCode};
use std::sync::Arc;

/// The fields of one offer, in its order.
pub fn fields(element: Element, session: &Arc<OpenedSession>, index: usize) -> El {
    let fields = session
        .offers
        .get(index)
        .map(|offer| offer.fields.as_slice())
        .unwrap_or_default();
    fields.iter().fold(el("div", "fields"), |grid, field| {
        let text = |label, example: Option<Key>, autocomplete, inputmode, mark| {
            let example = example.map(|key| session.text(key)).unwrap_or_default();
            let texts = FieldTexts {
                label: session.text(label),
                example,
                autocomplete,
                inputmode,
            };
            grid.clone()
                .child(text_field(element, session, index, *field, texts, mark))
        };
        match field {
            BuyerField::CardNumber => {
                let marks = Some(card_marks(element));
                text(
                    Key::CardNumber,
                    Some(Key::CardNumberExample),
                    "cc-number",
                    "numeric",
                    marks,
                )
            }
            BuyerField::CardExpiry => text(
                Key::CardExpiry,
                Some(Key::CardExpiryExample),
                "cc-exp",
                "numeric",
                None,
            ),
            BuyerField::CardCvc => {
                let mark = Some(el("span", "marks").child(el("span", "mark cvc")));
                text(
                    Key::CardCvc,
                    Some(Key::CardCvcExample),
                    "cc-csc",
                    "numeric",
                    mark,
                )
            }
            BuyerField::Name => text(Key::Name, None, "name", "text", None),
            BuyerField::Email => text(Key::Email, None, "email", "email", None),
            BuyerField::Country => grid.child(country_field(element, session)),
            BuyerField::PostalCode => postal_code_field(grid, element, session, index),
        }
    })
}

/// Asked in countries whose issuers check it, under the name that it has there.
fn postal_code_field(grid: El, element: Element, session: &Arc<OpenedSession>, index: usize) -> El {
    let countries = session.clone();
    let name = move || {
        element.read(
            |model| match model.form.postal_code_kind(&countries.countries) {
                PostalCode::NotAsked => None,
                PostalCode::Postal => Some(Key::PostalCode),
                PostalCode::Postcode => Some(Key::Postcode),
                PostalCode::Zip => Some(Key::Zip),
            },
        )
    };
    let session = session.clone();
    let texts = session.clone();
    grid.live_child(
        move || name().map(|key| texts.text(key)),
        move |label| {
            let texts = FieldTexts {
                label,
                example: String::new(),
                autocomplete: "billing postal-code",
                inputmode: "text",
            };
            text_field(
                element,
                &session,
                index,
                BuyerField::PostalCode,
                texts,
                None,
            )
        },
    )
}
