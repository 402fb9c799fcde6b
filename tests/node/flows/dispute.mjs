// https://docs.stripe.com/disputes/responding and /api: a cardholder disputes a payment; the
// merchant responds with evidence and wins or loses, or gives in.

import assert from 'node:assert/strict';
import { eventually, stripe } from '../support/kassa.mjs';

const pay = () => stripe.paymentIntents.create({
  amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_createDispute',
  allowed_payment_method_types: ['card'],
});
const disputeOf = (payment) => eventually('the dispute', async () => {
  return (await stripe.disputes.list({ payment_intent: payment.id })).data[0];
});
const outcome = (dispute, status) => eventually(`the dispute is ${status}`, async () => {
  const now = await stripe.disputes.retrieve(dispute.id);
  return now.status === status && now;
});

const payment = await pay();
const dispute = await disputeOf(payment);
assert.equal(dispute.object, 'dispute');
assert.match(dispute.id, /^du_/);
assert.equal(dispute.status, 'needs_response');
assert.equal(dispute.reason, 'fraudulent');
assert.equal(dispute.amount, 1000);
assert.equal(dispute.charge, payment.latest_charge);
assert.equal(dispute.payment_intent, payment.id);
assert.equal(dispute.evidence_details.has_evidence, false);
assert.ok(dispute.evidence_details.due_by > dispute.created);
// The money and the fee are taken at once.
assert.equal(dispute.balance_transactions[0].amount, -1000);
assert.equal(dispute.balance_transactions[0].type, 'adjustment');
assert.equal((await stripe.charges.retrieve(payment.latest_charge)).disputed, true);

const staged = await stripe.disputes.update(dispute.id, {
  evidence: { customer_email_address: 'jenny@example.com', product_description: 'A cup' },
  metadata: { case: '7' },
  submit: false,
});
assert.equal(staged.status, 'needs_response');
assert.equal(staged.evidence.product_description, 'A cup');
assert.equal(staged.evidence_details.has_evidence, true);
assert.equal(staged.evidence_details.submission_count, 0);
assert.equal(staged.metadata.case, '7');
const responded = await stripe.disputes.update(dispute.id, {
  evidence: { uncategorized_text: 'winning_evidence' },
});
assert.equal(responded.evidence_details.submission_count, 1);
const won = await outcome(dispute, 'won');
assert.equal(won.evidence.product_description, 'A cup');
// What was taken comes back.
assert.equal(won.balance_transactions.reduce((sum, { amount }) => sum + amount, 0), 0);

const second = await disputeOf(await pay());
await stripe.disputes.update(second.id, { evidence: { uncategorized_text: 'losing_evidence' } });
await outcome(second, 'lost');

const third = await disputeOf(await pay());
const closed = await stripe.disputes.close(third.id);
assert.equal(closed.status, 'lost');

const all = await stripe.disputes.list({ limit: 2 });
assert.deepEqual(all.data.map(({ id }) => id), [third.id, second.id]);
assert.equal(all.has_more, true);
