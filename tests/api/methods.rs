//! Payment methods with a page, a code or a voucher: what the buyer is asked to do, and how it ends.

use serde_json::Value;

use crate::support::{
    Button, Effects, Form, HostedPage, Merchant, Request, all, encode, text, with,
};

const RETURN_URL: &str = "https://shop.example/done";

/// A checkout in which a method can be used.
#[derive(Clone, Copy, Debug)]
struct Market {
    method: &'static str,
    merchant: &'static str,
    buyer: &'static str,
    amount: i64,
    currency: &'static str,
    action: &'static str,
}

const fn redirect(
    method: &'static str,
    merchant: &'static str,
    buyer: &'static str,
    amount: i64,
    currency: &'static str,
) -> Market {
    Market {
        method,
        merchant,
        buyer,
        amount,
        currency,
        action: "redirect_to_url",
    }
}

const MARKETS: &[Market] = &[
    redirect("klarna", "SE", "DE", 5_000, "eur"),
    redirect("klarna", "US", "US", 5_000, "usd"),
    redirect("ideal", "SE", "NL", 5_000, "eur"),
    redirect("bancontact", "SE", "BE", 5_000, "eur"),
    redirect("paypal", "SE", "DE", 5_000, "eur"),
    Market {
        action: "alipay_handle_redirect",
        ..redirect("alipay", "US", "CN", 5_000, "usd")
    },
    redirect("affirm", "US", "US", 9_900, "usd"),
    redirect("afterpay_clearpay", "US", "US", 9_900, "usd"),
    Market {
        action: "cashapp_handle_redirect_or_display_qr_code",
        ..redirect("cashapp", "US", "US", 5_000, "usd")
    },
    Market {
        action: "swish_handle_redirect_or_display_qr_code",
        ..redirect("swish", "SE", "SE", 10_000, "sek")
    },
    Market {
        action: "oxxo_display_details",
        ..redirect("oxxo", "MX", "MX", 50_000, "mxn")
    },
    redirect("kr_card", "US", "KR", 50_000, "krw"),
    redirect("amazon_pay", "SE", "DE", 5_000, "eur"),
    redirect("revolut_pay", "SE", "DE", 5_000, "eur"),
    redirect("mobilepay", "SE", "DK", 50_000, "dkk"),
    redirect("satispay", "IT", "IT", 5_000, "eur"),
    redirect("grabpay", "SG", "SG", 5_000, "sgd"),
    redirect("paypay", "JP", "JP", 5_000, "jpy"),
    redirect("kakao_pay", "US", "KR", 50_000, "krw"),
    redirect("naver_pay", "US", "KR", 50_000, "krw"),
    redirect("payco", "US", "KR", 50_000, "krw"),
    redirect("samsung_pay", "US", "KR", 50_000, "krw"),
    redirect("alma", "FR", "FR", 10_000, "eur"),
    redirect("billie", "SE", "DE", 10_000, "eur"),
    redirect("scalapay", "SE", "IT", 10_000, "eur"),
    redirect("sequra", "IT", "ES", 10_000, "eur"),
    redirect("sunbit", "US", "US", 10_000, "usd"),
    redirect("zip", "US", "US", 10_000, "usd"),
    redirect("p24", "SE", "PL", 5_000, "pln"),
    redirect("eps", "SE", "AT", 5_000, "eur"),
    redirect("twint", "SE", "CH", 5_000, "chf"),
    redirect("fpx", "MY", "MY", 5_000, "myr"),
    redirect("pay_by_bank", "GB", "GB", 5_000, "gbp"),
    Market {
        action: "wechat_pay_display_qr_code",
        ..redirect("wechat_pay", "US", "CN", 5_000, "usd")
    },
    Market {
        action: "pix_display_qr_code",
        ..redirect("pix", "SE", "BR", 5_000, "brl")
    },
    Market {
        action: "paynow_display_qr_code",
        ..redirect("paynow", "SG", "SG", 5_000, "sgd")
    },
    Market {
        action: "promptpay_display_qr_code",
        ..redirect("promptpay", "TH", "TH", 50_000, "thb")
    },
    Market {
        action: "upi_handle_redirect_or_display_qr_code",
        ..redirect("upi", "SE", "IN", 5_000, "inr")
    },
];

