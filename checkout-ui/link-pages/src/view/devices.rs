use super::{button, entry, mark, section};
use crate::act::Act;
use crate::border::moment_text;
use crate::kept::Device;
use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

/// The first is the one that the buyer is at.
pub fn devices(page: Page, devices: Vec<Device>) -> AnyView {
    let items = devices.into_iter().enumerate();
    let items = items
        .map(|(index, device)| item(page, device, index == 0))
        .collect();
    section(page, Key::Devices, items, None)
}

fn item(page: Page, device: Device, is_this: bool) -> AnyView {
    let name = device.name.unwrap_or_else(|| page.text(Key::DeviceUnknown));
    let control = match is_this {
        true => mark(page, Key::DeviceThis),
        false => {
            let end = Event::Pressed(Act::EndSession(device.id));
            button(page, Key::DeviceEnd, Some(&name), end)
        }
    };
    let used = moment_text(device.used_ms as f64);
    entry(
        &name,
        page.fill(Key::DeviceUsed, "date", &used),
        vec![control],
    )
}
