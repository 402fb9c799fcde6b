// https://docs.stripe.com/error-handling?lang=node: the SDK turns every refusal into the class that
// the merchant's code catches.

import assert from 'node:assert/strict';
import { Stripe, connect, openAccount, publishableKey, refusal, secretKey, stripe } from '../support/kassa.mjs';

const {
  StripeAuthenticationError, StripeCardError, StripeConnectionError, StripeInvalidRequestError, StripePermissionError,
} = Stripe.errors;
const pay = (payment_method, client = stripe) => client.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, payment_method, allowed_payment_method_types: ['card'],
});

const DECLINES = [
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
];
for (const [card, code, decline_code] of DECLINES) {
  const error = await refusal(pay(card));
  assert.ok(error instanceof StripeCardError, `${card}: ${error.type}`);
  assert.equal(error.type, 'StripeCardError');
  assert.equal(error.rawType, 'card_error');
  assert.equal(error.statusCode, 402, card);
  assert.equal(error.code, code, card);
  assert.equal(error.decline_code, decline_code, card);
  assert.match(error.charge, /^ch_/);
  assert.match(error.requestId, /^req_/);
  assert.equal(error.payment_intent.status, 'requires_payment_method', card);
  assert.equal(error.payment_method.type, 'card', card);
}

const invalid = async (request, expected) => {
  const error = await refusal(request);
  assert.ok(error instanceof StripeInvalidRequestError, error.type);
  const { statusCode, code, param } = error;
  assert.deepEqual({ statusCode, code, param }, { statusCode: 400, code: undefined, param: undefined, ...expected });
};
await invalid(stripe.paymentIntents.create({ currency: 'usd' }), { code: 'parameter_missing', param: 'amount' });
// @ts-expect-error There is no such parameter.
await invalid(stripe.paymentIntents.create({ amount: 1099, currency: 'usd', colour: 'red' }), {
  code: 'parameter_unknown', param: 'colour',
});
await invalid(stripe.paymentIntents.create({ amount: 1, currency: 'usd' }), { code: 'amount_too_small', param: 'amount' });
await invalid(stripe.paymentIntents.create({ amount: 1099, currency: 'usd', customer: 'cus_nobody' }), {
  code: 'resource_missing', param: 'customer',
});
await invalid(stripe.paymentIntents.retrieve('pi_nothing'), { statusCode: 404, code: 'resource_missing', param: 'intent' });
await invalid(stripe.customers.retrieve('cus_nobody'), { statusCode: 404, code: 'resource_missing', param: 'id' });
const missing = await refusal(stripe.refunds.create({ charge: 'ch_nothing' }));
assert.equal(missing.code, 'resource_missing');
assert.equal(missing.param, 'charge');
await invalid(stripe.rawRequest('GET', '/v1/nothing'), { statusCode: 404 });

const nobody = await refusal(connect('sk_test_nobody').customers.list());
assert.ok(nobody instanceof StripeAuthenticationError, nobody.type);
assert.equal(nobody.statusCode, 401);
const page = await refusal(connect(publishableKey).customers.list());
assert.ok(page instanceof StripePermissionError, page.type);
assert.equal(page.statusCode, 403);

// Another account's objects are not there.
const other = connect((await openAccount('US')).secret_key);
const { id } = await stripe.customers.create();
assert.equal((await refusal(other.customers.retrieve(id))).code, 'resource_missing');

const nowhere = connect(secretKey, { host: '127.0.0.1', port: 1, maxNetworkRetries: 0 });
assert.ok(await refusal(nowhere.customers.list()) instanceof StripeConnectionError);
