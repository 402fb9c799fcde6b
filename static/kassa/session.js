// The request for what the element draws, which is under way before the iframe exists.

import { toPay } from "./to_pay.js";
import { walletsFor } from "./wallets.js";

/** How long the iframe may be silent before the page says that it cannot be loaded. */
export const START_TIMEOUT_MS = 10_000;

/**
 * The session's answer as text, for the iframe; never fails.
 *
 * @returns {Promise<any>}
 */
export async function fetchSession(group) {
  const { origin, publishableKey, locale, country, order, told } = group;
  const query = toPay(group);
  query.set("key", publishableKey);
  query.set("locale", locale === "auto" ? navigator.language : locale);
  if (told.customer_session_client_secret) query.set("customer_session_client_secret", told.customer_session_client_secret);
  if (country) query.set("country", country);
  if (order?.length) query.set("payment_method_order", order);
  const { userAgent, maxTouchPoints } = navigator;
  // A tablet of Apple's calls itself a Mac, which has no touch screen.
  if (/Android|iPhone|Mobile/.test(userAgent) || (/Mac/.test(userAgent) && maxTouchPoints > 1)) query.set("mobile", true);
  await group.wallets.asked;
  for (const wallet of walletsFor(group)) query.set(wallet, true);
  try {
    // In the body, because the client secret is in it, and addresses are written into logs.
    const response = await fetch(`${origin}/v1/elements/sessions`, {
      method: "POST",
      body: query,
      credentials: "omit",
      signal: AbortSignal.timeout(START_TIMEOUT_MS),
    });
    return { answered: { status: response.status, body: await response.text() } };
  } catch {
    return "unreachable";
  }
}
