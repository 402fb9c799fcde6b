// https://docs.stripe.com/reports/balance-transaction-types: every movement of money is a balance
// transaction, and the balance is their sum.

import assert from 'node:assert/strict';
import { eventually, stripe } from '../support/kassa.mjs';

const total = async () => {
  const { available, pending } = await stripe.balance.retrieve();
  return [...available, ...pending].reduce(
    (sum, { amount, currency }) => sum + (currency === 'usd' ? amount : 0), 0,
  );
};
assert.equal(await total(), 0);

const payment = await stripe.paymentIntents.create({
  amount: 10_000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'],
  expand: ['latest_charge.balance_transaction'],
});
const charged = payment.latest_charge.balance_transaction;
assert.equal(charged.object, 'balance_transaction');
assert.equal(charged.type, 'charge');
assert.equal(charged.reporting_category, 'charge');
assert.equal(charged.amount, 10_000);
assert.equal(charged.currency, 'usd');
assert.ok(charged.fee > 0);
assert.equal(charged.net, charged.amount - charged.fee);
assert.equal(charged.fee_details.reduce((sum, { amount }) => sum + amount, 0), charged.fee);
assert.equal(charged.source, payment.latest_charge.id);
assert.deepEqual(
  (await stripe.balanceTransactions.retrieve(charged.id)).net, charged.net,
);
await eventually('the payment is in the balance', async () => (await total()) === charged.net);

const refund = await stripe.refunds.create({ payment_intent: payment.id, amount: 4_000 });
const refunded = await stripe.balanceTransactions.retrieve(refund.balance_transaction, { expand: ['source'] });
assert.equal(refunded.type, 'refund');
assert.equal(refunded.amount, -4_000);
assert.equal(refunded.source.id, refund.id);

const all = await stripe.balanceTransactions.list().autoPagingToArray({ limit: 100 });
assert.deepEqual(all.map(({ id }) => id), [refunded.id, charged.id]);
assert.equal(await total(), all.reduce((sum, { net }) => sum + net, 0));
const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.balanceTransactions.list({ type: 'refund' })), [refunded.id]);
assert.deepEqual(ids(await stripe.balanceTransactions.list({ source: charged.source })), [charged.id]);
assert.deepEqual(ids(await stripe.balanceTransactions.list({ currency: 'eur' })), []);
