//! A card that is added on the buyer's own page, without paying.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::support::{Buyer, PAGE, Stage, card, on_stage};

/// On the buyer's own page, with the form of a card.
async fn open_form(buyer: &Buyer<'_>, stage: &Stage, email: &str) {
    buyer.open(&stage.kassa.url("/link")).await;
    buyer.fill(PAGE, "#email", email).await;
    buyer.click(PAGE, ".actions .button").await;
    buyer.fill(PAGE, "#code", "424242").await;
    buyer.sees(PAGE, "main", "No card is saved.").await;
    buyer.click(PAGE, "#card-add").await;
    buyer.find_in(PAGE, "#card-number").await;
}

async fn type_card(buyer: &Buyer<'_>, number: &str) {
    buyer.fill(PAGE, "#card-number", number).await;
    buyer.fill(PAGE, "#card-expiry", "1234").await;
    buyer.fill(PAGE, "#card-cvc", "123").await;
}

async fn focused(buyer: &Buyer<'_>) -> Value {
    buyer.ask(PAGE, "return document.activeElement.id;").await
}

#[test]
fn a_card_is_added_on_the_buyers_own_page_and_stands_in_the_list() {
    on_stage(async |stage| {
        let buyer = stage.new_buyer().await;
        open_form(&buyer, stage, "adds.a.card@example.com").await;
        assert_eq!(focused(&buyer).await, "card-number");
        let shown = audit(&buyer, &axe(), PAGE, "the form of a card").await;
        assert_eq!(shown, Vec::<String>::new());
        let host = stage.kassa.url("").replace("http://", "");
        buyer.sees(PAGE, "#card-consent", &host).await;

        type_card(&buyer, card::INSUFFICIENT_FUNDS).await;
        buyer.click(PAGE, "#card-form .primary").await;
        buyer
            .sees(PAGE, "#card-number-problem", "declined this card")
            .await;
        assert_eq!(focused(&buyer).await, "card-number");
        let shown = audit(&buyer, &axe(), PAGE, "a card that was declined").await;
        assert_eq!(shown, Vec::<String>::new());

        buyer
            .ask(PAGE, "document.querySelector('#card-number').value = '';")
            .await;
        buyer.fill(PAGE, "#card-number", card::SUCCEEDS).await;
        // Twice is once.
        let press = "const button = document.querySelector('#card-form .primary'); button.click(); button.click();";
        buyer.ask(PAGE, press).await;
        buyer.sees(PAGE, "#news", "4242 is saved.").await;
        buyer.sees(PAGE, "h2 + ul", "4242").await;
        assert_eq!(focused(&buyer).await, "title");
        let rows = "return document.querySelectorAll('h2 + ul')[0].children.length;";
        assert_eq!(buyer.ask(PAGE, rows).await, json!(1));
        let left = "return document.querySelector('#card-form') === null;";
        assert_eq!(buyer.ask(PAGE, left).await, true);
    });
}
