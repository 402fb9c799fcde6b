//! Vouchers: what is printed on each, until when it can be paid, and every way in which it ends.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::{
    Button, DECIDED, Effects, HostedPage, Merchant, Request, all, eventually, path_of, text,
};

mod options;

const DAY_S: i64 = 24 * 3600;

/// One kind of voucher where it is sold.
#[derive(Clone, Copy, Debug)]
struct Voucher {
    method: &'static str,
    country: &'static str,
    buyer: &'static str,
    amount: i64,
    currency: &'static str,
    /// Where its day ends, in seconds east of UTC.
    offset_s: i64,
    /// What else the buyer tells.
    told: &'static [(&'static str, &'static str)],
    is_refundable: bool,
}

const OXXO: Voucher = Voucher {
    method: "oxxo",
    country: "MX",
    buyer: "MX",
    amount: 50_000,
    currency: "mxn",
    offset_s: -6 * 3600,
    told: &[],
    is_refundable: false,
};

const BOLETO: Voucher = Voucher {
    method: "boleto",
    country: "BR",
    buyer: "BR",
    amount: 12_345,
    currency: "brl",
    offset_s: -3 * 3600,
    told: &[
        ("payment_method_data[boleto][tax_id]", "529.982.247-25"),
        (
            "payment_method_data[billing_details][address][line1]",
            "Avenida Paulista 1578",
        ),
        (
            "payment_method_data[billing_details][address][city]",
            "São Paulo",
        ),
        ("payment_method_data[billing_details][address][state]", "SP"),
        (
            "payment_method_data[billing_details][address][postal_code]",
            "01310-200",
        ),
    ],
    is_refundable: false,
};

const KONBINI: Voucher = Voucher {
    method: "konbini",
    country: "JP",
    buyer: "JP",
    amount: 5_000,
    currency: "jpy",
    offset_s: 9 * 3600,
    told: &[],
    is_refundable: true,
};

const MULTIBANCO: Voucher = Voucher {
    method: "multibanco",
    country: "DE",
    buyer: "PT",
    amount: 2_000,
    currency: "eur",
    offset_s: 0,
    told: &[],
    is_refundable: true,
};

const VOUCHERS: [Voucher; 4] = [OXXO, BOLETO, KONBINI, MULTIBANCO];

impl Voucher {
    fn form(&self, email: &'static str) -> Vec<(&'static str, &'static str)> {
        let mut form = vec![
            ("payment_method_data[type]", self.method),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            ("payment_method_data[billing_details][email]", email),
            (
                "payment_method_data[billing_details][address][country]",
                self.buyer,
            ),
            ("return_url", "https://shop.example/done"),
        ];
        form.extend(self.told);
        form
    }

    async fn merchant(&self) -> Merchant {
        Merchant::new(self.country).await
    }

    async fn intent(&self, merchant: &Merchant, options: &[(&str, &str)]) -> Value {
        merchant.create(self.amount, self.currency, options).await
    }

    /// An intent that waits for somebody who pays.
    async fn issued(&self, merchant: &Merchant, email: &'static str) -> Value {
        let intent = self.intent(merchant, &[]).await;
        let issued = merchant.confirm(&intent, &self.form(email)).await.ok();
        assert_eq!(issued["status"], "requires_action", "{self:?}");
        issued
    }

    fn details<'a>(&self, intent: &'a Value) -> &'a Value {
        let kind = format!("{}_display_details", self.method);
        assert_eq!(intent["next_action"]["type"], kind.as_str(), "{self:?}");
        &intent["next_action"][kind.as_str()]
    }

    fn expires_at(&self, intent: &Value) -> i64 {
        let name = match self.method {
            "oxxo" => "expires_after",
            _ => "expires_at",
        };
        let moment = &self.details(intent)[name];
        moment.as_i64().unwrap_or_else(|| panic!("no {name}"))
    }

    /// The last second of the day that comes so many days after today, where the voucher is paid.
    fn ends_after(&self, days: i64) -> i64 {
        let today = (now() + self.offset_s).div_euclid(DAY_S);
        (today + days + 1) * DAY_S - 1 - self.offset_s
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("a time")
}

