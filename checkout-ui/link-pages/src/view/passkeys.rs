use super::{button, entry, section};
use crate::act::Act;
use crate::border::moment_text;
use crate::kept::Passkey;
use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

/// With what makes another one, where the browser can.
pub fn passkeys(page: Page, passkeys: Vec<Passkey>) -> AnyView {
    let items = passkeys.into_iter().map(|kept| item(page, kept)).collect();
    let add = page.has_passkeys().then(|| {
        let add = button(page, Key::PasskeyAdd, None, Event::PasskeyAsked);
        view! { <div class="row" id="passkey-add">{add}</div> }
    });
    view! {
        {section(page, Key::Passkeys, items, Some(Key::PasskeysNone))}
        {add}
    }
    .into_any()
}

fn item(page: Page, passkey: Passkey) -> AnyView {
    let name = passkey
        .name
        .unwrap_or_else(|| page.text(Key::DeviceUnknown));
    let dated = |key, ms: i64| page.fill(key, "date", &moment_text(ms as f64));
    let mut more = dated(Key::PasskeyCreated, passkey.created_ms);
    if let Some(used_ms) = passkey.used_ms {
        more.push_str(" · ");
        more.push_str(&dated(Key::DeviceUsed, used_ms));
    }
    let remove = Event::Pressed(Act::RemovePasskey(passkey.id));
    let remove = button(page, Key::Remove, Some(&name), remove);
    entry(&name, more, vec![remove])
}
