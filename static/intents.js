// What few payments need: kassa.js loads this into the merchant's page when the bank asks the buyer, or
// when the page confirms without an element. No card data is among what is sent from here.

import { request } from "./kassa/api.js";
import { authenticate } from "./kassa/authentication.js";
import { setupOf } from "./kassa/client_secret.js";
import { integrationError } from "./kassa/errors.js";
import { flat } from "./kassa/flat.js";
import { leave, leaveFor } from "./kassa/leaving.js";
import { authenticated, PAYMENT, SETUP } from "./kassa/outcome.js";

/** Methods whose type is not their name in small letters. */
const TYPES = { GrabPay: "grabpay", PayNow: "paynow", PayPal: "paypal", PromptPay: "promptpay" };
/** Debits, of which the buyer's consent is kept. */
const DEBITS = ["acss_debit", "au_becs_debit", "bacs_debit", "sepa_debit", "us_bank_account"];
const CONSENT = { customer_acceptance: { type: "online", online: { infer_from_client: true } } };

const ELEMENT_INSTEAD = "mount the payment element, which asks for it";
/** What Kassa has no part in, and what to use instead. */
const INSTEAD = {
  collectBankAccountForPayment: ELEMENT_INSTEAD,
  collectBankAccountForSetup: ELEMENT_INSTEAD,
  collectBankAccountToken: ELEMENT_INSTEAD,
  collectFinancialConnectionsAccounts: ELEMENT_INSTEAD,
  createEmbeddedCheckoutPage: "mount the payment element",
  createRadarSession: "leave it out, nothing has to be collected",
  createToken: "pass an elements object to createPaymentMethod() or createConfirmationToken()",
  processOrder: "use confirmPayment()",
  retrieveOrder: "use retrievePaymentIntent()",
};

const CALLS = {
  authenticate: ({ origin }, url, words) => authenticate(origin, url, words),
  confirmPayment: (context, options) => confirmGiven(context, PAYMENT, "confirmPayment()", options),
  confirmSetup: (context, options) => confirmGiven(context, SETUP, "confirmSetup()", options),
  createPaymentMethod,
  createConfirmationToken,
  handleCardAction: (context, clientSecret) => handleNextAction(context, { clientSecret }),
  handleNextAction,
  verifyMicrodepositsForPayment: (context, clientSecret, data) => verify(context, PAYMENT, clientSecret, data),
  verifyMicrodepositsForSetup: (context, clientSecret, data) => verify(context, SETUP, clientSecret, data),
};

/** What kassa.js calls: one of the interface's functions by its name. */
export async function call(context, name, ...options) {
  if (Object.hasOwn(CALLS, name)) return CALLS[name](context, ...options);
  const [, method, kind] = /^confirm(\w+)(Payment|Setup)$/.exec(name) ?? [];
  if (method) return confirmNamed(context, kind === "Payment" ? PAYMENT : SETUP, name, method, ...options);
  throw integrationError(`${name}(): Kassa has none${INSTEAD[name] ? `; ${INSTEAD[name]}` : ""}.`);
}

/** `confirmPayment()` without an element: the page says with what. */
async function confirmGiven(context, kind, caller, { clientSecret, confirmParams = {}, redirect = "always" } = {}) {
  if (!clientSecret) throw integrationError(`${caller}: pass the elements object, or a clientSecret.`);
  const { return_url: returnUrl } = confirmParams;
  if (redirect === "always" && !returnUrl) throw integrationError(`${caller}: pass confirmParams.return_url.`);
  const answer = await confirm(context, kind, caller, clientSecret, confirmParams);
  const intent = answer[kind.name];
  if (!intent || redirect !== "always") return answer;
  return leaveFor(returnUrl, clientSecret, intent.status === "succeeded" ? "succeeded" : "pending");
}

/** `confirmCardPayment()` and its like. */
async function confirmNamed(context, kind, name, method, clientSecret, data = {}, { handleActions = true } = {}) {
  const type = TYPES[method] ?? method.replace(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase();
  const { payment_method: given, ...fields } = data;
  const how = {};
  if (typeof given === "string") how.payment_method = given;
  else if (given && type !== "card") how.payment_method_data = { ...given, type };
  else if (given) throw integrationError(`${name}(): pass the id of a payment method; cards are typed into the payment element.`);
  if (DEBITS.includes(type)) fields.mandate_data ??= CONSENT;
  return confirm(context, kind, `${name}()`, clientSecret, { ...fields, ...how }, handleActions);
}

async function confirm(context, kind, caller, clientSecret, fields, handleActions = true) {
  const id = idOf(kind, caller, clientSecret);
  const body = flat({ ...fields, client_secret: clientSecret, use_stripe_sdk: true });
  const answer = await request(context, kind.name, `${kind.path}/${id}/confirm`, body, "POST");
  return handleActions ? follow(context, kind, clientSecret, answer) : answer;
}

async function handleNextAction(context, { clientSecret } = {}) {
  const kind = setupOf(clientSecret) ? SETUP : PAYMENT;
  idOf(kind, "handleNextAction()", clientSecret);
  return follow(context, kind, clientSecret, await kind.retrieve(context, clientSecret));
}

/** What an intent asks the buyer to do, done. What only they can do elsewhere is left to the page. */
async function follow(context, kind, clientSecret, answer) {
  const { status, next_action: action } = answer[kind.name] ?? {};
  if (status !== "requires_action") return answer;
  if (action.type === "redirect_to_url") return leave(action.redirect_to_url.url);
  if (action.type !== "use_stripe_sdk") return answer;
  return authenticated(context, kind, clientSecret, action.use_stripe_sdk.stripe_js);
}

async function verify(context, kind, clientSecret, { amounts, descriptor_code } = {}) {
  const id = idOf(kind, "verifyMicrodeposits…()", clientSecret);
  const body = flat({ client_secret: clientSecret, amounts, descriptor_code });
  return request(context, kind.name, `${kind.path}/${id}/verify_microdeposits`, body, "POST");
}

async function createPaymentMethod(context, data = {}) {
  if (typeof data.type !== "string") throw integrationError("createPaymentMethod(): pass {elements}, or {type}.");
  if (data.card) throw integrationError("createPaymentMethod(): pass {elements}; cards are typed into the payment element.");
  return request(context, "paymentMethod", "payment_methods", flat(data), "POST");
}

async function createConfirmationToken() {
  throw integrationError("createConfirmationToken(): pass the elements object.");
}

function idOf(kind, caller, clientSecret) {
  const id = kind.idOf(clientSecret);
  if (!id) throw integrationError(`${caller}: this is no client secret of a ${kind.object}.`);
  return id;
}
