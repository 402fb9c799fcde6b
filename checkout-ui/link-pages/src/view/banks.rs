use super::{button, entry, mark, section};
use crate::act::Act;
use crate::kept::{Bank, masked};
use crate::page::Page;
use crate::pages_flow::Event;
use crate::strings::Key;
use leptos::prelude::*;

pub fn banks(page: Page, banks: Vec<Bank>) -> AnyView {
    let items = banks.into_iter().map(|bank| item(page, bank)).collect();
    section(page, Key::Banks, items, Some(Key::BanksNone))
}

fn item(page: Page, bank: Bank) -> AnyView {
    // Not every number tells whose bank it is.
    let (bank_name, more) = match bank.bank_name {
        Some(bank_name) => (bank_name, bank.name),
        None => (bank.name, String::new()),
    };
    let name = [&bank_name, " ", &masked(&bank.last4)].concat();
    let first = match bank.is_default {
        true => mark(page, Key::Default),
        false => {
            let act = Act::UseBankFirst(bank.id.clone());
            button(page, Key::MakeDefault, Some(&name), Event::Pressed(act))
        }
    };
    let remove = Event::Pressed(Act::RemoveBank(bank.id));
    let remove = button(page, Key::Remove, Some(&name), remove);
    entry(&name, more, vec![first, remove])
}
