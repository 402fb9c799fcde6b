//! Buyers who have paid here before.

use serde_json::{Value, json};

use crate::deferred::{confirm, open, twenty_dollars};
use crate::layout::assert_steady;
use crate::support::{Buyer, ELEMENT, Form, Intent, MerchantPage, PAGE, Request, Stage, on_stage};

/// Somebody who has saved cards, and the session that shows them.
pub struct Customer {
    pub id: String,
    pub session_secret: String,
}

async fn posted(stage: &Stage, path: &str, form: Form<'_>) -> Value {
    let request = Request::post(stage.kassa.url(path)).bearer(stage.kassa.secret_key());
    request.form(form).send().await.ok()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

impl Customer {
    pub async fn with(stage: &Stage, cards: &[&str]) -> Self {
        Self::allowed(stage, cards, &["redisplay", "remove"]).await
    }

    /// With a session in which these features are enabled.
    async fn allowed(stage: &Stage, cards: &[&str], features: &[&str]) -> Self {
        let id = text(&posted(stage, "/v1/customers", &[]).await, "id");
        for card in cards {
            let path = format!("/v1/payment_methods/{card}/attach");
            let method = posted(stage, &path, &[("customer", &id)]).await;
            let path = format!("/v1/payment_methods/{}", text(&method, "id"));
            let form = [
                ("allow_redisplay", "always"),
                ("billing_details[name]", "Jenny Rosen"),
            ];
            posted(stage, &path, &form).await;
        }
        const ELEMENT: &str = "components[payment_element]";
        let feature = |name: &&str| format!("{ELEMENT}[features][payment_method_{name}]");
        let features: Vec<_> = features.iter().map(feature).collect();
        let enabled = format!("{ELEMENT}[enabled]");
        let mut form = vec![("customer", id.as_str()), (&enabled, "true")];
        form.extend(features.iter().map(|name| (name.as_str(), "enabled")));
        let session = posted(stage, "/v1/customer_sessions", &form).await;
        Self {
            id,
            session_secret: text(&session, "client_secret"),
        }
    }

    /// A group of a payment of twenty dollars by this customer.
    pub fn group(&self) -> Value {
        let mut group = twenty_dollars();
        group["customerSessionClientSecret"] = json!(self.session_secret);
        group
    }
}

pub async fn rows(buyer: &Buyer<'_>) -> Vec<String> {
    buyer.find_in(ELEMENT, ".offer").await;
    let names =
        "return [...document.querySelectorAll('.offer .row-name')].map((it) => it.innerText);";
    let names = buyer.ask(ELEMENT, names).await;
    let names = names.as_array().expect("a list").iter();
    names
        .map(|name| name.as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn nothing_moves_while_saved_cards_load() {
    const CARDS: [&str; 3] = ["pm_card_visa", "pm_card_mastercard", "pm_card_amex"];
    const SHOWN: &[&str] = &["redisplay"];
    const REMOVABLE: &[&str] = &["redisplay", "remove"];
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.new_buyer().await);
        let collapsed = json!({ "type": "accordion", "defaultCollapsed": true });
        for (cards, features, layout) in [
            (1, REMOVABLE, json!("accordion")),
            (3, REMOVABLE, json!("accordion")),
            (3, SHOWN, json!("accordion")),
            (1, SHOWN, json!("tabs")),
            (3, REMOVABLE, json!("tabs")),
            (3, REMOVABLE, collapsed),
            // They may not be shown.
            (3, &[], json!("accordion")),
        ] {
            let customer = Customer::allowed(stage, &CARDS[..cards], features).await;
            let form = [
                ("amount", "2000"),
                ("currency", "usd"),
                ("customer", &customer.id),
            ];
            let intent = Intent::with(&stage.kassa, &form).await;
            let group = json!({
                "clientSecret": intent.client_secret,
                "customerSessionClientSecret": customer.session_secret,
            });
            let (group, options) = (group.to_string(), json!({ "layout": layout }).to_string());
            for width in ["320", "1000"] {
                let more = [("group", &*group), ("options", &*options), ("width", width)];
                let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
                let what = format!("{width} px with {cards} of {features:?} in {options}");
                assert_steady(&buyer, &page.url(&origin, key, &[], &more), &what).await;
            }
        }
        buyer.leave().await;
    });
}

#[test]
fn a_saved_card_comes_first_and_pays_as_it_is() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let customer = Customer::with(stage, &["pm_card_visa"]).await;
        open(&buyer, stage, &page, &customer.group()).await;
        let rows = rows(&buyer).await;
        assert!(rows[0].contains("4242"), "{rows:?}");
        assert_eq!(rows[1], "Card", "{rows:?}");
        // Another way, and back.
        buyer.click(ELEMENT, ".offer:nth-child(2) .row").await;
        buyer
            .until(
                PAGE,
                "return seen.events.some(({ value }) => value && !value.payment_method);",
            )
            .await;
        buyer.click(ELEMENT, ".offer:nth-child(1) .row").await;
        let saved =
            "return seen.events.findLast(({ name }) => name === 'change').value.payment_method;";
        let saved = buyer.until(PAGE, saved).await;
        assert_eq!(saved["type"], "card", "{saved}");
        assert_eq!(saved["billing_details"]["name"], "Jenny Rosen", "{saved}");

        let form = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("customer", &customer.id),
        ];
        let intent = Intent::with(&stage.kassa, &form).await;
        buyer
            .ask(PAGE, &confirm("confirmPayment", &intent.client_secret))
            .await;
        let outcome = buyer.outcome(1).await;
        let paid = &outcome["paymentIntent"];
        assert_eq!(paid["status"], "succeeded", "{outcome}");
        assert_eq!(paid["payment_method"], saved["id"], "{outcome}");
        buyer.leave().await;
    });
}

#[test]
fn a_saved_card_is_removed_once_the_buyer_has_said_so_twice() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let customer = Customer::with(stage, &["pm_card_mastercard", "pm_card_visa"]).await;
        open(&buyer, stage, &page, &customer.group()).await;
        let before = rows(&buyer).await;
        assert!(
            before[0].contains("4242") && before[1].contains("4444"),
            "{before:?}"
        );

        // The first answer is the one that changes nothing.
        buyer.click(ELEMENT, ".remove").await;
        buyer
            .sees(ELEMENT, ".removal", "Remove Visa ••••\u{a0}4242?")
            .await;
        let focused = "return document.activeElement.innerText === 'Cancel';";
        buyer.until(ELEMENT, focused).await;
        buyer.click(ELEMENT, "#keep-saved").await;
        let focused = "return document.activeElement.innerText === 'Remove';";
        buyer.until(ELEMENT, focused).await;
        assert_eq!(rows(&buyer).await, before);

        buyer.click(ELEMENT, ".remove").await;
        buyer.click(ELEMENT, ".danger").await;
        let removed = buyer.hears("savedpaymentmethodremove").await;
        assert_eq!(removed["success"], true, "{removed}");
        assert_eq!(removed["payment_method"]["type"], "card", "{removed}");
        buyer
            .until(ELEMENT, "return !document.body.innerText.includes('4242');")
            .await;
        let after = rows(&buyer).await;
        assert!(after[0].contains("4444"), "{after:?}");
        let path = format!("/v1/customers/{}/payment_methods", customer.id);
        let kept = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
        let kept = kept.send().await.ok();
        assert_eq!(kept["data"].as_array().expect("a list").len(), 1, "{kept}");
        buyer.leave().await;
    });
}
