// A merchant's server with the official SDK, pointed at the Kassa that the test started. Every
// answer that it gets is also held against the SDK's declared types; what is wrong makes the flow
// fail at its end, so that one run shows everything.

import fs from 'node:fs';
import Stripe from 'stripe';
import { Strict } from './strict.mjs';

const { KASSA_ORIGIN, KASSA_SECRET_KEY, KASSA_PUBLISHABLE_KEY, KASSA_OPERATOR_TOKEN } = process.env;
const strict = new Strict(JSON.parse(fs.readFileSync(process.env.KASSA_TYPES, 'utf8')));
const wrong = new Map();
const performed = new Set();

/** Passes requests on, and looks at every answer before the SDK does. */
class StrictHttpClient {
  #inner;

  constructor(inner) {
    this.#inner = inner;
  }

  getClientName() {
    return this.#inner.getClientName();
  }

  async makeRequest(...request) {
    const [, , path, method, headers] = request;
    const forBuyer = headers.Authorization?.includes('pk_') ?? false;
    const response = await this.#inner.makeRequest(...request);
    const toJSON = response.toJSON.bind(response);
    response.toJSON = async () => {
      const body = await toJSON();
      check({ method, path, status: response.getStatusCode(), forBuyer }, response.getHeaders(), body);
      return body;
    };
    return response;
  }
}

export { Stripe };
export const origin = KASSA_ORIGIN;
export const secretKey = KASSA_SECRET_KEY;
export const publishableKey = KASSA_PUBLISHABLE_KEY;

/** The merchant's SDK. */
export const stripe = connect(secretKey);

/** An SDK with another key, or with other settings. */
export function connect(key, settings = {}) {
  const { protocol, hostname, port } = new URL(origin);
  const inner = settings.httpClient ?? Stripe.createNodeHttpClient();
  return new Stripe(key, {
    host: hostname,
    port,
    protocol: protocol.replace(':', ''),
    ...settings,
    httpClient: new StrictHttpClient(inner),
  });
}

/** Another account on the same server, such as one in Sweden: `{secret_key, publishable_key}`. */
export async function openAccount(country) {
  const answer = await fetch(`${origin}/operator/accounts`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${KASSA_OPERATOR_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ display_name: 'Test merchant', country, domains: [] }),
  });
  if (!answer.ok) throw new Error(`no account: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Holds an event that a webhook brought against its declared type. */
export function checkEvent(event) {
  strict.event(event).forEach(note);
}

/** Asks until the answer is truthy. */
export async function eventually(what, ask, timeoutMs = 10_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The error that `request` is refused with. */
export async function refusal(request) {
  try {
    await request;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('not refused');
}

function check(exchange, headers, body) {
  const { method, path, status } = exchange;
  strict.answer(exchange, body).forEach(note);
  if (!/^req_\w+$/.test(headers['request-id'])) {
    note(`${method} ${path}: Request-Id is ${headers['request-id']}`);
  }
  if (!headers['content-type']?.startsWith('application/json')) {
    note(`${method} ${path}: Content-Type is ${headers['content-type']}`);
  }
  if (headers['stripe-version'] !== Stripe.API_VERSION) {
    note(`${method} ${path}: Stripe-Version is ${headers['stripe-version']}`);
  }
  const route = strict.route(method, path);
  if (status < 400 && route) performed.add(`${method} ${route.path}`);
}

/** Once for all items of a list. */
function note(sentence) {
  const everyItem = sentence.replaceAll(/\[\d+\]/g, '[]');
  if (!wrong.has(everyItem)) wrong.set(everyItem, sentence);
}

process.on('exit', (code) => {
  // The test reads from here which operations have been answered.
  console.log(JSON.stringify({ performed: [...performed] }));
  for (const sentence of wrong.values()) console.error(`not as the SDK declares it: ${sentence}`);
  if (wrong.size > 0 && code === 0) process.exitCode = 1;
});
