//! What the `address` element says, and where it takes the buyer to be.

use serde_json::Value;

use crate::support::{Merchant, Request, encode};

async fn ask(merchant: &Merchant, locale: &str) -> Value {
    let query = encode(&[("key", merchant.publishable_key()), ("locale", locale)]);
    let url = merchant.url(&format!("/v1/elements/contact?{query}"));
    Request::get(&url).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_form_learns_the_buyers_language_and_country() {
    let merchant = Merchant::new("US").await;
    let contact = ask(&merchant, "de-AT").await;
    assert_eq!(contact["object"], "elements.contact");
    assert_eq!(contact["locale"], "de-AT");
    assert_eq!(contact["country"], "AT");
    assert_eq!(contact["strings"]["address.shipping"], "Lieferadresse");
    assert_eq!(contact["strings"]["postal_code.postal"], "Postleitzahl");
    let countries = contact["countries"].as_array().expect("a list");
    assert!(countries.contains(&Value::from("JP")), "{countries:?}");

    let contact = ask(&merchant, "ar").await;
    assert_eq!(contact["direction"], "rtl");
    // Where most of those live who read it.
    assert_eq!(contact["country"], "EG");
}
