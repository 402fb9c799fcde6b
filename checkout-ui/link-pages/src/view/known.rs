use super::{addresses, banks, button, cards, data, devices, passkeys, payments};
use crate::act::Act;
use crate::kept::Buyer;
use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

/// All that Link knows of a buyer who has signed in.
pub fn known(page: Page, buyer: Buyer) -> AnyView {
    let Buyer { email, kept, .. } = buyer;
    view! {
        <p>{page.fill(Key::SignedIn, "email", &email)}</p>
        {button(page, Key::SignOut, None, Event::Pressed(Act::SignOut))}
        {cards(page, kept.cards)}
        {kept.banks.map(|kept| banks(page, kept))}
        {kept.addresses.map(|kept| addresses(page, kept))}
        {devices(page, kept.devices)}
        {passkeys(page, kept.passkeys)}
        {payments(page, kept.payments)}
        {data(page)}
    }
    .into_any()
}
