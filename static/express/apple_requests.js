// The payments to come that a page tells Apple Pay of: regular ones, one at a later day, or whenever
// a balance is low.

import { integrationError } from "../kassa/errors.js";
import { decimal } from "./decimal.js";

/** By the page's names, which are Apple's too: what is billed, and when by the names of a line. */
const KINDS = {
  recurringPaymentRequest: { bills: ["regularBilling", "trialBilling"], timing: "recurring" },
  deferredPaymentRequest: { bills: ["deferredBilling"], timing: "deferred" },
  automaticReloadPaymentRequest: { bills: ["automaticReloadBilling"], timing: "automaticReload" },
};
/** Of Apple Pay on the web: the first that takes all of them. */
const VERSION = 14;

/** Errors: more than one of them, or one that a sheet could not show. */
export function checkApplePay(caller, asked) {
  const told = Object.entries(asked ?? {}).filter(([, request]) => request);
  const refuse = (why) => {
    throw integrationError(`expressCheckout: ${caller}: applePay ${why}.`);
  };
  if (told.length > 1) refuse(`takes one of ${Object.keys(KINDS).join(", ")}`);
  for (const [name, request] of told) {
    if (!KINDS[name]) refuse(`does not take ${name}`);
    const { bills } = KINDS[name];
    if (!request.paymentDescription || !request.managementURL || !request[bills[0]]) {
      refuse(`.${name} has a paymentDescription, a managementURL and ${bills[0]}`);
    }
    for (const { label, amount } of bills.map((bill) => request[bill]).filter(Boolean)) {
      if (!label || !Number.isInteger(amount)) refuse(`.${name}: a bill has a label, and an amount in the currency's smallest unit`);
    }
  }
}

/** The version of Apple Pay that a payment needs; nothing where any will do. */
export function versionFor(asked) {
  return Object.keys(requestsIn(asked, 0)).length ? { version: VERSION } : {};
}

/**
 * What is asked of the sheet, by Apple's names with `before` in front of them. Nothing where this
 * device cannot show it: the payment of now can be made there all the same.
 */
export function requestsIn({ applePay }, exponent, before = "") {
  const [told] = Object.entries(applePay ?? {}).filter(([, request]) => request);
  if (!told || !ApplePaySession.supportsVersion?.(VERSION)) return {};
  const [name, request] = told;
  const { bills, timing } = KINDS[name];
  const written = bills.filter((bill) => request[bill]).map((bill) => [bill, lineOf(request[bill], timing, exponent)]);
  const named = before ? before + name[0].toUpperCase() + name.slice(1) : name;
  return { [named]: { ...request, ...Object.fromEntries(written) } };
}

function lineOf(bill, paymentTiming, exponent) {
  const { automaticReloadPaymentThresholdAmount: threshold } = bill;
  return {
    ...bill,
    type: "final",
    paymentTiming,
    amount: decimal(bill.amount, exponent),
    ...(threshold !== undefined && { automaticReloadPaymentThresholdAmount: decimal(threshold, exponent) }),
  };
}