impl Market {
    /// What the element sends for this method.
    fn form(&self) -> Vec<(&'static str, &'static str)> {
        let own: Form = match self.method {
            "fpx" => &[("payment_method_data[fpx][bank]", "maybank2u")],
            "wechat_pay" => &[("payment_method_options[wechat_pay][client]", "web")],
            _ => &[],
        };
        let rest = [
            ("payment_method_data[type]", self.method),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (
                "payment_method_data[billing_details][email]",
                "jenny@example.com",
            ),
            (
                "payment_method_data[billing_details][address][country]",
                self.buyer,
            ),
            ("return_url", RETURN_URL),
        ];
        with(own, &rest)
    }

    async fn intent(&self, merchant: &Merchant) -> Value {
        let form = [("allowed_payment_method_types[]", self.method)];
        // What only businesses can use is there where a merchant lists it.
        let listed: Form<'_> = match self.method {
            "billie" => &form,
            _ => &[],
        };
        merchant.create(self.amount, self.currency, listed).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_the_buyer_authorises_is_paid_once() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = market.intent(&merchant).await;
        let waiting = merchant.confirm(&intent, &market.form()).await.ok();
        assert_eq!(waiting["status"], "requires_action", "{market:?}");
        assert_eq!(waiting["next_action"]["type"], market.action, "{market:?}");
        assert_next_action(&waiting);
        let page = HostedPage::of(&waiting);
        assert!(page.url().starts_with(merchant.origin()), "{market:?}");
        assert_eq!(page.effects().await, Effects::default(), "{market:?}");

