// https://docs.stripe.com/payments/save-customer-payment-methods: the element may show and change
// what one customer has saved.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const customer = await stripe.customers.create({ name: 'Jenny Rosen' });
const session = await stripe.customerSessions.create({
  customer: customer.id,
  components: {
    payment_element: {
      enabled: true,
      features: {
        payment_method_redisplay: 'enabled',
        payment_method_save: 'enabled',
        payment_method_save_usage: 'off_session',
        payment_method_remove: 'enabled',
      },
    },
  },
});
assert.equal(session.object, 'customer_session');
assert.equal(session.customer, customer.id);
assert.match(session.client_secret, /^cuss_secret_/);
assert.ok(session.expires_at > session.created);
const { payment_element, pricing_table } = session.components;
assert.equal(payment_element.enabled, true);
assert.equal(payment_element.features.payment_method_save, 'enabled');
assert.equal(payment_element.features.payment_method_save_usage, 'off_session');
assert.deepEqual(payment_element.features.payment_method_allow_redisplay_filters, ['always']);
assert.equal(pricing_table.enabled, false);

const nobody = await refusal(stripe.customerSessions.create({
  customer: 'cus_nobody', components: { payment_element: { enabled: true } },
}));
assert.equal(nobody.code, 'resource_missing');
