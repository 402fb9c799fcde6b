// https://docs.stripe.com/payments/place-a-hold-on-a-payment-method: authorise now, capture later,
// all of it, a part of it, or nothing.

import assert from 'node:assert/strict';
import { refusal, stripe } from '../support/kassa.mjs';

const hold = (more) => stripe.paymentIntents.create({
  amount: 1099,
  currency: 'usd',
  allowed_payment_method_types: ['card'],
  payment_method: 'pm_card_visa',
  capture_method: 'manual',
  confirm: true,
  ...more,
});

const whole = await hold();
assert.equal(whole.status, 'requires_capture');
assert.equal(whole.amount_capturable, 1099);
assert.equal(whole.amount_received, 0);
const held = await stripe.charges.retrieve(whole.latest_charge);
assert.equal(held.captured, false);
assert.equal(held.amount_captured, 0);
assert.equal(held.paid, true);
const captured = await stripe.paymentIntents.capture(whole.id);
assert.equal(captured.status, 'succeeded');
assert.equal(captured.amount_received, 1099);
assert.equal(captured.amount_capturable, 0);

const part = await hold();
const partly = await stripe.paymentIntents.capture(part.id, { amount_to_capture: 750 });
assert.equal(partly.status, 'succeeded');
assert.equal(partly.amount_received, 750);
const charge = await stripe.charges.retrieve(part.latest_charge);
assert.equal(charge.captured, true);
assert.equal(charge.amount, 1099);
assert.equal(charge.amount_captured, 750);

const released = await hold();
const canceled = await stripe.paymentIntents.cancel(released.id);
assert.equal(canceled.status, 'canceled');
assert.equal(canceled.amount_capturable, 0);
assert.equal((await stripe.charges.retrieve(released.latest_charge)).captured, false);

const tooMuch = await hold();
const refused = await refusal(stripe.paymentIntents.capture(tooMuch.id, { amount_to_capture: 1100 }));
assert.equal(refused.code, 'amount_too_large');
assert.equal(refused.param, 'amount_to_capture');
const late = await refusal(stripe.paymentIntents.capture(whole.id));
assert.equal(late.code, 'payment_intent_unexpected_state');

// Held for this method alone.
const perMethod = await stripe.paymentIntents.create({
  amount: 1099, currency: 'usd', payment_method: 'pm_card_visa', confirm: true,
  allowed_payment_method_types: ['card'],
  payment_method_options: { card: { capture_method: 'manual' } },
});
assert.equal(perMethod.status, 'requires_capture');
assert.equal(perMethod.payment_method_options.card.capture_method, 'manual');
