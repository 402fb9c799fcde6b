// https://docs.stripe.com/payments/multicapture and /incremental-authorization: a hold that grows,
// and is captured in parts.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const hold = (card) => stripe.paymentIntents.create({
  amount: 1000,
  currency: 'usd',
  allowed_payment_method_types: ['card'],
  payment_method: 'pm_card_visa',
  capture_method: 'manual',
  confirm: true,
  payment_method_options: { card },
});

const parcels = await hold({ request_multicapture: 'if_available' });
const { payment_method_details } = await stripe.charges.retrieve(parcels.latest_charge);
assert.equal(payment_method_details.card.multicapture.status, 'available');
const first = await stripe.paymentIntents.capture(parcels.id, { amount_to_capture: 400, final_capture: false });
assert.equal(first.status, 'requires_capture');
assert.equal(first.amount_received, 400);
assert.equal(first.amount_capturable, 600);
const last = await stripe.paymentIntents.capture(parcels.id, { amount_to_capture: 500, final_capture: true });
assert.equal(last.status, 'succeeded');
assert.equal(last.amount_received, 900);
assert.equal(last.amount_capturable, 0);

const stay = await hold({ request_incremental_authorization: 'if_available' });
const longer = await stripe.paymentIntents.incrementAuthorization(stay.id, {
  amount: 1500, description: 'One night more', metadata: { nights: '3' },
});
assert.equal(longer.status, 'requires_capture');
assert.equal(longer.amount, 1500);
assert.equal(longer.amount_capturable, 1500);
assert.equal(longer.metadata.nights, '3');
const less = await refusal(stripe.paymentIntents.incrementAuthorization(stay.id, { amount: 1200 }));
assert.equal(less.param, 'amount');
const left = await stripe.paymentIntents.capture(stay.id);
assert.equal(left.amount_received, 1500);
