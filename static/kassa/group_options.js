// What a page may ask of elements(), checked where it asks.

import { appearanceOf, warn } from "./appearance.js";
import { intentOf, setupOf } from "./client_secret.js";
import { integrationError } from "./errors.js";
import { INTENT, METHODS } from "./to_pay.js";

const MODES = ["payment", "setup", "subscription"];
/** Options that change nothing here; a page that relies on one of them learns it. */
const WITHOUT_EFFECT = [
  "adaptive_pricing", "custom_payment_methods", "customer_options", "external_payment_method_types", "sync_address_checkbox",
];

/**
 * The group's own names for what is asked; `told` is what it was told before, by the API's names.
 * Throws what the page's developer must mend; warns of what is passed over.
 */
export function readOptions(caller, options, before = {}) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const told = { ...before, ...Object.fromEntries(given.map(([name, value]) => [snake(name), value])) };
  const { client_secret: clientSecret, mode, locale, appearance, fonts } = told;
  const problem = problemOf(told);
  if (problem) throw integrationError(`${caller}: ${problem}.`);
  const ignored = mode ? WITHOUT_EFFECT : [...WITHOUT_EFFECT, ...INTENT, ...METHODS];
  const names = given.map(([name]) => name).filter((name) => ignored.includes(snake(name)));
  if (names.length) warn(`${caller} passes over ${names.join(", ")}.`);
  return {
    told,
    clientSecret,
    fonts,
    ...(locale && { locale }),
    ...(options.appearance && { appearance: appearanceOf(appearance) }),
  };
}

/** What is wrong with the options of a group, if something is. */
function problemOf(told) {
  const { client_secret: clientSecret, mode, amount, currency } = told;
  for (const name of ["on_behalf_of", "payment_method_options"]) {
    if (told[name] != null) return `Kassa does not have ${name} in a page yet`;
  }
  if (!["manual", undefined].includes(told.payment_method_creation)) return 'paymentMethodCreation can only be "manual"';
  if (clientSecret !== undefined) {
    if (mode) return "pass either a clientSecret or a mode";
    return intentOf(clientSecret) || setupOf(clientSecret) ? null : "this is no client secret of a payment intent or a setup intent";
  }
  if (mode === undefined) return null;
  if (!MODES.includes(mode)) return `mode must be one of ${MODES.join(", ")}`;
  if (mode === "setup" && currency == null) return null;
  if (!/^[a-z]{3}$/i.test(currency)) return "currency must be the three letters of a currency";
  const isAmount = Number.isInteger(amount) && amount >= (mode === "payment" ? 1 : 0);
  return isAmount || mode === "setup" ? null : "amount must be a whole number of the currency's smallest unit";
}

function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
