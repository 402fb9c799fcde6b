//! What the buyer must do before an attempt can go on.

mod app;
mod transfer;
mod voucher;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use app::{AppHandover, SignedOrder};
pub use transfer::{BankTransfer, FinancialAddress, TransferKind};
pub use voucher::{Barcode, Slip, StoreCodes, Symbology};

crate::tagged! {
    tag = "action";
    /// The `next_action` of an intent, before it is given the merchant API's shape.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum NextAction {
        /// Leave for the provider's page.
        Redirect { url: String },
        /// Pass the card issuer's authentication, on this page.
        Authenticate { url: String },
        /// Scan with a phone, or open the app on one.
        QrCode {
            /// What the code says.
            data: String,
            /// The same, as a page that a buyer without a second device can open.
            hosted_url: String,
            /// Opens the method's app on the phone that shows the page. `None`: the hosted page does.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            app_url: Option<String>,
        },
        /// Go on in the method's app, from an app of the merchant's own on the same phone.
        OpenApp(AppHandover),
        /// Approve in an app that asks by itself, having been told of a phone number or a code.
        AppApproval {
            /// Where a tester plays the app; a real app has no page.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            hosted_url: Option<String>,
        },
        /// Pay later, elsewhere, with this reference.
        Voucher {
            /// What the buyer reads out or types in: the number on the slip, the line of a boleto, the
            /// confirmation number for a store's machine, the reference for an ATM.
            number: String,
            hosted_url: String,
            /// Unix seconds.
            expires_at: i64,
            /// What goes with the number.
            #[serde(default)]
            slip: Slip,
        },
        /// Send the money to an account of ours.
        BankTransfer(BankTransfer),
        /// Read on the statement of the bank account what was sent there, which shows that it is
        /// theirs.
        VerifyMicrodeposits {
            /// Unix seconds.
            arrives_at: i64,
            hosted_url: String,
        },
    }
}

impl NextAction {
    /// What the charge tells of how it was paid once the buyer has done this, by the merchant API's
    /// names.
    pub(super) fn told_by_charge(&self) -> BTreeMap<String, String> {
        let Self::Voucher { number, slip, .. } = self else {
            return BTreeMap::new();
        };
        let told = |name: &str, value: &String| (name.to_owned(), value.clone());
        match slip {
            Slip::Number => BTreeMap::from([told("number", number)]),
            Slip::Entity { entity } => {
                BTreeMap::from([told("entity", entity), told("reference", number)])
            }
            Slip::Boleto { .. } | Slip::Stores { .. } => BTreeMap::new(),
        }
    }

    /// The last moment for the buyer, in Unix seconds, of an action that says so itself: a payment in
    /// time may arrive after it.
    #[must_use]
    pub const fn payable_until(&self) -> Option<i64> {
        match self {
            Self::Voucher { expires_at, .. } => Some(*expires_at),
            Self::Redirect { .. }
            | Self::Authenticate { .. }
            | Self::QrCode { .. }
            | Self::OpenApp(_)
            | Self::AppApproval { .. }
            | Self::BankTransfer(_)
            | Self::VerifyMicrodeposits { .. } => None,
        }
    }

    /// Whether this is what is left to do of `before`, a part of which is done. It can only get
    /// less, so that news of it may be lost, repeated or reordered.
    pub(super) fn is_rest_of(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::BankTransfer(now), Self::BankTransfer(before)) => {
                now.reference == before.reference
                    && now.remaining != before.remaining
                    && now.remaining.fits_in(&before.remaining) == Ok(true)
            }
            (
                Self::Redirect { .. }
                | Self::Authenticate { .. }
                | Self::QrCode { .. }
                | Self::OpenApp(_)
                | Self::AppApproval { .. }
                | Self::Voucher { .. }
                | Self::BankTransfer(_)
                | Self::VerifyMicrodeposits { .. },
                _,
            ) => false,
        }
    }
}

/// How the client that confirms wants to be told of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionStyle {
    /// A redirect that ends on the merchant's return URL.
    Redirect,
    /// `use_stripe_sdk`: the client library shows authentication itself.
    Sdk,
}
