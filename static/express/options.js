// The options of the expressCheckout element.

import { warn } from "../kassa/appearance.js";
import { integrationError } from "../kassa/errors.js";
import { checkApplePay } from "./apple_requests.js";
import { ASKING } from "./asked.js";

const HEIGHT_MIN = 40;
const HEIGHT_MAX = 55;
const KNOWN = ["buttonHeight", "buttonTheme", "buttonType", "layout", "paymentMethodOrder", "paymentMethods", "wallets", ...ASKING];
/** By the page's names of the methods: what its buttons can look like, and what they can say. */
export const BUTTON_THEMES = {
  applePay: ["black", "white", "white-outline"],
  googlePay: ["black", "white"],
  paypal: ["gold", "blue", "silver", "white", "black"],
};
export const BUTTON_TYPES = {
  applePay: [
    "plain", "add-money", "book", "buy", "check-out", "contribute", "donate", "order", "reload", "rent", "subscribe",
    "support", "tip", "top-up",
  ],
  googlePay: ["plain", "book", "buy", "checkout", "donate", "order", "pay", "subscribe"],
  paypal: ["paypal", "buynow", "checkout", "pay"],
};
/** Whether a button is there; what only the device can tell is no more there `always` than `auto`. */
const WHEN = ["auto", "never"];
const WALLETS = { applePay: ["always", ...WHEN], googlePay: ["always", ...WHEN] };
const METHODS = { ...WALLETS, amazonPay: WHEN, klarna: WHEN, link: WHEN, paypal: WHEN };

/** Throws for an option that would not be honoured. */
export function refuseUnknown(caller, options, known) {
  const refused = Object.keys(options).filter((name) => !known.includes(name) && options[name] !== undefined);
  if (refused.length) throw integrationError(`expressCheckout: ${caller} does not take ${refused.join(", ")} yet.`);
}

/**
 * Errors: an option that would not be honoured. `arrange` leaves out what the page never shows, and
 * puts first what it wants first.
 */
export function readOptions(options, types) {
  refuseUnknown("create()", options, KNOWN);
  const { buttonHeight = 44, buttonTheme = {}, buttonType = {}, layout = {}, paymentMethodOrder = [] } = options;
  const { paymentMethods = {}, wallets = {} } = options;
  if (!(buttonHeight >= HEIGHT_MIN && buttonHeight <= HEIGHT_MAX)) {
    throw integrationError(`expressCheckout: buttonHeight is from ${HEIGHT_MIN} to ${HEIGHT_MAX}.`);
  }
  const { maxColumns = 0, maxRows = 0, overflow = "auto" } = layout;
  if (!["auto", "never"].includes(overflow)) throw integrationError('expressCheckout: layout.overflow is "auto" or "never".');
  checkApplePay("create()", options.applePay);
  checkMethods("buttonTheme", buttonTheme, BUTTON_THEMES);
  checkMethods("buttonType", buttonType, BUTTON_TYPES);
  checkMethods("paymentMethods", paymentMethods, METHODS);
  checkMethods("wallets", wallets, WALLETS);
  const shown = { ...wallets, ...paymentMethods };
  const always = Object.keys(shown).filter((method) => shown[method] === "always");
  if (always.length) warn(`expressCheckout: ${always.join(", ")}: "always" is "auto", which shows what the device can pay with.`);
  const place = ({ type }) => {
    const asked = paymentMethodOrder.findIndex((name) => name === types[type] || name === type);
    return asked < 0 ? paymentMethodOrder.length : asked;
  };
  return {
    buttonHeight,
    maxColumns,
    maxRows,
    overflows: overflow === "auto",
    themeOf: (method) => buttonTheme[types[method]],
    typeOf: (method) => buttonType[types[method]],
    arrange: (offers) =>
      offers.filter(({ type }) => shown[types[type]] !== "never").sort((left, right) => place(left) - place(right)),
  };
}

/** Errors: something else than one of the `known` values of a method. */
function checkMethods(option, chosen, known) {
  for (const [method, value] of Object.entries(chosen)) {
    const values = Object.hasOwn(known, method) ? known[method] : [];
    if (value === undefined || values.includes(value)) continue;
    const names = values.map((name) => `"${name}"`).join(", ");
    const rule = names ? `${option}.${method} is one of ${names}` : `${option} is for ${Object.keys(known).join(", ")}`;
    throw integrationError(`expressCheckout: ${rule}.`);
  }
}
