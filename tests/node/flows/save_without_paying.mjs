// https://docs.stripe.com/payments/save-and-reuse: a SetupIntent saves a card without a payment.

import assert from 'node:assert/strict';
import { press } from '../support/buyer.mjs';
import { Stripe, connect, publishableKey, refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
const setup = await stripe.setupIntents.create({
  customer: customer.id,
  automatic_payment_methods: { enabled: true },
  metadata: { plan: 'gold' },
});
assert.equal(setup.object, 'setup_intent');
assert.match(setup.id, /^seti_/);
assert.ok(setup.client_secret.startsWith(`${setup.id}_secret_`));
assert.equal(setup.status, 'requires_payment_method');
assert.equal(setup.usage, 'off_session');

const updated = await stripe.setupIntents.update(setup.id, {
  description: 'Gold plan', metadata: { seats: '3' },
});
assert.equal(updated.description, 'Gold plan');
assert.deepEqual(updated.metadata, { plan: 'gold', seats: '3' });

// What the element does in the buyer's browser.
const page = connect(publishableKey);
const seen = await page.setupIntents.retrieve(setup.id, { client_secret: setup.client_secret });
assert.equal(seen.status, 'requires_payment_method');
const saved = await page.setupIntents.confirm(setup.id, {
  client_secret: setup.client_secret,
  return_url: 'https://shop.example/account',
  payment_method_data: {
    type: 'card',
    // @ts-expect-error Only the element sends a card's number.
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
  },
});
assert.equal(saved.status, 'succeeded');

const done = await stripe.setupIntents.retrieve(setup.id, { expand: ['payment_method', 'latest_attempt'] });
assert.equal(done.payment_method.customer, customer.id);
assert.equal(done.payment_method.card.last4, '4242');
assert.equal(done.latest_attempt?.status ?? 'succeeded', 'succeeded');

const charged = await stripe.paymentIntents.create({
  amount: 1099,
  currency: 'usd',
  customer: customer.id,
  payment_method: done.payment_method.id,
  off_session: true,
  confirm: true,
  automatic_payment_methods: { enabled: true },
});
assert.equal(charged.status, 'succeeded');

// The issuer wants to see the cardholder, who then fails.
const asked = await stripe.setupIntents.create({
  customer: customer.id, allowed_payment_method_types: ['card'], confirm: true,
  payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.example/account',
});
assert.equal(asked.status, 'requires_action');
assert.equal(asked.next_action.type, 'redirect_to_url');
const back = await press('fail', asked);
assert.equal(back.searchParams.get('setup_intent'), asked.id);
assert.equal(back.searchParams.get('setup_intent_client_secret'), asked.client_secret);
const failed = await stripe.setupIntents.retrieve(asked.id);
assert.equal(failed.status, 'requires_payment_method');
assert.equal(failed.last_setup_error.code, 'setup_intent_authentication_failure');
const confirmed = await stripe.setupIntents.confirm(asked.id, {
  payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.example/account',
});
await press('authorize', confirmed);
assert.equal((await stripe.setupIntents.retrieve(asked.id)).status, 'succeeded');

// A card that is declined.
const declined = await refusal(stripe.setupIntents.create({
  customer: customer.id, allowed_payment_method_types: ['card'], confirm: true, payment_method: 'pm_card_chargeDeclined',
}));
assert.ok(declined instanceof Stripe.errors.StripeCardError, declined.type);
assert.equal(declined.setup_intent.status, 'requires_payment_method');

const abandoned = await stripe.setupIntents.create({ usage: 'on_session', allowed_payment_method_types: ['card'] });
assert.equal(abandoned.usage, 'on_session');
const canceled = await stripe.setupIntents.cancel(abandoned.id, { cancellation_reason: 'abandoned' });
assert.equal(canceled.status, 'canceled');
assert.equal(canceled.cancellation_reason, 'abandoned');

const all = await stripe.setupIntents.list({ limit: 10 });
assert.deepEqual(all.data.map(({ id }) => id).slice(-2), [asked.id, setup.id]);
const ofCustomer = await stripe.setupIntents.list({ customer: customer.id });
assert.ok(ofCustomer.data.every((intent) => intent.customer === customer.id));
assert.ok(ofCustomer.data.length >= 2);