fn is_number(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

async fn told(merchant: &Merchant, intent: &Value, count: usize) -> Vec<String> {
    let path = path_of(intent, "");
    let what = format!("{count} events about {path}");
    eventually(&what, DECIDED, || async {
        let events = merchant.events_about(intent).await;
        let types = events.iter().map(|event| text(event, "type").to_owned());
        (events.len() >= count).then(|| types.collect())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_voucher_has_what_its_buyer_must_say_or_type() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher.issued(&merchant, "fill_never@example.com").await;
        let details = voucher.details(&issued);
        assert!(details["hosted_voucher_url"].is_string(), "{details}");
        match voucher.method {
            "oxxo" => assert!(is_number(text(details, "number"), 14), "{details}"),
            "boleto" => {
                let line = text(details, "number");
                assert!(is_number(line, 47), "{details}");
                assert!(line.ends_with("0000012345"), "the amount in {line}");
                assert_eq!(details["pdf"], Value::Null);
            }
            "konbini" => {
                for chain in ["familymart", "lawson", "ministop", "seicomart"] {
                    let store = &details["stores"][chain];
                    assert!(!text(store, "payment_code").is_empty(), "{details}");
                    assert!(is_number(text(store, "confirmation_number"), 11));
                }
            }
            "multibanco" => {
                assert!(is_number(text(details, "entity"), 5), "{details}");
                assert!(is_number(text(details, "reference"), 9), "{details}");
            }
            other => panic!("{other}"),
        }
        let days = if voucher.method == "multibanco" { 7 } else { 3 };
        let expected = [voucher.ends_after(days), voucher.ends_after(days)];
        assert!(expected.contains(&voucher.expires_at(&issued)), "{details}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_is_paid_at_the_till_is_paid_once_and_told_in_order() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher.issued(&merchant, "fill_never@example.com").await;
        let page = HostedPage::of(&issued);
        page.press(Button::Authorize).await;
        let paid = merchant.retrieve(&issued).await;
        assert_eq!(paid["status"], "succeeded", "{voucher:?}");
        assert_eq!(paid["amount_received"], voucher.amount);
        assert_eq!(page.effects().await, Effects::PAID_ONCE, "{voucher:?}");
        let types = told(&merchant, &issued, 3).await;
        assert_eq!(
            types,
            [
                "payment_intent.created",
                "payment_intent.requires_action",
                "payment_intent.succeeded"
            ]
        );
        let charge = merchant.charge_of(&paid).await;
        let kept = &charge["payment_method_details"][voucher.method];
        let printed = voucher.details(&issued);
        for name in ["number", "entity", "reference"] {
            if voucher.method != "boleto" {
                assert_eq!(kept[name], printed[name], "{name} in {kept}");
            }
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn test_values_decide_without_anybody() {
    let ends = [
        ("succeed_immediately@example.com", "succeeded"),
        ("expire_immediately@example.com", "requires_payment_method"),
    ];
    let all_ends = VOUCHERS.map(|voucher| ends.map(|end| (voucher, end)));
    all(all_ends
        .into_iter()
        .flatten()
        .map(|(voucher, (email, status))| async move {
            let merchant = voucher.merchant().await;
            let issued = voucher.issued(&merchant, email).await;
            let ended = merchant.intent_reaches(&issued, status).await;
            if status == "succeeded" {
                let effects = HostedPage::of(&issued).effects().await;
                assert_eq!(effects, Effects::PAID_ONCE, "{voucher:?}");
                return;
            }
            // Whatever the merchant chose, it ends at once.
            assert!(voucher.expires_at(&issued) <= now(), "{voucher:?}");
            let error = &ended["last_payment_error"];
            assert_eq!(error["code"], "payment_intent_payment_attempt_expired");
            assert_eq!(error["payment_method"]["type"], voucher.method);
            assert_eq!(ended["next_action"], Value::Null);
            let types = told(&merchant, &issued, 3).await;
            assert_eq!(types[2], "payment_intent.payment_failed", "{voucher:?}");
        }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_expires_with_delay_says_so_beforehand() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher
            .issued(&merchant, "expire_with_delay@example.com")
            .await;
        let left_s = voucher.expires_at(&issued) - now();
        assert!((170..=180).contains(&left_s), "{left_s} {voucher:?}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_comes_too_late_goes_back_and_the_intent_can_be_paid_again() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher.issued(&merchant, "fill_never@example.com").await;
        let page = HostedPage::of(&issued);
        page.press(Button::Expire).await;
        let expired = merchant
            .intent_reaches(&issued, "requires_payment_method")
            .await;
        page.press(Button::TooLate).await;
        eventually("the money is back", DECIDED, || async {
            (page.effects().await.reversals == 1).then_some(())
        })
        .await;
        assert_eq!(merchant.retrieve(&issued).await, expired, "{voucher:?}");
        // It came once, and went back once.
        page.press_request(Button::TooLate).send().await;
        assert_eq!(page.effects().await.captures, 1, "{voucher:?}");
        let form = voucher.form("succeed_immediately@example.com");
        merchant.confirm(&expired, &form).await.ok();
        merchant.intent_reaches(&issued, "succeeded").await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_voucher_gives_back_what_a_till_took_all_the_same() {
    let merchant = OXXO.merchant().await;
    let issued = OXXO.issued(&merchant, "fill_never@example.com").await;
    let page = HostedPage::of(&issued);
    let canceled = merchant.cancel(&issued, &[]).await.ok();
    assert_eq!(canceled["status"], "canceled");
    page.press(Button::TooLate).await;
    eventually("the money is back", DECIDED, || async {
        (page.effects().await.reversals == 1).then_some(())
    })
    .await;
    assert_eq!(merchant.retrieve(&issued).await, canceled);
}

#[tokio::test(flavor = "multi_thread")]
async fn cash_does_not_go_back_and_other_money_does() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher.issued(&merchant, "fill_never@example.com").await;
        HostedPage::of(&issued).press(Button::Authorize).await;
        let refund = merchant.refund(&issued, &[]).await;
        match voucher.is_refundable {
            true => assert_eq!(refund.ok()["amount"], voucher.amount),
            false => {
                let error = refund.error(400);
                assert_eq!(error["code"], "charge_not_refundable", "{voucher:?}");
                assert_eq!(error["type"], "invalid_request_error");
            }
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tax_number_is_checked_and_shown_as_brazilians_write_it() {
    let merchant = BOLETO.merchant().await;
    let intent = BOLETO.intent(&merchant, &[]).await;
    let name = "payment_method_data[boleto][tax_id]";
    for (number, code) in [
        (None, "parameter_missing"),
        (Some("52998224726"), "tax_id_invalid"),
        (Some("11111111111"), "tax_id_invalid"),
        (Some("123"), "tax_id_invalid"),
    ] {
        let mut form = BOLETO.form("fill_never@example.com");
        form.retain(|(given, _)| *given != name);
        form.extend(number.map(|number| (name, number)));
        let error = merchant.confirm(&intent, &form).await.error(400);
        assert_eq!(error["code"], code, "{number:?}");
        assert_eq!(error["param"], name, "{number:?}");
    }
    for (number, shown) in [
        ("52998224725", "529.982.247-25"),
        ("11222333000181", "11.222.333/0001-81"),
        ("000.000.000-00", "000.000.000-00"),
    ] {
        let form = BOLETO.form("fill_never@example.com");
        let told = form.iter().filter(|(given, _)| *given != name);
        let told = told.filter_map(|(given, value)| {
            let own = given.strip_prefix("payment_method_data[")?;
            Some((own.replacen(']', "", 1), *value))
        });
        let mut form: Vec<_> = told.collect();
        form.push(("boleto[tax_id]".to_owned(), number));
        let form: Vec<_> = form.iter().map(|(name, value)| (&**name, *value)).collect();
        let method = merchant.post("/v1/payment_methods", &form).send().await;
        assert_eq!(method.ok()["boleto"]["tax_id"], shown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyers_page_tells_all_that_is_needed_and_can_be_printed() {
    all(VOUCHERS.map(|voucher| async move {
        let merchant = voucher.merchant().await;
        let issued = voucher.issued(&merchant, "fill_never@example.com").await;
        let details = voucher.details(&issued);
        let page = HostedPage::of(&issued).view().await;
        assert_eq!(page.status, 200);
        let html = page.text();
        let number = match voucher.method {
            "oxxo" | "boleto" => text(details, "number"),
            "konbini" => text(&details["stores"]["seicomart"], "payment_code"),
            _ => text(details, "reference"),
        };
        // In groups of digits, as people read it.
        let tells = |html: &str| html.replace(' ', "").contains(&format!(">{number}<"));
        assert!(tells(&html), "{number} in {html}");
        assert!(html.contains("<html lang=en dir=ltr>"), "{html}");
        assert!(html.contains("@media print"), "{html}");
        let currency = voucher.currency.to_uppercase();
        assert!(
            html.contains(&format!("data-currency={currency}")),
            "{html}"
        );
        let has_barcode = matches!(voucher.method, "oxxo" | "boleto");
        assert_eq!(html.contains("class=barcode"), has_barcode, "{html}");
        if let Some(picture) = html.split("class=barcode src=\"").nth(1) {
            let address = picture.split('"').next().expect("an address");
            let picture = Request::get(address.replace("&amp;", "&")).send().await;
            assert_eq!(picture.status, 200, "{address}");
        }
        HostedPage::of(&issued).press(Button::Authorize).await;
        let after = HostedPage::of(&issued).view().await.text();
        assert!(!tells(&after), "{after}");
    }))
    .await;
}
