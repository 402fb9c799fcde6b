// How a buyer leaves the merchant's page.

import { intentOf, setupOf } from "./client_secret.js";

/** Goes to a partner's page, and never resolves. Resolves with `{error}` when that is no web address. */
export function leave(url) {
  const target = new URL(url, location.href);
  if (!/^https?:$/.test(target.protocol)) {
    return Promise.resolve({ error: { type: "invalid_request_error", message: "return_url is no web address.", param: "return_url" } });
  }
  location.assign(target);
  return new Promise(() => {});
}

/** Goes back to the merchant's own page, with the three parameters of a return. */
export function leaveFor(returnUrl, clientSecret, redirectStatus) {
  const target = new URL(returnUrl, location.href);
  const intent = intentOf(clientSecret);
  const name = intent ? "payment_intent" : "setup_intent";
  target.searchParams.set(name, intent ?? setupOf(clientSecret));
  target.searchParams.set(`${name}_client_secret`, clientSecret);
  target.searchParams.set("redirect_status", redirectStatus);
  return leave(target);
}
