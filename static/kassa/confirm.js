// From the press of the merchant's button to the outcome.

import { intentOf } from "./client_secret.js";
import { integrationError, notMounted, NOT_LOADED } from "./errors.js";
import { internals } from "./elements.js";
import { checkTold } from "./options.js";
import { walletsFor } from "./wallets.js";

/** Resolves with `{paymentIntent}` or `{error}`; does not resolve when the browser leaves the page. */
export async function confirmPayment(context, { elements, clientSecret, confirmParams = {}, redirect = "always" } = {}) {
  const group = internals.get(elements);
  if (!group) throw integrationError("confirmPayment(): pass the elements object.");
  if (clientSecret && clientSecret !== group.clientSecret) {
    throw integrationError("confirmPayment(): the clientSecret is another than that of elements().");
  }
  if (group.express?.confirm) return group.express.confirm(confirmParams, redirect);
  if (!group.payment) return { error: notMounted("confirmPayment()") };
  // A second press while the first is under way gets the first one's answer: one press, one payment.
  group.confirming ||= askToConfirm(group, confirmParams, redirect).finally(
    () => (group.confirming = null),
  );
  return group.confirming;
}

async function askToConfirm(group, { return_url, payment_method_data }, redirect) {
  const method = group.payment.chosen();
  checkTold(group.payment.options, method ?? "card", payment_method_data?.billing_details);
  let sheet;
  if (walletsFor(group).includes(method)) {
    // Browsers open a wallet's sheet in the page alone, and while the press of the button is fresh.
    sheet = (await (await group.sheets)?.[method]()) ?? { error: NOT_LOADED };
    if (sheet.error) return sheet;
  }
  const { error, outcome } = await group.payment.ask("confirm", {
    return_url: return_url ?? null,
    redirect,
    wallet_token: sheet?.token ?? null,
    told: encoded("payment_method_data", payment_method_data).join("&"),
  });
  sheet?.close(outcome && outcome.result !== "error");
  const restored = (intent) => ({ ...JSON.parse(intent), client_secret: group.clientSecret });
  if (error) return { error };
  if (outcome.result === "payment_intent") return { paymentIntent: restored(outcome.payment_intent) };
  if (outcome.result === "redirect") return leave(group, outcome.url);
  const { payment_intent, ...failure } = outcome.error;
  return { error: payment_intent ? { ...failure, payment_intent: restored(payment_intent) } : failure };
}

/** A hash as the API takes it: `payment_method_data[billing_details][name]=…`. */
function encoded(name, value) {
  if (value == null) return [];
  if (typeof value !== "object") return [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => encoded(`${name}[${key}]`, inner));
}

/** Goes to the partner's page, or back to the merchant's own with the three parameters of a return. */
function leave({ clientSecret }, { to, url, redirect_status }) {
  const target = new URL(url, location.href);
  if (!/^https?:$/.test(target.protocol)) return { error: integrationError("confirmPayment(): return_url is no web address.") };
  if (to === "return") {
    target.searchParams.set("payment_intent", intentOf(clientSecret));
    target.searchParams.set("payment_intent_client_secret", clientSecret);
    target.searchParams.set("redirect_status", redirect_status);
  }
  location.assign(target);
  return new Promise(() => {});
}

export async function retrievePaymentIntent({ origin, publishableKey }, clientSecret) {
  const id = intentOf(clientSecret);
  if (!id) throw integrationError("retrievePaymentIntent(): this is no client secret of a payment intent.");
  const query = new URLSearchParams({ key: publishableKey, client_secret: clientSecret });
  try {
    const response = await fetch(`${origin}/v1/payment_intents/${id}?${query}`, { credentials: "omit" });
    const body = await response.json();
    return response.ok ? { paymentIntent: body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "The payment service cannot be reached." } };
  }
}
