// How a buyer leaves the merchant's page.

import { intentOf, setupOf } from "./client_secret.js";
import { wordsOf } from "./words.js";

/**
 * Goes to a partner's page. Resolves with `{error}` when that is no web address, and when the buyer
 * comes back to the page as it was left, by the browser's own button.
 */
export function leave(url, group) {
  const target = new URL(url, location.href);
  if (!/^https?:$/.test(target.protocol)) {
    return Promise.resolve({ error: { type: "invalid_request_error", message: "return_url is no web address.", param: "return_url" } });
  }
  location.assign(target);
  return new Promise((resolve) => {
    addEventListener("pageshow", ({ persisted }) => persisted && resolve(cameBack(group)));
  });
}

async function cameBack(group) {
  const code = "payment_canceled_by_buyer";
  const words = await wordsOf(group);
  const message = words[`error.${code}`] ?? "The buyer did not go on with this payment.";
  return { error: { type: "invalid_request_error", code, message } };
}

/** Goes back to the merchant's own page, with the three parameters of a return. */
export function leaveFor(returnUrl, clientSecret, redirectStatus, group) {
  const target = new URL(returnUrl, location.href);
  const intent = intentOf(clientSecret);
  const name = intent ? "payment_intent" : "setup_intent";
  target.searchParams.set(name, intent ?? setupOf(clientSecret));
  target.searchParams.set(`${name}_client_secret`, clientSecret);
  target.searchParams.set("redirect_status", redirectStatus);
  return leave(target, group);
}
