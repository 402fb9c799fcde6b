//! What wallets' sheets ask for beside the payment: where to send the goods, and whom to bill.

use serde_json::json;

use crate::express::{apple, arrive, press, press_on_sheet};
use crate::support::{Intent, MerchantPage, PAGE, Request, Stage, card, on_stage};

/// The page knows two ways to send its goods, and asks for everything.
const ASKING: &str = "{
  shippingAddressRequired: true, emailRequired: true, phoneNumberRequired: true, billingAddressRequired: true,
  allowedShippingCountries: ['US'], business: { name: 'The Cup Shop' },
  lineItems: [{ name: 'Cup', amount: 1500 }, { name: 'Shipping', amount: 500 }],
  shippingRates: [
    { id: 'slow', displayName: 'Post', amount: 500, deliveryEstimate: { minimum: { unit: 'day', value: 3 }, maximum: { unit: 'day', value: 5 } } },
    { id: 'express', displayName: 'Courier', amount: 1500 },
  ],
}";
/// The merchant's server has changed the amount meanwhile, as the test does.
const FOLLOWS: &str = "
  express.on('click', ({ resolve }) => resolve());
  express.on('shippingaddresschange', async ({ name, address, resolve }) => {
    seen.events.push({ name: 'shippingaddresschange', address });
    resolve({ lineItems: [{ name: 'Cup', amount: 1500 }] });
  });
  express.on('shippingratechange', async ({ shippingRate, resolve }) => {
    await elements.fetchUpdates();
    seen.events.push({ name: 'shippingratechange', shippingRate });
    resolve();
  });";

#[test]
fn a_wallets_sheet_asks_where_to_send_the_goods_and_shows_what_that_costs() {
    for device in ["apple", "google"] {
        on_stage(async |stage| {
            let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
            let on = [("device", device), ("card", card::SUCCEEDS)];
            let buyer = arrive(stage, &page, &intent, &on, ASKING, FOLLOWS).await;
            let ready = buyer.hears("ready").await;
            let offered = &ready["availablePaymentMethods"];
            assert_eq!(offered["amazonPay"], false, "it cannot be asked: {ready}");
            press(&buyer, &format!("{device}_pay")).await;
            let opened = buyer
                .until(PAGE, "return standIn.opened;")
                .await
                .to_string();
            for part in [
                "The Cup Shop",
                "Cup",
                "15.00",
                "20.00",
                "slow",
                "3 days – 5 days",
            ] {
                assert!(opened.contains(part), "{part}: {opened}");
            }

            // Where nothing is sent to is refused, and the page is not asked.
            press_on_sheet(&buyer, "away").await;
            let refused = buyer
                .until(PAGE, "return standIn.updates[0];")
                .await
                .to_string();
            let reason = if device == "apple" {
                "addressUnserviceable"
            } else {
                "SHIPPING_ADDRESS_UNSERVICEABLE"
            };
            assert!(refused.contains(reason), "{refused}");
            press_on_sheet(&buyer, "home").await;
            let shown = buyer
                .until(PAGE, "return standIn.updates[1];")
                .await
                .to_string();
            assert!(
                shown.contains("20.00") && !shown.contains("Shipping\""),
                "{shown}"
            );
            let event = buyer.hears("shippingaddresschange").await;
            let address = json!({ "city": "South San Francisco", "state": "CA", "postal_code": "94080", "country": "US" });
            assert_eq!(event["address"], address, "{event}");

            reprice(stage, &intent, "3000").await;
            press_on_sheet(&buyer, "express").await;
            let shown = buyer
                .until(PAGE, "return standIn.updates[2];")
                .await
                .to_string();
            assert!(shown.contains("30.00"), "{shown}");
            assert_eq!(
                buyer.hears("shippingratechange").await["shippingRate"]["id"],
                "express"
            );

            press_on_sheet(&buyer, "approve").await;
            buyer.is_paid(1).await;
            let told = buyer.hears("confirm").await;
            assert_eq!(told["shippingRate"]["id"], "express", "{told}");
            assert_eq!(
                told["billingDetails"]["email"], "alex@example.com",
                "{told}"
            );
            let paid = intent.now(&stage.kassa).await;
            assert_eq!(paid["amount"], 3_000, "{paid}");
            assert_eq!(paid["shipping"]["name"], "Alex Kassa", "{paid}");
            assert_eq!(
                paid["shipping"]["address"]["line1"], "354 Oyster Point Blvd",
                "{paid}"
            );
            let path = format!("/v1/payment_intents/{}?expand[]=latest_charge", intent.id);
            let expanded = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
            let billing = expanded.send().await.ok()["latest_charge"]["billing_details"].clone();
            assert_eq!(billing["phone"], "+16505550100", "{billing}");
            assert_eq!(billing["address"]["postal_code"], "94080", "{billing}");
            buyer.leave().await;
        });
    }
}

/// The merchant's server charges another amount.
async fn reprice(stage: &Stage, intent: &Intent, amount: &str) {
    let path = format!("/v1/payment_intents/{}", intent.id);
    let changed = Request::post(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
    changed.form(&[("amount", amount)]).send().await.ok();
}

#[test]
fn a_page_that_does_not_deliver_there_says_so_in_the_sheet() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let script = "express.on('shippingaddresschange', ({ address, resolve, reject }) =>
                        address.country === 'US' ? resolve() : reject());";
        let options = ASKING.replace("allowedShippingCountries: ['US'], ", "");
        let buyer = arrive(
            stage,
            &page,
            &intent,
            &apple(card::SUCCEEDS),
            &options,
            script,
        )
        .await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "away").await;
        let refused = buyer.until(PAGE, "return standIn.updates[0];").await;
        assert_eq!(
            refused["errors"][0]["code"], "addressUnserviceable",
            "{refused}"
        );
        assert_eq!(refused["newTotal"]["amount"], "20.00", "{refused}");
        press_on_sheet(&buyer, "cancel").await;
        buyer.hears("cancel").await;
        buyer.leave().await;
    });
}
