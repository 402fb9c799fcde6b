//! Where each offer is shown, and which one is open at first. `static/kassa/room.js` comes to the
//! same numbers before the offers are known.

use shared::element::options::{ElementOptions, Layout, Radios};
use shared::element::session::{Offer, OfferFlow};

/// Rows of the list before the buyer asks for more, if the page does not say how many.
const ROWS_MAX: usize = 4;
/// The narrowest tab, and what is between two of them, in CSS pixels.
const TAB_WIDTH: u32 = 112;
const TAB_GAP: u32 = 8;
/// The tab behind which the others are.
const TAB_MORE_WIDTH: u32 = 44;

/// Which offers are shown, and how; indexes into the session's offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangement {
    pub tabs: bool,
    pub shown: Vec<usize>,
    /// Behind one row or tab that says so.
    pub hidden: Vec<usize>,
}

impl Arrangement {
    /// `kept` is shown in any case, in the last place if need be.
    pub fn of(offers: &[Offer], options: &ElementOptions, width: u32, kept: Option<usize>) -> Self {
        let count = offers.len();
        let tabs = match options.layout {
            Layout::Accordion => false,
            Layout::Tabs => true,
            Layout::Auto => tabs_fitting(width) >= count.min(ROWS_MAX),
        };
        let places = if tabs {
            tab_places(width, count)
        } else {
            row_places(options.rows_max, offers)
        };
        let (mut shown, mut hidden) = (Vec::new(), Vec::new());
        for index in 0..count {
            let is_kept = kept.is_some_and(|kept| kept > index && shown.len() + 1 == places);
            if Some(index) == kept || (shown.len() < places && !is_kept) {
                shown.push(index);
            } else {
                hidden.push(index);
            }
        }
        Self {
            tabs,
            shown,
            hidden,
        }
    }

    /// Two moments with one key are drawn alike.
    pub fn key(&self) -> String {
        let mut key = if self.tabs { "tabs" } else { "rows" }.to_owned();
        for index in &self.shown {
            key.push(' ');
            key.push_str(&index.to_string());
        }
        key
    }
}

/// What the buyer has saved, else what is always in sight: open at first.
pub fn first_choice(offers: &[Offer]) -> Option<usize> {
    let saved = offers.iter().position(|offer| offer.saved.is_some());
    saved.or_else(|| in_sight(offers))
}

/// The card form where there is one: most buyers look for it, and its height is the one that the
/// page has reserved.
pub fn in_sight(offers: &[Offer]) -> Option<usize> {
    let is_card = |offer: &Offer| offer.flow == OfferFlow::CardForm && offer.saved.is_none();
    let card = offers.iter().position(is_card);
    card.or((!offers.is_empty()).then_some(0))
}

/// Whether a card alone is to be paid with, so that there is nothing to choose from.
pub fn is_bare(offers: &[Offer], options: &ElementOptions) -> bool {
    let is_card =
        matches!(offers, [offer] if offer.flow == OfferFlow::CardForm && offer.saved.is_none());
    is_card && !options.default_collapsed && options.radios != Radios::Always
}

fn row_places(rows_max: Option<u32>, offers: &[Offer]) -> usize {
    match rows_max {
        Some(0) => offers.len(),
        Some(rows) => rows as usize,
        // A row that says "more" takes the place of one. What is saved is shown, and a way to pay
        // otherwise.
        None if offers.len() > ROWS_MAX => {
            let saved = offers.iter().filter(|offer| offer.saved.is_some());
            (saved.count() + 1).max(ROWS_MAX - 1)
        }
        None => ROWS_MAX,
    }
}

fn tab_places(width: u32, count: usize) -> usize {
    let fitting = tabs_fitting(width);
    if count <= fitting {
        return count;
    }
    tabs_fitting(width.saturating_sub(TAB_MORE_WIDTH + TAB_GAP)).max(1)
}

