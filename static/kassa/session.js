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
  const { language, userAgent, maxTouchPoints } = navigator;
  const query = toPay(group);
  const says = {
    key: publishableKey,
    locale: locale === "auto" ? language : locale,
    customer_session_client_secret: told.customer_session_client_secret,
    country,
    payment_method_order: order?.join(),
    // iPhones say Mobile. A tablet of Apple's calls itself a Mac, which has no touch screen.
    mobile: /Android|Mobile/.test(userAgent) || (/Mac/.test(userAgent) && maxTouchPoints > 1),
  };
  for (const name in says) if (says[name]) query.set(name, says[name]);
  await group.wallets.asked;
  for (const wallet of walletsFor(group)) query.set(wallet, true);
  try {
    // In the body, because the client secret is in it, and addresses are written into logs.
    const response = await fetch(`${origin}/v1/elements/sessions`, {
      method: "POST",
      body: query,
      signal: AbortSignal.timeout(START_TIMEOUT_MS),
    });
    return { answered: { status: response.status, body: await response.text() } };
  } catch {
    return "unreachable";
  }
}
