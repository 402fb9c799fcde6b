//! Where the buyer sends the money of a bank transfer, and how much of it.

use crate::country::CountryCode;
use crate::currency::Currency;
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What the buyer needs for a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankTransfer {
    pub kind: TransferKind,
    /// Where the account is.
    pub country: CountryCode,
    /// To be named in the transfer, so that it finds the payment; `None` where the account's number
    /// is enough, as in Japan.
    pub reference: Option<String>,
    /// What has not arrived yet.
    pub remaining: Money,
    /// Whose account it is.
    pub holder: String,
    pub bank_name: String,
    /// The account, as each network names it.
    pub addresses: Vec<FinancialAddress>,
    pub hosted_url: String,
}

/// The merchant API's types of bank transfers, each with one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    EuBankTransfer,
    GbBankTransfer,
    JpBankTransfer,
    MxBankTransfer,
    UsBankTransfer,
}

impl TransferKind {
    pub const ALL: &'static [Self] = &[
        Self::EuBankTransfer,
        Self::GbBankTransfer,
        Self::JpBankTransfer,
        Self::MxBankTransfer,
        Self::UsBankTransfer,
    ];

    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EuBankTransfer => "eu_bank_transfer",
            Self::GbBankTransfer => "gb_bank_transfer",
            Self::JpBankTransfer => "jp_bank_transfer",
            Self::MxBankTransfer => "mx_bank_transfer",
            Self::UsBankTransfer => "us_bank_transfer",
        }
    }

    /// What is sent this way.
    #[must_use]
    pub const fn currency(self) -> Currency {
        match self {
            Self::EuBankTransfer => Currency::Eur,
            Self::GbBankTransfer => Currency::Gbp,
            Self::JpBankTransfer => Currency::Jpy,
            Self::MxBankTransfer => Currency::Mxn,
            Self::UsBankTransfer => Currency::Usd,
        }
    }

    /// How money in `currency` is sent; `None` where no account takes it.
    #[must_use]
    pub fn of(currency: Currency) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.currency() == currency)
    }
}

crate::tagged! {
    tag = "type";
    /// An account, as one country's banks or one network name it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum FinancialAddress {
        Aba {
            account_number: String,
            routing_number: String,
        },
        Iban {
            bic: String,
            iban: String,
        },
        SortCode {
            account_number: String,
            sort_code: String,
        },
        Spei {
            bank_code: String,
            clabe: String,
        },
        Swift {
            account_number: String,
            swift_code: String,
        },
        Zengin {
            account_number: String,
            /// `futsu` or `toza`.
            account_type: String,
            bank_code: String,
            branch_code: String,
            branch_name: String,
        },
    }
}

impl FinancialAddress {
    /// The merchant API's name of this way to name an account.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Aba { .. } => "aba",
            Self::Iban { .. } => "iban",
            Self::SortCode { .. } => "sort_code",
            Self::Spei { .. } => "spei",
            Self::Swift { .. } => "swift",
            Self::Zengin { .. } => "zengin",
        }
    }

    /// The networks over which money arrives at it.
    #[must_use]
    pub const fn networks(&self) -> &'static [&'static str] {
        match self {
            Self::Aba { .. } => &["ach", "domestic_wire_us"],
            Self::Iban { .. } => &["sepa"],
            Self::SortCode { .. } => &["bacs", "fps"],
            Self::Spei { .. } => &["spei"],
            Self::Swift { .. } => &["swift"],
            Self::Zengin { .. } => &["zengin"],
        }
    }
}
