//! A checkout in which a method can be used, found from the method's row alone, and what a buyer
//! tells there.

use edge_worker::partners::sandbox::test_accounts::{DebitOutcome, HABITS, TEST_ACCOUNTS};
use kassa::methods::usual;
use serde_json::Value;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::MethodType;
use shared::methods::catalogue::{Detail, DetailForm, Flow, Method};
use shared::methods::eligibility::{Account, Buyer, Checkout, check};
use shared::money::Money;
use shared::payment::options::CaptureMethod;
use shared::payment::terms::Purpose;

use crate::support::{Answer, Merchant, text};

pub const RETURN_URL: &str = "https://shop.example/done";
/// Enough for every method's minimum and little enough for its maximum, in most currencies.
const USUAL_MINOR: i64 = 12_000;

/// Who sells what to whom.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    pub method: MethodType,
    pub merchant: CountryCode,
    pub buyer: CountryCode,
    pub amount: Money,
}

/// Parameters of a request.
pub type Parameters = Vec<(String, String)>;

impl Scenario {
    /// One for each row of the catalogue that a partner carries out. Panics when a row can be used nowhere,
    /// naming it. Link is Kassa's own, and has tests of its own (`link`).
    pub fn of_every_row() -> Vec<Self> {
        let partners = |method: &MethodType| *method != MethodType::Link;
        let rows = MethodType::ALL.iter().copied().filter(partners);
        rows.map(Self::of).collect()
    }

    pub fn of(method: MethodType) -> Self {
        let row = method.row();
        let buyers = usual::countries(row.buyer_countries);
        let merchants = usual::countries(row.merchant_countries);
        let pairs = buyers
            .iter()
            .flat_map(|buyer| merchants.iter().map(move |merchant| (*buyer, *merchant)));
        // At home first, which is what most checkouts are.
        let (at_home, abroad): (Vec<_>, Vec<_>) =
            pairs.partition(|(buyer, merchant)| buyer == merchant);
        at_home
            .into_iter()
            .chain(abroad)
            .flat_map(|pair| {
                usual::currencies(row)
                    .iter()
                    .map(move |currency| (pair, *currency))
            })
            .find_map(|((buyer, merchant), currency)| {
                let scenario = Self {
                    method,
                    merchant,
                    buyer,
                    amount: payable(row, currency),
                };
                scenario.is_eligible().then_some(scenario)
            })
            .unwrap_or_else(|| panic!("{method} can be used nowhere"))
    }

    /// One that may not be eligible: countries and currency by their codes, the amount in minor units.
    pub fn parse(method: MethodType, merchant: &str, buyer: &str, minor: i64, code: &str) -> Self {
        let currency = Currency::from_code(code).expect("a currency");
        Self {
            method,
            merchant: CountryCode::parse(merchant).expect("a country"),
            buyer: CountryCode::parse(buyer).expect("a country"),
            amount: Money::new(minor, currency).expect("an amount"),
        }
    }

    fn is_eligible(&self) -> bool {
        let checkout = Checkout {
            purpose: Purpose::Payment,
            amount: self.amount,
            capture: CaptureMethod::AutomaticAsync,
            future_usage: None,
            allowed: Some(&[self.method]),
            has_customer: true,
        };
        let account = Account {
            country: self.merchant,
            off: &[],
            wallets_off: &[],
            order: &[],
        };
        let buyer = Buyer::of(Some(self.buyer));
        check(self.method, &checkout, &buyer, &account).is_ok()
    }

