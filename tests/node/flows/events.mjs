// https://docs.stripe.com/api/events: everything that happened, in order, as it was then.

import assert from 'node:assert/strict';
import { eventually, refusal, stripe } from '../support/kassa.mjs';

const about = async (id) => {
  const events = await stripe.events.list({ limit: 100 });
  return events.data.filter(({ data }) => data.object.id === id).reverse();
};
const types = (events) => events.map(({ type }) => type);
const eventsOf = (id, count) => eventually(`${count} events of ${id}`, async () => {
  const events = await about(id);
  return events.length >= count && events;
});

const intent = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', allowed_payment_method_types: ['card'], capture_method: 'manual',
});
const key = 'confirm-6735';
const held = await stripe.paymentIntents.confirm(
  intent.id, { payment_method: 'pm_card_visa' }, { idempotencyKey: key },
);
await stripe.paymentIntents.capture(intent.id);
const history = await eventsOf(intent.id, 3);
assert.deepEqual(types(history), [
  'payment_intent.created', 'payment_intent.amount_capturable_updated', 'payment_intent.succeeded',
]);
const [created, capturable, succeeded] = history;
assert.equal(created.object, 'event');
assert.match(created.id, /^evt_/);
assert.equal(created.api_version, '2026-10-28.endive');
assert.equal(created.data.object.status, 'requires_payment_method');
assert.equal(created.request.id, intent.lastResponse.requestId);
assert.equal(capturable.data.object.status, 'requires_capture');
assert.equal(capturable.request.idempotency_key, key);
assert.equal(capturable.request.id, held.lastResponse.requestId);
assert.equal(succeeded.data.object.status, 'succeeded');
assert.deepEqual(types(await eventsOf(held.latest_charge, 2)), ['charge.succeeded', 'charge.captured']);

const { lastResponse, ...retrieved } = await stripe.events.retrieve(succeeded.id);
assert.deepEqual(retrieved, succeeded);
assert.equal((await refusal(stripe.events.retrieve('evt_nothing'))).code, 'resource_missing');

// An update says what it was before.
const customer = await stripe.customers.create({ name: 'Jenny', metadata: { vip: 'no' } });
await stripe.customers.update(customer.id, { name: 'Jenny Rosen', metadata: { vip: 'yes' } });
const [, updated] = await eventsOf(customer.id, 2);
assert.equal(updated.type, 'customer.updated');
assert.deepEqual(updated.data.previous_attributes, { name: 'Jenny', metadata: { vip: 'no' } });

// What else these objects tell.
const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
await stripe.paymentMethods.detach(method.id);
const [, detached] = await eventsOf(method.id, 2);
assert.equal(detached.type, 'payment_method.detached');
assert.equal(detached.data.previous_attributes.customer, customer.id);
await stripe.customers.del(customer.id);
assert.deepEqual(types(await eventsOf(customer.id, 3)), ['customer.created', 'customer.updated', 'customer.deleted']);

const refund = await stripe.refunds.create({ payment_intent: intent.id });
assert.equal((await eventsOf(refund.id, 1))[0].type, 'refund.created');
const refunded = await eventsOf(held.latest_charge, 3);
assert.equal(refunded[2].type, 'charge.refunded');
assert.equal(refunded[2].data.previous_attributes.amount_refunded, 0);

const setup = await stripe.setupIntents.create({
  allowed_payment_method_types: ['card'], confirm: true, payment_method: 'pm_card_visa',
});
assert.deepEqual(types(await eventsOf(setup.id, 2)), ['setup_intent.created', 'setup_intent.succeeded']);

await refusal(stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', allowed_payment_method_types: ['card'], confirm: true, payment_method: 'pm_card_chargeDeclined',
})).then(async ({ payment_intent, charge }) => {
  const failed = await eventsOf(payment_intent.id, 2);
  assert.deepEqual(types(failed), ['payment_intent.created', 'payment_intent.payment_failed']);
  assert.equal(failed[1].data.object.last_payment_error.code, 'card_declined');
  assert.deepEqual(types(await eventsOf(charge, 1)), ['charge.failed']);
});

const waiting = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', allowed_payment_method_types: ['card'], confirm: true,
  payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.example/done',
});
await stripe.paymentIntents.cancel(waiting.id);
assert.deepEqual(types(await eventsOf(waiting.id, 3)), [
  'payment_intent.created', 'payment_intent.requires_action', 'payment_intent.canceled',
]);

const only = await stripe.events.list({ type: 'payment_intent.canceled' });
assert.deepEqual(only.data.map(({ data }) => data.object.id), [waiting.id]);
const some = await stripe.events.list({ types: ['setup_intent.succeeded', 'payment_intent.canceled'] });
assert.deepEqual(types(some.data), ['payment_intent.canceled', 'setup_intent.succeeded']);
