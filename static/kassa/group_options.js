// What a page may ask of elements(), checked where it asks.

import { appearanceOf, warn } from "./appearance.js";
import { intentOf } from "./client_secret.js";
import { integrationError } from "./errors.js";

/** Options that change nothing here; a page that relies on one of them learns it. */
const WITHOUT_EFFECT = [
  "adaptivePricing", "customPaymentMethods", "customerOptions", "customerSessionClientSecret",
  "externalPaymentMethodTypes", "paymentMethodCreation", "syncAddressCheckbox",
];

/**
 * The group's own names for the options that are given. Throws what the page's developer must mend;
 * warns of what is passed over.
 */
export function readOptions(caller, options) {
  const { clientSecret, locale, appearance, fonts, mode } = options;
  if (mode !== undefined) throw integrationError(`${caller}: mode cannot be used yet; pass the clientSecret of a payment intent.`);
  if (clientSecret !== undefined && !intentOf(clientSecret)) {
    throw integrationError(`${caller}: this is no client secret of a payment intent.`);
  }
  const ignored = WITHOUT_EFFECT.filter((name) => options[name] !== undefined);
  if (ignored.length) warn(`${caller} passes over ${ignored.join(", ")}.`);
  const group = {};
  if (clientSecret !== undefined) group.clientSecret = clientSecret;
  if (locale !== undefined) group.locale = locale;
  if (appearance !== undefined) group.appearance = appearanceOf(appearance);
  if (fonts !== undefined) group.fonts = fonts;
  return group;
}
