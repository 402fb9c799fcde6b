// https://docs.stripe.com/payments/sepa-debit and https://docs.stripe.com/payments/ach-direct-debit:
// accounts are debited under a mandate, some of them after their owner has shown that they are theirs.

import assert from 'node:assert/strict';
import { Stripe, connect, eventually, publishableKey, refusal, stripe } from '../support/kassa.mjs';

const agreed = {
  customer_acceptance: {
    type: 'online',
    online: { ip_address: '203.0.113.7', user_agent: 'Mozilla/5.0' },
  },
};
const owner = { name: 'Jenny Rosen', email: 'jenny@example.com' };

const settled = (id, status) => eventually(`${id} is ${status}`, async () => {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  return intent.status === status && intent;
});

// The buyer's numbers are wrong, then right, and nothing is debited without their consent.
const intent = await stripe.paymentIntents.create({
  amount: 2_500, currency: 'usd', allowed_payment_method_types: ['us_bank_account'],
  payment_method_options: { us_bank_account: { verification_method: 'microdeposits' } },
});
const account = (routing_number) => ({
  payment_method_data: {
    type: 'us_bank_account',
    billing_details: owner,
    us_bank_account: {
      account_holder_type: 'individual', account_number: '000123456789', routing_number,
    },
  },
});
const mistyped = await refusal(stripe.paymentIntents.confirm(intent.id, {
  ...account('110000001'), mandate_data: agreed,
}));
assert.ok(mistyped instanceof Stripe.errors.StripeInvalidRequestError, mistyped.type);
assert.equal(mistyped.code, 'routing_number_invalid');
assert.equal(mistyped.param, 'payment_method_data[us_bank_account][routing_number]');
const silent = await refusal(stripe.paymentIntents.confirm(intent.id, account('110000000')));
assert.equal(silent.param, 'mandate_data');

const waiting = await stripe.paymentIntents.confirm(intent.id, {
  ...account('110000000'), mandate_data: agreed,
});
assert.equal(waiting.status, 'requires_action');
assert.equal(waiting.next_action.type, 'verify_with_microdeposits');
assert.equal(waiting.next_action.verify_with_microdeposits.microdeposit_type, 'descriptor_code');

// What the buyer reads on their statement, typed into the shop's page.
const page = connect(publishableKey);
const wrong = await refusal(page.paymentIntents.verifyMicrodeposits(intent.id, {
  // @ts-expect-error Only a page sends the client secret.
  client_secret: intent.client_secret, descriptor_code: 'SM99ZZ',
}));
assert.equal(wrong.code, 'payment_method_microdeposit_verification_descriptor_code_mismatch');
const verified = await stripe.paymentIntents.verifyMicrodeposits(intent.id, { amounts: [32, 45] });
assert.equal(verified.status, 'processing');
const paid = await settled(intent.id, 'succeeded');
const details = paid.latest_charge.payment_method_details.us_bank_account;
assert.equal(details.last4, '6789');
assert.equal(details.routing_number, '110000000');
const mandate = await stripe.mandates.retrieve(details.mandate);
assert.equal(mandate.type, 'single_use');
assert.equal(mandate.customer_acceptance.online.ip_address, '203.0.113.7');

// A test payment method whose bank says no.
const refused = await stripe.paymentIntents.create({
  amount: 2_500, currency: 'usd', allowed_payment_method_types: ['us_bank_account'], confirm: true,
  payment_method: 'pm_usBankAccount_insufficientFunds', mandate_data: agreed,
});
assert.equal(refused.status, 'processing');
const failed = await settled(refused.id, 'requires_payment_method');
assert.equal(failed.last_payment_error.code, 'insufficient_funds');

// An account is saved for later, verified once, and debited without its owner.
const customer = await stripe.customers.create(owner);
const setup = await stripe.setupIntents.create({
  customer: customer.id, allowed_payment_method_types: ['us_bank_account'], confirm: true,
  ...account('110000000'), mandate_data: agreed,
});
assert.equal(setup.next_action.type, 'verify_with_microdeposits');
const done = await stripe.setupIntents.verifyMicrodeposits(setup.id, { descriptor_code: 'SM11AA' });
assert.equal(done.status, 'succeeded');
const later = await stripe.paymentIntents.create({
  amount: 2_500, currency: 'usd', customer: customer.id, payment_method: done.payment_method,
  allowed_payment_method_types: ['us_bank_account'], off_session: true, confirm: true,
});
const debited = await settled(later.id, 'succeeded');
assert.equal(debited.latest_charge.payment_method_details.us_bank_account.mandate, done.mandate);
const kept = await stripe.mandates.retrieve(done.mandate, { expand: ['payment_method'] });
assert.equal(kept.type, 'multi_use');
assert.equal(kept.payment_method.customer, customer.id);
