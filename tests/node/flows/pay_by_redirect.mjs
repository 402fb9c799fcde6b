// https://docs.stripe.com/payments/accept-a-payment?payment-method=klarna: the buyer leaves for the
// provider's page, and comes back to `return_url` with the outcome in its query.

import assert from 'node:assert/strict';
import { press } from '../support/buyer.mjs';
import { stripe } from '../support/kassa.mjs';

const return_url = 'https://shop.example/order/123/complete';
const payment_method_data = {
  type: 'klarna',
  billing_details: { email: 'jenny@example.com', address: { country: 'US' } },
};

const intent = await stripe.paymentIntents.create({
  amount: 1099,
  currency: 'usd',
  allowed_payment_method_types: ['card', 'klarna'],
});
const waiting = await stripe.paymentIntents.confirm(intent.id, { payment_method_data, return_url });
assert.equal(waiting.status, 'requires_action');
assert.equal(waiting.next_action.type, 'redirect_to_url');
assert.equal(waiting.next_action.redirect_to_url.return_url, return_url);

const back = await press('fail', waiting);
assert.equal(back.searchParams.get('redirect_status'), 'failed');
const failed = await stripe.paymentIntents.retrieve(intent.id);
assert.equal(failed.status, 'requires_payment_method');
assert.equal(failed.last_payment_error.code, 'payment_method_provider_decline');
assert.equal(failed.last_payment_error.payment_method.type, 'klarna');
assert.equal(failed.next_action, null);

const again = await stripe.paymentIntents.confirm(intent.id, { payment_method_data, return_url });
const done = await press('authorize', again);
assert.equal(`${done.origin}${done.pathname}`, return_url);
assert.equal(done.searchParams.get('payment_intent'), intent.id);
assert.equal(done.searchParams.get('payment_intent_client_secret'), intent.client_secret);
assert.equal(done.searchParams.get('redirect_status'), 'succeeded');
const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
assert.equal(paid.status, 'succeeded');
assert.equal(paid.latest_charge.payment_method_details.type, 'klarna');
assert.equal(paid.latest_charge.billing_details.email, 'jenny@example.com');
