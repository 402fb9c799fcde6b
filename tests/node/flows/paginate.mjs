// https://docs.stripe.com/api/pagination/auto: the SDK walks a list of any length, page by page.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const created = [];
for (let count = 0; count < 7; count += 1) {
  const { id } = await stripe.paymentIntents.create({ amount: 1000 + count, currency: 'usd' });
  created.unshift(id);
}
const ids = (intents) => intents.map(({ id }) => id);

const all = await stripe.paymentIntents.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
assert.deepEqual(ids(all), created);
const some = await stripe.paymentIntents.list({ limit: 3 }).autoPagingToArray({ limit: 5 });
assert.deepEqual(ids(some), created.slice(0, 5));
const seen = [];
for await (const intent of stripe.paymentIntents.list({ limit: 2 })) seen.push(intent.id);
assert.deepEqual(seen, created);
// Backwards, from an object to the newer ones.
const newer = [];
for await (const intent of stripe.paymentIntents.list({ limit: 2, ending_before: created[4] })) newer.push(intent.id);
assert.deepEqual(newer, created.slice(0, 4).reverse());

const page = await stripe.paymentIntents.list({ limit: 3, starting_after: created[1] });
assert.deepEqual(ids(page.data), created.slice(2, 5));
assert.equal(page.has_more, true);
assert.equal(page.url, '/v1/payment_intents');
const before = await stripe.paymentIntents.list({ limit: 2, ending_before: created[3] });
assert.deepEqual(ids(before.data), created.slice(1, 3));
const last = await stripe.paymentIntents.list({ limit: 3, starting_after: created[3] });
assert.equal(last.has_more, false);

const { created: at } = await stripe.paymentIntents.retrieve(created[6]);
assert.deepEqual(ids((await stripe.paymentIntents.list({ created: { lt: at } })).data), []);
const since = await stripe.paymentIntents.list({ created: { gte: at, lte: at + 3600 }, limit: 100 });
assert.deepEqual(ids(since.data), created);

for (const limit of [0, 101]) {
  assert.equal((await refusal(stripe.paymentIntents.list({ limit }))).param, 'limit');
}
const unknown = await refusal(stripe.paymentIntents.list({ starting_after: 'pi_nothing' }));
assert.equal(unknown.code, 'resource_missing');
assert.equal(unknown.param, 'starting_after');
