//! What axe finds in the element: every way to pay in all markets, and the screens after the form,
//! in every theme.

use std::collections::BTreeSet;
use std::fs;

use kassa::project::Project;

use crate::support::{Buyer, ELEMENT, Form, Intent, MerchantPage, PAGE, Place, Request, on_stage};

/// Together they are offered nearly everything.
const MARKETS: &[&str] = &[
    "US", "CA", "MX", "BR", "GB", "DE", "FR", "NL", "BE", "AT", "PL", "PT", "ES", "IT", "SE", "DK",
    "JP", "KR", "CN", "SG", "MY", "TH", "IN", "AU", "NZ", "CH",
];
const METHODS_MIN: usize = 45;

/// The first heading is that of the merchant's page, which the element is a part of. Colours are
/// looked at when nothing moves any more; what turns for ever has none to look at. The cover that
/// lies above a form, empty until the buyer pays, is taken away: axe does not look through it.
/// What is pressed or typed into is 44 px high for a thumb, but for links within a text; of a radio
/// or a checkbox it is the label that is pressed.
const AUDIT: &str = "
    const done = arguments[arguments.length - 1];
    const passes = (it) => it.effect.getTiming().iterations !== Infinity;
    const still = () => Promise.allSettled(document.getAnimations().filter(passes).map((it) => it.finished));
    const rules = { 'page-has-heading-one': { enabled: false } };
    (async () => {
      const found = [];
      document.querySelector('.cover')?.remove();
      for (const theme of ['stripe', 'night', 'flat']) {
        document.documentElement.dataset.theme = theme;
        await still();
        const { violations } = await axe.run({ resultTypes: ['violations'], rules });
        for (const { id, nodes } of violations)
          for (const { target, failureSummary } of nodes) found.push(`${theme}: ${id} ${target}: ${failureSummary}`);
        for (const target of document.querySelectorAll('button, select, input, a[href]')) {
          const pressed = (target.matches('[type=radio], [type=checkbox]') && target.closest('label')) || target;
          const { height } = pressed.getBoundingClientRect();
          const isWithinText = pressed.matches('p a, p button, .terms *');
          if (height && height < 44 && !isWithinText) found.push(`${theme}: ${height} px: ${pressed.outerHTML.slice(0, 200)}`);
        }
      }
      return found;
    })().then(done, (error) => done([String(error)]));";

/// The script of axe.
pub fn axe() -> String {
    let path = Project::here().npm("axe-core/axe.min.js");
    fs::read_to_string(path).expect("npm has installed axe-core")
}

/// What axe has to say of a document as it is now.
pub async fn audit(buyer: &Buyer<'_>, axe: &str, place: Place, what: &str) -> Vec<String> {
    if buyer.ask(place, "return !!window.axe;").await != true {
        buyer.ask(place, axe).await;
    }
    let found = buyer.execute_async(AUDIT, Vec::new()).await;
    let found = found.expect("a list");
    let found = found.as_array().expect("a list").iter();
    found
        .map(|violation| format!("{what}: {violation}"))
        .collect()
}

#[test]
fn axe_finds_nothing_in_any_form_of_any_market() {
    on_stage(async |stage| {
        let (buyer, axe) = (stage.buyer().await, axe());
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for market in MARKETS {
            buyer.open(&stage.store.checkout_for(market)).await;
            for name in buyer.offers().await {
                if seen.insert(name.clone()) {
                    buyer.choose(&name).await;
                    found.extend(audit(&buyer, &axe, ELEMENT, &name).await);
                }
            }
        }
        assert!(seen.len() >= METHODS_MIN, "only {seen:?}");
        assert!(found.is_empty(), "{}", found.join("\n"));
        buyer.leave().await;
    });
}

