// https://docs.stripe.com/payments/accept-a-payment: the server creates the intent, the buyer's
// page confirms it, and the server learns the outcome by asking for it.

import assert from 'node:assert/strict';
import { connect, publishableKey, stripe } from '../support/kassa.mjs';

const intent = await stripe.paymentIntents.create({
  amount: 1099,
  currency: 'usd',
  automatic_payment_methods: { enabled: true },
  description: 'A cup',
  receipt_email: 'jenny.rosen@example.com',
  statement_descriptor_suffix: 'CUP',
  metadata: { order_id: '6735' },
});
assert.equal(intent.object, 'payment_intent');
assert.equal(intent.status, 'requires_payment_method');
assert.match(intent.id, /^pi_/);
assert.ok(intent.client_secret.startsWith(`${intent.id}_secret_`));
assert.equal(intent.metadata.order_id, '6735');
assert.equal(intent.livemode, false);
assert.equal(intent.lastResponse.statusCode, 200);
assert.match(intent.lastResponse.requestId, /^req_/);

// What the element does in the buyer's browser.
const page = connect(publishableKey);
const seen = await page.paymentIntents.retrieve(intent.id, { client_secret: intent.client_secret });
assert.equal(seen.amount, 1099);
const paid = await page.paymentIntents.confirm(intent.id, {
  client_secret: intent.client_secret,
  return_url: 'https://shop.example/done',
  payment_method_data: {
    type: 'card',
    // @ts-expect-error Only the element sends a card's number.
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
    billing_details: { name: 'Jenny Rosen', email: 'jenny.rosen@example.com' },
  },
});
assert.equal(paid.status, 'succeeded');

const outcome = await stripe.paymentIntents.retrieve(intent.id);
assert.equal(outcome.status, 'succeeded');
assert.equal(outcome.amount_received, 1099);
assert.match(outcome.latest_charge, /^ch_/);
assert.match(outcome.payment_method, /^pm_/);

// Without the browser: create and confirm on the server, in one request.
const at_once = await stripe.paymentIntents.create({
  amount: 2000,
  currency: 'usd',
  confirm: true,
  payment_method: 'pm_card_visa',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
});
assert.equal(at_once.status, 'succeeded');

const created = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', allowed_payment_method_types: ['card'] });
const confirmed = await stripe.paymentIntents.confirm(created.id, { payment_method: 'pm_card_mastercard' });
assert.equal(confirmed.status, 'succeeded');

const { data, has_more } = await stripe.paymentIntents.list({ limit: 2 });
assert.deepEqual(data.map(({ id }) => id), [created.id, at_once.id]);
assert.equal(has_more, true);
