use crate::checkout_flow::{Outcome, Screen};
use crate::element::Element;
use crate::intent_view::{QrCode, Voucher};
use crate::view::busy::BusyCover;
use crate::view::load_failed::LoadFailed;
use crate::view::offer_list::OfferList;
use crate::view::outcome::OutcomeView;
use crate::view::qr::QrView;
use crate::view::voucher::VoucherView;
use leptos::prelude::*;
use shared::element::protocol::ElementError;

/// What takes the element's whole place. A screen that changes within it keeps its view, and with
/// it the focus.
#[derive(Clone, PartialEq)]
enum Face {
    Loading,
    LoadFailed(ElementError),
    Offers,
    Qr(QrCode),
    Voucher { voucher: Voucher, may_go_on: bool },
    Done(Outcome),
}

/// The element.
#[component]
pub fn Root(element: Element) -> impl IntoView {
    let face = Memo::new(move |_| element.checkout.with(|checkout| face_of(&checkout.screen)));
    move || {
        let session = element.session.get();
        match (face.get(), session) {
            (Face::LoadFailed(error), _) => view! { <LoadFailed element error /> }.into_any(),
            (Face::Loading, _) | (_, None) => {
                view! { <p class="loading"><span class="spinner"></span></p> }.into_any()
            }
            (Face::Offers, Some(session)) => view! {
                <BusyCover element session=session.clone()>
                    <OfferList element session />
                </BusyCover>
            }
            .into_any(),
            (Face::Qr(code), Some(session)) => view! { <QrView element session code /> }.into_any(),
            (Face::Voucher { voucher, may_go_on }, Some(session)) => {
                view! { <VoucherView element session voucher may_go_on /> }.into_any()
            }
            (Face::Done(outcome), Some(session)) => {
                view! { <OutcomeView session outcome /> }.into_any()
            }
        }
    }
}

fn face_of(screen: &Screen) -> Face {
    match screen {
        Screen::Loading => Face::Loading,
        Screen::LoadFailed(error) => Face::LoadFailed(error.clone()),
        Screen::Form { .. } | Screen::Busy { .. } => Face::Offers,
        Screen::Qr { code, .. } => Face::Qr(code.clone()),
        Screen::Voucher {
            voucher,
            confirmation,
        } => Face::Voucher {
            voucher: voucher.clone(),
            may_go_on: confirmation.is_some(),
        },
        Screen::Done(outcome) => Face::Done(*outcome),
    }
}
