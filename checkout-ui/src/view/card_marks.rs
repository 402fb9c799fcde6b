use crate::card_input::brand::CardBrand;
use crate::dom::{El, el};
use crate::element::Element;

/// The mark of the card's network once it is known; before that, the commonest.
pub fn card_marks(element: Element) -> El {
    let brand = move || element.read(|model| model.form.brand());
    let mark = |brand: CardBrand| el("span", &["mark ", brand.mark()].concat());
    el("span", "marks").live_children(
        move || brand().map(CardBrand::mark).unwrap_or_default().to_owned(),
        move || match brand() {
            Some(brand) => vec![
                mark(brand)
                    .attr("role", "img")
                    .attr("aria-label", brand.name()),
            ],
            None => [CardBrand::Visa, CardBrand::Mastercard, CardBrand::Amex]
                .into_iter()
                .map(|brand| mark(brand).attr("aria-hidden", "true"))
                .collect(),
        },
    )
}
