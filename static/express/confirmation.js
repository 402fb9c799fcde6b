// From a press on an express button to the outcome. No card data is in it that this page could
// read: a wallet's token is sealed for the partner.

import { authenticate } from "../kassa/authentication.js";
import { intentOf } from "../kassa/client_secret.js";
import { integrationError } from "../kassa/errors.js";
import { leave, leaveFor } from "../kassa/leaving.js";

/** How often to ask what became of an authentication that said it was done, and how long between. */
const OUTCOME_ATTEMPTS_MAX = 20;
const OUTCOME_INTERVAL_MS = 500;
const REQUEST_TIMEOUT_MS = 60_000;
const UNREACHABLE = { type: "api_connection_error", message: "The payment service cannot be reached." };
const FAILED = /^requires_(action|payment_method)$/;

/**
 * What `confirmPayment` does for one press; `end` is called when that is over. A page that asks
 * twice gets one answer, and an intent is paid once however often it is confirmed.
 */
export function confirmation(group, method, sheet, end) {
  const idempotencyKey = crypto.randomUUID();
  const close = (succeeded) => {
    sheet?.close(succeeded);
    end();
  };
  async function confirm({ return_url: returnUrl, ...params }, redirect) {
    if (redirect === "always" && !returnUrl) throw integrationError("confirmPayment(): pass confirmParams.return_url.");
    const answer = await settle(group, await send(group, idempotencyKey, bodyOf(method, sheet, returnUrl, params)), close);
    close(!answer.error);
    if (answer.error || redirect !== "always") return answer;
    const { status } = answer.paymentIntent;
    return leaveFor(returnUrl, group.clientSecret, status === "succeeded" ? "succeeded" : "pending");
  }
  let confirming = null;
  return {
    paymentFailed: () => close(false),
    confirm: (params, redirect) => (confirming ??= confirm(params, redirect)),
  };
}

function bodyOf(method, sheet, returnUrl, { payment_method_data: data, ...params }) {
  const how = sheet ? { type: "card", card: { token: sheet.token } } : { type: method };
  return { ...params, return_url: returnUrl, use_stripe_sdk: true, payment_method_data: { ...data, ...how } };
}

function send(group, idempotencyKey, fields) {
  const body = new URLSearchParams(flat({ key: group.publishableKey, client_secret: group.clientSecret, ...fields }));
  return request(group, "/confirm", { method: "POST", body, headers: { "Idempotency-Key": idempotencyKey } });
}

function retrieve(group) {
  const query = new URLSearchParams({ key: group.publishableKey, client_secret: group.clientSecret });
  return request(group, `?${query}`, {});
}

async function request({ origin, clientSecret }, rest, init) {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(`${origin}/v1/payment_intents/${intentOf(clientSecret)}${rest}`, { credentials: "omit", signal, ...init });
    const body = await response.json();
    return response.ok ? { paymentIntent: body } : { error: body.error };
  } catch {
    return { error: UNREACHABLE };
  }
}

/** What the buyer has left to do, done; the outcome as `{paymentIntent}` or `{error}`. */
async function settle(group, answer, close) {
  const { status, next_action: action } = answer.paymentIntent ?? {};
  if (status === "requires_action" && action.type === "redirect_to_url") {
    close(true);
    return leave(action.redirect_to_url.url);
  }
  if (status === "requires_action" && action.type === "use_stripe_sdk") {
    // The wallet's sheet would stand above the bank's page.
    close(true);
    const isDone = await authenticate(group.origin, action.use_stripe_sdk.stripe_js);
    return outcome(await settled(group, isDone ? OUTCOME_ATTEMPTS_MAX : 1));
  }
  return outcome(answer);
}

/** The intent, once it no longer waits for the buyer. */
async function settled(group, attempts) {
  const answer = await retrieve(group);
  if (answer.paymentIntent?.status !== "requires_action" || attempts === 1) return answer;
  await new Promise((resolve) => setTimeout(resolve, OUTCOME_INTERVAL_MS));
  return settled(group, attempts - 1);
}

function outcome(answer) {
  const { paymentIntent } = answer;
  if (!paymentIntent || !FAILED.test(paymentIntent.status)) return answer;
  const unproven = {
    type: "card_error",
    code: "payment_intent_authentication_failure",
    message: "The payment was not confirmed. Please try again, or choose another way to pay.",
  };
  return { error: { ...(paymentIntent.last_payment_error ?? unproven), payment_intent: paymentIntent } };
}

/** Nested fields by their bracketed names. */
function flat(fields, prefix = "") {
  const pairs = Object.entries(fields).flatMap(([name, value]) => {
    const key = prefix ? `${prefix}[${name}]` : name;
    if (value == null) return [];
    return typeof value === "object" ? Object.entries(flat(value, key)) : [[key, value]];
  });
  return Object.fromEntries(pairs);
}
