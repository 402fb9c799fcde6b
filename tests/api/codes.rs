//! Codes that a phone scans: what `next_action` says of them, what they say themselves, who may have
//! one drawn, and every way in which they end.

use serde_json::Value;

use crate::support::{
    Button, Effects, Form, HostedPage, Merchant, Request, all, encode, text, with,
};

mod options;

/// A checkout in which a method can be used, and what its action holds.
#[derive(Clone, Copy, Debug)]
struct Market {
    method: &'static str,
    merchant: &'static str,
    amount: i64,
    currency: &'static str,
    /// The fields of the hash that is named as the action is, in order of the alphabet.
    fields: &'static [&'static str],
    /// Of the hash for the code within that.
    code_fields: &'static [&'static str],
}

const MARKETS: &[Market] = &[
    Market {
        method: "swish",
        merchant: "SE",
        amount: 10_000,
        currency: "sek",
        fields: &["hosted_instructions_url", "mobile_auth_url", "qr_code"],
        code_fields: &["data", "expires_at", "image_url_png", "image_url_svg"],
    },
    Market {
        method: "cashapp",
        merchant: "US",
        amount: 5_000,
        currency: "usd",
        fields: &["hosted_instructions_url", "mobile_auth_url", "qr_code"],
        code_fields: &["expires_at", "image_url_png", "image_url_svg"],
    },
    Market {
        method: "upi",
        merchant: "SE",
        amount: 12_345,
        currency: "inr",
        fields: &["hosted_instructions_url", "qr_code"],
        code_fields: &["expires_at", "image_url_png", "image_url_svg"],
    },
    Market {
        method: "wechat_pay",
        merchant: "US",
        amount: 5_000,
        currency: "usd",
        fields: &[
            "data",
            "hosted_instructions_url",
            "image_data_url",
            "image_url_png",
            "image_url_svg",
        ],
        code_fields: &[],
    },
    Market {
        method: "paynow",
        merchant: "SG",
        amount: 5_000,
        currency: "sgd",
        fields: &[
            "data",
            "hosted_instructions_url",
            "image_url_png",
            "image_url_svg",
        ],
        code_fields: &[],
    },
    Market {
        method: "promptpay",
        merchant: "TH",
        amount: 50_000,
        currency: "thb",
        fields: &[
            "data",
            "hosted_instructions_url",
            "image_url_png",
            "image_url_svg",
        ],
        code_fields: &[],
    },
    Market {
        method: "pix",
        merchant: "SE",
        amount: 12_345,
        currency: "brl",
        fields: &[
            "data",
            "expires_at",
            "hosted_instructions_url",
            "image_url_png",
            "image_url_svg",
        ],
        code_fields: &[],
    },
];

impl Market {
    fn of(method: &str) -> Self {
        let mut markets = MARKETS.iter();
        *markets.find(|market| market.method == method).expect("one")
    }

    /// An intent that waits for its code to be scanned.
    async fn waiting(&self, merchant: &Merchant, more: Form<'_>) -> Value {
        let intent = merchant.create(self.amount, self.currency, &[]).await;
        merchant.confirm(&intent, &self.form(more)).await.ok()
    }

    fn form<'a>(&self, more: Form<'a>) -> Vec<(&'a str, &'a str)> {
        let email = "payment_method_data[billing_details][email]";
        let own: Form = match self.method {
            "wechat_pay" => &[("payment_method_options[wechat_pay][client]", "web")],
            // Asked of every buyer.
            "promptpay" if more.iter().all(|(name, _)| *name != email) => &[(
                "payment_method_data[billing_details][email]",
                "jenny@example.com",
            )],
            _ => &[],
        };
        let form = with(own, &[("payment_method_data[type]", self.method)]);
        with(&form, more)
    }
}

/// The hash that is named as the action is.
fn details(intent: &Value) -> &Value {
    let action = &intent["next_action"];
    &action[text(action, "type")]
}

/// What tells of the code: within, or the action itself.
fn code(intent: &Value) -> &Value {
    let details = details(intent);
    details.get("qr_code").unwrap_or(details)
}

fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object
        .as_object()
        .map(|fields| fields.keys().map(String::as_str).collect())
        .unwrap_or_default();
    names.sort_unstable();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn the_action_of_each_method_holds_what_stripes_types_name_and_pictures_of_the_code() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = market.waiting(&merchant, &[]).await;
        assert_eq!(intent["status"], "requires_action", "{market:?}");
        let details = details(&intent);
        assert_eq!(fields(details), market.fields, "{market:?}");
        assert_eq!(
            fields(&details["qr_code"]),
            market.code_fields,
            "{market:?}"
        );
        let action = &intent["next_action"];
        let mut known = [text(action, "type"), "type"];
        known.sort_unstable();
        assert_eq!(fields(action), known);
        for (field, kind, start) in [
            ("image_url_svg", "image/svg+xml", &b"<?xml"[..]),
            ("image_url_png", "image/png", b"\x89PNG"),
        ] {
            let image = Request::get(text(code(&intent), field)).send().await;
            assert_eq!(image.status, 200, "{market:?}");
            assert_eq!(image.header("Content-Type"), kind);
            assert!(image.body.starts_with(start), "{}", image.text());
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_kassa_did_not_make_is_not_drawn() {
    let merchant = Merchant::new("SE").await;
    let intent = Market::of("pix").waiting(&merchant, &[]).await;
    let ours = text(code(&intent), "image_url_svg");
    let (address, query) = ours.split_once('?').expect("a query");
    let seal = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "seal")
        .map(|(_, seal)| seal.into_owned())
        .expect("a seal");
    let theirs = "https://evil.example/";
    for query in [
        vec![("data", theirs)],
        vec![("data", theirs), ("seal", seal.as_str())],
        vec![("data", theirs), ("seal", "")],
        vec![("seal", seal.as_str())],
    ] {
        let drawn = Request::get(format!("{address}?{}", encode(&query)));
        assert_eq!(drawn.send().await.status, 404, "{query:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_national_networks_are_in_their_own_formats() {
    let says = |method: &'static str| async move {
        let market = Market::of(method);
        let merchant = Merchant::new(market.merchant).await;
        let intent = market.waiting(&merchant, &[]).await;
        let svg = text(code(&intent), "image_url_svg").to_owned();
        let (_, query) = svg.split_once('?').expect("a query");
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let data = pairs.find(|(name, _)| name == "data").expect("data");
        data.1.into_owned()
    };
    let pix = says("pix").await;
    assert!(pix.starts_with("00020101021226"), "{pix}");
    assert!(pix.contains("br.gov.bcb.pix"), "{pix}");
    assert!(pix.contains("5406123.455802BR"), "{pix}");
    assert_eq!(&pix[pix.len() - 8..pix.len() - 4], "6304", "{pix}");
    let paynow = says("paynow").await;
    assert!(paynow.contains("SG.PAYNOW"), "{paynow}");
    assert!(paynow.contains("540550.005802SG"), "{paynow}");
    let promptpay = says("promptpay").await;
    assert!(promptpay.contains("A000000677010112"), "{promptpay}");
    assert!(promptpay.contains("5406500.005802TH"), "{promptpay}");
    let upi = says("upi").await;
    assert!(upi.starts_with("upi://pay?pa="), "{upi}");
    assert!(upi.contains("&am=123.45&cu=INR"), "{upi}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_approved_and_refunded_or_declined_or_left_to_expire() {
    let endings = [
        (Button::Authorize, "succeeded", Value::Null),
        (
            Button::Fail,
            "requires_payment_method",
            "payment_method_provider_decline".into(),
        ),
        (
            Button::Expire,
            "requires_payment_method",
            "payment_intent_payment_attempt_expired".into(),
        ),
    ];
    let tries = MARKETS.iter().flat_map(|market| {
        let endings = endings.clone().into_iter();
        endings.map(move |ending| (market, ending))
    });
    all(tries.map(|(market, (button, status, code))| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = market.waiting(&merchant, &[]).await;
        HostedPage::of(&intent).press(button).await;
        let ended = merchant.retrieve(&intent).await;
        assert_eq!(ended["status"], status, "{market:?} {button:?}");
        assert_eq!(ended["last_payment_error"]["code"], code, "{market:?}");
        assert_eq!(ended["next_action"], Value::Null, "{market:?}");
        if button == Button::Authorize {
            let refund = merchant.refund(&intent, &[("amount", "100")]).await.ok();
            assert_eq!(refund["status"], "succeeded", "{market:?}");
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_address_scans_the_code_or_lets_it_expire() {
    let email = "payment_method_data[billing_details][email]";
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let paying = [(email, "succeed_immediately@example.com")];
        let paid = market.waiting(&merchant, &paying).await;
        let expiring = [(email, "expire_immediately@example.com")];
        let expired = market.waiting(&merchant, &expiring).await;
        merchant.intent_reaches(&paid, "succeeded").await;
        let expired = merchant
            .intent_reaches(&expired, "requires_payment_method")
            .await;
        let error = &expired["last_payment_error"];
        assert_eq!(error["code"], "payment_intent_payment_attempt_expired");
        assert_eq!(error["payment_method"]["type"], market.method);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_scanned_too_late_takes_no_money() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let short: Form = &[("metadata[sandbox_expires_in]", "1")];
        let intent = merchant.create(market.amount, market.currency, short).await;
        let waiting = merchant.confirm(&intent, &market.form(&[])).await.ok();
        let page = HostedPage::of(&waiting);
        let expired = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let code = text(&expired["last_payment_error"], "code");
        assert_eq!(code, "payment_intent_payment_attempt_expired");
        page.press_request(Button::Authorize).send().await;
        assert_eq!(page.effects().await, Effects::default(), "{market:?}");
        assert_eq!(merchant.retrieve(&intent).await, expired, "{market:?}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_was_scanned_once_pays_later_without_the_buyer() {
    all(["cashapp", "pix", "upi"].map(|method| async move {
        let market = Market::of(method);
        let merchant = Merchant::new(market.merchant).await;
        let customer = merchant.post("/v1/customers", &[]).send().await.ok();
        let customer = ("customer", text(&customer, "id"));
        let kept = [customer, ("setup_future_usage", "off_session")];
        let intent = merchant.create(market.amount, market.currency, &kept).await;
        let waiting = merchant.confirm(&intent, &market.form(&[])).await.ok();
        HostedPage::of(&waiting).press(Button::Authorize).await;
        let paid = merchant.retrieve(&intent).await;
        assert_eq!(paid["status"], "succeeded", "{method}");
        let again = [
            customer,
            ("payment_method", text(&paid, "payment_method")),
            ("off_session", "true"),
            ("confirm", "true"),
        ];
        let later = merchant
            .create(market.amount, market.currency, &again)
            .await;
        assert_eq!(later["status"], "succeeded", "{method}");
    }))
    .await;
}
