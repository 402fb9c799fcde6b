//! Debits of bank accounts, from the parameters to the outcome: each method to success, failure,
//! refund and dispute, its numbers checked, its mandate kept.

use serde_json::Value;

use crate::support::{Form, Merchant, all, text, with};

mod accounts;
mod charges;
mod mandate_standing;
mod mandates;
mod microdeposits;
mod saving;

/// How the buyer agreed, as a server tells it.
const AGREED: Form<'static> = &[
    ("mandate_data[customer_acceptance][type]", "online"),
    (
        "mandate_data[customer_acceptance][online][ip_address]",
        "203.0.113.7",
    ),
    (
        "mandate_data[customer_acceptance][online][user_agent]",
        "Lynx/2.8",
    ),
];

/// One method, and accounts of its test banks.
#[derive(Debug)]
struct Bank {
    method: &'static str,
    merchant: &'static str,
    currency: &'static str,
    /// Names of the parameters that make an account, the last of which tells accounts apart.
    params: &'static [&'static str],
    pays: &'static [&'static str],
    /// What the payment method then shows.
    shown: &'static [(&'static str, &'static str)],
    fails: &'static str,
    failure: &'static str,
    disputed: Option<&'static str>,
    /// A parameter, a value that cannot be right, and the error's code.
    wrong: (&'static str, &'static str, &'static str),
}

const BANKS: &[Bank] = &[
    Bank {
        method: "sepa_debit",
        merchant: "DE",
        currency: "eur",
        params: &["iban"],
        pays: &["DE89 3704 0044 0532 0130 00"],
        shown: &[
            ("bank_code", "37040044"),
            ("country", "DE"),
            ("last4", "3000"),
        ],
        fails: "AT981904300002222227",
        failure: "insufficient_funds",
        disputed: Some("AT591904300235473203"),
        wrong: (
            "iban",
            "DE88370400440532013000",
            "invalid_bank_account_iban",
        ),
    },
    Bank {
        method: "us_bank_account",
        merchant: "US",
        currency: "usd",
        params: &["routing_number", "account_number"],
        pays: &["110000000", "000123456789"],
        shown: &[
            ("account_holder_type", "individual"),
            ("account_type", "checking"),
            ("last4", "6789"),
            ("routing_number", "110000000"),
        ],
        fails: "000111111113",
        failure: "account_closed",
        disputed: Some("000555555559"),
        wrong: ("routing_number", "110000001", "routing_number_invalid"),
    },
    Bank {
        method: "acss_debit",
        merchant: "CA",
        currency: "cad",
        params: &["institution_number", "transit_number", "account_number"],
        pays: &["000", "11000", "000123456789"],
        shown: &[
            ("institution_number", "000"),
            ("last4", "6789"),
            ("transit_number", "11000"),
        ],
        fails: "000222222227",
        failure: "insufficient_funds",
        disputed: None,
        wrong: ("transit_number", "1100", "routing_number_invalid"),
    },
    Bank {
        method: "au_becs_debit",
        merchant: "AU",
        currency: "aud",
        params: &["bsb_number", "account_number"],
        pays: &["000-000", "000123456"],
        shown: &[("bsb_number", "000000"), ("last4", "3456")],
        fails: "111111116",
        failure: "no_account",
        disputed: Some("666666660"),
        wrong: ("bsb_number", "00000x", "routing_number_invalid"),
    },
    Bank {
        method: "bacs_debit",
        merchant: "GB",
        currency: "gbp",
        params: &["sort_code", "account_number"],
        pays: &["10-88-00", "00012345"],
        shown: &[("last4", "2345"), ("sort_code", "108800")],
        fails: "33333335",
        failure: "debit_not_authorized",
        disputed: Some("55555559"),
        wrong: ("account_number", "0001234", "account_number_invalid"),
    },
    Bank {
        method: "nz_bank_account",
        merchant: "NZ",
        currency: "nzd",
        params: &["bank_code", "branch_code", "suffix", "account_number"],
        pays: &["11", "0000", "010", "0000000"],
        shown: &[
            ("bank_code", "11"),
            ("bank_name", "ANZ Bank New Zealand"),
            ("branch_code", "0000"),
            ("last4", "0000"),
            ("suffix", "010"),
        ],
        fails: "",
        failure: "",
        disputed: None,
        wrong: ("bank_code", "1", "routing_number_invalid"),
    },
];

impl Bank {
    fn param(&self, name: &str) -> String {
        format!("payment_method_data[{}][{name}]", self.method)
    }

