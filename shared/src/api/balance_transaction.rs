use crate::currency::Currency;
use crate::ledger::posting::{Posting, TransactionKind};
use serde::Serialize;
use serde_json::Value;

/// One movement of the merchant's balance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceTransaction<'a> {
    pub id: &'a str,
    /// Always `balance_transaction`.
    pub object: &'static str,
    /// Gross, in minor units; negative where money left the merchant.
    pub amount: i64,
    /// Unix seconds.
    pub available_on: i64,
    /// Always `payments`.
    pub balance_type: &'static str,
    /// Unix seconds.
    pub created: i64,
    pub currency: Currency,
    pub description: Option<&'a str>,
    /// Always `null`: an account has a balance in each currency that it sells in.
    pub exchange_rate: Option<f64>,
    /// Minor units.
    pub fee: i64,
    pub fee_details: Vec<FeeDetail>,
    /// Amount less fee.
    pub net: i64,
    pub reporting_category: &'static str,
    /// The charge, refund or dispute.
    pub source: &'a str,
    /// `available`, or `pending` until [`Self::available_on`].
    pub status: &'static str,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// What a fee is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeeDetail {
    /// Minor units.
    pub amount: i64,
    pub application: Option<String>,
    pub currency: Currency,
    pub description: &'static str,
    /// Always `stripe_fee`, which is what merchants' code looks for.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

impl<'a> BalanceTransaction<'a> {
    /// The posting as it stands at `now`, in Unix seconds.
    pub fn new(posting: &'a Posting, now: i64) -> Self {
        let (amount, fee) = (posting.amount(), posting.fee());
        let kind = posting.kind();
        let detail = fee.is_positive().then(|| FeeDetail {
            amount: fee.minor(),
            application: None,
            currency: fee.currency(),
            description: if kind == TransactionKind::Dispute {
                "Dispute fee"
            } else {
                "Processing fee"
            },
            kind: "stripe_fee",
        });
        Self {
            id: posting.id().as_str(),
            object: "balance_transaction",
            amount: amount.minor(),
            available_on: posting.available_on(),
            balance_type: "payments",
            created: posting.created(),
            currency: amount.currency(),
            description: posting.description(),
            exchange_rate: None,
            fee: fee.minor(),
            fee_details: detail.into_iter().collect(),
            net: posting.net().minor(),
            reporting_category: kind.reporting_category(),
            source: posting.source(),
            status: if posting.available_on() <= now {
                "available"
            } else {
                "pending"
            },
            kind: kind.type_name(),
        }
    }
}

/// The posting as JSON, as it stands at `now`, in Unix seconds.
pub fn balance_transaction(posting: &Posting, now: i64) -> Value {
    // Plain fields with text keys always become JSON.
    serde_json::to_value(BalanceTransaction::new(posting, now)).unwrap_or_default()
}
