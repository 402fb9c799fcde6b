//! What a buyer does at a checkout, step by step.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Buyer, ELEMENT, Intent, PAGE, Place, Request, quoted};

impl Buyer<'_> {
    /// Every way that the element offers, including those behind *More ways to pay*.
    pub async fn offers(&self) -> BTreeSet<String> {
        // A single way is a bare form without a list.
        self.find_in(ELEMENT, ".offer, .panel.bare").await;
        let folded = "return !!document.querySelector('.row.more');";
        if self.ask(ELEMENT, folded).await == true {
            self.click(ELEMENT, ".row.more").await;
            self.until(ELEMENT, "return !document.querySelector('.row.more');")
                .await;
        }
        let names = "return [...document.querySelectorAll('.offer .row-name')]
            .map((name) => name.innerText);";
        let names = self.ask(ELEMENT, names).await;
        names
            .as_array()
            .expect("a list")
            .iter()
            .map(|name| name.as_str().expect("a name").to_owned())
            .collect()
    }

    /// Opens a method's row in the element.
    pub async fn choose(&self, method: &str) {
        let name = quoted(method);
        self.find_in(ELEMENT, ".offer").await;
        let row = format!(
            "return [...document.querySelectorAll('.offer')]
               .findIndex((offer) => offer.querySelector('.row-name').innerText === {name}) + 1;"
        );
        if self.ask(ELEMENT, &row).await == 0 {
            self.click(ELEMENT, ".row.more").await;
        }
        let number = self.until(ELEMENT, &row).await;
        self.click(ELEMENT, &format!(".offer:nth-child({number}) .row"))
            .await;
        let opened = format!(
            "return document.querySelector('.offer.open .row-name')?.innerText === {name};"
        );
        self.until(ELEMENT, &opened).await;
    }

    /// Pays with a method of which the element asks no more than who pays.
    pub async fn pay_with(&self, method: &str) {
        self.choose(method).await;
        self.fill_details().await;
        self.pay().await;
    }

    /// Fills the card form in the element.
    pub async fn fill_card(&self, number: &str) {
        self.fill_card_in(ELEMENT, number).await;
    }

    /// Fills the card form of one element out of several, or of one that is elsewhere.
    pub async fn fill_card_in(&self, place: Place, number: &str) {
        self.fill(place, "#card-number", number).await;
        self.fill(place, "#card-expiry", "1234").await;
        self.fill(place, "#card-cvc", "123").await;
        self.fill_if_asked(place, "#postal-code", "94107").await;
    }

    /// Fills in who pays, as far as the open method asks for it.
    pub async fn fill_details(&self) {
        self.fill_if_asked(ELEMENT, "#name", "Alex Kassa").await;
        self.fill_if_asked(ELEMENT, "#email", "alex@example.com")
            .await;
    }

    async fn fill_if_asked(&self, place: Place, field: &str, text: &str) {
        let is_asked = format!("return !!document.querySelector('{field}');");
        if self.ask(place, &is_asked).await == true {
            self.fill(place, field, text).await;
        }
    }

    /// Presses the merchant's button, as soon as it can be pressed.
    pub async fn pay(&self) {
        let is_ready = "const pay = document.querySelector('#pay'); return pay && !pay.disabled;";
        self.until(PAGE, is_ready).await;
        self.click(PAGE, "#pay").await;
    }

    /// Presses a button of the provider's page, which the window shows now.
    pub async fn press_at_provider(&self, button: &str) {
        self.until(PAGE, "return location.pathname.startsWith('/sandbox/');")
            .await;
        self.click(PAGE, &format!("button[value={button}]")).await;
    }

    /// Waits for the store's order page to show a state.
    pub async fn sees_order(&self, state: &str) {
        let script = format!(
            "return document.querySelector('#order-status .status')?.dataset.state === '{state}';"
        );
        self.until(PAGE, &script).await;
    }

    /// The intent of the store's checkout page.
    pub async fn intent_of_store(&self) -> Intent {
        let data = "const { clientSecret, publishableKey } = document.forms.checkout.dataset;
                    return clientSecret && [clientSecret, publishableKey];";
        let keys = self.until(PAGE, data).await;
        let key = |index: usize| keys[index].as_str().expect("a text").to_owned();
        Intent::of(&key(0), &key(1))
    }

    /// Waits for what the merchant's page was answered to its `number`th question.
    pub async fn outcome(&self, number: usize) -> Value {
        self.until(PAGE, &format!("return seen.outcomes[{}];", number - 1))
            .await
    }

    /// Waits for the merchant's page to be answered that the payment of its `number`th question has
    /// succeeded.
    pub async fn is_paid(&self, number: usize) -> Value {
        let outcome = self.outcome(number).await;
        assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        outcome
    }

    /// Waits for the merchant's page to hear of an event, and answers the first one.
    pub async fn hears(&self, event: &str) -> Value {
        let script = format!("return seen.events.find(({{ name }}) => name === '{event}');");
        self.until(PAGE, &script).await
    }
}

/// Somebody else presses a button of the provider's page: a phone that has scanned its address, or
/// a cashier.
pub async fn press_elsewhere(url: &str, button: &str) {
    let pressed = Request::post(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(format!("press={button}"))
        .send()
        .await;
    assert!(pressed.status < 400, "{}", pressed.text());
}
