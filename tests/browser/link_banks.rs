//! Link's bank accounts in the element: kept below an account's form, paid with at another merchant by one
//! press, and on a new device with a code that is sent to the phone.

use crate::accessibility::{audit, axe};
use crate::link::open_link;
use crate::saved_methods::rows;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, on_stage};

const IBAN: &str = "DE89370400440532013000";
/// Longer than it takes to tell Link that a debit has succeeded.
const VISITS_MAX: usize = 20;

/// Of a merchant of its own that takes debits, and Link.
pub async fn with_debits(stage: &Stage) -> Intent {
    let account = stage.kassa.create_account("Lera", "DE").await;
    let form = [
        ("amount", "2000"),
        ("currency", "eur"),
        ("payment_method_types[]", "sepa_debit"),
        ("payment_method_types[]", "link"),
    ];
    Intent::by(&stage.kassa, &account, &form).await
}

/// At such a merchant.
async fn arrive(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage) -> Intent {
    let intent = with_debits(stage).await;
    let secret = intent.client_secret.as_str();
    let group = format!("{{ \"clientSecret\": \"{secret}\", \"locale\": \"en\" }}");
    let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
    let more = [("group", group.as_str()), ("country", "DE")];
    buyer.open(&page.url(&origin, key, &[secret], &more)).await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, ".offer").await;
    intent
}

/// Has a typed account debited, and kept with this number.
pub async fn save(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage, email: &str, phone: &str) {
    let intent = arrive(buyer, stage, page).await;
    let boxes = "return document.querySelectorAll('#link-save').length === 0;";
    buyer.until(ELEMENT, boxes).await;
    buyer.fill(ELEMENT, "#sepa-debit-iban", IBAN).await;
    buyer.click(ELEMENT, "#link-save").await;
    buyer
        .sees(
            ELEMENT,
            ".panel",
            "this account and where this order is shipped to, encrypted",
        )
        .await;
    buyer.fill(ELEMENT, "#name", "Alex Kassa").await;
    buyer.fill(ELEMENT, "#email", email).await;
    if !phone.is_empty() {
        buyer.fill(ELEMENT, "#link-phone", phone).await;
    }
    buyer.pay().await;
    let outcome = buyer.outcome(1).await;
    let told = &outcome["paymentIntent"]["status"];
    assert_eq!(told, "processing", "{outcome}");
    is_debited(buyer, &intent).await;
}

async fn is_debited(buyer: &Buyer<'_>, intent: &Intent) {
    let secret = &intent.client_secret;
    let is_over = format!(
        "return kassa.retrievePaymentIntent('{secret}')
           .then(({{ paymentIntent: {{ status }} }}) => status === 'succeeded');"
    );
    buyer.until(PAGE, &is_over).await;
}

/// At a merchant that is offered the account, as soon as Link has heard of it.
pub async fn arrive_known(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage) -> Intent {
    for _ in 1..=VISITS_MAX {
        let intent = arrive(buyer, stage, page).await;
        if rows(buyer).await.iter().any(|row| row.contains("3000")) {
            return intent;
        }
    }
    panic!("the account is not kept");
}

#[test]
fn who_has_saved_an_account_pays_another_merchant_with_it_by_one_press() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        save(&buyer, stage, &page, "debited@example.com", "").await;
        let intent = arrive_known(&buyer, stage, &page).await;
        buyer.sees(ELEMENT, ".offer.open", "3000").await;
        buyer
            .sees(ELEMENT, ".offer.open", "Saved with Link by")
            .await;
        // What this merchant is allowed.
        buyer.sees(ELEMENT, ".offer.open .small", "(A) Lera").await;
        buyer.pay().await;
        let outcome = buyer.outcome(1).await;
        let paid = &outcome["paymentIntent"];
        assert_eq!(paid["status"], "processing", "{outcome}");
        is_debited(&buyer, &intent).await;
    });
}

#[test]
fn an_account_on_a_new_device_asks_for_a_code_that_is_sent_to_its_phone() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let own = stage.new_buyer().await;
        save(
            &own,
            stage,
            &page,
            "locked@example.com",
            "+1 (555) 555-0188",
        )
        .await;
        arrive_known(&own, stage, &page).await;

        let other = stage.new_buyer().await;
        let intent = arrive(&other, stage, &page).await;
        open_link(&other).await;
        other.fill(ELEMENT, "#email", "locked@example.com").await;
        other.click(ELEMENT, ".link-panel .button").await;
        other.fill(ELEMENT, "#code", "424242").await;
        other.sees(ELEMENT, ".offer.open", "•••\u{a0}0188").await;
        other
            .sees(ELEMENT, ".link-panel .button", "Send code")
            .await;
        let axe = axe();
        let locked = audit(&other, &axe, ELEMENT, "an account on a new device").await;
        assert_eq!(locked, Vec::<String>::new());
        // Paying leads to what is missing.
        other.pay().await;
        let focused = "return document.activeElement.matches('.link-panel .button');";
        other.until(ELEMENT, focused).await;
        other.click(ELEMENT, ".link-panel .button").await;
        other.fill(ELEMENT, "#code", "424242").await;
        other.sees(ELEMENT, ".offer.open .small", "(A) Lera").await;
        other.sees(ELEMENT, ".offer.open", "3000").await;
        other.pay().await;
        is_debited(&other, &intent).await;
    });
}
