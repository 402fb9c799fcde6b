// From the press of the merchant's button to the outcome.

import { internals } from "./elements.js";
import { integrationError, notMounted, NOT_LOADED } from "./errors.js";
import { flat } from "./flat.js";
import { leave, leaveFor } from "./leaving.js";
import { checkTold } from "./options.js";
import { rarely } from "./rare.js";
import { walletsFor } from "./wallets.js";

/** Resolves with `{paymentIntent}` or `{error}`; does not resolve when the browser leaves the page. */
export async function confirmPayment(context, options = {}) {
  const { elements, clientSecret, confirmParams = {}, redirect = "always" } = options;
  if (!elements) return rarely(context, "confirmPayment", options);
  const group = internals.get(elements);
  if (!group) throw integrationError("confirmPayment(): this is no elements object of Kassa's.");
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
    told: new URLSearchParams(flat({ payment_method_data })).toString(),
  });
  sheet?.close(outcome && outcome.result !== "error");
  const restored = (intent) => ({ ...JSON.parse(intent), client_secret: group.clientSecret });
  if (error) return { error };
  if (outcome.result === "payment_intent") return { paymentIntent: restored(outcome.payment_intent) };
  if (outcome.result === "redirect") {
    const { to, url, redirect_status } = outcome.url;
    return to === "return" ? leaveFor(url, group.clientSecret, redirect_status) : leave(url);
  }
  const { payment_intent, ...failure } = outcome.error;
  return { error: payment_intent ? { ...failure, payment_intent: restored(payment_intent) } : failure };
}
