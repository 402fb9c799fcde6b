use crate::element::Element;
use crate::locale::country_names;
use crate::opened_session::OpenedSession;
use crate::page;
use crate::strings::Key;
use leptos::prelude::*;
use shared::element::session::BuyerField;
use std::sync::Arc;

/// The country of the billing address; it decides which postal code is asked for.
#[component]
pub fn CountryField(element: Element, session: Arc<OpenedSession>) -> impl IntoView {
    let id = page::field_id(BuyerField::Country);
    let chosen = element.form.with_untracked(|form| form.country.clone());
    let codes = session
        .countries
        .iter()
        .map(|country| country.code.as_str());
    let options = country_names(&session.locale, codes)
        .into_iter()
        .map(|(code, name)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{name}</option> }
        })
        .collect_view();
    let on_change = move |event| {
        let code = event_target_value(&event);
        element
            .form
            .update(|form| form.set(BuyerField::Country, code));
    };
    view! {
        <div class="field country">
            <label for=id>{session.text(Key::Country)}</label>
            <div class="control select">
                <select id=id name=id autocomplete="billing country" on:change=on_change>{options}</select>
            </div>
        </div>
    }
}
