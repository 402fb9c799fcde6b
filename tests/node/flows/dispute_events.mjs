// https://docs.stripe.com/api/events/types: a dispute tells the merchant of its opening, of the
// money that it takes and gives back, and of its end.

import assert from 'node:assert/strict';
import { eventually, stripe } from '../support/kassa.mjs';

const payment = await stripe.paymentIntents.create({
  amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_createDispute',
  allowed_payment_method_types: ['card'],
});
const dispute = await eventually('the dispute', async () => {
  return (await stripe.disputes.list({ charge: payment.latest_charge })).data[0];
});
await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'winning_evidence' } });
const told = await eventually('the end of the dispute', async () => {
  const events = await stripe.events.list({ limit: 100 });
  const types = events.data.filter(({ data }) => data.object.id === dispute.id).map(({ type }) => type);
  return types.includes('charge.dispute.closed') && types.includes('charge.dispute.funds_reinstated') && types.reverse();
});
assert.equal(told[0], 'charge.dispute.created');
assert.ok(told.includes('charge.dispute.funds_withdrawn'), told);
assert.ok(told.includes('charge.dispute.updated'), told);
assert.ok(told.indexOf('charge.dispute.updated') < told.indexOf('charge.dispute.closed'), told);
