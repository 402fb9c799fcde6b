//! Where scripts may come from, in the merchant's page and in the element's document, and who may
//! embed it. Every test on the merchant's page runs under the policy that the README prescribes.

use serde_json::json;

use crate::support::{Buyer, ELEMENT, Intent, MODAL, MerchantPage, PAGE, card, on_stage};

/// What a browser that has met no violation has noted.
async fn assert_nothing_violated(buyer: &Buyer<'_>) {
    let violations = buyer.ask(PAGE, "return seen.violations;").await;
    assert_eq!(violations, json!([]));
}

#[test]
fn every_script_of_kassas_runs_on_a_page_with_the_policy_of_the_readme() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        page.register(&stage.kassa).await;
        let [asked, given] = [
            Intent::new(&stage.kassa).await,
            Intent::new(&stage.kassa).await,
        ];
        let secrets = [asked.client_secret.as_str(), &given.client_secret];
        let more = [
            ("device", "apple"),
            ("card", card::SUCCEEDS),
            ("waits", "true"),
        ];
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        buyer.open(&page.url(&origin, key, &secrets, &more)).await;
        let use_everything = "
            const [first, { clientSecret, place }] = checkouts;
            const fonts = [{ cssSrc: '/fonts.css' }];
            const appearance = { theme: 'night', variables: { fontFamily: 'Squares' } };
            first.elements = kassa.elements({ clientSecret: first.clientSecret, fonts, appearance });
            open(first);
            const rest = kassa.elements({ clientSecret });
            for (const [type, options] of [
              ['paymentMethodMessaging', { amount: 5000, currency: 'USD', countryCode: 'US' }],
              ['expressCheckout', {}],
            ]) {
              const element = rest.create(type, options);
              element.on('ready', () => seen.events.push({ name: type }));
              element.mount(place.appendChild(document.createElement('div')));
            }
            kassa.confirmCardPayment(clientSecret, { payment_method: 'pm_card_visa' })
              .then((outcome) => seen.events.push({ name: 'given', outcome }));";
        buyer.ask(PAGE, use_everything).await;
        for drawn in ["ready", "paymentMethodMessaging", "expressCheckout"] {
            buyer.hears(drawn).await;
        }
        let given = buyer.hears("given").await;
        let status = &given["outcome"]["paymentIntent"]["status"];
        assert_eq!(status, "succeeded", "{given}");

        // The bank's page is in a frame of its own.
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.pay().await;
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.is_paid(1).await;

        let loaded = "return performance.getEntriesByType('resource')
            .filter(({ initiatorType }) => ['script', 'other'].includes(initiatorType))
            .map(({ name }) => new URL(name).pathname);";
        let loaded = buyer.ask(PAGE, loaded).await.to_string();
        for script in [
            "kassa",
            "intents",
            "express",
            "messaging",
            "wallets",
            "fonts",
        ] {
            assert!(loaded.contains(&format!("/{script}.js")), "{loaded}");
        }
        assert_nothing_violated(&buyer).await;

        // The policy is in force, and the page would have noticed.
        let broken = "try { document.body.innerHTML = '<b>'; } catch ({ name }) { return name; }";
        assert_eq!(buyer.ask(PAGE, broken).await, "TypeError");
        buyer.until(PAGE, "return seen.violations.length;").await;
        assert!(!buyer.log("browser").await.is_empty());
        buyer.leave().await;
    });
}

#[test]
fn no_text_becomes_a_script_in_the_elements_document() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let intent = Intent::new(&stage.kassa).await;
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let url = page.url(&origin, key, &[&intent.client_secret], &[]);
        buyer.open(&url).await;
        buyer.hears("ready").await;
        let attempts = "
            const refused = (attempt) => {
              try { attempt(); } catch ({ name }) { return name; }
            };
            const script = (fill) => {
              const it = document.createElement('script');
              fill(it);
              document.head.append(it);
            };
            const attempts = [
              () => { document.body.innerHTML = '<b>'; },
              () => document.body.insertAdjacentHTML('beforeend', '<b>'),
              () => new DOMParser().parseFromString('<b>', 'text/html'),
              () => eval('1'),
              () => new Function('return 1')(),
              () => setTimeout('1', 0),
              () => script((it) => { it.text = 'window.ran = true'; }),
              () => script((it) => { it.src = '/kassa.js'; }),
              () => trustedTypes.createPolicy('own', { createHTML: (html) => html }),
            ];
            // Later, because what a driver runs itself may do more.
            setTimeout(() => { window.refused = attempts.map(refused); });";
        buyer.ask(ELEMENT, attempts).await;
        let refused = buyer.until(ELEMENT, "return window.refused;").await;
        let refused = refused.as_array().expect("a list");
        assert!(!refused.iter().any(|name| name.is_null()), "{refused:?}");
        // Looked at here, because leaving with it would fail.
        assert!(!buyer.log("browser").await.is_empty());
        buyer.leave().await;
    });
}

#[test]
fn a_domain_that_the_account_has_not_registered_cannot_embed_the_element() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let resolver = "--host-resolver-rules=MAP stranger.example 127.0.0.1";
        let buyer = stage.new_buyer_with(&[resolver]).await;
        let intent = Intent::new(&stage.kassa).await;
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let url = page.url(&origin, key, &[&intent.client_secret], &[]);
        buyer
            .open(&url.replace("//localhost:", "//stranger.example:"))
            .await;
        // The page is told, and the buyer sees why there is nothing to pay with.
        let told = buyer.hears("loaderror").await;
        assert!(told["error"]["message"].is_string(), "{told}");
        let iframes = "return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, iframes).await, 0);
    });
}
