//! Details of which the buyer gives these or those: a list to choose by, and what is asked then.

use super::Form;
use crate::element::field::{FieldChoice, FieldCondition, FieldKind, OfferField};
use crate::methods::catalogue::Detail;

impl Form<'_> {
    /// The fields for a detail: below a list where something can stand in for it, and with either of
    /// them only asked as that list says.
    pub(super) fn asked(&self, detail: &Detail) -> Vec<OfferField> {
        let Some(field) = self.detail(detail) else {
            return Vec::new();
        };
        let mut details = self.method.row().details.iter();
        let stand_in = details.find(|other| other.in_place_of == Some(detail.name));
        match (detail.in_place_of, stand_in) {
            (Some(replaced), _) => vec![self.chosen(field, replaced, STAND_IN)],
            (None, Some(_)) => vec![
                self.choice_of_way(detail.name),
                self.chosen(field, detail.name, ITSELF),
            ],
            (None, None) => vec![field],
        }
    }

    fn choice_of_way(&self, name: &str) -> OfferField {
        let key = format!("{name}.way");
        let choice = |code: &str| FieldChoice {
            code: code.to_owned(),
            name: self.text(&key, &format!(".{code}")),
        };
        OfferField {
            kind: FieldKind::Select,
            choices: vec![choice(ITSELF), choice(STAND_IN)],
            ..self.field(&key, &self.way_id(name), String::new())
        }
    }

    /// Nothing goes without the one that was chosen.
    fn chosen(&self, field: OfferField, name: &str, choice: &str) -> OfferField {
        OfferField {
            when: Some(FieldCondition {
                id: self.way_id(name),
                choice: choice.to_owned(),
                prefixes: Vec::new(),
            }),
            ..field
        }
    }

    fn way_id(&self, name: &str) -> String {
        format!("{}-{name}-way", self.method).replace('_', "-")
    }
}

/// The choice of the detail.
const ITSELF: &str = "itself";
/// The choice of what stands in for it.
const STAND_IN: &str = "stand_in";
