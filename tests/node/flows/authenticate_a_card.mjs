// https://docs.stripe.com/payments/3d-secure/authentication-flow: the issuer wants to see the
// cardholder; the merchant sends the buyer there, or asks not to be asked.

import assert from 'node:assert/strict';
import { press } from '../support/buyer.mjs';
import { Stripe, refusal, stripe } from '../support/kassa.mjs';

const payment_method = 'pm_card_authenticationRequired';
const create = (more) => stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', allowed_payment_method_types: ['card'], payment_method, confirm: true, ...more,
});

// With a return_url the buyer is sent to the issuer.
const redirected = await create({ return_url: 'https://shop.example/done' });
assert.equal(redirected.status, 'requires_action');
assert.equal(redirected.next_action.type, 'redirect_to_url');
const back = await press('authorize', redirected);
assert.equal(back.searchParams.get('redirect_status'), 'succeeded');
const paid = await stripe.paymentIntents.retrieve(redirected.id, { expand: ['latest_charge'] });
assert.equal(paid.status, 'succeeded');
assert.equal(paid.latest_charge.payment_method_details.card.three_d_secure.result, 'authenticated');

// Without one, or when asked for, the page's own library handles it.
const inPage = await create({ use_stripe_sdk: true });
assert.equal(inPage.status, 'requires_action');
assert.equal(inPage.next_action.type, 'use_stripe_sdk');

// A buyer who fails it can try again.
const failing = await create({ return_url: 'https://shop.example/done' });
await press('fail', failing);
const failed = await stripe.paymentIntents.retrieve(failing.id);
assert.equal(failed.status, 'requires_payment_method');
assert.equal(failed.last_payment_error.code, 'payment_intent_authentication_failure');

// A merchant whose integration has no way to ask the buyer.
const refused = await refusal(create({ error_on_requires_action: true }));
assert.ok(refused instanceof Stripe.errors.StripeCardError, refused.type);
assert.equal(refused.statusCode, 402);
assert.equal(refused.code, 'authentication_required');