#[test]
fn axe_finds_nothing_in_what_is_said_of_wrong_fields() {
    on_stage(async |stage| {
        let (buyer, axe) = (stage.buyer().await, axe());
        let mut found = Vec::new();
        for (market, method) in [
            ("US", "US bank account"),
            ("GB", "Bacs Direct Debit"),
            ("BR", "Boleto"),
        ] {
            buyer.open(&stage.store.checkout_for(market)).await;
            buyer.choose(method).await;
            buyer.pay().await;
            // The first field that is wrong has the focus, and names what is wrong with it.
            let told = "
                const { activeElement } = document;
                const problem = document.getElementById(activeElement?.getAttribute('aria-describedby'));
                return activeElement === document.querySelector('[aria-invalid]') && problem?.innerText;";
            buyer.until(ELEMENT, told).await;
            found.extend(audit(&buyer, &axe, ELEMENT, method).await);
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        buyer.leave().await;
    });
}

#[test]
fn axe_finds_nothing_in_any_shape_of_inputs() {
    on_stage(async |stage| {
        let (page, buyer, axe) = (MerchantPage::serve().await, stage.buyer().await, axe());
        let intent = Intent::new(&stage.kassa).await;
        let (key, secrets) = (
            stage.kassa.publishable_key(),
            [intent.client_secret.as_str()],
        );
        let mut found = Vec::new();
        for shape in [
            "labels: 'floating'",
            "inputs: 'condensed'",
            "inputs: 'condensed', labels: 'above'",
        ] {
            let url = page.url(&stage.kassa.origin(), key, &secrets, &[("waits", "true")]);
            buyer.open(&url).await;
            let open = format!(
                "const [checkout] = checkouts;
                 const {{ clientSecret }} = checkout;
                 checkout.elements = kassa.elements({{ clientSecret, appearance: {{ {shape} }} }});
                 open(checkout);"
            );
            buyer.ask(PAGE, &open).await;
            buyer.hears("ready").await;
            buyer
                .fill(ELEMENT, "#card-number", "4242 4242 4242 4241")
                .await;
            buyer.fill(ELEMENT, "#card-expiry", "12").await;
            buyer.find_in(ELEMENT, "#card-number[aria-invalid]").await;
            found.extend(audit(&buyer, &axe, ELEMENT, shape).await);
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        buyer.leave().await;
    });
}

/// A confirmed intent that waits for its buyer, by its country, currency and what the buyer told.
type Waiting = (&'static str, &'static str, Form<'static>);

const WAITING: &[Waiting] = &[
    ("SE", "sek", &[("payment_method_data[type]", "swish")]),
    (
        "BR",
        "brl",
        &[
            ("payment_method_data[type]", "pix"),
            (
                "payment_method_data[billing_details][email]",
                "fill_never@example.com",
            ),
        ],
    ),
    (
        "PT",
        "eur",
        &[
            ("payment_method_data[type]", "mb_way"),
            (
                "payment_method_data[billing_details][phone]",
                "+351911111112",
            ),
        ],
    ),
    (
        "MX",
        "mxn",
        &[
            ("payment_method_data[type]", "oxxo"),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (
                "payment_method_data[billing_details][email]",
                "fill_never@example.com",
            ),
        ],
    ),
    (
        "JP",
        "jpy",
        &[
            ("payment_method_data[type]", "konbini"),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (
                "payment_method_data[billing_details][email]",
                "fill_never@example.com",
            ),
        ],
    ),
    (
        "US",
        "usd",
        &[
            ("payment_method_data[type]", "us_bank_account"),
            (
                "payment_method_data[us_bank_account][routing_number]",
                "110000000",
            ),
            (
                "payment_method_data[us_bank_account][account_number]",
                "000123456789",
            ),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (
                "payment_method_data[billing_details][email]",
                "jenny@example.com",
            ),
            ("mandate_data[customer_acceptance][type]", "offline"),
        ],
    ),
    (
        "US",
        "usd",
        &[("payment_method_data[type]", "customer_balance")],
    ),
];

#[test]
fn axe_finds_nothing_in_what_a_buyer_has_to_do_after_the_form() {
    on_stage(async |stage| {
        let (kassa, page) = (&stage.kassa, MerchantPage::serve().await);
        let (buyer, axe) = (stage.buyer().await, axe());
        let mut found = Vec::new();
        for (country, currency, told) in WAITING {
            let account = kassa.create_account("Lera", country).await;
            let post = |path: String, form| {
                Request::post(kassa.url(&path))
                    .bearer(&account.secret_key)
                    .form(form)
            };
            let customer = post("/v1/customers".to_owned(), &[]).send().await.ok();
            let customer = customer["id"].as_str().expect("a customer");
            let form = [
                ("amount", "12000"),
                ("currency", *currency),
                ("customer", customer),
            ];
            let intent = Intent::by(kassa, &account, &form).await;
            let confirm = format!("/v1/payment_intents/{}/confirm", intent.id);
            post(confirm, told).send().await.ok();
            let secrets = [intent.client_secret.as_str()];
            let url = page.url(&kassa.origin(), &intent.publishable_key, &secrets, &[]);
            buyer.open(&url).await;
            buyer.find_in(ELEMENT, ".action h2").await;
            let method = told[0].1;
            found.extend(audit(&buyer, &axe, ELEMENT, method).await);
            // The page that it leads to as well.
            let link = "return document.querySelector('.action .actions a').href;";
            let link = buyer.ask(ELEMENT, link).await;
            buyer.open(link.as_str().expect("an address")).await;
            buyer.find_in(PAGE, "main button").await;
            found.extend(audit(&buyer, &axe, PAGE, &format!("the page of {method}")).await);
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
        buyer.leave().await;
    });
}
