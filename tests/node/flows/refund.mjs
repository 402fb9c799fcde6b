// https://docs.stripe.com/refunds: all of a payment, parts of it, by intent or by charge; refunds
// that take time, and refunds that fail later.

import assert from 'node:assert/strict';
import { eventually, refusal, stripe } from '../support/kassa.mjs';

const pay = (payment_method = 'pm_card_visa') => stripe.paymentIntents.create({
  amount: 1000, currency: 'usd', payment_method, confirm: true, allowed_payment_method_types: ['card'],
});

const payment = await pay();
const whole = await stripe.refunds.create({ payment_intent: payment.id });
assert.equal(whole.object, 'refund');
assert.match(whole.id, /^re_/);
assert.equal(whole.status, 'succeeded');
assert.equal(whole.amount, 1000);
assert.equal(whole.payment_intent, payment.id);
assert.equal(whole.charge, payment.latest_charge);
assert.match(whole.balance_transaction, /^txn_/);
const charge = await stripe.charges.retrieve(payment.latest_charge);
assert.equal(charge.refunded, true);
assert.equal(charge.amount_refunded, 1000);
const again = await refusal(stripe.refunds.create({ charge: charge.id }));
assert.equal(again.code, 'charge_already_refunded');

const other = await pay();
const part = await stripe.refunds.create({
  charge: other.latest_charge, amount: 300, reason: 'requested_by_customer', metadata: { ticket: '12' },
});
assert.equal(part.amount, 300);
assert.equal(part.reason, 'requested_by_customer');
assert.equal(part.metadata.ticket, '12');
const partly = await stripe.charges.retrieve(other.latest_charge);
assert.equal(partly.refunded, false);
assert.equal(partly.amount_refunded, 300);
const tooMuch = await refusal(stripe.refunds.create({ payment_intent: other.id, amount: 701 }));
assert.equal(tooMuch.statusCode, 400);
assert.equal(tooMuch.param, 'amount');
const rest = await stripe.refunds.create({ payment_intent: other.id });
assert.equal(rest.amount, 700);

const noted = await stripe.refunds.update(part.id, { metadata: { ticket: '', agent: 'Ada' } });
assert.deepEqual(noted.metadata, { agent: 'Ada' });
assert.deepEqual((await stripe.refunds.retrieve(part.id)).metadata, { agent: 'Ada' });

const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.refunds.list({ limit: 10 })), [rest.id, part.id, whole.id]);
assert.deepEqual(ids(await stripe.refunds.list({ charge: other.latest_charge })), [rest.id, part.id]);
assert.deepEqual(ids(await stripe.refunds.list({ payment_intent: payment.id })), [whole.id]);

// Test cards whose refunds take a while: one then succeeds, the other fails.
const slow = await pay('pm_card_pendingRefund');
const pending = await stripe.refunds.create({ payment_intent: slow.id });
assert.equal(pending.status, 'pending');
await eventually('the refund succeeds', async () => {
  return (await stripe.refunds.retrieve(pending.id)).status === 'succeeded';
});

const failing = await pay('pm_card_refundFail');
const accepted = await stripe.refunds.create({ payment_intent: failing.id });
assert.equal(accepted.status, 'succeeded');
const failed = await eventually('the refund fails', async () => {
  const refund = await stripe.refunds.retrieve(accepted.id);
  return refund.status === 'failed' && refund;
});
assert.ok(failed.failure_reason);
assert.match(failed.failure_balance_transaction, /^txn_/);
const unrefunded = await stripe.charges.retrieve(failing.latest_charge);
assert.equal(unrefunded.amount_refunded, 0);
assert.equal(unrefunded.refunded, false);

// A refund that waits for the buyer can be called off; one that is through cannot.
const waiting = await stripe.refunds.create({
  payment_intent: (await pay()).id, metadata: { sandbox_refund: 'requires_action' },
});
assert.equal(waiting.status, 'requires_action');
const canceled = await stripe.refunds.cancel(waiting.id);
assert.equal(canceled.status, 'canceled');
const done = await refusal(stripe.refunds.cancel(whole.id));
assert.equal(done.statusCode, 400);

// Nothing has been paid.
const unpaid = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
assert.equal((await refusal(stripe.refunds.create({ payment_intent: unpaid.id }))).statusCode, 400);
