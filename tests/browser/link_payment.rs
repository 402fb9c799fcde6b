//! Link's button in express checkout: it leads to Kassa's own page, and from there back to the shop.

use crate::accessibility::{audit, axe};
use crate::express::{arrive, open, press};
use crate::harness::Kassa;
use crate::link::open_link;
use crate::link_banks;
use crate::support::{
    Buyer, ELEMENT, Form, Intent, MODAL, MerchantPage, PAGE, Stage, card, on_stage,
};

const PAY: &str = ".actions .primary";
const BACK: &str = ".actions button:not(.primary)";
const LINK_ALONE: Form<'static> = &[
    ("amount", "2000"),
    ("currency", "usd"),
    ("payment_method_types[]", "link"),
];

/// The buyer is on Link's page, which is ready.
async fn is_on_links_page(buyer: &Buyer<'_>) {
    let here =
        "return location.pathname === '/link/pay' && Boolean(document.querySelector('.actions'));";
    buyer.until(PAGE, here).await;
    buyer.find_in(ELEMENT, ".offer").await;
}

/// The buyer is at the shop again, and the shop is told this.
async fn is_back(buyer: &Buyer<'_>, redirect_status: &str) {
    let done = format!(
        "return location.pathname === '/done'
           && new URLSearchParams(location.search).get('redirect_status') === '{redirect_status}';"
    );
    buyer.until(PAGE, &done).await;
}

/// A buyer who has pressed Link at the merchant's.
async fn pressed<'s>(stage: &'s Stage, page: &MerchantPage, intent: &Intent) -> Buyer<'s> {
    let buyer = arrive(stage, page, intent, &[], "{}", "").await;
    press(&buyer, "link").await;
    is_on_links_page(&buyer).await;
    buyer
}

/// Types a card on Link's page, and has it kept.
async fn types_a_card(buyer: &Buyer<'_>, number: &str, email: &str) {
    buyer.click(ELEMENT, "label:has(#method-1)").await;
    buyer.fill_card(number).await;
    buyer.click(ELEMENT, "#link-save").await;
    buyer.fill(ELEMENT, "#link-email", email).await;
}

async fn is_paid(intent: &Intent, kassa: &Kassa) {
    assert_eq!(intent.now(kassa).await["status"], "succeeded");
    assert_eq!(intent.charges(kassa).await, 1);
}

#[test]
fn a_new_buyer_keeps_a_card_on_links_page_and_pays_with_two_presses_the_next_time() {
    on_stage(async |stage| {
        let (page, first) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = pressed(stage, &page, &first).await;
        let (axe, problems) = (axe(), Vec::<String>::new());
        buyer.sees(PAGE, ".amount", "$20.00").await;
        let seen = audit(&buyer, &axe, PAGE, "Link's page of a payment").await;
        assert_eq!(seen, problems);
        types_a_card(&buyer, card::SUCCEEDS, "two-presses@example.com").await;
        buyer.click(PAGE, PAY).await;
        is_back(&buyer, "succeeded").await;
        is_paid(&first, &stage.kassa).await;

        // In another shop.
        let other = MerchantPage::serve().await;
        let second = Intent::new(&stage.kassa).await;
        open(&buyer, stage, &other, &second, &[], "{}", "").await;
        press(&buyer, "link").await;
        buyer
            .sees(ELEMENT, ".offer.open", "two-presses@example.com")
            .await;
        buyer.sees(ELEMENT, ".row:has(:checked)", "4242").await;
        let seen = audit(&buyer, &axe, ELEMENT, "a kept card on Link's page").await;
        assert_eq!(seen, problems);
        buyer.click(PAGE, PAY).await;
        is_back(&buyer, "succeeded").await;
        is_paid(&second, &stage.kassa).await;
    });
}

#[test]
fn an_account_kept_at_a_merchants_page_is_opened_on_links_page_by_a_code_to_its_phone() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        let email = "debited-there@example.com";
        link_banks::save(&buyer, stage, &page, email, "+1 (555) 555-0199").await;
        link_banks::arrive_known(&buyer, stage, &page).await;
        let intent = link_banks::with_debits(stage).await;
        open(&buyer, stage, &page, &intent, &[], "{}", "").await;
        press(&buyer, "link").await;
        is_on_links_page(&buyer).await;
        // What a browser keeps at one site, it shows at no other.
        open_link(&buyer).await;
        buyer.fill(ELEMENT, "#email", email).await;
        buyer.click(ELEMENT, ".link-panel .button").await;
        buyer.fill(ELEMENT, "#code", "424242").await;
        buyer.sees(ELEMENT, ".offer.open", "•••\u{a0}0199").await;
        buyer.click(ELEMENT, ".link-panel .button").await;
        buyer.fill(ELEMENT, "#code", "424242").await;
        buyer.sees(ELEMENT, ".offer.open .small", "(A) Lera").await;
        buyer.click(PAGE, PAY).await;
        is_back(&buyer, "pending").await;
    });
}

