//! From what a buyer does in the form to the outcome.

use std::time::{Duration, Instant};

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
/// In test mode, any code is right but three.
const CODE: &str = "424242";
/// No buyer waits longer for what follows on an act.
const PATIENCE: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(5);
const LINK_ROW: &str =
    "[...document.querySelectorAll('.row')].find((row) => row.innerText.trim() === 'Link')";

/// How a buyer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    /// With a card that they type.
    Typed,
    /// The same, and Link keeps it under this address.
    TypedAndKept { email: &'a str },
    /// With what Link keeps, in a browser that it knows.
    Known,
    /// With what Link keeps under this address, in a browser that it does not know.
    NewDevice { email: &'a str },
}

/// One payment.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Press {
    /// From the press to the answer of `confirmPayment`, in the merchant's page.
    pub outcome_ms: f64,
    /// Requests to Kassa in between.
    pub requests: usize,
    /// Fields that were filled in, and presses.
    pub acts: u32,
    /// From the first act to the outcome, with nothing in between but what the form made the buyer wait.
    pub acting_ms: f64,
}

/// Pays, as soon as the form lets a buyer.
pub fn pay(load: &mut Load<'_>, way: Way<'_>) -> anyhow::Result<Press> {
    let began = Instant::now();
    let mut form = Form { load, acts: 0 };
    match way {
        Way::Typed => form.type_card()?,
        Way::TypedAndKept { email } => {
            form.type_card()?;
            form.press("#link-save")?;
            form.fill("#link-email", email)?;
        }
        Way::Known => form.wait("document.querySelector('.offer.open')")?,
        Way::NewDevice { email } => form.sign_in(email)?,
    }
    let Form { load, acts } = form;
    let before = load.requests_to_kassa();
    load.evaluate_in(false, "document.querySelector('button').click()")?;
    match load.told()? {
        Told::Paid { paid_ms } => Ok(Press {
            outcome_ms: paid_ms,
            requests: load.requests_to_kassa() - before,
            acts: acts + 1,
            acting_ms: began.elapsed().as_secs_f64() * 1000.0,
        }),
        Told::Ready { .. } => bail!("the page became ready once more"),
        Told::Failed { error } => bail!("the payment failed: {error}"),
    }
}

/// The element's form under a buyer's hands.
struct Form<'f, 'l> {
    load: &'f mut Load<'l>,
    acts: u32,
}

impl Form<'_, '_> {
    fn type_card(&mut self) -> anyhow::Result<()> {
        CARD.iter()
            .try_for_each(|(field, text)| self.fill(field, text))
    }

    /// Shows who the buyer is, and that they have the card.
    fn sign_in(&mut self, email: &str) -> anyhow::Result<()> {
        if self.is_true("!!document.querySelector('.more')")? {
            self.press(".more")?;
        }
        self.wait(LINK_ROW)?;
        self.act(&format!("{LINK_ROW}.querySelector('input').click()"))?;
        self.fill("#email", email)?;
        self.press(".link-panel .button")?;
        self.fill("#code", CODE)?;
        self.fill(".offer.open #card-cvc", "123")
    }

    /// Types into a field, once it is there.
    fn fill(&mut self, field: &str, text: &str) -> anyhow::Result<()> {
        let found = format!("document.querySelector('{field}')");
        self.wait(&found)?;
        self.act(&format!(
            "{found}.focus(); document.execCommand('insertText', false, '{text}')"
        ))
    }

    fn press(&mut self, selector: &str) -> anyhow::Result<()> {
        let found = format!("document.querySelector('{selector}')");
        self.wait(&found)?;
        self.act(&format!("{found}.click()"))
    }

    fn act(&mut self, script: &str) -> anyhow::Result<()> {
        self.load.evaluate_in(true, script)?;
        self.acts += 1;
        Ok(())
    }

    fn wait(&mut self, expression: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let is_there = format!("!!({expression})");
        while !self.is_true(&is_there)? {
            ensure!(Instant::now() < deadline, "there was no {expression}");
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }

    fn is_true(&mut self, expression: &str) -> anyhow::Result<bool> {
        Ok(self.load.evaluate_in(true, expression)? == true)
    }
}
