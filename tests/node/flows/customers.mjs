// https://docs.stripe.com/api/customers: create, find, change and delete.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({
  name: 'Jenny Rosen',
  email: 'jennyrosen@example.com',
  phone: '+15555550100',
  description: 'From the fair',
  address: { line1: '510 Townsend St', city: 'San Francisco', state: 'CA', postal_code: '94103', country: 'US' },
  shipping: { name: 'Jenny Rosen', address: { line1: '1 Main St', country: 'US' } },
  preferred_locales: ['en', 'sv'],
  metadata: { crm: '17', source: 'fair' },
});
assert.equal(customer.object, 'customer');
assert.match(customer.id, /^cus_/);
assert.equal(customer.email, 'jennyrosen@example.com');
assert.equal(customer.address.line2, null);
assert.equal(customer.shipping.address.line1, '1 Main St');
assert.deepEqual(customer.preferred_locales, ['en', 'sv']);
assert.equal(customer.invoice_settings.default_payment_method, null);

const updated = await stripe.customers.update(customer.id, {
  name: 'Jenny R.', phone: '', metadata: { source: '', vip: 'yes' },
});
assert.equal(updated.name, 'Jenny R.');
assert.equal(updated.phone, null);
assert.equal(updated.email, 'jennyrosen@example.com');
assert.deepEqual(updated.metadata, { crm: '17', vip: 'yes' });
const { lastResponse, ...retrieved } = await stripe.customers.retrieve(customer.id);
assert.deepEqual(retrieved, JSON.parse(JSON.stringify(updated)));

const other = await stripe.customers.create();
assert.equal(other.name, null);
assert.equal(other.email, null);
const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.customers.list()), [other.id, customer.id]);
assert.deepEqual(ids(await stripe.customers.list({ email: 'jennyrosen@example.com' })), [customer.id]);
assert.deepEqual(ids(await stripe.customers.list({ created: { gt: customer.created + 1000 } })), []);
assert.deepEqual(ids(await stripe.customers.list({ created: { gte: customer.created }, limit: 1 })), [other.id]);

const deleted = await stripe.customers.del(customer.id);
assert.deepEqual({ ...deleted, lastResponse: undefined }, {
  id: customer.id, object: 'customer', deleted: true, lastResponse: undefined,
});
const gone = await stripe.customers.retrieve(customer.id);
assert.equal(gone.deleted, true);
const refused = await refusal(stripe.customers.update(customer.id, { name: 'Nobody' }));
assert.equal(refused.statusCode, 404);
assert.equal(refused.code, 'resource_missing');
assert.deepEqual(ids(await stripe.customers.list()), [other.id]);
