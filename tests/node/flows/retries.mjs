// https://docs.stripe.com/api/idempotent_requests: an answer gets lost, the SDK sends the request
// again under the same key, and the buyer pays once.

import assert from 'node:assert/strict';
import { Stripe, connect, refusal, secretKey, stripe } from '../support/kassa.mjs';

/** A connection that performs the first request and then breaks before the answer arrives. */
class LosesTheFirstAnswer {
  lost = 0;
  #inner = Stripe.createNodeHttpClient();

  getClientName() {
    return 'loses the first answer';
  }

  async makeRequest(...request) {
    const response = await this.#inner.makeRequest(...request);
    if (this.lost > 0) return response;
    this.lost += 1;
    await response.toJSON();
    throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });
  }
}

const httpClient = new LosesTheFirstAnswer();
const unlucky = connect(secretKey, { httpClient, maxNetworkRetries: 2 });
const paid = await unlucky.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'],
});
assert.equal(httpClient.lost, 1);
assert.equal(paid.status, 'succeeded');
assert.equal(paid.lastResponse.headers['idempotent-replayed'], 'true');
assert.match(paid.lastResponse.idempotencyKey, /^stripe-node-retry-/);
const { data } = await stripe.paymentIntents.list();
assert.deepEqual(data.map(({ id }) => id), [paid.id]);

// A key of the merchant's own, such as the order's number.
const create = (amount) => stripe.paymentIntents.create({ amount, currency: 'usd' }, { idempotencyKey: 'order-6735' });
const first = await create(1099);
const second = await create(1099);
assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
assert.equal(second.lastResponse.idempotencyKey, 'order-6735');
assert.deepEqual(JSON.parse(JSON.stringify(second)), JSON.parse(JSON.stringify(first)));
const changed = await refusal(create(1299));
assert.ok(changed instanceof Stripe.errors.StripeIdempotencyError, changed.type);
assert.equal(changed.statusCode, 400);

// A decline is an answer too, and is repeated as it was.
const declined = () => refusal(stripe.paymentIntents.create(
  { amount: 1099, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined', allowed_payment_method_types: ['card'] },
  { idempotencyKey: 'order-6736' },
));
const [one, two] = [await declined(), await declined()];
assert.equal(two.headers['idempotent-replayed'], 'true');
assert.deepEqual(two.raw.payment_intent, one.raw.payment_intent);

// The same for what is not a payment.
const customer = () => stripe.customers.create({ name: 'Jenny Rosen' }, { idempotencyKey: 'jenny' });
const [jenny, again] = [await customer(), await customer()];
assert.equal(again.id, jenny.id);
assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
const refund = () => stripe.refunds.create({ payment_intent: paid.id, amount: 100 }, { idempotencyKey: 'return-1' });
assert.equal((await refund()).id, (await refund()).id);
const { data: refunds } = await stripe.refunds.list({ payment_intent: paid.id });
assert.equal(refunds.length, 1);

// Ten at once under one key are one.
const many = await Promise.all(Array.from({ length: 10 }, () => stripe.paymentIntents.create(
  { amount: 777, currency: 'usd' }, { idempotencyKey: 'order-6737', maxNetworkRetries: 5 },
)));
assert.equal(new Set(many.map(({ id }) => id)).size, 1);
