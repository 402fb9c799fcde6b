// From a press on an express button to the outcome. No card data is in it that this page could
// read: a wallet's token is sealed for the partner.

import { request } from "../kassa/api.js";
import { intentOf } from "../kassa/client_secret.js";
import { integrationError } from "../kassa/errors.js";
import { flat } from "../kassa/flat.js";
import { leave, leaveFor } from "../kassa/leaving.js";
import { authenticated, outcome, PAYMENT } from "../kassa/outcome.js";

/**
 * What `confirmPayment` and `createConfirmationToken` do for one press; `end` is called when that is over. A page that asks
 * twice gets one answer, and an intent is paid once however often it is confirmed.
 */
export function confirmation(group, method, sheet, end) {
  const idempotencyKey = crypto.randomUUID();
  const close = (succeeded, why) => {
    sheet?.close(succeeded, why);
    end();
  };
  async function confirm({ return_url: returnUrl, ...params }, redirect, clientSecret) {
    if (redirect === "always" && !returnUrl) throw integrationError("confirmPayment(): pass confirmParams.return_url.");
    const { mode, amount, currency } = group.told;
    // The intent was made after the buyer had read this.
    const expected = mode ? { expected_amount: amount, expected_currency: currency.toLowerCase() } : {};
    const fields = { client_secret: clientSecret, use_stripe_sdk: true, ...expected, ...bodyOf(method, sheet, returnUrl, params) };
    const answer = await settle(group, clientSecret, await send(group, idempotencyKey, fields), close);
    close(!answer.error);
    if (answer.error || redirect !== "always") return answer;
    const { status } = answer.paymentIntent;
    return leaveFor(returnUrl, clientSecret, status === "succeeded" ? "succeeded" : "pending", group);
  }

  /** For a merchant's server that confirms by itself. */
  async function createToken(params) {
    const fields = flat(bodyOf(method, sheet, params.return_url, params));
    const answer = await request(group, "confirmationToken", "confirmation_tokens", fields);
    close(!answer.error);
    return answer;
  }

  let confirming = null;
  return {
    createToken,
    paymentFailed: (why) => close(false, why),
    confirm: (params, redirect, clientSecret) => (confirming ??= confirm(params, redirect, clientSecret)),
  };
}

/** With what the sheet has asked; the page's own word goes before that. */
function bodyOf(method, sheet, returnUrl, { payment_method_data: data, ...params }) {
  const how = sheet ? { type: "card", card: { token: sheet.token } } : { type: method };
  const { billing, shipping } = sheet?.details ?? {};
  const method_data = { ...(billing && { billing_details: billing }), ...data, ...how };
  return { ...(shipping && { shipping }), ...params, return_url: returnUrl, payment_method_data: method_data };
}

function send(group, idempotencyKey, fields) {
  const path = `${PAYMENT.path}/${intentOf(fields.client_secret)}/confirm`;
  return request(group, PAYMENT.name, path, flat(fields), { "Idempotency-Key": idempotencyKey });
}

/** What the buyer has left to do, done; the outcome as `{paymentIntent}` or `{error}`. */
async function settle(group, clientSecret, answer, close) {
  const { status, next_action: action } = answer.paymentIntent ?? {};
  if (status === "requires_action" && action.type === "redirect_to_url") {
    close(true);
    return leave(action.redirect_to_url.url, group);
  }
  if (status === "requires_action" && action.type === "use_stripe_sdk") {
    // The wallet's sheet would stand above the bank's page.
    close(true);
    return authenticated(group, PAYMENT, clientSecret, action.use_stripe_sdk.stripe_js);
  }
  return outcome(PAYMENT, answer);
}