    /// The form of a confirmation with these numbers; every other number is that of the account
    /// that pays.
    fn form(&self, numbers: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = self.params.iter().zip(self.pays).map(|(name, pays)| {
            let other = numbers.iter().find(|(changed, _)| changed == name);
            let value = other.map_or(*pays, |(_, value)| *value);
            (self.param(name), value.to_owned())
        });
        let common = [
            ("payment_method_data[type]", self.method),
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (
                "payment_method_data[billing_details][email]",
                "jenny@example.com",
            ),
            (
                "payment_method_data[billing_details][address][line1]",
                "27 Fredrick Ave",
            ),
            (
                "payment_method_data[billing_details][address][city]",
                "London",
            ),
            (
                "payment_method_data[billing_details][address][postal_code]",
                "EC1A 1BB",
            ),
        ];
        let common = common.map(|(name, value)| (name.to_owned(), value.to_owned()));
        own.chain(common).collect()
    }

    /// An intent whose accounts the bank vouches for, where they must be verified.
    async fn intent(&self, merchant: &Merchant) -> Value {
        let option = format!(
            "payment_method_options[{}][verification_method]",
            self.method
        );
        let option = [(option.as_str(), "instant")];
        let more: Form = match self.method {
            "us_bank_account" | "acss_debit" => &option,
            _ => &[],
        };
        merchant.create(5_000, self.currency, more).await
    }

    async fn confirm(
        &self,
        merchant: &Merchant,
        intent: &Value,
        numbers: &[(&str, &str)],
    ) -> crate::support::Answer {
        let form = self.form(numbers);
        merchant
            .confirm(intent, &with(&borrowed(&form), AGREED))
            .await
    }

    /// The parameter that tells accounts apart.
    fn own(&self) -> &'static str {
        self.params.last().expect("parameters")
    }

    async fn paid(&self, merchant: &Merchant, numbers: &[(&str, &str)]) -> Value {
        let intent = self.intent(merchant).await;
        self.confirm(merchant, &intent, numbers).await.ok();
        merchant.intent_reaches(&intent, "succeeded").await
    }
}

fn borrowed(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_is_processing_until_the_bank_has_paid() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let processing = bank.confirm(&merchant, &intent, &[]).await.ok();
        assert_eq!(processing["status"], "processing", "{bank:?}");
        assert_eq!(processing["next_action"], Value::Null);
        let paid = merchant.intent_reaches(&intent, "succeeded").await;
        assert_eq!(paid["amount_received"], 5_000);
        let told = [
            "payment_intent.created",
            "payment_intent.processing",
            "payment_intent.succeeded",
        ];
        merchant.assert_events(&intent, &told).await;

        let charge = merchant.charge_of(&paid).await;
        let details = &charge["payment_method_details"];
        assert_eq!(details["type"], bank.method);
        for (name, value) in bank.shown {
            assert_eq!(details[bank.method][name], *value, "{name} in {details}");
        }
        let path = format!("/v1/payment_methods/{}", text(&paid, "payment_method"));
        let method = merchant.get(&path).send().await.ok();
        for (name, value) in bank.shown {
            assert_eq!(method[bank.method][name], *value, "{name} in {method}");
        }
        let number = bank.pays.last().expect("a number").replace(' ', "");
        for object in [&paid, &charge, &method] {
            assert!(!object.to_string().contains(&number) || number == "0000000");
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_the_bank_refuses_says_why_and_leaves_another_try() {
    all(BANKS
        .iter()
        .filter(|bank| !bank.fails.is_empty())
        .map(|bank| async move {
            let merchant = Merchant::new(bank.merchant).await;
            let intent = bank.intent(&merchant).await;
            let account = [(bank.own(), bank.fails)];
            let processing = bank.confirm(&merchant, &intent, &account).await.ok();
            assert_eq!(processing["status"], "processing", "{bank:?}");
            let failed = merchant
                .intent_reaches(&intent, "requires_payment_method")
                .await;
            let error = &failed["last_payment_error"];
            assert_eq!(error["code"], bank.failure, "{error}");
            assert_eq!(error["payment_method"]["type"], bank.method);
            let told = [
                "payment_intent.created",
                "payment_intent.processing",
                "payment_intent.payment_failed",
            ];
            merchant.assert_events(&intent, &told).await;
            bank.confirm(&merchant, &intent, &[]).await.ok();
            merchant.intent_reaches(&intent, "succeeded").await;
        }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_goes_back_and_the_bank_takes_its_time_for_that_too() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let paid = bank.paid(&merchant, &[]).await;
        let refund = merchant.refund(&paid, &[("amount", "2000")]).await.ok();
        assert_eq!(refund["status"], "pending", "{bank:?}");
        let path = format!("/v1/refunds/{}", text(&refund, "id"));
        merchant.reaches(&path, "succeeded").await;
        assert_eq!(merchant.charge_of(&paid).await["amount_refunded"], 2_000);
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_an_account_can_dispute_the_debit() {
    let disputed = BANKS.iter().filter_map(|bank| Some((bank, bank.disputed?)));
    all(disputed.map(|(bank, account)| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let paid = bank.paid(&merchant, &[(bank.own(), account)]).await;
        let dispute = merchant.dispute_of(&paid).await;
        assert_eq!(dispute["amount"], 5_000, "{bank:?}");
        assert_eq!(dispute["status"], "needs_response");
    }))
    .await;
}
