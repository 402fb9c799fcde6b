// https://docs.stripe.com/rate-limits#object-lock-timeouts: requests on one object take turns; one
// that would wait too long is told so, has done nothing, and can be sent again.

import assert from 'node:assert/strict';
import { Stripe, connect, secretKey, stripe } from '../support/kassa.mjs';

const paid = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'],
});
const impatient = connect(secretKey, { maxNetworkRetries: 0 });
const refund = (amount, metadata) => impatient.refunds.create(
  { payment_intent: paid.id, amount, metadata },
  { idempotencyKey: `return-${amount}` },
);

// The provider leaves each unanswered, until nobody waits for it any more.
const amounts = [100, 200, 300, 400];
const answers = await Promise.allSettled(amounts.map((amount) => refund(amount, { sandbox_refund_fault: 'timeout_before' })));
const refused = amounts.filter((_, index) => answers[index].status === 'rejected');
assert.ok(refused.length > 0 && refused.length < amounts.length, `${refused.length} refused`);
for (const { reason } of answers.filter(({ status }) => status === 'rejected')) {
  assert.ok(reason instanceof Stripe.errors.StripeRateLimitError, `${reason.type}: ${reason.message}`);
  assert.equal(reason.statusCode, 429);
  assert.equal(reason.code, 'lock_timeout');
  assert.match(reason.headers['retry-after'], /^[1-9]\d*$/);
}
const refunds = async () => (await stripe.refunds.list({ payment_intent: paid.id })).data.length;
assert.equal(await refunds(), amounts.length - refused.length);

// Nothing was recorded under their keys, not even with which parameters.
for (const amount of refused) {
  const again = await refund(amount, { order: '6735' });
  assert.equal(again.status, 'succeeded');
  assert.equal(again.lastResponse.headers['idempotent-replayed'], undefined);
}
assert.equal(await refunds(), amounts.length);
