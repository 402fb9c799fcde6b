// Every payment method that Kassa offers, but cards: what the buyer is asked to do is described in
// the fields that the SDK declares for the method, and so are the method, its options and the charge.

import assert from 'node:assert/strict';
import { connect, eventually, openAccount } from '../support/kassa.mjs';

const SCAN = (type) => `${type}_handle_redirect_or_display_qr_code`;
const SHOW = (type) => `${type}_display_qr_code`;
const VOUCHER = (type) => `${type}_display_details`;
const REDIRECT = () => 'redirect_to_url';

// Method, merchant's country, buyer's country, amount, currency, what is asked of the buyer, what
// the method is told of its own, and what the merchant chooses for it.
const MARKETS = [
  ['affirm', 'US', 'US', 9_900, 'usd', REDIRECT, {}, { preferred_locale: 'en-US' }],
  ['afterpay_clearpay', 'US', 'US', 9_900, 'usd', REDIRECT, {}, { reference: 'order-7' }],
  ['alipay', 'US', 'CN', 5_000, 'usd', () => 'alipay_handle_redirect'],
  ['alma', 'FR', 'FR', 10_000, 'eur', REDIRECT],
  ['amazon_pay', 'US', 'US', 5_000, 'usd', REDIRECT],
  ['bancontact', 'SE', 'BE', 5_000, 'eur', REDIRECT, {}, { preferred_language: 'nl' }],
  ['billie', 'SE', 'DE', 10_000, 'eur', REDIRECT, {}, { reference: 'invoice-7' }],
  ['boleto', 'BR', 'BR', 5_000, 'brl', VOUCHER, { tax_id: '000.000.001-91' }, { expires_after_days: 5 }],
  ['cashapp', 'US', 'US', 5_000, 'usd', SCAN],
  ['eps', 'SE', 'AT', 5_000, 'eur', REDIRECT, { bank: 'bank_austria' }],
  ['fpx', 'MY', 'MY', 5_000, 'myr', REDIRECT, { bank: 'maybank2u', account_holder_type: 'individual' }],
  ['grabpay', 'SG', 'SG', 5_000, 'sgd', REDIRECT],
  ['ideal', 'SE', 'NL', 5_000, 'eur', REDIRECT, { bank: 'ing' }],
  ['kakao_pay', 'US', 'KR', 50_000, 'krw', REDIRECT],
  ['klarna', 'SE', 'DE', 5_000, 'eur', REDIRECT, { dob: { day: 23, month: 4, year: 1990 } }, { preferred_locale: 'de-DE' }],
  ['konbini', 'JP', 'JP', 5_000, 'jpy', VOUCHER],
  ['kr_card', 'US', 'KR', 50_000, 'krw', REDIRECT],
  ['mobilepay', 'SE', 'DK', 50_000, 'dkk', REDIRECT],
  ['multibanco', 'SE', 'PT', 5_000, 'eur', VOUCHER],
  ['naver_pay', 'US', 'KR', 50_000, 'krw', REDIRECT, { funding: 'points' }],
  ['oxxo', 'MX', 'MX', 50_000, 'mxn', VOUCHER, {}, { expires_after_days: 2 }],
  ['p24', 'SE', 'PL', 5_000, 'pln', REDIRECT, { bank: 'ing' }, { tos_shown_and_accepted: true }],
  ['pay_by_bank', 'GB', 'GB', 5_000, 'gbp', REDIRECT],
  ['payco', 'US', 'KR', 50_000, 'krw', REDIRECT],
  ['paynow', 'SG', 'SG', 5_000, 'sgd', SHOW],
  ['paypal', 'SE', 'DE', 5_000, 'eur', REDIRECT, {}, { preferred_locale: 'de-DE', reference: 'order-7' }],
  ['paypay', 'JP', 'JP', 5_000, 'jpy', REDIRECT],
  ['pix', 'SE', 'BR', 5_000, 'brl', SHOW],
  ['promptpay', 'TH', 'TH', 50_000, 'thb', SHOW],
  ['revolut_pay', 'SE', 'DE', 5_000, 'eur', REDIRECT],
  ['samsung_pay', 'US', 'KR', 50_000, 'krw', REDIRECT],
  ['satispay', 'IT', 'IT', 5_000, 'eur', REDIRECT],
  ['scalapay', 'SE', 'IT', 10_000, 'eur', REDIRECT],
  ['sequra', 'IT', 'ES', 10_000, 'eur', REDIRECT],
  ['sunbit', 'US', 'US', 10_000, 'usd', REDIRECT],
  ['swish', 'SE', 'SE', 10_000, 'sek', SCAN],
  ['twint', 'SE', 'CH', 5_000, 'chf', REDIRECT],
  ['upi', 'SE', 'IN', 5_000, 'inr', SCAN],
  ['wechat_pay', 'US', 'CN', 5_000, 'usd', SHOW, {}, { client: 'web' }],
  ['zip', 'US', 'US', 10_000, 'usd', REDIRECT],
];

const merchants = {};
for (const country of new Set(MARKETS.map(([, merchant]) => merchant))) {
  merchants[country] = connect((await openAccount(country)).secret_key);
}

await Promise.all(MARKETS.map(async ([type, merchant, country, amount, currency, action, told = {}, chosen]) => {
  const stripe = merchants[merchant];
  const waiting = await stripe.paymentIntents.create({
    amount,
    currency,
    confirm: true,
    allowed_payment_method_types: [type],
    payment_method_data: {
      type,
      // The sandbox reads here what the buyer does.
      billing_details: {
        name: 'Jenny Rosen',
        email: 'succeed_immediately@example.com',
        address: { country, line1: '1 Main Street', city: 'Town', state: 'SP', postal_code: '01310-100' },
      },
      [type]: told,
    },
    ...(chosen && { payment_method_options: { [type]: chosen } }),
    return_url: 'https://shop.example/done',
  });
  assert.equal(waiting.status, 'requires_action', type);
  assert.equal(waiting.next_action.type, action(type), type);
  for (const [name, value] of Object.entries(chosen ?? {})) {
    // That somebody agreed is taken, and not told.
    const expected = typeof value === 'boolean' ? undefined : value;
    assert.equal(waiting.payment_method_options[type][name], expected, `${type} ${name}`);
  }

  const paid = await eventually(`${type} is paid`, async () => {
    const intent = await stripe.paymentIntents.retrieve(waiting.id, { expand: ['latest_charge'] });
    return intent.status === 'succeeded' && intent;
  });
  assert.equal(paid.latest_charge.payment_method_details.type, type);
  assert.ok(type in paid.latest_charge.payment_method_details, type);

  const method = await stripe.paymentMethods.retrieve(paid.payment_method);
  assert.equal(method.type, type);
  for (const [name, value] of Object.entries(told)) {
    assert.deepEqual(method[type][name], value, `${type} ${name}`);
  }
}));
