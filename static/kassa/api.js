// The merchant API, as far as a publishable key and a client secret open it.

import { intentOf, setupOf } from "./client_secret.js";
import { integrationError } from "./errors.js";

/** Longer than the edge works on any of them. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Resolves with `{[name]: answer}` or `{error}`; a payment's failure is never thrown.
 *
 * @returns {Promise<any>}
 */
export async function request({ origin, publishableKey }, name, path, fields, headers = {}) {
  try {
    const response = await fetch(`${origin}/v1/${path}`, {
      // Also what only asks: a client secret is in it, and addresses are written into logs.
      method: "POST",
      headers,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      body: new URLSearchParams({ key: publishableKey, ...fields }),
      credentials: "omit",
    });
    const body = await response.json();
    return response.ok ? { [name]: body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "The payment service cannot be reached." } };
  }
}

/** @returns {Promise<import("@stripe/stripe-js").PaymentIntentResult>} */
export async function retrievePaymentIntent(context, clientSecret) {
  const id = intentOf(clientSecret);
  if (!id) throw integrationError("retrievePaymentIntent(): this is no client secret of a payment intent.");
  return request(context, "paymentIntent", `elements/payment_intents/${id}`, { client_secret: clientSecret });
}

/** @returns {Promise<import("@stripe/stripe-js").SetupIntentResult>} */
export async function retrieveSetupIntent(context, clientSecret) {
  const id = setupOf(clientSecret);
  if (!id) throw integrationError("retrieveSetupIntent(): this is no client secret of a setup intent.");
  return request(context, "setupIntent", `elements/setup_intents/${id}`, { client_secret: clientSecret });
}
