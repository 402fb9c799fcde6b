use crate::dom::{El, el};
use crate::element::Element;
use card_input::brand::CardBrand;

/// The mark of the card's network once it is known, and both of a card on two until the buyer has
/// chosen; before that, the commonest.
pub fn card_marks(element: Element) -> El {
    let marks = move || element.read(|model| model.card_marks());
    let mark = |class: &str| el("span", &["mark ", class].concat());
    el("span", "marks").live_children(
        move || marks().iter().flat_map(|(class, _)| [class, " "]).collect(),
        move || {
            let known = marks()
                .into_iter()
                .map(|(class, name)| mark(class).attr("role", "img").attr("aria-label", name));
            let known: Vec<_> = known.collect();
            if !known.is_empty() {
                return known;
            }
            [CardBrand::Visa, CardBrand::Mastercard, CardBrand::Amex]
                .into_iter()
                .map(|brand| mark(brand.mark()).attr("aria-hidden", "true"))
                .collect()
        },
    )
}