    pub fn row(&self) -> &'static Method {
        self.method.row()
    }

    pub async fn merchant(&self) -> Merchant {
        Merchant::new(self.merchant.as_str()).await
    }

    /// An intent for this method alone, with more parameters.
    pub async fn intent(&self, merchant: &Merchant, more: &[(&str, &str)]) -> Value {
        let only = [("allowed_payment_method_types[]", self.method.as_str())];
        let currency = self.amount.currency().code();
        let mut form = [&only, more].concat();
        // The money that is sent too much is the customer's.
        let customer = match self.row().flow {
            Flow::BankTransfer => Some(merchant.post("/v1/customers", &[]).send().await.ok()),
            Flow::CardForm
            | Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::InlineCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankDebit { .. } => None,
        };
        form.extend(
            customer
                .iter()
                .map(|customer| ("customer", text(customer, "id"))),
        );
        merchant.create(self.amount.minor(), currency, &form).await
    }

    /// What the buyer tells. `wish` begins their e-mail address, where the sandbox reads what shall
    /// happen; a bank account that behaves so has a name.
    pub fn told(&self, wish: &str) -> Parameters {
        self.with_the_rest(match self.row().flow {
            Flow::BankDebit { .. } => {
                let name = test_account(self.method, wish == "fail_immediately");
                vec![("payment_method".to_owned(), name)]
            }
            Flow::CardForm
            | Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::InlineCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankTransfer => self.typed(wish),
        })
    }

    /// A confirmation with this method, and with all that it takes besides.
    pub fn with_the_rest(&self, method: Parameters) -> Parameters {
        let mut told = method;
        told.push(("return_url".to_owned(), RETURN_URL.to_owned()));
        told.extend(self.required_options());
        told.extend(self.of_the_flow());
        told
    }

    /// What a merchant must choose for the method.
    pub fn required_options(&self) -> Parameters {
        let options = self.row().options.iter().filter(|option| option.required);
        let named = options.map(|option| {
            let name = format!("payment_method_options[{}][{}]", self.method, option.name);
            (name, sample(option))
        });
        named.collect()
    }

    /// What the buyer types.
    pub fn typed(&self, wish: &str) -> Parameters {
        let method = self.method.as_str();
        let data =
            |rest: &str, value: &str| (format!("payment_method_data{rest}"), value.to_owned());
        let mut typed = vec![
            data("[type]", method),
            data("[billing_details][name]", "Jenny Rosen"),
            data("[billing_details][email]", &format!("{wish}@example.com")),
            data("[billing_details][phone]", "+46701234567"),
            data("[billing_details][address][country]", self.buyer.as_str()),
            data("[billing_details][address][line1]", "1 Main Street"),
            data("[billing_details][address][city]", "Town"),
            data("[billing_details][address][state]", "SP"),
            data("[billing_details][address][postal_code]", "12345"),
        ];
        let required = self.row().details.iter().filter(|detail| detail.required);
        typed.extend(required.map(|detail| {
            let name = format!("[{method}][{}]", detail.name);
            data(&name, &sample(detail))
        }));
        typed
    }

    /// What a flow needs besides.
    fn of_the_flow(&self) -> Parameters {
        let method = self.method;
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        match self.row().flow {
            Flow::CardForm => [
                ("payment_method_data[card][number]", "4242424242424242"),
                ("payment_method_data[card][exp_month]", "12"),
                ("payment_method_data[card][exp_year]", "2034"),
                ("payment_method_data[card][cvc]", "123"),
            ]
            .map(owned)
            .to_vec(),
            Flow::InlineCode { digits, .. } => {
                let code: String = ('1'..='9').cycle().take(usize::from(digits)).collect();
                vec![(format!("payment_method_options[{method}][code]"), code)]
            }
            Flow::BankDebit { .. } => [
                ("mandate_data[customer_acceptance][type]", "online"),
                (
                    "mandate_data[customer_acceptance][online][ip_address]",
                    "127.0.0.1",
                ),
                (
                    "mandate_data[customer_acceptance][online][user_agent]",
                    "test",
                ),
            ]
            .map(owned)
            .to_vec(),
            Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankTransfer => Vec::new(),
        }
    }

    pub async fn confirm(&self, merchant: &Merchant, intent: &Value, wish: &str) -> Answer {
        let told = self.told(wish);
        merchant.confirm(intent, &borrowed(&told)).await
    }
}

pub fn borrowed(parameters: &Parameters) -> Vec<(&str, &str)> {
    let pairs = parameters.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Of the currency, within the method's limits there.
fn payable(row: &Method, currency: Currency) -> Money {
    let (minimum, maximum) = row.limit(currency);
    let minor = USUAL_MINOR.clamp(minimum.minor() * 2, maximum.minor() / 2);
    Money::new(minor - minor % currency.amount_step(), currency).expect("an amount")
}

/// A value that a detail can have; accounts have theirs from the list of test accounts.
fn sample(detail: &Detail) -> String {
    match detail.form {
        DetailForm::OneOf(choices) | DetailForm::SomeOf(choices) => choices[0].code.to_owned(),
        DetailForm::Word(words) => words[0].to_owned(),
        DetailForm::Number { min, .. } => min.to_string(),
        DetailForm::Digits { min, .. } => "1".repeat(usize::from(min)),
        // Banco do Brasil's own.
        DetailForm::BrazilianTaxNumber => "00000000000191".to_owned(),
        DetailForm::Flag => "true".to_owned(),
        DetailForm::Text { .. } => "Text".to_owned(),
        DetailForm::IsoDay => "2031-12-31".to_owned(),
        DetailForm::Date => panic!("{} is a hash", detail.name),
        DetailForm::Iban | DetailForm::BankCode(_) | DetailForm::AccountNumber(_) => "1".repeat(10),
    }
}

/// Stripe's name for a test account, which counts as verified: `pm_usBankAccount_success`.
fn test_account(method: MethodType, fails: bool) -> String {
    let habits = HABITS.iter().filter(|habit| !habit.is_slow);
    let mut wanted = habits.filter(|habit| match habit.outcome {
        DebitOutcome::Succeeds => !fails,
        DebitOutcome::Fails(_) => fails,
        DebitOutcome::Disputed
        | DebitOutcome::StaysOpen
        | DebitOutcome::CannotBeVerified
        | DebitOutcome::Refused(_) => false,
    });
    let is_known = |name: &str| {
        let mut accounts = TEST_ACCOUNTS.iter();
        accounts.any(|account| account.method == method && account.habit == name)
    };
    let habit = wanted.find(|habit| is_known(habit.name));
    let habit = habit
        .unwrap_or_else(|| panic!("{method} has no test account"))
        .name;
    let mut words = method.as_str().split('_');
    let first = words.next().unwrap_or_default();
    let rest = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    format!("pm_{first}{}_{habit}", rest.collect::<String>())
}
