//! Which ways to pay a buyer is offered.

use crate::support::on_stage;

/// A country that the store's checkout is for, what must be offered there, and what must not.
const OFFERED: &[(&str, &[&str], &[&str])] = &[
    (
        "US",
        &[
            "Card",
            "Klarna",
            "Affirm",
            "Afterpay / Clearpay",
            "Cash App Pay",
        ],
        &["iDEAL", "Bancontact", "Swish", "OXXO"],
    ),
    (
        "NL",
        &["Card", "iDEAL", "Klarna", "PayPal"],
        &["Affirm", "Cash App Pay", "Bancontact", "Swish", "OXXO"],
    ),
    (
        "BE",
        &["Card", "Bancontact", "Klarna", "PayPal"],
        &["Affirm", "Cash App Pay", "iDEAL", "Swish", "OXXO"],
    ),
    (
        "SE",
        &["Card", "Swish", "Klarna", "PayPal"],
        &["Affirm", "Cash App Pay", "iDEAL", "Bancontact", "OXXO"],
    ),
    (
        "MX",
        &["Card", "OXXO"],
        &["Affirm", "Cash App Pay", "iDEAL", "Bancontact", "Swish"],
    ),
    (
        "CN",
        &["Card", "Alipay"],
        &[
            "Affirm",
            "Cash App Pay",
            "iDEAL",
            "Bancontact",
            "Swish",
            "OXXO",
        ],
    ),
];

#[test]
fn the_country_that_the_store_sells_to_decides_what_is_offered() {
    on_stage(async |stage| {
        let buyer = stage.buyer().await;
        let mut wrong = Vec::new();
        for (country, present, absent) in OFFERED {
            buyer.open(&stage.store.checkout_for(country)).await;
            let offers = buyer.offers().await;
            let missing = present.iter().filter(|name| !offers.contains(**name));
            let surplus = absent.iter().filter(|name| offers.contains(**name));
            let wrong_here: Vec<_> = missing.chain(surplus).collect();
            if !wrong_here.is_empty() {
                wrong.push(format!("{country}: {wrong_here:?} of {offers:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        buyer.leave().await;
    });
}
