// @ts-check
// The calls that no page makes before there is a form, or that few make at all. Their code is in
// static/intents.js, which is loaded when there is a form, or by the first of them.

import { integrationError, NOT_LOADED } from "./errors.js";
import { script } from "./script.js";

/** `confirmAcssDebitPayment()` and its like, for pages that name the method themselves. */
const PAYMENTS =
  "Affirm AfterpayClearpay Alipay Billie Boleto CustomerBalance Eps Fpx Giropay GrabPay Klarna Konbini Mobilepay Multibanco " +
  "Oxxo P24 PayByBank PayNow Pix PromptPay Twint WechatPay";
const SETUPS = "AmazonPay BacsDebit";
const BOTH = "AcssDebit AuBecsDebit Bancontact Blik Card Cashapp Ideal PayPal SepaDebit Sofort UsBankAccount";
/** The second half is what Kassa has no part in: each says what to use instead. */
const OTHERS =
  "confirmPayment confirmSetup createConfirmationToken createPaymentMethod handleCardAction handleNextAction " +
  "retrievePaymentIntent retrieveSetupIntent verifyMicrodepositsForPayment verifyMicrodepositsForSetup " +
  "collectBankAccountForPayment collectBankAccountForSetup collectBankAccountToken collectFinancialConnectionsAccounts " +
  "createEmbeddedCheckoutPage createEphemeralKeyNonce createRadarSession createToken initializePricing processOrder " +
  "retrieveOrder verifyIdentity";
/** What a page is answered at once, so that there is no time to load anything. */
const AT_ONCE = "initCheckoutElementsSdk initCheckoutFormSdk paymentRequest";

/** @returns {Omit<import("@stripe/stripe-js").Stripe, "elements" | "registerAppInfo">} */
export function rareCalls(context) {
  const calls = {};
  const add = (names, call) => {
    for (const name of names.split(" ")) calls[name] = call(name);
  };
  const later = (name) => (...options) => rarely(context, name, ...options);
  const refused = (name) => () => {
    throw integrationError(`${name}(): Kassa has none; use elements().`);
  };
  add(`${BOTH} ${PAYMENTS}`.replace(/\w+/g, "confirm$&Payment"), later);
  add(`${BOTH} ${SETUPS}`.replace(/\w+/g, "confirm$&Setup"), later);
  add(OTHERS, later);
  add(AT_ONCE, refused);
  return /** @type {any} */ (calls);
}

/** Calls what static/intents.js knows by this name. */
export async function rarely(context, name, ...options) {
  const code = await script(context.origin, "intents.js").catch(() => null);
  return code ? code.call(context, name, ...options) : { error: NOT_LOADED };
}
