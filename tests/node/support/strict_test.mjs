// A check that finds nothing proves nothing: answers are broken here in every way that the check is
// there to notice.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Strict } from './strict.mjs';

const strict = new Strict(JSON.parse(fs.readFileSync(process.env.KASSA_TYPES, 'utf8')));
const found = (status, body, forBuyer = false) => strict.answer(
  { method: 'GET', path: '/v1/refunds/re_1?expand[0]=charge', status, forBuyer }, body,
);
const foundIn = (path, body) => strict.answer({ method: 'GET', path, status: 200, forBuyer: false }, body);

const refund = {
  id: 're_1', object: 'refund', amount: 100, balance_transaction: null, charge: 'ch_1', created: 1, currency: 'usd',
  customer: null, customer_account: null, metadata: {}, payment_intent: 'pi_1', payment_method: null,
  reason: 'duplicate', receipt_number: null, source_transfer_reversal: null, status: 'succeeded',
  transfer_reversal: null,
};
assert.deepEqual(found(200, refund), []);

const { metadata, ...without } = refund;
const ROWS = [
  [{ ...refund, amount: '100' }, 'refund.amount: expected number, got "100"'],
  [{ ...refund, amount: 1.5 }, 'refund.amount: expected number, got 1.5'],
  [without, 'refund.metadata: expected Metadata | null, got nothing'],
  [{ ...refund, id: null }, 'refund.id: expected string, got null'],
  [{ ...refund, instructions_email: null }, 'refund.instructions_email: expected string, got null'],
  [{ ...refund, metadata: { order: 1 } }, 'refund.metadata.order: expected string, got 1'],
  [{ ...refund, id: 'ch_1' }, 'refund.id: expected re_…, got "ch_1"'],
  [{ ...refund, created: 1_700_000_000_000 }, 'refund.created: expected seconds, got 1700000000000'],
  [{ ...refund, colour: 'red' }, 'refund.colour: Refund has no such field, got "red"'],
  [
    { ...refund, reason: 'boredom' },
    'refund.reason: expected "duplicate" | "fraudulent" | "requested_by_customer" | "expired_uncaptured_charge", got "boredom"',
  ],
  // Declared as a string; the comment names its values.
  [
    { ...refund, status: 'done' },
    'refund.status: expected "pending" | "requires_action" | "succeeded" | "failed" | "canceled", got "done"',
  ],
];
for (const [body, wrong] of ROWS) {
  const sentences = found(200, body);
  assert.equal(sentences.length, 1, `${wrong} in ${sentences}`);
  assert.ok(sorted(sentences[0]).endsWith(sorted(wrong)), sentences[0]);
}

// At every depth: in what is expanded, and in a list's items.
const customer = { id: 'cus_1', object: 'customer', deleted: true };
assert.deepEqual(found(200, { ...refund, customer }), []);
assert.match(found(200, { ...refund, customer: { ...customer, deleted: 'yes' } })[0], /refund\.customer/);
const list = { object: 'list', url: '/v1/refunds', has_more: false, data: [refund, { ...refund, amount: null }] };
assert.match(foundIn('/v1/refunds', list)[0], /list\.data\[1\]\.amount: expected number, got null/);

// Errors, and the intents in them.
const error = { type: 'invalid_request_error', message: 'No.', code: 'resource_missing' };
assert.deepEqual(found(404, { error }), []);
assert.match(found(404, { error: { ...error, type: 'trouble' } })[0], /error\.type: expected/);
assert.match(found(404, { error: { ...error, payment_intent: { id: 'pi_1' } } })[0], /error\.payment_intent\.\w+: expected/);
// A buyer's page gets a part of the intent, but what it gets is as declared.
const part = { object: 'payment_intent', id: 'pi_1' };
assert.deepEqual(found(404, { error: { ...error, payment_intent: part } }, true), []);
assert.equal(found(404, { error: { ...error, payment_intent: { ...part, amount: null } } }, true).length, 1);

// Requests that the SDK does not make.
assert.match(foundIn('/v1/nothing', {})[0], /no operation of the SDK/);

// An event is of the type that its `type` names.
const event = {
  id: 'evt_1', object: 'event', api_version: null, created: 1, livemode: false, pending_webhooks: 0, request: null,
  type: 'refund.created', data: { object: refund },
};
assert.deepEqual(strict.event(event), []);
assert.match(strict.event({ ...event, data: { object: { ...refund, amount: null } } })[0], /data\.object\.amount/);
assert.match(strict.event({ ...event, type: 'refund.forgotten' })[0], /expected/);

// What was different before is told in part.
const changed = (previous_attributes) => strict.event({
  ...event, type: 'refund.updated', data: { object: refund, previous_attributes },
});
assert.deepEqual(changed({ amount: 90 }), []);
assert.match(changed({ amount: '90' })[0], /previous_attributes\.amount: expected number/);

// The order in which a union's members are named is TypeScript's own.
function sorted(sentence) {
  return sentence.replace(/expected (.*), got/, (_, union) => union.split(' | ').sort().join(' | '));
}
