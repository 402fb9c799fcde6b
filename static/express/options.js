// The options of the expressCheckout element.

import { integrationError } from "../kassa/errors.js";
import { ASKING } from "./asked.js";

const HEIGHT_MIN = 40;
const HEIGHT_MAX = 55;
const KNOWN = ["buttonHeight", "buttonTheme", "layout", "paymentMethodOrder", "paymentMethods", "wallets", ...ASKING];

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
  const { buttonHeight = 44, buttonTheme = {}, layout = {}, paymentMethodOrder = [], paymentMethods, wallets } = options;
  if (!(buttonHeight >= HEIGHT_MIN && buttonHeight <= HEIGHT_MAX)) {
    throw integrationError(`expressCheckout: buttonHeight is from ${HEIGHT_MIN} to ${HEIGHT_MAX}.`);
  }
  const { maxColumns = 0, maxRows = 0, overflow = "auto" } = layout;
  if (!["auto", "never"].includes(overflow)) throw integrationError('expressCheckout: layout.overflow is "auto" or "never".');
  const shown = { ...wallets, ...paymentMethods };
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
    arrange: (offers) =>
      offers.filter(({ type }) => shown[types[type]] !== "never").sort((left, right) => place(left) - place(right)),
  };
}