        let back = page.press_and_return(Button::Authorize).await;
        assert_eq!(back.page, RETURN_URL, "{market:?}");
        assert_eq!(back.query["redirect_status"], "succeeded", "{market:?}");
        assert_eq!(back.query["payment_intent"], intent["id"], "{market:?}");
        let paid = merchant.retrieve(&intent).await;
        assert_eq!(paid["status"], "succeeded", "{market:?}");
        assert_eq!(paid["amount_received"], market.amount, "{market:?}");
        assert_eq!(paid["next_action"], Value::Null, "{market:?}");
        assert_eq!(page.effects().await, Effects::PAID_ONCE, "{market:?}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_the_buyer_refuses_leaves_a_reason_and_another_try() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = market.intent(&merchant).await;
        let waiting = merchant.confirm(&intent, &market.form()).await.ok();
        let page = HostedPage::of(&waiting);
        let back = page.press_and_return(Button::Fail).await;
        assert_eq!(back.query["redirect_status"], "failed", "{market:?}");
        let failed = merchant.retrieve(&intent).await;
        assert_eq!(failed["status"], "requires_payment_method", "{market:?}");
        let error = &failed["last_payment_error"];
        let code = match market.method {
            "oxxo" => "payment_intent_payment_attempt_expired",
            _ => "payment_method_provider_decline",
        };
        assert_eq!(error["code"], code, "{market:?}");
        assert_eq!(error["type"], "invalid_request_error", "{market:?}");
        assert_eq!(error["payment_method"]["type"], market.method, "{market:?}");
        assert_eq!(page.effects().await, Effects::default(), "{market:?}");

        let again = merchant.confirm(&intent, &market.form()).await.ok();
        HostedPage::of(&again)
            .press_and_return(Button::Authorize)
            .await;
        assert_eq!(merchant.retrieve(&intent).await["status"], "succeeded");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qr_code_is_drawn_as_svg_and_as_png_for_kassas_own_pages_only() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(10_000, "sek", &[]).await;
    let form: Form = &[("payment_method_data[type]", "swish")];
    let waiting = merchant.confirm(&intent, form).await.ok();
    let qr = &waiting["next_action"]["swish_handle_redirect_or_display_qr_code"]["qr_code"];
    let svg = Request::get(text(qr, "image_url_svg")).send().await;
    assert_eq!(svg.status, 200);
    assert_eq!(svg.header("Content-Type"), "image/svg+xml");
    assert!(svg.text().contains("<svg"), "{}", svg.text());
    let png = Request::get(text(qr, "image_url_png")).send().await;
    assert_eq!(png.status, 200);
    assert_eq!(png.header("Content-Type"), "image/png");
    assert!(png.body.starts_with(b"\x89PNG"));

    let foreign = encode(&[("data", "https://evil.example/")]);
    let foreign = merchant.get(&format!("/qr.svg?{foreign}")).send().await;
    assert_eq!(foreign.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_method_replaces_the_one_that_waits() {
    let merchant = Merchant::new("SE").await;
    let [klarna, paypal] = ["klarna", "paypal"].map(|method| {
        MARKETS
            .iter()
            .find(|market| market.method == method)
            .expect("a row")
    });
    let intent = klarna.intent(&merchant).await;
    let waiting = merchant.confirm(&intent, &klarna.form()).await.ok();
    let first = HostedPage::of(&waiting);
    let waiting = merchant.confirm(&intent, &paypal.form()).await.ok();
    assert_eq!(waiting["status"], "requires_action");
    let second = HostedPage::of(&waiting);
    assert_ne!(first.url(), second.url());

    // The first page may still be open in another tab.
    first.press_request(Button::Authorize).send().await;
    assert_eq!(
        merchant.retrieve(&intent).await["status"],
        "requires_action"
    );
    assert_eq!(first.effects().await, Effects::default());

    second.press_and_return(Button::Authorize).await;
    assert_eq!(merchant.retrieve(&intent).await["status"], "succeeded");
    assert_eq!(second.effects().await, Effects::PAID_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_replaces_a_method_that_waits() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(10_000, "sek", &[]).await;
    let swish: Form = &[("payment_method_data[type]", "swish")];
    let page = HostedPage::of(&merchant.confirm(&intent, swish).await.ok());
    let paid = merchant
        .confirm(&intent, &[("payment_method", "pm_card_visa")])
        .await
        .ok();
    assert_eq!(paid["status"], "succeeded");
    page.press_request(Button::Authorize).send().await;
    assert_eq!(page.effects().await, Effects::default());
    assert_eq!(merchant.retrieve(&intent).await, paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_intent_takes_no_money_from_a_page_that_is_still_open() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(10_000, "sek", &[]).await;
    let swish: Form = &[("payment_method_data[type]", "swish")];
    let page = HostedPage::of(&merchant.confirm(&intent, swish).await.ok());
    let canceled = merchant.cancel(&intent, &[]).await.ok();
    assert_eq!(canceled["status"], "canceled");
    page.press_request(Button::Authorize).send().await;
    assert_eq!(page.effects().await, Effects::default());
    assert_eq!(merchant.retrieve(&intent).await, canceled);
}

/// The details that a client needs for each kind of action.
#[track_caller]
fn assert_next_action(intent: &Value) {
    let action = &intent["next_action"];
    let kind = text(action, "type");
    let details = &action[kind];
    match kind {
        "redirect_to_url" | "alipay_handle_redirect" => {
            assert_eq!(details["return_url"], RETURN_URL);
        }
        "oxxo_display_details" => {
            let number = text(details, "number");
            assert!(number.len() == 14 && number.bytes().all(|b| b.is_ascii_digit()));
            assert!(details["expires_after"].is_u64(), "{details}");
            assert!(details["hosted_voucher_url"].is_string(), "{details}");
        }
        _ => {
            // The rest of a code's shape is the promise of `codes`.
            assert!(details["hosted_instructions_url"].is_string(), "{details}");
        }
    }
}
