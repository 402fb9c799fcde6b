//! The forms that a session describes: filled in as they say, the API takes them.

use serde_json::Value;

use crate::support::{Merchant, Request, all, encode, text};

/// Merchant, buyer, amount, currency: together they bring up every kind of form.
const CHECKOUTS: &[(&str, &str, i64, &str)] = &[
    ("DE", "DE", 5_000, "eur"),
    ("DE", "AT", 5_000, "eur"),
    ("PL", "PL", 20_000, "pln"),
    ("US", "US", 9_900, "usd"),
    ("CA", "CA", 9_900, "cad"),
    ("GB", "GB", 5_000, "gbp"),
    ("AU", "AU", 9_900, "aud"),
    ("NZ", "NZ", 9_900, "nzd"),
    ("BR", "BR", 10_000, "brl"),
    ("JP", "JP", 5_000, "jpy"),
    ("MX", "MX", 50_000, "mxn"),
    ("SG", "SG", 5_000, "sgd"),
    ("MY", "MY", 5_000, "myr"),
    ("PT", "PT", 5_000, "eur"),
];
/// Transfers are for customers, whom no form makes.
const NEEDS_A_CUSTOMER: &str = "customer_balance";
/// Until the element is interactive; the README promises it.
const SESSION_BROTLI_BYTES_MAX: usize = 6_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_filled_in_as_it_says_is_accepted() {
    all(CHECKOUTS.iter().map(|checkout| async move {
        let (country, buyer, amount, currency) = *checkout;
        let merchant = Merchant::new(country).await;
        let intent = merchant.create(amount, currency, &[]).await;
        let session = session(&merchant, &intent, buyer).await.json();
        for offer in session["offers"].as_array().expect("offers") {
            let method = text(offer, "type");
            // What Link has is paid with, and not its own row.
            if method == NEEDS_A_CUSTOMER || offer["flow"] == "link" {
                continue;
            }
            for way in 0..ways(offer) {
                let intent = merchant.create(amount, currency, &[]).await;
                let form = filled(offer, buyer, way);
                let form: Vec<_> = form
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = merchant.buyers_confirm(&intent, &form).send().await;
                assert_eq!(answer.status, 200, "{method}: {form:?}: {}", answer.text());
            }
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_holds_the_texts_of_its_own_offers_alone() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(9_900, "usd", &[]).await;
    let answer = session(&merchant, &intent, "US").await;
    let strings = answer.json()["strings"].take();
    let surplus = strings.as_object().expect("texts").keys();
    let surplus: Vec<_> = surplus.filter(|key| key.starts_with("field.")).collect();
    assert!(surplus.is_empty(), "{surplus:?}");
    let mut compressed = Vec::new();
    let text = answer.text();
    brotli::BrotliCompress(
        &mut text.as_bytes(),
        &mut compressed,
        &brotli::enc::BrotliEncoderParams::default(),
    )
    .expect("compressed");
    assert!(
        compressed.len() <= SESSION_BROTLI_BYTES_MAX,
        "{} bytes after brotli, {} before",
        compressed.len(),
        text.len()
    );
}

async fn session(merchant: &Merchant, intent: &Value, buyer: &str) -> crate::support::Answer {
    let query = encode(&[
        ("key", merchant.publishable_key()),
        ("client_secret", text(intent, "client_secret")),
        ("country", buyer),
        ("locale", "en"),
    ]);
    let url = merchant.url(&format!("/v1/elements/sessions?{query}"));
    let answer = Request::post(url).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// Whether a list of the form is there for the form alone, which then asks as it says.
fn is_of_the_form(field: &Value) -> bool {
    field["param"] == ""
}

/// How many ways there are to fill in an offer's form.
fn ways(offer: &Value) -> usize {
    let fields = offer["fields"].as_array().expect("fields");
    let list = fields.iter().find(|field| is_of_the_form(field));
    list.map_or(1, |list| list["choices"].as_array().expect("choices").len())
}

/// What the element sends of an offer's form, filled in in one of the [`ways`].
fn filled(offer: &Value, buyer: &str, way: usize) -> Vec<(String, String)> {
    let mut form = vec![
        ("payment_method_data[type]", text(offer, "type")),
        ("return_url", "https://shop.example/done"),
    ];
    if offer["mandate"].is_string() {
        form.push(("mandate_data[customer_acceptance][type]", "online"));
        let infer = "mandate_data[customer_acceptance][online][infer_from_client]";
        form.push((infer, "true"));
    }
    let mut form: Vec<_> = form
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let fields = offer["fields"].as_array().expect("fields");
    let is_asked = |field: &Value| {
        let when = &field["when"];
        let list = fields.iter().find(|list| list["id"] == when["id"]);
        when.is_null() || list.expect("a list")["choices"][way]["code"] == when["choice"]
    };
    for field in fields.iter().filter(|field| is_asked(field)) {
        if is_of_the_form(field) {
            continue;
        }
        let value = typed(field, buyer);
        if !value.is_empty() {
            form.push((text(field, "param").to_owned(), value));
        }
        if field["kind"] == "card_expiry" {
            form.push((
                "payment_method_data[card][exp_year]".to_owned(),
                "34".to_owned(),
            ));
        }
    }
    form
}

/// What a buyer might type, and what counts of it.
fn typed(field: &Value, buyer: &str) -> String {
    let first_choice = &field["choices"][0]["code"];
    let value = match (text(field, "kind"), text(field, "id")) {
        ("card_number", _) => "4242424242424242",
        ("card_expiry", _) => "12",
        ("card_cvc", _) => "123",
        ("country", _) => buyer,
        ("fixed" | "select", _) => first_choice.as_str().expect("a choice"),
        ("iban", _) => "DE89370400440532013000",
        (_, "email") => "jenny@example.com",
        (_, "name") => "Jenny Rosen",
        (_, "phone") if buyer == "PT" => "+351912345678",
        (_, "phone") => "+34612345678",
        (_, "address-line1") => "Rua Augusta 1",
        (_, "city") => "São Paulo",
        (_, "state") => "SP",
        (_, "postal-code") => "01310100",
        (_, "boleto-tax-id") => "00000000000",
        (_, "blik-code") => "123456",
        (_, "us-bank-account-routing-number") => "110000000",
        (_, "us-bank-account-account-number" | "acss-debit-account-number") => "000123456789",
        (_, "acss-debit-institution-number") => "000",
        (_, "acss-debit-transit-number") => "11000",
        (_, "au-becs-debit-bsb-number" | "payto-bsb-number") => "000000",
        (_, "au-becs-debit-account-number" | "payto-account-number") => "000123456",
        (_, "payto-pay-id") => "+61400000000",
        (_, "bacs-debit-sort-code") => "108800",
        (_, "bacs-debit-account-number") => "00012345",
        (_, "nz-bank-account-bank-code") => "11",
        (_, "nz-bank-account-branch-code") => "0000",
        (_, "nz-bank-account-account-number") => "0000000",
        (_, "nz-bank-account-suffix") => "010",
        _ if field["optional"] == true => "",
        (kind, id) => panic!("nobody knows what to type into {id}, {kind}"),
    };
    value.to_owned()
}
