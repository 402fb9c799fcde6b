//! The catalogue of payment methods: one row each. A new market is a new row.
//!
//! Rows follow the public documentation of the Stripe API, whose names they bear. Where that says
//! nothing and a value is an estimate, a comment by the value says so.

mod agreements;
mod alternatives;
mod bank_debits;
mod bank_redirects;
mod bank_transfer;
mod banks;
mod buy_now_pay_later;
mod buyer_field;
mod card;
mod detail;
mod flow;
mod instalments;
mod lenders;
mod locales;
mod merchants;
mod real_time;
#[cfg(test)]
mod tests;
mod voucher;
mod vouchers;
mod wallets;
mod wallets_asia;
mod wallets_europe;

use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use alternatives::{AlternativeProblem, check_alternatives};
pub use buyer_field::BuyerField;
pub use detail::{
    ANDROID_APP, CLIENT, Choice, Detail, DetailForm, DetailProblem, IOS_APP, Intents, Shown,
};
pub use flow::Flow;
pub use instalments::{InstalmentRule, Plan, YearlyRate};
pub use voucher::{EXPIRES_AFTER_DAYS, EXPIRES_AFTER_SECONDS, EXPIRES_AT, VoucherReference};

/// One line a method: variant, name on the API, row.
macro_rules! methods {
    ($($variant:ident $name:literal $row:path;)+) => {
        /// A payment method type of the merchant API.
        #[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MethodType {
            $($variant,)+
        }

        impl MethodType {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The merchant API's name: `afterpay_clearpay`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What is known about the method.
            #[must_use]
            pub const fn row(self) -> &'static Method {
                match self {
                    $(Self::$variant => &$row,)+
                }
            }
        }
    };
}

methods! {
    Card "card" card::CARD;
    KrCard "kr_card" card::KR_CARD;
    Paypal "paypal" wallets::PAYPAL;
    Link "link" wallets::LINK;
    AmazonPay "amazon_pay" wallets::AMAZON_PAY;
    Cashapp "cashapp" wallets::CASHAPP;
    Crypto "crypto" wallets::CRYPTO;
    RevolutPay "revolut_pay" wallets_europe::REVOLUT_PAY;
    Mobilepay "mobilepay" wallets_europe::MOBILEPAY;
    MbWay "mb_way" wallets_europe::MB_WAY;
    Satispay "satispay" wallets_europe::SATISPAY;
    Alipay "alipay" wallets_asia::ALIPAY;
    WechatPay "wechat_pay" wallets_asia::WECHAT_PAY;
    Grabpay "grabpay" wallets_asia::GRABPAY;
    Paypay "paypay" wallets_asia::PAYPAY;
    KakaoPay "kakao_pay" wallets_asia::KAKAO_PAY;
    NaverPay "naver_pay" wallets_asia::NAVER_PAY;
    Payco "payco" wallets_asia::PAYCO;
    SamsungPay "samsung_pay" wallets_asia::SAMSUNG_PAY;
    Klarna "klarna" buy_now_pay_later::KLARNA;
    Affirm "affirm" buy_now_pay_later::AFFIRM;
    AfterpayClearpay "afterpay_clearpay" buy_now_pay_later::AFTERPAY_CLEARPAY;
    Alma "alma" buy_now_pay_later::ALMA;
    Billie "billie" buy_now_pay_later::BILLIE;
    Scalapay "scalapay" buy_now_pay_later::SCALAPAY;
    Sequra "sequra" buy_now_pay_later::SEQURA;
    Sunbit "sunbit" buy_now_pay_later::SUNBIT;
    Zip "zip" buy_now_pay_later::ZIP;
    Ideal "ideal" bank_redirects::IDEAL;
    Bancontact "bancontact" bank_redirects::BANCONTACT;
    P24 "p24" bank_redirects::P24;
    Blik "blik" bank_redirects::BLIK;
    Eps "eps" bank_redirects::EPS;
    Twint "twint" bank_redirects::TWINT;
    Fpx "fpx" bank_redirects::FPX;
    Swish "swish" real_time::SWISH;
    Pix "pix" real_time::PIX;
    Bizum "bizum" real_time::BIZUM;
    PayByBank "pay_by_bank" real_time::PAY_BY_BANK;
    Paynow "paynow" real_time::PAYNOW;
    Promptpay "promptpay" real_time::PROMPTPAY;
    Upi "upi" real_time::UPI;
    Payto "payto" real_time::PAYTO;
    SepaDebit "sepa_debit" bank_debits::SEPA_DEBIT;
    UsBankAccount "us_bank_account" bank_debits::US_BANK_ACCOUNT;
    AcssDebit "acss_debit" bank_debits::ACSS_DEBIT;
    AuBecsDebit "au_becs_debit" bank_debits::AU_BECS_DEBIT;
    BacsDebit "bacs_debit" bank_debits::BACS_DEBIT;
    NzBankAccount "nz_bank_account" bank_debits::NZ_BANK_ACCOUNT;
    Oxxo "oxxo" vouchers::OXXO;
    Boleto "boleto" vouchers::BOLETO;
    Konbini "konbini" vouchers::KONBINI;
    Multibanco "multibanco" vouchers::MULTIBANCO;
    CustomerBalance "customer_balance" bank_transfer::CUSTOMER_BALANCE;
}

