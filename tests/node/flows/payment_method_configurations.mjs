// https://docs.stripe.com/payments/payment-method-configurations: which methods an account offers,
// and other sets of them for other checkouts.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const { data } = await stripe.paymentMethodConfigurations.list();
const standard = data.find(({ is_default }) => is_default);
assert.ok(standard, 'an account has a default configuration');
assert.equal(standard.object, 'payment_method_configuration');
assert.match(standard.id, /^pmc_/);
assert.equal(standard.active, true);
assert.equal(standard.card.available, true);
assert.equal(standard.card.display_preference.value, 'on');

const special = await stripe.paymentMethodConfigurations.create({
  name: 'At the counter',
  klarna: { display_preference: { preference: 'off' } },
});
assert.equal(special.name, 'At the counter');
assert.equal(special.is_default, false);
assert.equal(special.klarna.display_preference.preference, 'off');
assert.equal(special.klarna.display_preference.value, 'off');
const updated = await stripe.paymentMethodConfigurations.update(special.id, {
  name: 'At the till', cashapp: { display_preference: { preference: 'off' } },
});
assert.equal(updated.name, 'At the till');
assert.equal(updated.cashapp.display_preference.value, 'off');
assert.equal(updated.klarna.display_preference.value, 'off');
assert.equal((await stripe.paymentMethodConfigurations.retrieve(special.id)).name, 'At the till');

// An intent made with it offers what is left.
const offered = async (more) => {
  const intent = await stripe.paymentIntents.create({
    amount: 5_000, currency: 'usd', automatic_payment_methods: { enabled: true }, ...more,
  });
  return intent;
};
const usual = await offered();
assert.ok(usual.payment_method_types.includes('klarna'), usual.payment_method_types);
const reduced = await offered({ payment_method_configuration: special.id });
assert.equal(reduced.payment_method_configuration_details.id, special.id);
assert.ok(!reduced.payment_method_types.includes('klarna'), reduced.payment_method_types);
assert.ok(!reduced.payment_method_types.includes('cashapp'), reduced.payment_method_types);
assert.ok(reduced.payment_method_types.includes('card'), reduced.payment_method_types);

const inactive = await stripe.paymentMethodConfigurations.update(special.id, { active: false });
assert.equal(inactive.active, false);
const missing = await refusal(stripe.paymentMethodConfigurations.retrieve('pmc_nothing'));
assert.equal(missing.code, 'resource_missing');
