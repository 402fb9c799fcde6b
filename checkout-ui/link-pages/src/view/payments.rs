use super::{entry, mark, section};
use crate::border::{moment_text, money_text};
use crate::kept::{Payment, isolated, masked};
use crate::page::Page;
use crate::strings::Key;
use leptos::prelude::*;

/// Where Link was used.
pub fn payments(page: Page, payments: Vec<Payment>) -> AnyView {
    let items = payments.into_iter().map(|payment| item(page, payment));
    section(page, Key::Uses, items.collect(), Some(Key::UsesNone))
}

fn item(page: Page, payment: Payment) -> AnyView {
    let sum = money_text(&payment.amount, &payment.currency);
    let at = moment_text(payment.at_ms as f64);
    let parts = [sum, masked(&payment.last4), at].map(|part| isolated(&part));
    let more = parts.join(" · ");
    let saved = payment.was_saved.then(|| mark(page, Key::UseSaved));
    entry(&payment.merchant, more, saved.into_iter().collect())
}
