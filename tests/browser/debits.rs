//! Bank debits, from the account that is typed in to the money that comes days later.

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, on_stage};

/// A field without a problem beside it.
async fn is_content(buyer: &Buyer<'_>, field: &str) {
    let content = format!(
        "return !document.querySelector('{field}-problem')
            && !document.querySelector('{field}').hasAttribute('aria-invalid');"
    );
    buyer.until(ELEMENT, &content).await;
}

#[test]
fn a_wrong_check_digit_of_an_iban_is_told_at_its_field_and_the_right_iban_is_debited() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("DE").await;
        let intent = buyer.intent_of_store().await;
        buyer.choose("SEPA Direct Debit").await;
        buyer.sees(ELEMENT, ".panel .small", "authorise").await;
        buyer
            .fill(ELEMENT, "#sepa-debit-iban", "de88370400440532013000")
            .await;
        is_content(&buyer, "#sepa-debit-iban").await;
        buyer.fill_details().await;
        buyer
            .sees(ELEMENT, "#sepa-debit-iban-problem", "check digits")
            .await;
        buyer
            .fill(ELEMENT, "#sepa-debit-iban", "de89370400440532013000")
            .await;
        is_content(&buyer, "#sepa-debit-iban").await;
        let grouped = "return document.querySelector('#sepa-debit-iban').value
            === 'DE89 3704 0044 0532 0130 00';";
        buyer.until(ELEMENT, grouped).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        // The bank took its time, and the merchant knew that it did.
        let secret_key = stage.store.secret_key_beside(&intent.publishable_key);
        let events = intent.events(&stage.kassa, secret_key).await;
        let processing = events
            .iter()
            .position(|it| it == "payment_intent.processing");
        let succeeded = events
            .iter()
            .position(|it| it == "payment_intent.succeeded");
        assert!(processing.is_some() && processing < succeeded, "{events:?}");
        buyer.leave().await;
    });
}

#[test]
fn an_account_is_debited_once_the_code_of_its_deposit_is_told_and_a_wrong_one_is_asked_for_again() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        let intent = buyer.intent_of_store().await;
        buyer.choose("US bank account").await;
        buyer.sees(ELEMENT, ".panel .small", "authorise").await;
        buyer.fill_details().await;
        buyer
            .fill(ELEMENT, "#us-bank-account-routing-number", "110000001")
            .await;
        buyer
            .fill(ELEMENT, "#us-bank-account-account-number", "000123456789")
            .await;
        buyer
            .sees(
                ELEMENT,
                "#us-bank-account-routing-number-problem",
                "last digit",
            )
            .await;
        buyer
            .fill(ELEMENT, "#us-bank-account-routing-number", "110000000")
            .await;
        buyer.pay().await;
        buyer.sees(ELEMENT, ".action h2", "Verify").await;
        buyer.sees(ELEMENT, ".expires", "Verify it by").await;
        let page = "return document.querySelector('.action .actions a').href;";
        let page = buyer.ask(ELEMENT, page).await;

        // Two days later.
        buyer.open(page.as_str().expect("an address")).await;
        buyer.fill(PAGE, "#code", "SM22BB").await;
        buyer.click(PAGE, "form .primary").await;
        buyer
            .sees(PAGE, "#problem[role=alert]", "not the code")
            .await;
        let status = intent.now(&stage.kassa).await["status"].take();
        assert_eq!(status, "requires_action");
        buyer.fill(PAGE, "#code", "sm11aa").await;
        buyer.click(PAGE, "form .primary").await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_debit_that_the_bank_refuses_is_told_in_the_buyers_language_and_another_account_pays() {
    on_stage(async |stage| {
        let account = stage.kassa.create_account("Lera", "DE").await;
        let form = [
            ("amount", "2000"),
            ("currency", "eur"),
            ("payment_method_types[]", "sepa_debit"),
        ];
        let intent = Intent::by(&stage.kassa, &account, &form).await;
        let secret = intent.client_secret.as_str();
        let group = format!("{{ \"clientSecret\": \"{secret}\", \"locale\": \"de\" }}");
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
        let more = [("group", group.as_str()), ("country", "DE")];
        buyer.open(&page.url(&origin, key, &[secret], &more)).await;
        let reaches = |status: &str| {
            format!(
                "return kassa.retrievePaymentIntent('{secret}')
                   .then(({{ paymentIntent: {{ status }} }}) => status === '{status}');"
            )
        };
        for (iban, status) in [
            ("DE65370400440002222227", "requires_payment_method"),
            ("DE89370400440532013000", "succeeded"),
        ] {
            buyer.fill(ELEMENT, "#sepa-debit-iban", iban).await;
            buyer.fill_details().await;
            buyer.pay().await;
            let outcome = buyer.outcome(1).await;
            let told = &outcome["paymentIntent"]["status"];
            assert_eq!(told, "processing", "{outcome}");
            buyer.sees(ELEMENT, ".outcome", "Werktage dauern").await;
            // Days later.
            buyer.until(PAGE, &reaches(status)).await;
            buyer.refresh().await.expect("a reload");
            let (place, text) = match status {
                "succeeded" => (".outcome", "Zahlung erfolgreich"),
                _ => (".notice[role=alert]", "nicht ausreichend gedeckt"),
            };
            buyer.sees(ELEMENT, place, text).await;
        }
        buyer.leave().await;
    });
}
