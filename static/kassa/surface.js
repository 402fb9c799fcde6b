// @ts-check
// The object that a merchant's page works with: the `Stripe` interface of @stripe/stripe-js.

import { elements, internals } from "./elements.js";
import { integrationError } from "./errors.js";
import { rareCalls, rarely } from "./rare.js";
import { walletsOf } from "./wallets.js";

/**
 * Its properties are functions of its own, because wrappers spread it, and none is called `then`,
 * because pages await it.
 *
 * @param {string} origin Kassa's
 * @param {string} publishableKey
 * @param {import("@stripe/stripe-js").StripeConstructorOptions} [options]
 * @returns {import("@stripe/stripe-js").Stripe}
 */
export function kassa(origin, publishableKey, { locale = "auto", stripeAccount } = {}) {
  if (!/^pk_\w+$/.test(publishableKey)) {
    throw integrationError("Kassa(): pass your publishable key.");
  }
  if (stripeAccount) throw integrationError("Kassa(): leave out stripeAccount.");
  const context = {
    origin,
    publishableKey,
    locale,
    wallets: walletsOf(publishableKey),
    /** The payment element that was shown last, weakly. */
    mounted: {},
    groupOf: (elements) => internals.get(elements),
  };
  const surface = {
    ...rareCalls(context),
    elements: (options) => elements(context, options),
    registerAppInfo() {},
    _registerWrapper() {},
  };
  return surface;
}
