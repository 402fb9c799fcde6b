//! What a merchant asked for: of one payment, or of setting up a method without one.

use crate::country::CountryCode;
use crate::ids::{CustomerId, PaymentMethodConfigurationId};
use crate::ledger::fees::FeeSchedule;
use crate::methods::eligibility::{self, Account, Buyer, Checkout, Ineligible, Offers};
use crate::methods::{CardWallet, MethodType};
use crate::money::Money;
use crate::payment::method::Address;
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The option in which a method says for itself what it shall be kept for.
pub const USAGE_OPTION: &str = "setup_future_usage";

/// What the merchant asked for when creating the intent, and has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    #[serde(default)]
    pub purpose: Purpose,
    /// Zero for a setup, whose currency then says nothing.
    pub amount: Money,
    pub merchant_country: CountryCode,
    pub capture: CaptureMethod,
    /// Where `payment_method_options` says otherwise for one method.
    #[serde(default)]
    pub capture_of: BTreeMap<MethodType, CaptureMethod>,
    /// What `payment_method_options` says of single methods beside that, by its own names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options_of: BTreeMap<MethodType, BTreeMap<String, String>>,
    #[serde(default)]
    pub confirmation: ConfirmationMethod,
    pub future_usage: Option<SetupFutureUsage>,
    /// `payment_method_types` as the merchant listed them; `None` leaves the choice to Kassa.
    pub methods: Option<Vec<MethodType>>,
    /// `excluded_payment_method_types`.
    #[serde(default)]
    pub excluded: Vec<MethodType>,
    /// Where the choice is Kassa's: the account's configuration of it, as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Box<Configured>>,
    /// With `automatic_payment_methods[allow_redirects]=never` no method may leave the page.
    pub allow_redirects: bool,
    #[serde(default)]
    pub customer: Option<CustomerId>,
    pub description: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub receipt_email: Option<String>,
    #[serde(default)]
    pub shipping: Option<Shipping>,
    pub statement_descriptor: Option<String>,
    pub statement_descriptor_suffix: Option<String>,
    /// A card's authorisation may be raised later.
    #[serde(default)]
    pub request_incremental_authorization: bool,
    /// A card's authorisation may be captured in parts.
    #[serde(default)]
    pub request_multicapture: bool,
    /// The account's own prices as they were when the intent was created; `None` where it has none,
    /// which are the standard ones. Kept here, so that a log says all about the fees it caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Box<FeeSchedule>>,
}

/// What an intent keeps of the configuration that it was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configured {
    pub id: PaymentMethodConfigurationId,
    /// Methods that the merchant has switched off.
    pub off: Vec<MethodType>,
    /// Wallets that the merchant has switched off, though cards may be on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wallets_off: Vec<CardWallet>,
}

/// What an intent is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A payment intent.
    #[default]
    Payment,
    /// A setup intent: a payment of nothing, after which the method can be charged later.
    Setup,
}

/// Who goes on once the buyer has done what a confirmation asked of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationMethod {
    /// Kassa.
    #[default]
    Automatic,
    /// The merchant's server, which alone can confirm.
    Manual,
}

impl ConfirmationMethod {
    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "automatic" => Some(Self::Automatic),
            "manual" => Some(Self::Manual),
            _ => None,
        }
    }
}

/// Where the goods go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipping {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub address: Address,
}

/// The methods that never leave the page, for merchants who allow no redirects.
static METHODS_WITHOUT_REDIRECT: LazyLock<Vec<MethodType>> = LazyLock::new(|| {
    let stays = |method: &MethodType| !method.row().flow.leaves_the_page();
    MethodType::ALL.iter().copied().filter(stays).collect()
});

impl Terms {
    /// When `method` is captured.
    pub fn capture_of(&self, method: MethodType) -> CaptureMethod {
        self.capture_of
            .get(&method)
            .copied()
            .unwrap_or(self.capture)
    }

    /// What `method` shall be kept for: what its own option says, else what the intent says.
    pub fn future_usage_of(&self, method: MethodType) -> Option<SetupFutureUsage> {
        let options = self.options_of.get(&method);
        match options.and_then(|options| options.get(USAGE_OPTION)) {
            // `none` is no usage.
            Some(own) => SetupFutureUsage::parse(own),
            None => self.future_usage,
        }
    }

    /// What `method` must suit to be offered here, and to be confirmed.
    fn checkout(&self, method: MethodType) -> Checkout<'_> {
        Checkout {
            purpose: self.purpose,
            amount: self.amount,
            capture: self.capture_of(method),
            future_usage: self.future_usage_of(method),
            allowed: match (&self.methods, self.allow_redirects) {
                (Some(listed), _) => Some(listed),
                (None, true) => None,
                (None, false) => Some(&METHODS_WITHOUT_REDIRECT),
            },
            has_customer: self.customer.is_some(),
        }
    }

    fn account<'a>(&'a self, order: &'a [MethodType]) -> Account<'a> {
        Account {
            country: self.merchant_country,
            off: self
                .configuration
                .as_deref()
                .map_or(&[], |configured| &configured.off),
            wallets_off: self.wallets_off(),
            order,
        }
    }

    /// A merchant that lists its methods asks for no configuration.
    fn wallets_off(&self) -> &[CardWallet] {
        let configured = self.configuration.as_deref();
        match (&self.methods, configured) {
            (None, Some(configured)) => &configured.wallets_off,
            (Some(_), _) | (None, None) => &[],
        }
    }

    /// Errors: the merchant has switched `wallet` off.
    pub fn check_wallet(&self, wallet: CardWallet) -> Result<(), Ineligible> {
        match wallet {
            // It is a method of its own where it is chosen, and switched as that.
            CardWallet::Link => self.check(MethodType::Link, None),
            CardWallet::ApplePay | CardWallet::GooglePay => {
                match self.wallets_off().contains(&wallet) {
                    true => Err(Ineligible::NotAllowedHere),
                    false => Ok(()),
                }
            }
        }
    }

    /// Errors: why the buyer cannot use `method` here.
    pub fn check(
        &self,
        method: MethodType,
        buyer_country: Option<CountryCode>,
    ) -> Result<(), Ineligible> {
        self.check_for(method, &Buyer::of(buyer_country))
    }

    fn check_for(&self, method: MethodType, buyer: &Buyer) -> Result<(), Ineligible> {
        let account = self.account(&[]);
        let is_off = self.methods.is_none() && account.off.contains(&method);
        match is_off || self.excluded.contains(&method) {
            true => Err(Ineligible::NotAllowedHere),
            false => eligibility::check(method, &self.checkout(method), buyer, &account),
        }
    }

    /// Every method, divided into what can be used here and what cannot.
    pub fn offers(&self, buyer_country: Option<CountryCode>) -> Offers {
        self.offers_to(&Buyer::of(buyer_country), &[])
    }

    /// How many methods a buyer of an unknown country is offered, counted up to `count_max`: as
    /// [`Terms::offers`] would say, without dividing and ranking the catalogue.
    pub fn offered_count(&self, count_max: usize) -> usize {
        let is_offered = |method: &&MethodType| self.check(**method, None).is_ok();
        let offered = MethodType::ALL.iter().filter(is_offered);
        offered.take(count_max).count()
    }

    /// As [`Terms::offers`], for a buyer of whom more is known; the methods of `order` come first.
    pub fn offers_to(&self, buyer: &Buyer, order: &[MethodType]) -> Offers {
        let checkout = self.checkout(MethodType::Card);
        eligibility::divide(&checkout, buyer, &self.account(order), |method| {
            self.check_for(method, buyer)
        })
    }
}
