//! What follows a payment: its charge, refunds, disputes, and its movements of the balance.

use stripe::Client;
use stripe_core::balance::RetrieveForMyAccountBalance;
use stripe_core::balance_transaction::{ListBalanceTransaction, RetrieveBalanceTransaction};
use stripe_core::charge::{ListCharge, RetrieveCharge, UpdateCharge};
use stripe_core::dispute::{
    CloseDispute, ListDispute, RetrieveDispute, UpdateDispute, UpdateDisputeEvidence,
};
use stripe_core::refund::{
    CancelRefund, CreateRefund, CreateRefundReason, ListRefund, RetrieveRefund, UpdateRefund,
};
use stripe_core::{ChargeId, ChargeStatus, DisputeStatus, PaymentIntent};

use super::{client, pay};
use crate::support::{Merchant, SOON, eventually};

fn charge_of(payment: &PaymentIntent) -> ChargeId {
    let charge = payment.latest_charge.clone().expect("a charge");
    charge.into_id()
}

#[tokio::test(flavor = "multi_thread")]
async fn charges_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let payment = pay(&client, "pm_card_visa").await;
    let id = charge_of(&payment);
    let charge = RetrieveCharge::new(id.clone())
        .send(&client)
        .await
        .expect("the charge");
    assert_eq!(charge.status, ChargeStatus::Succeeded);
    assert_eq!((charge.amount, charge.amount_captured), (1999, 1999));
    let details = charge.payment_method_details.expect("details");
    let card = details.card.expect("a card");
    assert_eq!(card.last4.as_deref(), Some("4242"));
    let outcome = charge.outcome.expect("an outcome");
    assert_eq!(outcome.type_, "authorized");

    let updated = UpdateCharge::new(id.clone())
        .description("A cup")
        .send(&client)
        .await
        .expect("updated");
    assert_eq!(updated.description.as_deref(), Some("A cup"));
    let list = ListCharge::new()
        .payment_intent(payment.id.to_string())
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data[0].id, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let payment = pay(&client, "pm_card_visa").await;
    let refund = CreateRefund::new()
        .payment_intent(payment.id.to_string())
        .amount(500)
        .reason(CreateRefundReason::RequestedByCustomer)
        .send(&client)
        .await
        .expect("a refund");
    assert_eq!(refund.status.as_deref(), Some("succeeded"));
    assert_eq!(refund.amount, 500);

    let updated = UpdateRefund::new(refund.id.clone())
        .metadata([("ticket".to_owned(), "12".to_owned())])
        .send(&client)
        .await
        .expect("updated");
    let retrieved = RetrieveRefund::new(refund.id.clone())
        .send(&client)
        .await
        .expect("the refund");
    assert_eq!(retrieved.metadata, updated.metadata);
    let list = ListRefund::new()
        .charge(charge_of(&payment).to_string())
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data.len(), 1);

    let waiting = CreateRefund::new()
        .payment_intent(payment.id.to_string())
        .metadata([("sandbox_refund".to_owned(), "requires_action".to_owned())])
        .send(&client)
        .await
        .expect("a refund");
    assert_eq!(waiting.status.as_deref(), Some("requires_action"));
    let canceled = CancelRefund::new(waiting.id.clone())
        .send(&client)
        .await
        .expect("canceled");
    assert_eq!(canceled.status.as_deref(), Some("canceled"));
}

async fn disputed(client: &Client) -> stripe_core::Dispute {
    let payment = pay(client, "pm_card_createDispute").await;
    eventually("the dispute", SOON, || async {
        let list = ListDispute::new()
            .payment_intent(payment.id.to_string())
            .send(client)
            .await
            .expect("a list");
        list.data.into_iter().next()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn disputes_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let dispute = disputed(&client).await;
    assert_eq!(dispute.status, DisputeStatus::NeedsResponse);
    assert_eq!(dispute.balance_transactions[0].amount, -1999);

    let mut evidence = UpdateDisputeEvidence::new();
    evidence.uncategorized_text = Some("winning_evidence".to_owned());
    UpdateDispute::new(dispute.id.clone())
        .evidence(evidence)
        .send(&client)
        .await
        .expect("the response");
    eventually("the dispute is won", SOON, || async {
        let now = RetrieveDispute::new(dispute.id.clone())
            .send(&client)
            .await
            .expect("the dispute");
        (now.status == DisputeStatus::Won).then_some(())
    })
    .await;

    let other = disputed(&client).await;
    let closed = CloseDispute::new(other.id.clone())
        .send(&client)
        .await
        .expect("closed");
    assert_eq!(closed.status, DisputeStatus::Lost);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_balance_is_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    pay(&client, "pm_card_visa").await;
    let transaction = eventually("the movement", SOON, || async {
        let list = ListBalanceTransaction::new()
            .send(&client)
            .await
            .expect("a list");
        list.data.into_iter().next()
    })
    .await;
    assert_eq!(transaction.amount, 1999);
    assert_eq!(transaction.net, transaction.amount - transaction.fee);
    let retrieved = RetrieveBalanceTransaction::new(transaction.id.clone())
        .send(&client)
        .await
        .expect("the movement");
    assert_eq!(retrieved.net, transaction.net);

    let balance = RetrieveForMyAccountBalance::new()
        .send(&client)
        .await
        .expect("the balance");
    let amounts = balance.available.iter().chain(&balance.pending);
    let total: i64 = amounts.map(|part| part.amount).sum();
    assert_eq!(total, transaction.net);
}
