// https://docs.stripe.com/api/payment_methods: a customer's cards are attached, listed, changed and
// detached.

import assert from 'node:assert/strict';
import { Stripe, refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
const created = await stripe.paymentMethods.create({
  type: 'card',
  card: { number: '4242424242424242', exp_month: 8, exp_year: 2034, cvc: '314' },
  billing_details: { name: 'Jenny Rosen', address: { postal_code: '94103' } },
  metadata: { label: 'work' },
});
assert.equal(created.object, 'payment_method');
assert.match(created.id, /^pm_/);
assert.equal(created.customer, null);
assert.equal(created.card.brand, 'visa');
assert.equal(created.card.exp_year, 2034);
assert.equal(created.billing_details.address.postal_code, '94103');

const attached = await stripe.paymentMethods.attach(created.id, { customer: customer.id });
assert.equal(attached.id, created.id);
assert.equal(attached.customer, customer.id);
const visible = await stripe.paymentMethods.update(created.id, {
  allow_redisplay: 'always',
  billing_details: { email: 'jenny@example.com' },
  card: { exp_month: 9, exp_year: 2035 },
  metadata: { label: '', colour: 'blue' },
});
assert.equal(visible.allow_redisplay, 'always');
assert.equal(visible.card.exp_month, 9);
assert.equal(visible.card.exp_year, 2035);
assert.equal(visible.billing_details.email, 'jenny@example.com');
assert.equal(visible.billing_details.name, 'Jenny Rosen');
assert.deepEqual(visible.metadata, { colour: 'blue' });
assert.equal((await stripe.paymentMethods.retrieve(created.id)).card.exp_year, 2035);

const second = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
assert.notEqual(second.id, 'pm_card_mastercard');
const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })), [second.id, created.id]);
assert.deepEqual(ids(await stripe.customers.listPaymentMethods(customer.id)), [second.id, created.id]);
assert.deepEqual(ids(await stripe.customers.listPaymentMethods(customer.id, { type: 'klarna' })), []);
assert.deepEqual(
  ids(await stripe.customers.listPaymentMethods(customer.id, { allow_redisplay: 'always' })),
  [created.id],
);
assert.equal((await stripe.customers.retrievePaymentMethod(customer.id, second.id)).id, second.id);

const preferred = await stripe.customers.update(customer.id, {
  invoice_settings: { default_payment_method: second.id },
});
assert.equal(preferred.invoice_settings.default_payment_method, second.id);

const paid = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', customer: customer.id, payment_method: second.id, confirm: true,
  allowed_payment_method_types: ['card'],
});
assert.equal(paid.status, 'succeeded');
assert.equal(paid.payment_method, second.id);

const detached = await stripe.paymentMethods.detach(created.id);
assert.equal(detached.customer, null);
assert.deepEqual(ids(await stripe.customers.listPaymentMethods(customer.id)), [second.id]);
// Detached once, it is of no use any more.
const reused = await refusal(stripe.paymentMethods.attach(created.id, { customer: customer.id }));
assert.ok(reused instanceof Stripe.errors.StripeInvalidRequestError, reused.type);

// The card is checked with its issuer when it is attached.
const declined = await refusal(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }));
assert.ok(declined instanceof Stripe.errors.StripeCardError, declined.type);
assert.equal(declined.code, 'card_declined');
