// Kassa's loader: the only part of Kassa that runs in a merchant's page. It puts an iframe of
// Kassa's origin in place, hands it one message port, and exposes the interface that pages written
// for Stripe.js use. It never sees card data.

import { defineTag } from "./kassa/checkout_tag.js";
import { confirmPayment, retrievePaymentIntent } from "./kassa/confirm.js";
import { elements } from "./kassa/elements.js";
import { integrationError } from "./kassa/errors.js";
import { walletsOf } from "./kassa/wallets.js";

const script = typeof document === "undefined" ? null : document.currentScript;
// Importing this on a server does nothing.
if (typeof window !== "undefined" && script) {
  const origin = new URL(script.src).origin;
  const ours = (publishableKey, options) => kassa(origin, publishableKey, options);
  window.Kassa ||= ours;
  defineTag(origin, ours);
  // `data-global="Stripe"` serves a page whose code looks for that name.
  const { global } = script.dataset;
  if (global) window[global] ||= window.Kassa;
}

/** The object that a merchant's page works with. */
function kassa(origin, publishableKey, { locale = "auto" } = {}) {
  if (!/^pk_\w+$/.test(publishableKey)) {
    throw integrationError("Kassa(): pass your publishable key, which starts with pk_.");
  }
  const context = { origin, publishableKey, locale, wallets: walletsOf(publishableKey) };
  return {
    elements: (options) => elements(context, options),
    confirmPayment: (options) => confirmPayment(context, options),
    retrievePaymentIntent: (clientSecret) => retrievePaymentIntent(context, clientSecret),
    registerAppInfo: () => {},
    _registerWrapper: () => {},
  };
}
