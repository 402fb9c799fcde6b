//! What each flow asks of the buyer, and where.

use super::VoucherReference;
use crate::element::session::OfferFlow;

/// What the buyer goes through between pressing the button and the outcome.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Flow {
    /// A card form; may go on to the issuer's authentication.
    CardForm,
    /// The method's own page, and back.
    Redirect,
    /// A QR code on a desktop, a link into the app on a phone.
    QrCode { expires_s: u32 },
    /// A code from the buyer's app, typed into the form.
    InlineCode { digits: u8, expires_s: u32 },
    /// The buyer's app asks them; the element waits.
    AppApproval { expires_s: u32 },
    /// A reference to pay with later.
    Voucher {
        /// The voucher is payable until the end of a day, so many days after the confirmation.
        expires_days_default: u16,
        /// The merchant's choice, `expires_after_days`, lies within these.
        expires_days_min: u16,
        expires_days_max: u16,
        /// So many days more a payment can be on its way from the buyer's bank, and counts.
        grace_days: u8,
        /// Where that day ends: minutes east of UTC, all year round.
        utc_offset_min: i16,
        reference: VoucherReference,
    },
    /// Account details in the form, debited under a mandate.
    BankDebit {
        /// Key of the text that the buyer accepts.
        mandate_key: &'static str,
    },
    /// Account details of ours, to which the buyer sends the money.
    BankTransfer,
}

impl Flow {
    /// Whether the buyer leaves the merchant's page, so that a return URL is needed.
    #[must_use]
    pub const fn leaves_the_page(&self) -> bool {
        match self {
            Self::Redirect => true,
            Self::CardForm
            | Self::QrCode { .. }
            | Self::InlineCode { .. }
            | Self::AppApproval { .. }
            | Self::Voucher { .. }
            | Self::BankDebit { .. }
            | Self::BankTransfer => false,
        }
    }

    /// Whether nothing goes without the buyer's consent to debits of their account.
    #[must_use]
    pub const fn needs_mandate(&self) -> bool {
        match self {
            Self::BankDebit { .. } => true,
            Self::CardForm
            | Self::Redirect
            | Self::QrCode { .. }
            | Self::InlineCode { .. }
            | Self::AppApproval { .. }
            | Self::Voucher { .. }
            | Self::BankTransfer => false,
        }
    }

    /// Whether the buyer must be a customer of the merchant's: the account that they send money to is
    /// theirs from payment to payment.
    #[must_use]
    pub const fn needs_customer(&self) -> bool {
        match self {
            Self::BankTransfer => true,
            Self::CardForm
            | Self::Redirect
            | Self::QrCode { .. }
            | Self::InlineCode { .. }
            | Self::AppApproval { .. }
            | Self::Voucher { .. }
            | Self::BankDebit { .. } => false,
        }
    }

    /// The element's screen for this flow.
    #[must_use]
    pub const fn screen(&self) -> OfferFlow {
        match self {
            Self::CardForm => OfferFlow::CardForm,
            Self::Redirect => OfferFlow::Redirect,
            Self::QrCode { .. } => OfferFlow::QrCode,
            Self::InlineCode { .. } => OfferFlow::InlineCode,
            Self::AppApproval { .. } => OfferFlow::AppApproval,
            Self::Voucher { .. } => OfferFlow::Voucher,
            Self::BankDebit { .. } => OfferFlow::BankDebit,
            Self::BankTransfer => OfferFlow::BankTransfer,
        }
    }
}