impl MethodType {
    /// Reads the merchant API's name, exactly.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|method| method.as_str() == name)
    }
}

// As text by hand: what serde derives for an enum of sixty names is 16 kB of the Worker.
impl Serialize for MethodType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MethodType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let no_such = || D::Error::custom(format_args!("no payment method type: {name}"));
        Self::parse(&name).ok_or_else(no_such)
    }
}

impl std::fmt::Display for MethodType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything that Kassa knows about a payment method.
#[derive(Debug)]
pub struct Method {
    pub family: Family,
    /// The brand's own name; of methods without a brand the English one, which the element may
    /// replace by a localised one.
    pub display_name: &'static str,
    /// What Kassa asks of an amount unless an account has prices of its own, in hundredths of a
    /// percent: 290 is 2.9 %, and 0 where the price is the same whatever the amount. Payments' logs
    /// rely on it, so it must never change.
    pub fee_basis_points: u16,
    pub audience: Audience,
    /// Where buyers must live.
    pub buyer_countries: Countries,
    /// Where merchants must be established.
    pub merchant_countries: Countries,
    /// Merchants of these countries can sell to buyers of their own country only.
    pub domestic_only_for: Countries,
    pub currencies: Currencies,
    pub currency_pairing: CurrencyPairing,
    /// Limits of the method itself. A currency without one has the limits of its charges, see
    /// [`Method::limit`].
    pub limits: &'static [Limit],
    pub flow: Flow,
    /// How long the buyer has to approve on the method's own page, in seconds, if that ends.
    pub approval_window_s: Option<u32>,
    pub outcome: Outcome,
    pub capture: Capture,
    pub future_usage: FutureUsage,
    pub refunds: Refunds,
    /// What the element's form asks the buyer for, in order, and the merchant API refuses to go
    /// without; the details below follow.
    pub fields: &'static [BuyerField],
    /// What the buyer tells the method of themselves or their account. Kept with the payment
    /// method and shown by the API, except what names the account itself.
    pub details: &'static [Detail],
    /// What the merchant chooses for the method in `payment_method_options`, beside what all
    /// methods have there.
    pub options: &'static [Detail],
    /// The lender's plans, which the element shows beforehand; the first that suits the buyer's
    /// country and the amount counts.
    pub instalments: &'static [InstalmentRule],
    /// Key of the string that says in one sentence what happens next; `None` where the form speaks
    /// for itself.
    pub explanation_key: Option<&'static str>,
}

/// In the order in which families are offered where no market's habits say otherwise.
#[derive(Debug, Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Card,
    Wallet,
    BuyNowPayLater,
    BankRedirect,
    RealTime,
    BankDebit,
    Voucher,
    BankTransfer,
}

/// Who may pay with a method.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Audience {
    Anyone,
    Consumers,
    Businesses,
}

