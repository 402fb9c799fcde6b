//! Which offers are shown at first, and which one is open.

use shared::element::session::{Offer, OfferFlow};

/// Rows of the list before the buyer asks for more. `static/kassa.js` reserves as many from the
/// client secret's last digit.
pub const ROWS_MAX: usize = 4;

/// The list of offers before the buyer has touched it; indexes into the session's offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRows {
    pub shown: Vec<usize>,
    /// Behind one row that says so.
    pub hidden: Vec<usize>,
    /// The card form where there is one: most buyers look for it, and its height is the one that
    /// the page has reserved.
    pub chosen: usize,
}

impl OfferRows {
    pub fn of(offers: &[Offer]) -> Self {
        let card = offers
            .iter()
            .position(|offer| offer.flow == OfferFlow::CardForm);
        let shown_max = if offers.len() > ROWS_MAX {
            ROWS_MAX - 1
        } else {
            ROWS_MAX
        };
        let (mut shown, mut hidden) = (Vec::new(), Vec::new());
        for index in 0..offers.len() {
            // The last place is kept for a card that comes further down.
            let is_kept = card.is_some_and(|card| card > index && shown.len() + 1 == shown_max);
            if Some(index) == card || (shown.len() < shown_max && !is_kept) {
                shown.push(index);
            } else {
                hidden.push(index);
            }
        }
        Self {
            shown,
            hidden,
            chosen: card.unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(count: usize, card: Option<usize>) -> Vec<Offer> {
        (0..count)
            .map(|index| Offer {
                method: index.to_string(),
                display_name: String::new(),
                icon: String::new(),
                flow: if card == Some(index) {
                    OfferFlow::CardForm
                } else {
                    OfferFlow::Redirect
                },
                explanation: None,
                fields: Vec::new(),
                instalments: None,
                mandate: None,
                processing: None,
            })
            .collect()
    }

    fn rows(count: usize, card: Option<usize>) -> (Vec<usize>, Vec<usize>, usize) {
        let OfferRows {
            shown,
            hidden,
            chosen,
        } = OfferRows::of(&offers(count, card));
        (shown, hidden, chosen)
    }

    #[test]
    fn four_rows_at_most_are_shown_and_the_card_is_among_them() {
        assert_eq!(rows(1, Some(0)), (vec![0], vec![], 0));
        assert_eq!(rows(4, Some(3)), (vec![0, 1, 2, 3], vec![], 3));
        assert_eq!(rows(5, Some(1)), (vec![0, 1, 2], vec![3, 4], 1));
        assert_eq!(rows(6, Some(4)), (vec![0, 1, 4], vec![2, 3, 5], 4));
        assert_eq!(rows(5, None), (vec![0, 1, 2], vec![3, 4], 0));
    }
}
