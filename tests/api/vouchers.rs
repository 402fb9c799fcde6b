//! Vouchers: what is printed on each, until when it can be paid, and every way in which it ends.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::{Button, DECIDED, Effects, HostedPage, Merchant, Request, all, text};

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

async fn reaches(merchant: &Merchant, intent: &Value, status: &str) -> Value {
    let path = format!("/v1/payment_intents/{}", text(intent, "id"));
    merchant.reaches(&path, status).await
}

async fn told(merchant: &Merchant, intent: &Value, count: usize) -> Vec<String> {
    let path = format!("/v1/payment_intents/{}", text(intent, "id"));
    let what = format!("{count} events about {path}");
    crate::support::eventually(&what, DECIDED, || async {
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
            let ended = reaches(&merchant, &issued, status).await;
            if status == "succeeded" {
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
        let expired = reaches(&merchant, &issued, "requires_payment_method").await;
        page.press(Button::TooLate).await;
        crate::support::eventually("the money is back", DECIDED, || async {
            (page.effects().await.reversals == 1).then_some(())
        })
        .await;
        assert_eq!(merchant.retrieve(&issued).await, expired, "{voucher:?}");
        // It came once, and went back once.
        page.press_request(Button::TooLate).send().await;
        assert_eq!(page.effects().await.captures, 1, "{voucher:?}");
        let form = voucher.form("succeed_immediately@example.com");
        merchant.confirm(&expired, &form).await.ok();
        reaches(&merchant, &issued, "succeeded").await;
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
    crate::support::eventually("the money is back", DECIDED, || async {
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
async fn the_merchants_days_decide_where_the_voucher_is_paid() {
    let chosen = [
        (OXXO, "1"),
        (OXXO, "7"),
        (BOLETO, "0"),
        (BOLETO, "60"),
        (KONBINI, "60"),
    ];
    all(chosen.map(|(voucher, days)| async move {
        let merchant = voucher.merchant().await;
        let method = voucher.method;
        let name = format!("payment_method_options[{method}][expires_after_days]");
        let intent = voucher.intent(&merchant, &[(&name, days)]).await;
        let days: i64 = days.parse().expect("a number");
        let shown = &intent["payment_method_options"][method];
        assert_eq!(shown["expires_after_days"], days, "{method}");
        let form = voucher.form("fill_never@example.com");
        let before = voucher.ends_after(days);
        let issued = merchant.confirm(&intent, &form).await.ok();
        let ends = [before, voucher.ends_after(days)];
        assert!(
            ends.contains(&voucher.expires_at(&issued)),
            "{method} {days}"
        );
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_konbinis_options_are_shown_and_honoured() {
    let merchant = KONBINI.merchant().await;
    let moment = now() + 2 * 3600;
    let moment_text = moment.to_string();
    let options = [
        (
            "payment_method_options[konbini][expires_at]",
            moment_text.as_str(),
        ),
        (
            "payment_method_options[konbini][confirmation_number]",
            "0312345678",
        ),
        (
            "payment_method_options[konbini][product_description]",
            "Tea and a cup",
        ),
    ];
    let intent = KONBINI.intent(&merchant, &options).await;
    let shown = &intent["payment_method_options"]["konbini"];
    let expected = serde_json::json!({
        "confirmation_number": "0312345678",
        "expires_after_days": null,
        "expires_at": moment,
        "product_description": "Tea and a cup",
    });
    assert_eq!(*shown, expected);

    // Of two ways to say it, the last one counts.
    let path = format!("/v1/payment_intents/{}", text(&intent, "id"));
    let days = [("payment_method_options[konbini][expires_after_days]", "2")];
    let changed = merchant.post(&path, &days).send().await.ok();
    let shown = &changed["payment_method_options"]["konbini"];
    assert_eq!(shown["expires_at"], Value::Null);
    assert_eq!(shown["expires_after_days"], 2);

    let back = [(options[0].0, options[0].1)];
    merchant.post(&path, &back).send().await.ok();
    let form = KONBINI.form("fill_never@example.com");
    let issued = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(KONBINI.expires_at(&issued), moment);
    let store = &KONBINI.details(&issued)["stores"]["lawson"];
    assert_eq!(store["confirmation_number"], "0312345678");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_number_is_a_test_value_too() {
    let merchant = KONBINI.merchant().await;
    let name = "payment_method_options[konbini][confirmation_number]";
    for (number, status) in [
        ("22222222220", "succeeded"),
        ("33333333330", "requires_payment_method"),
    ] {
        let intent = KONBINI.intent(&merchant, &[(name, number)]).await;
        let form = KONBINI.form("jenny@example.com");
        merchant.confirm(&intent, &form).await.ok();
        reaches(&merchant, &intent, status).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_cannot_be_are_named() {
    for (voucher, name, value) in [
        (OXXO, "expires_after_days", "0"),
        (OXXO, "expires_after_days", "8"),
        (OXXO, "expires_after_days", "soon"),
        (BOLETO, "expires_after_days", "61"),
        (BOLETO, "expires_after_days", "-1"),
        (KONBINI, "expires_after_days", "0"),
        (KONBINI, "confirmation_number", "123456789"),
        (KONBINI, "confirmation_number", "0000000000"),
        (
            KONBINI,
            "product_description",
            "A description that is too long",
        ),
    ] {
        let merchant = voucher.merchant().await;
        let name = format!("payment_method_options[{}][{name}]", voucher.method);
        let amount = voucher.amount.to_string();
        let form = [
            ("amount", amount.as_str()),
            ("currency", voucher.currency),
            (&name, value),
        ];
        let refused = merchant.post("/v1/payment_intents", &form).send().await;
        let error = refused.error(400);
        assert_eq!(error["param"], name.as_str(), "{value}");
        assert_eq!(error["type"], "invalid_request_error", "{value}");
    }
    let merchant = MULTIBANCO.merchant().await;
    let unknown = [
        ("amount", "2000"),
        ("currency", "eur"),
        (
            "payment_method_options[multibanco][expires_after_days]",
            "3",
        ),
    ];
    let refused = merchant.post("/v1/payment_intents", &unknown).send().await;
    assert_eq!(refused.error(400)["code"], "parameter_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vouchers_end_is_said_once_and_lies_ahead() {
    let merchant = KONBINI.merchant().await;
    let [days, moment] = ["expires_after_days", "expires_at"]
        .map(|name| format!("payment_method_options[konbini][{name}]"));
    let later = (now() + 7200).to_string();
    let both = [
        ("amount", "5000"),
        ("currency", "jpy"),
        (&days, "2"),
        (&moment, &later),
    ];
    let error = merchant
        .post("/v1/payment_intents", &both)
        .send()
        .await
        .error(400);
    assert_eq!(error["code"], "parameters_exclusive");
    assert_eq!(error["param"], moment.as_str());
    for ahead_s in [-60, 60, 61 * DAY_S] {
        let at = (now() + ahead_s).to_string();
        let intent = KONBINI.intent(&merchant, &[(&moment, &at)]).await;
        let form = KONBINI.form("fill_never@example.com");
        let error = merchant.confirm(&intent, &form).await.error(400);
        assert_eq!(error["param"], moment.as_str(), "{ahead_s}");
        assert_eq!(error["code"], "payment_intent_invalid_parameter");
    }
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
