use crate::element::Element;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use crate::view::fields::Fields;
use crate::view::instalments::Instalments;
use leptos::prelude::*;
use shared::element::session::OfferFlow;
use std::sync::Arc;

/// The ways to pay, one below the other; the chosen one is open. Native radio buttons, so that
/// arrow keys and screen readers work as everywhere.
#[component]
pub fn OfferList(element: Element, session: Arc<OpenedSession>) -> impl IntoView {
    let is_bare_form =
        matches!(session.offers.as_slice(), [offer] if offer.flow == OfferFlow::CardForm);
    if is_bare_form {
        return view! { <div class="panel bare"><Fields element session index=0 /></div> }
            .into_any();
    }
    let rows = session.rows.clone();
    let rows_of = {
        let session = session.clone();
        move |indexes: Vec<usize>| {
            indexes
                .into_iter()
                .map(|index| view! { <OfferRow element session=session.clone() index /> })
                .collect_view()
        }
    };
    let first_hidden = rows.hidden.first().copied();
    let more = session.text(Key::MoreMethods);
    let icons = rows
        .hidden
        .iter()
        .filter_map(|index| session.offers.get(*index))
        .take(3);
    let icons: Vec<String> = icons.map(|offer| offer.icon.clone()).collect();
    let unfold = move |_| {
        element.unfolded.set(true);
        if let Some(index) = first_hidden {
            focus_row_soon(index);
        }
    };
    let hidden = rows.hidden.clone();
    view! {
        <div class="offers" role="radiogroup" aria-label=session.text(Key::Methods)>
            {rows_of(rows.shown)}
            {move || match (element.unfolded.get(), hidden.is_empty()) {
                (_, true) => None,
                (true, false) => Some(rows_of(hidden.clone()).into_any()),
                (false, false) => Some(view! {
                    <button type="button" class="row more" on:click=unfold>
                        <span class="plus" aria-hidden="true"></span>
                        <span class="row-name">{more.clone()}</span>
                        <span class="row-icons" aria-hidden="true">{
                            icons.iter().map(|icon| view! { <img src=icon.clone() alt="" width="24" height="16" /> }).collect_view()
                        }</span>
                    </button>
                }.into_any()),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn OfferRow(element: Element, session: Arc<OpenedSession>, index: usize) -> impl IntoView {
    let offer = session.offers.get(index)?;
    let is_open = Memo::new(move |_| element.chosen.get() == index);
    let choose = move |_| element.chosen.set(index);
    let id = row_id(index);
    let name = offer.display_name.clone();
    let icon = offer.icon.clone();
    let panel = offer.display_name.clone();
    Some(view! {
        <div class="offer" class:open=is_open>
            <label class="row">
                <input type="radio" name="method" id=id prop:checked=is_open on:change=choose />
                <span class="radio" aria-hidden="true"></span>
                <span class="row-name">{name}</span>
                <img src=icon alt="" width="36" height="24" />
            </label>
            {move || is_open.get().then(|| view! {
                <div class="panel" role="group" aria-label=panel.clone()>
                    <OfferPanel element session=session.clone() index />
                </div>
            })}
        </div>
    })
}

/// What a chosen offer asks and says.
#[component]
fn OfferPanel(element: Element, session: Arc<OpenedSession>, index: usize) -> impl IntoView {
    let offer = session.offers.get(index)?;
    let next_step = match offer.flow {
        OfferFlow::CardForm => "",
        OfferFlow::Redirect => "explanation to-page",
        OfferFlow::QrCode => "explanation to-phone",
        OfferFlow::Voucher => "explanation to-print",
    };
    Some(view! {
        {offer.instalments.clone().map(|plan| view! { <Instalments session=session.clone() plan /> })}
        {(!offer.fields.is_empty()).then(|| view! { <Fields element session=session.clone() index /> })}
        {offer.explanation.clone().map(|explanation| view! { <p class=next_step>{explanation}</p> })}
    })
}

fn row_id(index: usize) -> String {
    ["method-", &index.to_string()].concat()
}

/// The rows are drawn after the click is handled.
fn focus_row_soon(index: usize) {
    leptos::task::spawn_local(async move {
        crate::page::pause(0).await;
        crate::page::focus_id(&row_id(index));
    });
}
