use crate::card_input::brand::CardBrand;
use crate::element::Element;
use leptos::prelude::*;

/// The mark of the card's network once it is known; before that, the commonest.
#[component]
pub fn CardMarks(element: Element) -> impl IntoView {
    let brand = Memo::new(move |_| element.form.with(|form| form.brand()));
    let commonest = [CardBrand::Visa, CardBrand::Mastercard, CardBrand::Amex];
    view! {
        <span class="marks">
            {move || match brand.get() {
                Some(brand) => view! {
                    <span class=["mark ", brand.mark()].concat() role="img" aria-label=brand.name()></span>
                }
                .into_any(),
                None => commonest
                    .map(|brand| view! { <span class=["mark ", brand.mark()].concat() aria-hidden="true"></span> })
                    .into_any(),
            }}
        </span>
    }
}
