// https://docs.stripe.com/payments/finalize-payments-on-the-server: the page collects the card into
// a token, the server looks at it and then confirms.

import assert from 'node:assert/strict';
import { connect, publishableKey, refusal, stripe } from '../support/kassa.mjs';

// What the element does in the buyer's browser; the server's SDK has no method for it.
const page = connect(publishableKey);
const collect = (more) => page.rawRequest('POST', '/v1/confirmation_tokens', {
  payment_method_data: {
    type: 'card',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
    billing_details: { name: 'Jenny Rosen', address: { country: 'US', postal_code: '94103' } },
  },
  return_url: 'https://shop.example/done',
  shipping: { name: 'Jenny Rosen', address: { line1: '510 Townsend St', country: 'US' } },
  ...more,
});

const collected = await collect();
assert.match(collected.id, /^ctoken_/);
const token = await stripe.confirmationTokens.retrieve(collected.id);
assert.equal(token.object, 'confirmation_token');
assert.equal(token.payment_method_preview.type, 'card');
assert.equal(token.payment_method_preview.card.last4, '4242');
assert.equal(token.payment_method_preview.billing_details.address.postal_code, '94103');
assert.equal(token.return_url, 'https://shop.example/done');
assert.equal(token.shipping.address.line1, '510 Townsend St');
assert.equal(token.payment_intent, null);
assert.ok(token.expires_at > token.created);

const paid = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, confirmation_token: collected.id,
  automatic_payment_methods: { enabled: true },
});
assert.equal(paid.status, 'succeeded');
assert.equal(paid.shipping.name, 'Jenny Rosen');
const charge = await stripe.charges.retrieve(paid.latest_charge);
assert.equal(charge.billing_details.address.postal_code, '94103');
const used = await stripe.confirmationTokens.retrieve(collected.id);
assert.equal(used.payment_intent, paid.id);

// A token is for one use.
const again = await refusal(stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, confirmation_token: collected.id,
  automatic_payment_methods: { enabled: true },
}));
assert.equal(again.statusCode, 400);

// It says by itself whether the card is to be kept.
const customer = await stripe.customers.create();
const keeping = await collect({ setup_future_usage: 'off_session' });
const intent = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', customer: customer.id, automatic_payment_methods: { enabled: true },
});
const kept = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: keeping.id });
assert.equal(kept.status, 'succeeded');
const cards = await stripe.customers.listPaymentMethods(customer.id);
assert.deepEqual(cards.data.map(({ id }) => id), [kept.payment_method]);

const setup = await stripe.setupIntents.create({
  customer: customer.id, confirm: true, confirmation_token: (await collect()).id,
  automatic_payment_methods: { enabled: true },
});
assert.equal(setup.status, 'succeeded');
