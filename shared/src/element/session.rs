//! What the edge tells the element so that it can draw itself: the answer of
//! `POST /v1/elements/sessions`. It holds the offers of this one checkout and nothing else of the
//! catalogue.

use super::field::OfferField;
use super::wallet_sheet::WalletSheet;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The element's whole knowledge of a checkout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementSession {
    /// Always `elements.session`, so that a log line or a mixed-up answer is recognised.
    pub object: String,
    pub livemode: bool,
    /// The merchant's name as the buyer knows it.
    pub merchant_display_name: String,
    /// BCP 47 tag of the strings below; it may differ from the tag asked for.
    pub locale: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// ISO 3166-1 alpha-2, upper case: where the buyer is taken to be.
    pub buyer_country: String,
    pub intent: IntentSummary,
    /// Most relevant first; never empty.
    pub offers: Vec<Offer>,
    /// The countries that a billing address may name, in the order in which to list them.
    pub countries: Vec<CountryOption>,
    /// Of the offers that are wallets, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet_sheet: Option<WalletSheet>,
    /// Every string that the element shows on its own account, by key, in `locale`.
    pub strings: BTreeMap<String, String>,
}

/// The part of a payment intent or setup intent that the element draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntentSummary {
    /// Empty while the merchant's server has not made it.
    pub id: String,
    /// Minor units of `currency`.
    pub amount: i64,
    /// ISO 4217, lower case, as on the merchant API.
    pub currency: String,
    /// Digits behind the decimal point of `currency` as the API counts them: 0, 2 or 3.
    pub currency_exponent: u8,
    /// The merchant API's `status`.
    pub status: String,
    /// Why the last attempt failed and what the buyer can do, if there is no other yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryOption {
    /// ISO 3166-1 alpha-2, upper case.
    pub code: String,
    /// The field that card issuers check there, if any.
    pub postal_code: PostalCode,
}

/// Whether a card form asks for a postal code in a country, and what it calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostalCode {
    NotAsked,
    Postal,
    Zip,
    Postcode,
}

/// One way to pay that this buyer can use here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The method's name on the merchant API: `card`, `klarna`, …; of a wallet that pays with a
    /// card, the wallet's: `apple_pay`.
    #[serde(rename = "type")]
    pub method: String,
    /// The brand's own name, or a localised one where the brand has none ("Card").
    pub display_name: String,
    /// Path of its SVG on Kassa's origin, 24 × 16.
    pub icon: String,
    pub flow: OfferFlow,
    /// What happens next, in one sentence for the buyer; absent where the form speaks for itself.
    pub explanation: Option<String>,
    /// What the form asks the buyer for, in order.
    pub fields: Vec<OfferField>,
    /// Equal instalments, where the method shows its plan beforehand.
    pub instalments: Option<InstalmentPlan>,
    /// What the buyer agrees to by paying, shown below the form; `{merchant}` stands for the
    /// merchant's name. The element tells the merchant API
    /// of the agreement.
    pub mandate: Option<String>,
    /// What the buyer can expect of a payment that is on its way for days; `{amount}` and
    /// `{merchant}` stand in it. The element has a sentence for all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing: Option<String>,
    /// The saved method that is offered; these come first, and ask for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<SavedMethod>,
}

/// A method of the customer's, which is paid with as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMethod {
    /// `pm_…`
    pub id: String,
    /// The API's name of a card's network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// Until when a card is good, for the buyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// Whether the buyer may remove it.
    pub removable: bool,
    /// As the merchant API has them, for the page's events; the element has no use for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_details: Option<Value>,
}

impl Offer {
    /// The id of the saved method that is offered.
    #[must_use]
    pub fn saved_id(&self) -> Option<&str> {
        self.saved.as_ref().map(|saved| saved.id.as_str())
    }
}

/// What the element shows when an offer is chosen and confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferFlow {
    /// A card form; may go on to authentication.
    CardForm,
    /// A wallet's own sheet, which the page opens; what it answers is sent as a card.
    CardWallet,
    /// The buyer leaves for the method's own page and comes back.
    Redirect,
    /// A QR code is shown and the outcome awaited; on a phone a link opens the app.
    QrCode,
    /// A code from the buyer's app goes along with the form; the app then asks for approval.
    InlineCode,
    /// The buyer's app asks for approval, and the outcome is awaited.
    AppApproval,
    /// A reference to pay with later; the outcome comes days after.
    Voucher,
    /// The form names an account, which is debited days later.
    BankDebit,
    /// An account to transfer the money to; the outcome comes days after.
    BankTransfer,
    /// The buyer shows who they are, and what they keep with Link takes the place of this offer:
    /// nothing is paid with the offer itself.
    Link,
}

/// What the buyer pays when, shown before they commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalmentPlan {
    /// Minor units; in order of payment. Their sum is the intent's amount, and the interest.
    pub amounts: Vec<i64>,
    /// Days from now to the first payment.
    #[serde(default)]
    pub first_days: u32,
    /// Days between two payments.
    pub interval_days: u32,
    /// The yearly interest with all costs, in hundredths of a percent, of a plan that has any: its
    /// amounts are an example then, and add up to more than the intent's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apr_basis_points: Option<u32>,
    /// What the law of the buyer's country wants said beside the plan; `{amount}`, `{count}`,
    /// `{total}` and `{apr}` stand for the plan's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<String>,
}
