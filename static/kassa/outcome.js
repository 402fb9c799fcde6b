// What became of an intent after the buyer was asked by their bank.

import { retrievePaymentIntent, retrieveSetupIntent } from "./api.js";
import { authenticate } from "./authentication.js";
import { intentOf, setupOf } from "./client_secret.js";
import { integrationError } from "./errors.js";

/** How often to ask what became of an authentication that said it was done, and how long between. */
const OUTCOME_ATTEMPTS_MAX = 20;
const OUTCOME_INTERVAL_MS = 500;

/** What both kinds of intent are called, and where they are asked for. */
export const PAYMENT = {
  name: "paymentIntent",
  object: "payment_intent",
  path: "payment_intents",
  idOf: intentOf,
  retrieve: retrievePaymentIntent,
  failureOf: (intent) => intent.last_payment_error,
};
export const SETUP = {
  name: "setupIntent",
  object: "setup_intent",
  path: "setup_intents",
  idOf: setupOf,
  retrieve: retrieveSetupIntent,
  failureOf: (intent) => intent.last_setup_error,
};

/** The id of the intent that a client secret is of. Errors: it is none of this kind's. */
export function idOf(kind, caller, clientSecret) {
  const id = kind.idOf(clientSecret);
  if (!id) throw integrationError(`${caller}: this is no client secret of a ${kind.object}.`);
  return id;
}

/** Lets the bank ask the buyer at `url`, and resolves with the outcome. */
export async function authenticated(context, kind, clientSecret, url) {
  const isDone = await authenticate(context.origin, url);
  return outcome(kind, await settled(context, kind, clientSecret, isDone ? OUTCOME_ATTEMPTS_MAX : 1));
}

/** The intent, once it no longer waits for the buyer. */
async function settled(context, kind, clientSecret, attempts) {
  const answer = await kind.retrieve(context, clientSecret);
  if (answer[kind.name]?.status !== "requires_action" || attempts === 1) return answer;
  await new Promise((resolve) => setTimeout(resolve, OUTCOME_INTERVAL_MS));
  return settled(context, kind, clientSecret, attempts - 1);
}

/** As a page is answered: with the intent, or why it is not paid. */
export function outcome(kind, answer) {
  const intent = answer[kind.name];
  if (!intent || !/^requires_(action|payment_method)$/.test(intent.status)) return answer;
  const unproven = {
    type: "card_error",
    code: `${kind.object}_authentication_failure`,
    message: "The payment was not confirmed. Please try again, or choose another way to pay.",
  };
  return { error: { ...(kind.failureOf(intent) ?? unproven), [kind.object]: intent } };
}
