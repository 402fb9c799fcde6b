// https://docs.stripe.com/payments/save-during-payment: the card of a payment is kept for the
// customer and charged later, when the customer is away.

import assert from 'node:assert/strict';
import { press } from '../support/buyer.mjs';
import { Stripe, refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' });
const first = await stripe.paymentIntents.create({
  amount: 1099,
  currency: 'usd',
  customer: customer.id,
  setup_future_usage: 'off_session',
  automatic_payment_methods: { enabled: true },
});
assert.equal(first.customer, customer.id);
assert.equal(first.setup_future_usage, 'off_session');
const paid = await stripe.paymentIntents.confirm(first.id, {
  payment_method_data: {
    type: 'card',
    // @ts-expect-error Only the element sends a card's number.
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
  },
  return_url: 'https://shop.example/done',
});
assert.equal(paid.status, 'succeeded');

// The customer is away: the card is found and charged.
const cards = await stripe.customers.listPaymentMethods(customer.id, { type: 'card' });
assert.deepEqual(cards.data.map(({ id }) => id), [paid.payment_method]);
assert.equal(cards.data[0].customer, customer.id);
assert.equal(cards.data[0].card.last4, '4242');
const charged = await stripe.paymentIntents.create({
  amount: 2500,
  currency: 'usd',
  customer: customer.id,
  payment_method: cards.data[0].id,
  off_session: true,
  confirm: true,
  automatic_payment_methods: { enabled: true },
});
assert.equal(charged.status, 'succeeded');
assert.equal(charged.customer, customer.id);

// Nobody else can use it.
const stranger = await stripe.customers.create({ name: 'A stranger' });
for (const who of [{ customer: stranger.id }, {}]) {
  const refused = await refusal(stripe.paymentIntents.create({
    amount: 2500, currency: 'usd', payment_method: cards.data[0].id, off_session: true, confirm: true,
    automatic_payment_methods: { enabled: true }, ...who,
  }));
  assert.ok(refused instanceof Stripe.errors.StripeInvalidRequestError, refused.type);
}

// A payment that saves nothing keeps nothing.
const once = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', customer: stranger.id, confirm: true, payment_method: 'pm_card_visa',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
});
assert.equal(once.status, 'succeeded');
assert.deepEqual((await stripe.customers.listPaymentMethods(stranger.id)).data, []);

// A card whose issuer wants the customer every time: the error brings the intent, with which the
// customer is asked to come back.
const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer: customer.id });
const away = await refusal(stripe.paymentIntents.create({
  amount: 2500, currency: 'usd', customer: customer.id, payment_method: method.id,
  off_session: true, confirm: true, allowed_payment_method_types: ['card'],
}));
assert.ok(away instanceof Stripe.errors.StripeCardError, away.type);
assert.equal(away.code, 'authentication_required');
assert.equal(away.payment_intent.status, 'requires_payment_method');
assert.equal(away.payment_intent.last_payment_error.payment_method.id, method.id);
const cameBack = await stripe.paymentIntents.confirm(away.payment_intent.id, {
  payment_method: method.id, return_url: 'https://shop.example/done', off_session: false,
});
assert.equal(cameBack.status, 'requires_action');
await press('authorize', cameBack);
assert.equal((await stripe.paymentIntents.retrieve(away.payment_intent.id)).status, 'succeeded');

// The card is declined while the customer is away.
const broke = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
const declined = await refusal(stripe.paymentIntents.create({
  amount: 2500, currency: 'usd', customer: customer.id, payment_method: broke.id,
  off_session: true, confirm: true, allowed_payment_method_types: ['card'],
}));
assert.ok(declined instanceof Stripe.errors.StripeCardError, declined.type);
assert.equal(declined.code, 'card_declined');
assert.equal(declined.payment_intent.status, 'requires_payment_method');
