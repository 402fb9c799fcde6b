//! A posting that does not add up cannot be.

use crate::currency::Currency;
use crate::ids::{BalanceTransactionId, PaymentIntentId};
use crate::ledger::posting::*;
use crate::money::Money;
use std::collections::BTreeSet;

fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::Usd).unwrap()
}

fn draft(entries: &[(LedgerAccount, Money)]) -> Draft {
    Draft {
        id: BalanceTransactionId::from_bytes([1; 16]),
        payment_intent: PaymentIntentId::from_bytes([2; 16]),
        source: "ch_1".to_owned(),
        kind: TransactionKind::Charge,
        amount: dollars(1000),
        fee: dollars(59),
        created: 0,
        available_on: 0,
        description: None,
        entries: entries
            .iter()
            .map(|&(account, amount)| Entry { account, amount })
            .collect(),
    }
}

#[test]
fn entries_that_leave_something_over_are_refused() {
    use LedgerAccount::{MerchantBalance, ProcessingFees, ProviderClearing};
    let whole = [
        (ProviderClearing, dollars(-1000)),
        (MerchantBalance, dollars(941)),
        (ProcessingFees, dollars(59)),
    ];
    let posting = Posting::new(draft(&whole)).unwrap();
    assert_eq!(posting.net(), dollars(941));
    let rest = dollars(-59);
    assert_eq!(
        Posting::new(draft(&whole[..2])),
        Err(PostingError::Unbalanced { rest })
    );
    let elsewhere = [
        (ProviderClearing, dollars(-1000)),
        (ProcessingFees, dollars(1000)),
    ];
    assert_eq!(
        Posting::new(draft(&elsewhere)),
        Err(PostingError::NetDiffers {
            entries: dollars(0),
            net: dollars(941)
        })
    );
    let euros = Money::new(59, Currency::Eur).unwrap();
    let mixed = [whole[0], whole[1], (ProcessingFees, euros)];
    assert!(matches!(
        Posting::new(draft(&mixed)),
        Err(PostingError::Money(_))
    ));
}

#[test]
fn a_posting_survives_json_and_an_altered_one_is_not_read() {
    use LedgerAccount::{MerchantBalance, ProcessingFees, ProviderClearing};
    let posting = Posting::new(draft(&[
        (ProviderClearing, dollars(-1000)),
        (MerchantBalance, dollars(941)),
        (ProcessingFees, dollars(59)),
    ]))
    .unwrap();
    let json = serde_json::to_string(&posting).unwrap();
    assert_eq!(serde_json::from_str::<Posting>(&json).unwrap(), posting);
    let altered = json.replace("941", "942");
    let error = serde_json::from_str::<Posting>(&altered).unwrap_err();
    assert!(error.to_string().contains("leave 0.01 USD over"), "{error}");
}

#[test]
fn every_movement_of_a_payment_has_an_id_of_its_own_that_leads_to_the_payment() {
    let intent = PaymentIntentId::from_bytes(*b"0123456789abcdef");
    let ids: BTreeSet<BalanceTransactionId> = (1..200)
        .flat_map(|seq| (0..16).map(move |index| (seq, index)))
        .map(|(seq, index)| transaction_id(&intent, seq, index))
        .collect();
    assert_eq!(ids.len(), 199 * 16);
    for id in &ids {
        assert_eq!(id.to_bytes()[..10], intent.to_bytes()[..10]);
    }
    assert_eq!(
        transaction_id(&intent, 0x0102, 0).to_bytes()[10..],
        [0, 0, 0, 0, 1, 2]
    );
    assert_eq!(
        transaction_id(&intent, 1, 15).to_bytes()[10..],
        [0xf0, 0, 0, 0, 0, 1]
    );
}
