// @ts-check
// The calls that no page makes before there is a form, or that few make at all. Their code is in
// static/intents.js, which is loaded when there is a form, or by the first of them.

import { integrationError, NOT_LOADED } from "./errors.js";
import { script } from "./script.js";

/** `confirmAcssDebitPayment()` and its like, for pages that name the method themselves. */
const PAYMENTS = /** @type {const} */ ([
  "AcssDebit", "Affirm", "AfterpayClearpay", "Alipay", "AuBecsDebit", "Bancontact", "Billie", "Blik",
  "Boleto", "Card", "Cashapp", "CustomerBalance", "Eps", "Fpx", "Giropay", "GrabPay", "Ideal", "Klarna",
  "Konbini", "Mobilepay", "Multibanco", "Oxxo", "P24", "PayByBank", "PayNow", "PayPal", "Pix",
  "PromptPay", "SepaDebit", "Sofort", "Twint", "UsBankAccount", "WechatPay",
]);
const SETUPS = /** @type {const} */ ([
  "AcssDebit", "AmazonPay", "AuBecsDebit", "BacsDebit", "Bancontact", "Blik", "Card", "Cashapp", "Ideal",
  "PayPal", "SepaDebit", "Sofort", "UsBankAccount",
]);
const OTHERS = /** @type {const} */ ([
  "confirmPayment", "confirmSetup", "createConfirmationToken", "createPaymentMethod", "handleCardAction",
  "handleNextAction", "retrievePaymentIntent", "retrieveSetupIntent",
  "verifyMicrodepositsForPayment", "verifyMicrodepositsForSetup",
  // What Kassa has no part in: each says what to use instead.
  "collectBankAccountForPayment", "collectBankAccountForSetup", "collectBankAccountToken",
  "collectFinancialConnectionsAccounts", "createEmbeddedCheckoutPage", "createEphemeralKeyNonce",
  "createRadarSession", "createToken", "initializePricing", "processOrder", "retrieveOrder", "verifyIdentity",
]);
/** What a page is answered at once, so that there is no time to load anything. */
const AT_ONCE = /** @type {const} */ (["initCheckoutElementsSdk", "initCheckoutFormSdk", "paymentRequest"]);

/** @typedef {`confirm${(typeof PAYMENTS)[number]}Payment` | `confirm${(typeof SETUPS)[number]}Setup`} ByName */
/** @typedef {ByName | (typeof OTHERS)[number] | (typeof AT_ONCE)[number]} Rare */

/** @returns {Pick<import("@stripe/stripe-js").Stripe, Rare>} */
export function rareCalls(context) {
  const calls = {};
  const named = [...PAYMENTS.map((name) => `confirm${name}Payment`), ...SETUPS.map((name) => `confirm${name}Setup`)];
  for (const name of [...named, ...OTHERS]) calls[name] = (...options) => rarely(context, name, ...options);
  for (const name of AT_ONCE) {
    calls[name] = () => {
      throw integrationError(`${name}(): Kassa has none; pass an intent's client secret to elements().`);
    };
  }
  return /** @type {any} */ (calls);
}

/** Calls what static/intents.js knows by this name. */
export async function rarely(context, name, ...options) {
  const code = await script(context.origin, "intents.js").catch(() => null);
  return code ? code.call(context, name, ...options) : { error: NOT_LOADED };
}
