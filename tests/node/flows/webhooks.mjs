// https://docs.stripe.com/webhooks: the merchant registers an address, verifies what arrives there
// with `constructEvent`, changes the endpoint, and gives it up.

import assert from 'node:assert/strict';
import { eventually, refusal, stripe } from '../support/kassa.mjs';
import { Listener } from '../support/webhooks.mjs';

const pay = () => stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', allowed_payment_method_types: ['card'],
});

const listener = await Listener.start(['payment_intent.succeeded'], {
  description: 'Orders', metadata: { team: 'orders' },
});
const { endpoint } = listener;
assert.equal(endpoint.object, 'webhook_endpoint');
assert.match(endpoint.id, /^we_/);
assert.match(endpoint.secret, /^whsec_/);
assert.equal(endpoint.status, 'enabled');
assert.equal(endpoint.metadata.team, 'orders');

const payment = await pay();
const event = await listener.event('payment_intent.succeeded', payment.id);
assert.equal(event.data.object.amount, 1099);
assert.deepEqual(listener.events.map(({ type }) => type), ['payment_intent.succeeded']);

// The listener has verified it; a changed body, another secret or an old time does not pass.
const { body, signature } = listener.received[0];
assert.throws(
  () => stripe.webhooks.constructEvent(`${body} `, signature, endpoint.secret),
  { type: 'StripeSignatureVerificationError' },
);
assert.throws(
  () => stripe.webhooks.constructEvent(body, signature, 'whsec_another'),
  { type: 'StripeSignatureVerificationError' },
);
const anHourLater = Date.now() + 3_600_000;
assert.throws(
  () => stripe.webhooks.constructEvent(body, signature, endpoint.secret, 300, undefined, anHourLater),
  { type: 'StripeSignatureVerificationError' },
);
const { id } = await stripe.webhooks.constructEventAsync(body, signature, endpoint.secret);
assert.equal(id, event.id);

// The secret is told once.
assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret, undefined);
const { data } = await stripe.webhookEndpoints.list();
assert.deepEqual(data.map((one) => [one.id, one.secret]), [[endpoint.id, undefined]]);

const updated = await stripe.webhookEndpoints.update(endpoint.id, {
  enabled_events: ['payment_intent.created', 'customer.created'],
  description: 'All orders',
  metadata: { team: '', shift: 'night' },
});
assert.deepEqual(updated.enabled_events, ['payment_intent.created', 'customer.created']);
assert.equal(updated.description, 'All orders');
assert.deepEqual(updated.metadata, { shift: 'night' });
const next = await pay();
await listener.event('payment_intent.created', next.id);
const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
await listener.event('customer.created', customer.id);
assert.ok(!listener.events.some(({ type, data }) => type === 'payment_intent.succeeded' && data.object.id === next.id));

// With a new secret, deliveries carry both signatures until the old secret expires.
const rolled = await stripe.rawRequest('POST', `/v1/webhook_endpoints/${endpoint.id}/roll_secret`, { expires_in: 3600 });
assert.notEqual(rolled.secret, endpoint.secret);
const during = await stripe.customers.create();
await listener.event('customer.created', during.id);
const both = listener.received.find((request) => request.body.includes(during.id));
for (const secret of [endpoint.secret, rolled.secret]) {
  assert.equal(stripe.webhooks.constructEvent(both.body, both.signature, secret).data.object.id, during.id);
}

// Disabled, it hears nothing; enabled again, it hears what comes then.
const disabled = await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
assert.equal(disabled.status, 'disabled');
const unheard = await stripe.customers.create();
await stripe.webhookEndpoints.update(endpoint.id, { disabled: false });
const heard = await stripe.customers.create();
await listener.event('customer.created', heard.id);
assert.ok(!listener.events.some(({ data }) => data.object.id === unheard.id));

// It answers with an error once: the event comes again.
listener.answer = 500;
const retried = await stripe.customers.create();
await eventually('a delivery that fails', () => listener.received.some(({ body }) => body.includes(retried.id)));
listener.answer = 200;
await listener.event('customer.created', retried.id);

const deleted = await stripe.webhookEndpoints.del(endpoint.id);
assert.equal(deleted.deleted, true);
assert.equal((await refusal(stripe.webhookEndpoints.retrieve(endpoint.id))).code, 'resource_missing');
assert.deepEqual((await stripe.webhookEndpoints.list()).data, []);