#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Countries {
    Worldwide,
    Only(&'static [CountryCode]),
    Except(&'static [CountryCode]),
}

impl Countries {
    pub const NONE: Self = Self::Only(&[]);

    #[must_use]
    pub fn contain(&self, country: CountryCode) -> bool {
        match self {
            Self::Worldwide => true,
            Self::Only(countries) => countries.contains(&country),
            Self::Except(countries) => !countries.contains(&country),
        }
    }
}

#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Currencies {
    /// Every currency that Kassa knows.
    All,
    Only(&'static [Currency]),
}

impl Currencies {
    #[must_use]
    pub fn contain(&self, currency: Currency) -> bool {
        match self {
            Self::All => true,
            Self::Only(currencies) => currencies.contains(&currency),
        }
    }
}

/// Whether the presentment currency must be the one used at home, and at whose home.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum CurrencyPairing {
    /// Any of the method's currencies with any of its countries.
    Any,
    /// The buyer's: Klarna lends a German buyer euros, never dollars.
    BuyersHome(&'static [Market]),
    /// The merchant's: a Canadian merchant takes Alipay in Canadian dollars, not in yen.
    MerchantsHome(&'static [Market]),
}

/// The countries in which a currency is at home, as far as one method is concerned.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Market {
    pub currency: Currency,
    pub countries: &'static [CountryCode],
}

impl Market {
    const fn of(currency: Currency, countries: &'static [CountryCode]) -> Self {
        Self {
            currency,
            countries,
        }
    }
}

/// Bounds of an amount in one currency, both inclusive.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Limit {
    pub currency: Currency,
    /// Minor units.
    pub min: i64,
    /// Minor units; `None` where only the currency itself ends, see [`Currency::amount_max`].
    pub max: Option<i64>,
}

impl Limit {
    const fn at_least(currency: Currency, min: i64) -> Self {
        Self {
            currency,
            min,
            max: None,
        }
    }

    const fn between(currency: Currency, min: i64, max: i64) -> Self {
        Self {
            currency,
            min,
            max: Some(max),
        }
    }
}

/// When the merchant learns whether the money comes.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// When the buyer is done.
    Immediate,
    /// Hours or days later.
    Delayed,
}

/// Whether authorising and capturing can be two steps.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Capture {
    AutomaticOnly,
    /// An authorisation that is not captured ends after this many hours.
    ManualWithin {
        hours: u16,
    },
}

/// Whether the buyer's details can be kept for later payments.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum FutureUsage {
    Unsupported,
    /// Only while the buyer is there.
    OnSession,
    /// Also without the buyer.
    OffSession,
    /// Also without the buyer, as another method, which the first payment sets up.
    OffSessionAs(SavedAs),
}

/// What a method that cannot itself recur leaves behind.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum SavedAs {
    SepaDebit,
}

/// Whether, and how long after the payment, money can go back.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Refunds {
    Unsupported,
    WithinDays(u16),
    /// With no known end.
    Supported,
}

impl Method {
    /// The least and the most in `currency`, both inclusive: the method's own bounds if it has any
    /// there, else those of charges in that currency.
    #[must_use]
    pub fn limit(&self, currency: Currency) -> (Money, Money) {
        let (min, max) = match self.limits.iter().find(|limit| limit.currency == currency) {
            Some(limit) => (limit.min, limit.max.unwrap_or(currency.amount_max())),
            None => (currency.minimum_charge(), currency.amount_max()),
        };
        let zero = Money::zero(currency);
        // A bound that no amount can have admits nothing; a test holds that there is none.
        (
            Money::new(min, currency).unwrap_or(zero),
            Money::new(max, currency).unwrap_or(zero),
        )
    }

    /// The plan to show a buyer in `country` who is to pay `amount`, if the method has one.
    #[must_use]
    pub fn plan(&self, country: CountryCode, amount: Money) -> Option<Plan> {
        let mut rules = self.instalments.iter();
        let rule = rules.find(|rule| rule.grants(country, amount))?;
        Some(rule.plan)
    }

    /// How long an authorisation lasts that awaits its capture; `None` where capture is always
    /// automatic.
    #[must_use]
    pub const fn authorization_window_h(&self) -> Option<u16> {
        match self.capture {
            Capture::AutomaticOnly => None,
            Capture::ManualWithin { hours } => Some(hours),
        }
    }
}
