// https://docs.stripe.com/payments/payment-methods/pmd-registration: wallets appear only on domains
// that the merchant has registered.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const domain = await stripe.paymentMethodDomains.create({ domain_name: 'shop.example' });
assert.equal(domain.object, 'payment_method_domain');
assert.match(domain.id, /^pmd_/);
assert.equal(domain.domain_name, 'shop.example');
assert.equal(domain.enabled, true);
assert.equal(domain.google_pay.status, 'active');

const disabled = await stripe.paymentMethodDomains.update(domain.id, { enabled: false });
assert.equal(disabled.enabled, false);
assert.equal((await stripe.paymentMethodDomains.retrieve(domain.id)).enabled, false);
await stripe.paymentMethodDomains.update(domain.id, { enabled: true });

const checked = await stripe.paymentMethodDomains.validate(domain.id);
assert.equal(checked.id, domain.id);
// Nobody serves Apple's file at this address, and the answer says so.
assert.equal(checked.apple_pay.status, 'inactive');
assert.ok(checked.apple_pay.status_details.error_message.length > 0);

const other = await stripe.paymentMethodDomains.create({ domain_name: 'pay.shop.example' });
const ids = (list) => list.data.map(({ id }) => id);
assert.deepEqual(ids(await stripe.paymentMethodDomains.list()), [other.id, domain.id]);
assert.deepEqual(ids(await stripe.paymentMethodDomains.list({ domain_name: 'shop.example' })), [domain.id]);
const wrong = await refusal(stripe.paymentMethodDomains.create({ domain_name: 'https://shop.example/' }));
assert.equal(wrong.param, 'domain_name');
