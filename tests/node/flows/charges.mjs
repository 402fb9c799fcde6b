// https://docs.stripe.com/api/charges: what a payment was, as the books have it.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ email: 'jenny@example.com' });
const pay = (more) => stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, payment_method: 'pm_card_visa',
  allowed_payment_method_types: ['card'], description: 'A cup', metadata: { order_id: '6735' }, ...more,
});
const payment = await pay({
  customer: customer.id,
  receipt_email: 'jenny@example.com',
  statement_descriptor_suffix: 'CUP',
  shipping: { name: 'Jenny Rosen', address: { line1: '510 Townsend St', country: 'US' } },
});
const charge = await stripe.charges.retrieve(payment.latest_charge);
assert.equal(charge.object, 'charge');
assert.equal(charge.status, 'succeeded');
assert.equal(charge.paid, true);
assert.equal(charge.captured, true);
assert.equal(charge.amount, 1099);
assert.equal(charge.amount_captured, 1099);
assert.equal(charge.customer, customer.id);
assert.equal(charge.payment_intent, payment.id);
assert.equal(charge.payment_method, payment.payment_method);
assert.equal(charge.description, 'A cup');
assert.equal(charge.receipt_email, 'jenny@example.com');
assert.equal(charge.statement_descriptor_suffix, 'CUP');
assert.equal(charge.shipping.name, 'Jenny Rosen');
assert.equal(charge.metadata.order_id, '6735');
assert.equal(charge.outcome.type, 'authorized');
assert.equal(charge.outcome.network_status, 'approved_by_network');
assert.equal(charge.payment_method_details.type, 'card');
assert.equal(charge.payment_method_details.card.brand, 'visa');
assert.equal(charge.payment_method_details.card.last4, '4242');
assert.equal(charge.payment_method_details.card.network, 'visa');
assert.match(charge.balance_transaction, /^txn_/);

const updated = await stripe.charges.update(charge.id, {
  description: 'Two cups', metadata: { order_id: '', agent: 'Ada' },
});
assert.equal(updated.description, 'Two cups');
assert.deepEqual(updated.metadata, { agent: 'Ada' });
// The intent keeps its own.
assert.deepEqual((await stripe.paymentIntents.retrieve(payment.id)).metadata, { order_id: '6735' });

// A decline is a charge too.
const declined = await refusal(pay({ payment_method: 'pm_card_chargeDeclinedInsufficientFunds' }));
const failed = await stripe.charges.retrieve(declined.charge);
assert.equal(failed.status, 'failed');
assert.equal(failed.paid, false);
assert.equal(failed.failure_code, 'card_declined');
assert.equal(failed.outcome.type, 'issuer_declined');
assert.equal(failed.outcome.network_status, 'declined_by_network');
assert.equal(failed.outcome.reason, 'insufficient_funds');
assert.equal(failed.balance_transaction, null);
assert.equal(declined.payment_intent.latest_charge, failed.id);

const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.charges.list()), [failed.id, charge.id]);
assert.deepEqual(ids(await stripe.charges.list({ customer: customer.id })), [charge.id]);
assert.deepEqual(ids(await stripe.charges.list({ payment_intent: declined.payment_intent.id })), [failed.id]);