#[test]
fn a_code_and_the_cards_own_pay_on_a_new_device_with_express_checkout() {
    on_stage(async |stage| {
        let (page, first) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let own = pressed(stage, &page, &first).await;
        types_a_card(&own, card::SUCCEEDS, "away@example.com").await;
        own.click(PAGE, PAY).await;
        is_back(&own, "succeeded").await;

        let other = stage.new_buyer().await;
        let intent = Intent::new(&stage.kassa).await;
        open(&other, stage, &page, &intent, &[], "{}", "").await;
        press(&other, "link").await;
        is_on_links_page(&other).await;
        // What is missing is asked for.
        open_link(&other).await;
        other.find_in(ELEMENT, "#email").await;
        other.click(PAGE, PAY).await;
        other
            .sees(ELEMENT, "#email-problem", "Enter your email")
            .await;
        other.fill(ELEMENT, "#email", "away@example.com").await;
        other.click(ELEMENT, ".link-panel .button").await;
        other.fill(ELEMENT, "#code", "424242").await;
        other.sees(ELEMENT, ".offer.open", "4242").await;
        other.fill(ELEMENT, ".offer.open #card-cvc", "123").await;
        other.click(PAGE, PAY).await;
        is_back(&other, "succeeded").await;
        is_paid(&intent, &stage.kassa).await;
    });
}

#[test]
fn who_goes_back_without_paying_is_at_the_shop_again_and_pays_another_time() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = pressed(stage, &page, &intent).await;
        let address = buyer.ask(PAGE, "return location.href;").await;
        let address = address.as_str().expect("an address");
        buyer.click(PAGE, BACK).await;
        is_back(&buyer, "failed").await;
        let failed = intent.now(&stage.kassa).await;
        assert_eq!(failed["status"], "requires_payment_method");

        // The page knows that it is over, also when it is loaded anew.
        buyer.open(address).await;
        buyer.sees(PAGE, "main", "can no longer be made here").await;
        let seen = audit(&buyer, &axe(), PAGE, "Link's page of an ended payment").await;
        assert_eq!(seen, Vec::<String>::new());
        buyer.click(PAGE, "a.primary").await;
        is_back(&buyer, "failed").await;

        open(&buyer, stage, &page, &intent, &[], "{}", "").await;
        press(&buyer, "link").await;
        is_on_links_page(&buyer).await;
        // A reload finds it as it was.
        buyer.refresh().await.expect("the page");
        is_on_links_page(&buyer).await;
        buyer.click(ELEMENT, "label:has(#method-1)").await;
        buyer.fill_card(card::SUCCEEDS).await;
        let address = buyer.ask(PAGE, "return location.href;").await;
        let twice =
            "const pay = document.querySelector('.actions .primary'); pay.click(); pay.click();";
        buyer.ask(PAGE, twice).await;
        is_back(&buyer, "succeeded").await;
        is_paid(&intent, &stage.kassa).await;

        buyer.open(address.as_str().expect("an address")).await;
        buyer.sees(PAGE, "main", "This payment is done.").await;
        buyer.click(PAGE, "a.primary").await;
        is_back(&buyer, "succeeded").await;
        buyer.open(&stage.kassa.url("/link/pay#nobody")).await;
        buyer.sees(PAGE, "main", "can no longer be made here").await;
    });
}

#[test]
fn a_bank_that_asks_is_answered_on_links_page() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = pressed(stage, &page, &intent).await;
        buyer.click(ELEMENT, "label:has(#method-1)").await;
        buyer.fill_card(card::INSUFFICIENT_FUNDS).await;
        buyer.click(PAGE, PAY).await;
        buyer.sees(ELEMENT, "body", "not enough money").await;
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.click(PAGE, PAY).await;
        buyer.click(MODAL, "button[value=authorize]").await;
        is_back(&buyer, "succeeded").await;
        assert_eq!(intent.now(&stage.kassa).await["status"], "succeeded");
    });
}

#[test]
fn a_shop_that_takes_link_and_no_cards_is_paid_with_a_card_that_was_typed_there() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let intent = Intent::with(&stage.kassa, LINK_ALONE).await;
        let buyer = pressed(stage, &page, &intent).await;
        types_a_card(&buyer, card::SUCCEEDS_TOO, "link-alone@example.com").await;
        buyer.click(PAGE, PAY).await;
        is_back(&buyer, "succeeded").await;
        is_paid(&intent, &stage.kassa).await;
    });
}
