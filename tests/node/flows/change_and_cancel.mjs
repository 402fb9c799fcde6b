// https://docs.stripe.com/payments/paymentintents/lifecycle: an intent changes with the buyer's
// basket until it is confirmed, and can be given up.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ email: 'jenny@example.com' });
const intent = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', automatic_payment_methods: { enabled: true },
  metadata: { order_id: '6735', draft: 'yes' },
});
const shipping = {
  name: 'Jenny Rosen',
  phone: '+15555550100',
  carrier: 'USPS',
  tracking_number: '9400100000000000000000',
  address: { line1: '510 Townsend St', city: 'San Francisco', state: 'CA', postal_code: '94103', country: 'US' },
};
const updated = await stripe.paymentIntents.update(intent.id, {
  amount: 1499,
  currency: 'cad',
  customer: customer.id,
  description: 'Two cups',
  metadata: { draft: '', colour: 'red' },
  receipt_email: 'jenny@example.com',
  setup_future_usage: 'on_session',
  shipping,
  statement_descriptor_suffix: 'CUPS',
});
assert.equal(updated.amount, 1499);
assert.equal(updated.currency, 'cad');
assert.equal(updated.customer, customer.id);
assert.equal(updated.description, 'Two cups');
assert.deepEqual(updated.metadata, { order_id: '6735', colour: 'red' });
assert.equal(updated.receipt_email, 'jenny@example.com');
assert.equal(updated.setup_future_usage, 'on_session');
assert.equal(updated.statement_descriptor_suffix, 'CUPS');
assert.deepEqual(updated.shipping, { ...shipping, address: { ...shipping.address, line2: null } });

// Given, then taken back: the SDK sends null as an empty value.
const cleared = await stripe.paymentIntents.update(intent.id, {
  description: '', receipt_email: '', setup_future_usage: '', shipping: '', metadata: '',
});
assert.equal(cleared.description, null);
assert.equal(cleared.receipt_email, null);
assert.equal(cleared.setup_future_usage, null);
assert.equal(cleared.shipping, null);
assert.deepEqual(cleared.metadata, {});

const withMethod = await stripe.paymentIntents.update(intent.id, { payment_method: 'pm_card_visa' });
assert.equal(withMethod.status, 'requires_confirmation');
assert.match(withMethod.payment_method, /^pm_/);
const paid = await stripe.paymentIntents.confirm(intent.id, { return_url: 'https://shop.example/done' });
assert.equal(paid.status, 'succeeded');
const late = await refusal(stripe.paymentIntents.update(intent.id, { amount: 1 }));
assert.equal(late.statusCode, 400);
// What does not touch the money can still change.
const noted = await stripe.paymentIntents.update(intent.id, { metadata: { shipped: 'yes' } });
assert.deepEqual(noted.metadata, { shipped: 'yes' });

for (const cancellation_reason of ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']) {
  const { id } = await stripe.paymentIntents.create({ amount: 1099, currency: 'usd' });
  const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason });
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.cancellation_reason, cancellation_reason);
  assert.ok(canceled.canceled_at >= canceled.created);
}
const tooLate = await refusal(stripe.paymentIntents.cancel(intent.id));
assert.equal(tooLate.code, 'payment_intent_unexpected_state');
assert.equal(tooLate.payment_intent.id, intent.id);