fn tabs_fitting(width: u32) -> usize {
    ((width + TAB_GAP) / (TAB_WIDTH + TAB_GAP)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::session::SavedMethod;

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
                saved: None,
            })
            .collect()
    }

    fn arranged(
        count: usize,
        kept: Option<usize>,
        options: &ElementOptions,
        width: u32,
    ) -> (bool, Vec<usize>, Vec<usize>) {
        let Arrangement {
            tabs,
            shown,
            hidden,
        } = Arrangement::of(&offers(count, kept), options, width, kept);
        (tabs, shown, hidden)
    }

    fn laid_out(layout: Layout) -> ElementOptions {
        ElementOptions {
            layout,
            ..ElementOptions::default()
        }
    }

    #[test]
    fn four_rows_at_most_are_shown_and_the_card_is_among_them() {
        let rows = |count, card| {
            let (tabs, shown, hidden) = arranged(count, card, &ElementOptions::default(), 400);
            assert!(!tabs);
            (shown, hidden)
        };
        assert_eq!(rows(1, Some(0)), (vec![0], vec![]));
        assert_eq!(rows(4, Some(3)), (vec![0, 1, 2, 3], vec![]));
        assert_eq!(rows(5, Some(1)), (vec![0, 1, 2], vec![3, 4]));
        assert_eq!(rows(6, Some(4)), (vec![0, 1, 4], vec![2, 3, 5]));
        assert_eq!(rows(5, None), (vec![0, 1, 2], vec![3, 4]));
    }

    #[test]
    fn as_many_rows_are_shown_as_the_page_asks_for() {
        let rows = |rows_max| {
            let options = ElementOptions {
                rows_max: Some(rows_max),
                ..ElementOptions::default()
            };
            arranged(6, Some(3), &options, 400).1
        };
        assert_eq!(rows(0), [0, 1, 2, 3, 4, 5]);
        assert_eq!(rows(1), [3]);
        assert_eq!(rows(5), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn tabs_that_do_not_fit_are_behind_the_last_and_the_chosen_one_is_not_among_them() {
        let tabs = |width, kept| arranged(6, kept, &laid_out(Layout::Tabs), width);
        assert_eq!(tabs(712, Some(0)), (true, (0..6).collect(), vec![]));
        assert_eq!(tabs(711, Some(0)).2, [5]);
        assert_eq!(tabs(400, Some(0)), (true, vec![0, 1], vec![2, 3, 4, 5]));
        assert_eq!(tabs(400, Some(4)), (true, vec![0, 4], vec![1, 2, 3, 5]));
        assert_eq!(tabs(0, Some(2)).1, [2]);
    }

    #[test]
    fn auto_is_tabs_where_the_first_four_fit() {
        let is_tabs = |count, width| arranged(count, None, &laid_out(Layout::Auto), width).0;
        assert!(is_tabs(9, 472) && !is_tabs(9, 471));
        assert!(is_tabs(2, 232) && !is_tabs(2, 231));
    }

    #[test]
    fn the_card_is_open_at_first() {
        assert_eq!(first_choice(&offers(3, Some(2))), Some(2));
        assert_eq!(first_choice(&offers(3, None)), Some(0));
        assert_eq!(first_choice(&[]), None);
    }

    #[test]
    fn what_is_saved_comes_first_and_a_new_card_stays_in_sight() {
        let mut all = offers(8, Some(5));
        for offer in all.iter_mut().take(4) {
            offer.flow = OfferFlow::CardForm;
            offer.saved = Some(SavedMethod {
                id: String::new(),
                brand: None,
                last4: None,
                expiry: None,
                removable: false,
                billing_details: None,
            });
        }
        assert_eq!(first_choice(&all), Some(0));
        assert_eq!(in_sight(&all), Some(5));
        let arranged = Arrangement::of(&all, &ElementOptions::default(), 400, in_sight(&all));
        assert_eq!(arranged.shown, [0, 1, 2, 3, 5]);
    }

    #[test]
    fn a_card_alone_is_no_list_unless_it_has_to_be_opened() {
        let is_bare = |count, collapsed| {
            let options = ElementOptions {
                default_collapsed: collapsed,
                ..ElementOptions::default()
            };
            is_bare(&offers(count, Some(0)), &options)
        };
        assert!(is_bare(1, false) && !is_bare(1, true) && !is_bare(2, false));
    }
}
