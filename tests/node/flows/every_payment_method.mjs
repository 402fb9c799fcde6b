// Every payment method that Kassa offers: what the buyer is asked to do is described in the fields
// that the SDK declares for the method, and so is the charge.

import assert from 'node:assert/strict';
import { press } from '../support/buyer.mjs';
import { connect, openAccount } from '../support/kassa.mjs';

// Method, merchant's country, buyer's country, amount, currency, what is asked of the buyer.
const MARKETS = [
  ['klarna', 'SE', 'DE', 5_000, 'eur', 'redirect_to_url'],
  ['ideal', 'SE', 'NL', 5_000, 'eur', 'redirect_to_url'],
  ['bancontact', 'SE', 'BE', 5_000, 'eur', 'redirect_to_url'],
  ['paypal', 'SE', 'DE', 5_000, 'eur', 'redirect_to_url'],
  ['alipay', 'US', 'CN', 5_000, 'usd', 'redirect_to_url'],
  ['affirm', 'US', 'US', 9_900, 'usd', 'redirect_to_url'],
  ['afterpay_clearpay', 'US', 'US', 9_900, 'usd', 'redirect_to_url'],
  ['cashapp', 'US', 'US', 5_000, 'usd', 'cashapp_handle_redirect_or_display_qr_code'],
  ['swish', 'SE', 'SE', 10_000, 'sek', 'swish_handle_redirect_or_display_qr_code'],
  ['oxxo', 'MX', 'MX', 50_000, 'mxn', 'oxxo_display_details'],
];

const merchants = {};
for (const country of ['US', 'SE', 'MX']) {
  merchants[country] = connect((await openAccount(country)).secret_key);
}

await Promise.all(MARKETS.map(async ([type, merchant, country, amount, currency, action]) => {
  const stripe = merchants[merchant];
  const waiting = await stripe.paymentIntents.create({
    amount,
    currency,
    confirm: true,
    allowed_payment_method_types: [type],
    payment_method_data: {
      type,
      billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com', address: { country } },
    },
    return_url: 'https://shop.example/done',
  });
  assert.equal(waiting.status, 'requires_action', type);
  assert.equal(waiting.next_action.type, action, type);
  await press('authorize', waiting);

  const paid = await stripe.paymentIntents.retrieve(waiting.id, { expand: ['latest_charge'] });
  assert.equal(paid.status, 'succeeded', type);
  assert.equal(paid.latest_charge.payment_method_details.type, type);
  assert.ok(type in paid.latest_charge.payment_method_details, type);

  const method = await stripe.paymentMethods.retrieve(paid.payment_method);
  assert.equal(method.type, type);
  assert.ok(type in method, type);
}));
