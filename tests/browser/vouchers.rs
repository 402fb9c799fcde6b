//! Vouchers: what the buyer takes along, and the order that is paid when they have been where they
//! pay.

use serde_json::Value;

use crate::support::{Buyer, ELEMENT, PAGE, Stage, on_stage, press_elsewhere};

/// Every figure that the screen shows to be typed or read out, by its label.
async fn lines(buyer: &Buyer<'_>) -> Vec<(String, String)> {
    buyer.find_in(ELEMENT, ".line").await;
    let lines = "return [...document.querySelectorAll('.line')].map((line) =>
        [...line.querySelectorAll('span')].map((part) => part.innerText));";
    let lines = buyer.ask(ELEMENT, lines).await;
    let lines = lines.as_array().expect("lines").iter();
    lines
        .map(|line| (text(&line[0]).to_owned(), text(&line[1]).replace(' ', "")))
        .collect()
}

/// Goes on to the order, which waits, and pays at the counter.
async fn take_along_and_pay(stage: &Stage, buyer: &Buyer<'_>, hosted_url: &Value) {
    buyer.sees(ELEMENT, ".expires", "Pay by").await;
    buyer.click(ELEMENT, ".action .button.main").await;
    buyer.sees_order("voucher").await;
    assert!(text(hosted_url).starts_with(&stage.kassa.origin()));
    press_elsewhere(text(hosted_url), "authorize").await;
    buyer.sees_order("paid").await;
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[test]
fn an_oxxo_voucher_has_a_number_and_bars_and_is_paid_at_the_till() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("MX").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("OXXO").await;
        let shown = lines(&buyer).await;
        let action = intent.now(&stage.kassa).await["next_action"].take();
        let details = &action["oxxo_display_details"];
        assert_eq!(
            shown,
            [("Voucher number".into(), text(&details["number"]).to_owned())]
        );
        let bars = "return document.querySelector('.barcode')?.naturalWidth > 0;";
        buyer.until(ELEMENT, bars).await;
        take_along_and_pay(stage, &buyer, &details["hosted_voucher_url"]).await;
        buyer.leave().await;
    });
}

#[test]
fn a_boleto_is_made_for_a_tax_number_whose_check_digits_fit_and_paid_later() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("BR").await;
        let intent = buyer.intent_of_store().await;
        buyer.choose("Boleto").await;
        buyer
            .fill(ELEMENT, "#boleto-tax-id", "00000000000192")
            .await;
        buyer.fill_details().await;
        buyer
            .sees(ELEMENT, "#boleto-tax-id-problem", "check digits")
            .await;
        for (field, value) in [
            ("#boleto-tax-id", "00000000000191"),
            ("#address-line1", "Rua Augusta 1"),
            ("#city", "São Paulo"),
            ("#state", "SP"),
            ("#postal-code", "01000-000"),
        ] {
            buyer.fill(ELEMENT, field, value).await;
        }
        buyer.pay().await;
        let shown = lines(&buyer).await;
        let action = intent.now(&stage.kassa).await["next_action"].take();
        let details = &action["boleto_display_details"];
        let number = text(&details["number"]).replace(|it: char| !it.is_ascii_digit(), "");
        assert_eq!(shown, [("Boleto number".into(), number)]);
        take_along_and_pay(stage, &buyer, &details["hosted_voucher_url"]).await;
        buyer.leave().await;
    });
}

#[test]
fn a_konbini_voucher_has_a_code_for_each_chain_and_is_paid_at_a_store() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("JP").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("Konbini").await;
        let shown = lines(&buyer).await;
        let action = intent.now(&stage.kassa).await["next_action"].take();
        let details = &action["konbini_display_details"];
        for (chain, name) in [
            ("familymart", "FamilyMart"),
            ("lawson", "Lawson"),
            ("ministop", "Ministop"),
            ("seicomart", "Seicomart"),
        ] {
            let line = shown.iter().find(|(label, _)| label.contains(name));
            let (_, code) = line.unwrap_or_else(|| panic!("{name}: {shown:?}"));
            assert_eq!(code, text(&details["stores"][chain]["payment_code"]));
        }
        take_along_and_pay(stage, &buyer, &details["hosted_voucher_url"]).await;
        buyer.leave().await;
    });
}

#[test]
fn what_a_cash_machine_asks_for_is_there_to_be_typed_in_and_pays() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PT").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("Multibanco").await;
        let shown = lines(&buyer).await;
        let action = intent.now(&stage.kassa).await["next_action"].take();
        let details = &action["multibanco_display_details"];
        let value = |label: &str| {
            shown
                .iter()
                .find(|line| line.0 == label)
                .map(|line| &line.1)
        };
        assert_eq!(
            value("Entity").map(String::as_str),
            details["entity"].as_str()
        );
        assert_eq!(
            value("Reference").map(String::as_str),
            details["reference"].as_str()
        );
        assert!(
            value("Amount").is_some_and(|amount| amount.contains('€')),
            "{shown:?}"
        );
        take_along_and_pay(stage, &buyer, &details["hosted_voucher_url"]).await;
        buyer.leave().await;
    });
}

#[test]
fn a_voucher_can_be_printed_without_what_is_for_testers() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("MX").await;
        buyer.pay_with("OXXO").await;
        let page = "return document.querySelector('.action .actions a')?.href;";
        let page = buyer.until(ELEMENT, page).await;
        buyer.open(text(&page)).await;
        buyer.sees(PAGE, "h1", "OXXO").await;
        buyer
            .ask(PAGE, "window.print = () => { window.printed = true; };")
            .await;
        buyer.click(PAGE, ".print").await;
        buyer.until(PAGE, "return window.printed;").await;
        let hidden = "
            const rules = [...document.styleSheets[0].cssRules].filter((rule) => rule.media?.mediaText === 'print');
            return rules.some(({ cssRules }) => [...cssRules].some(({ selectorText, style }) =>
              selectorText?.includes('aside') && style.display === 'none'));";
        assert_eq!(buyer.ask(PAGE, hidden).await, true);
        buyer.leave().await;
    });
}
