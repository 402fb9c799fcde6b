// What the page wants a wallet's sheet to ask the buyer for, and to tell them.

import { integrationError } from "../kassa/errors.js";
import { checkApplePay } from "./apple_requests.js";

const REQUESTS = ["billingAddressRequired", "emailRequired", "phoneNumberRequired", "shippingAddressRequired"];
/** What a page may say when the element is made, and again when a button is pressed. */
export const ASKING = [...REQUESTS, "allowedShippingCountries", "applePay", "business", "lineItems", "shippingRates"];
/** What the page may say when the buyer has changed something in the sheet. */
const CHANGING = ["applePay", "lineItems", "shippingRates"];
const UNITS = { hour: "hour", day: "day", business_day: "day", week: "week", month: "month" };

/** Errors: what `caller` does not take, and sums that are none. */
export function readAsked(caller, options) {
  checkItems(caller, options);
  const { shippingAddressRequired, shippingRates } = options;
  if (shippingAddressRequired && !shippingRates?.length) {
    throw integrationError(`expressCheckout: ${caller}: with shippingAddressRequired, pass at least one of shippingRates.`);
  }
  return options;
}

/** What the page answers to a change. Errors: as of `readAsked`. */
export function readChange(options) {
  const others = Object.keys(options).filter((name) => !CHANGING.includes(name));
  if (others.length) throw integrationError(`expressCheckout: resolve() does not take ${others.join(", ")} here.`);
  checkItems("resolve()", options);
  return options;
}

/** Whether a sheet has anything to ask for but the payment. */
export function asksForMore(options) {
  return REQUESTS.some((name) => options[name]);
}

function checkItems(caller, { applePay, lineItems = [], shippingRates = [] }) {
  checkApplePay(caller, applePay);
  const isWrong = ({ amount }) => !Number.isInteger(amount);
  if (lineItems.some((item) => isWrong(item) || !item.name)) {
    throw integrationError(`expressCheckout: ${caller}: each of lineItems has a name, and an amount in the currency's smallest unit.`);
  }
  if (shippingRates.some((rate) => isWrong(rate) || !rate.id || !rate.displayName)) {
    throw integrationError(`expressCheckout: ${caller}: each of shippingRates has an id, a displayName and an amount.`);
  }
}

/** How long a delivery takes, in the buyer's language. */
export function estimate({ deliveryEstimate: told = {} }, locale) {
  if (typeof told === "string") return told;
  const bounds = [told.minimum, told.maximum].filter((bound) => UNITS[bound?.unit]);
  const texts = bounds.map(({ unit, value }) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: UNITS[unit], unitDisplay: "long" }).format(value),
  );
  return [...new Set(texts)].join(" – ");
}
