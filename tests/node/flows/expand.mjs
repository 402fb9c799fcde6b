// https://docs.stripe.com/expand: an answer brings the objects that it would only name, at every
// depth, on lists, and in the answers of writes.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
const payment = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, customer: customer.id, payment_method: method.id,
  allowed_payment_method_types: ['card'], expand: ['customer', 'payment_method'],
});
assert.equal(payment.customer.name, 'Jenny Rosen');
assert.equal(payment.payment_method.card.last4, '4242');
assert.equal(typeof payment.latest_charge, 'string');

const deep = await stripe.paymentIntents.retrieve(payment.id, {
  expand: ['latest_charge.balance_transaction', 'latest_charge.customer', 'payment_method.customer'],
});
assert.equal(deep.latest_charge.object, 'charge');
assert.equal(deep.latest_charge.balance_transaction.source, deep.latest_charge.id);
assert.equal(deep.latest_charge.customer.id, customer.id);
assert.equal(deep.payment_method.customer.id, customer.id);
assert.equal(deep.customer, customer.id);

const list = await stripe.paymentIntents.list({
  limit: 1, expand: ['data.customer', 'data.latest_charge.balance_transaction'],
});
assert.equal(list.data[0].customer.id, customer.id);
assert.equal(list.data[0].latest_charge.balance_transaction.amount, 1099);

const refund = await stripe.refunds.create({
  payment_intent: payment.id, expand: ['charge', 'payment_intent', 'balance_transaction'],
});
assert.equal(refund.charge.amount_refunded, 1099);
assert.equal(refund.payment_intent.id, payment.id);
assert.equal(refund.balance_transaction.amount, -1099);
const charge = await stripe.charges.retrieve(payment.latest_charge, { expand: ['payment_intent', 'customer'] });
assert.equal(charge.payment_intent.id, payment.id);

const setup = await stripe.setupIntents.create({
  customer: customer.id, confirm: true, payment_method: method.id, allowed_payment_method_types: ['card'],
  expand: ['payment_method', 'customer'],
});
assert.equal(setup.payment_method.id, method.id);
assert.equal(setup.customer.id, customer.id);
const preferred = await stripe.customers.update(customer.id, {
  invoice_settings: { default_payment_method: method.id },
  expand: ['invoice_settings.default_payment_method'],
});
assert.equal(preferred.invoice_settings.default_payment_method.id, method.id);

// What is empty stays empty; what cannot be expanded is said.
const bare = await stripe.paymentIntents.create({ amount: 1099, currency: 'usd', expand: ['customer', 'latest_charge'] });
assert.equal(bare.customer, null);
assert.equal(bare.latest_charge, null);
const refused = await refusal(stripe.paymentIntents.retrieve(payment.id, { expand: ['amount'] }));
assert.equal(refused.statusCode, 400);
assert.match(refused.message, /amount/);
