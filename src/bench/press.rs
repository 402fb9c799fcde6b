//! From the press of the merchant's button to the outcome, with a card.

use anyhow::{bail, ensure};
use serde::Serialize;

use super::page_load::{Load, Told};

/// A card that needs nobody's consent.
const CARD: [(&str, &str); 4] = [
    ("#card-number", "4242424242424242"),
    ("#card-expiry", "1234"),
    ("#card-cvc", "123"),
    ("#postal-code", "94107"),
];

/// One payment.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Press {
    /// From the press to the answer of `confirmPayment`, in the merchant's page.
    pub outcome_ms: f64,
    /// Requests to Kassa in between.
    pub requests: usize,
}

/// Fills the card form in and presses the button.
pub fn pay(load: &mut Load<'_>) -> anyhow::Result<Press> {
    for (field, text) in CARD {
        let is_filled = load.evaluate_in(
            true,
            &format!(
                "document.querySelector('{field}')?.focus();
                 document.execCommand('insertText', false, '{text}')"
            ),
        )?;
        ensure!(is_filled == true, "the card form has no {field}");
    }
    let before = load.requests_to_kassa();
    load.evaluate_in(false, "document.querySelector('button').click()")?;
    match load.told()? {
        Told::Paid { paid_ms } => Ok(Press {
            outcome_ms: paid_ms,
            requests: load.requests_to_kassa() - before,
        }),
        Told::Ready { .. } => bail!("the page became ready once more"),
        Told::Failed { error } => bail!("the payment failed: {error}"),
    }
}
