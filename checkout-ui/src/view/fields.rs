use crate::dom::{El, el};
use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::card_marks::card_marks;
use crate::view::checkbox::checkbox;
use crate::view::field::text_field;
use crate::view::select_field::select_field;
use shared::element::field::{FieldKind, OfferField};
use shared::element::session::{Offer, PostalCode};
use std::sync::Arc;

/// The fields of one offer, in its order.
pub fn fields(element: Element, session: &Arc<OpenedSession>, offer: &'static Offer) -> El {
    offer
        .fields
        .iter()
        .fold(el("div", "fields"), |grid, field| {
            let text = |mark| text_field(element, field, &field.label, mark);
            match field.kind {
                FieldKind::Fixed => grid,
                _ if field.when.is_some() => chosen_field(grid, element, session, field),
                FieldKind::Checkbox => grid.child(checkbox(element, field)),
                FieldKind::CardNumber => grid.child(text(Some(card_marks(element)))),
                FieldKind::CardCvc => {
                    let mark = el("span", "marks").child(el("span", "mark cvc"));
                    grid.child(text(Some(mark)))
                }
                FieldKind::Country | FieldKind::Select => {
                    grid.child(select_field(element, session, field))
                }
                FieldKind::PostalCode => postal_code_field(grid, element, session, field),
                FieldKind::CardExpiry
                | FieldKind::Text
                | FieldKind::Digits
                | FieldKind::Code
                | FieldKind::Iban => grid.child(text(None)),
            }
        })
}

/// Asked while the form says so above.
fn chosen_field(
    grid: El,
    element: Element,
    session: &Arc<OpenedSession>,
    field: &'static OfferField,
) -> El {
    let session = session.clone();
    let label = move || element.read(|model| model.form.asks(field).then(|| field.label.clone()));
    grid.live_child(label, move |label| match field.kind {
        FieldKind::Select => select_field(element, &session, field),
        FieldKind::Checkbox => checkbox(element, field),
        _ => text_field(element, field, &label, None),
    })
}

/// Asked in countries whose issuers check it, under the name that it has there.
fn postal_code_field(
    grid: El,
    element: Element,
    session: &Arc<OpenedSession>,
    field: &'static OfferField,
) -> El {
    let session = session.clone();
    let name = move || {
        let kind = element.read(|model| model.form.postal_code_kind(&session.countries));
        let key = match kind {
            PostalCode::NotAsked => return None,
            PostalCode::Postal => Key::PostalCode,
            PostalCode::Postcode => Key::Postcode,
            PostalCode::Zip => Key::Zip,
        };
        Some(session.text(key))
    };
    grid.live_child(name, move |label| text_field(element, field, &label, None))
}
