// What a page calls once there is a form, and what few call at all: kassa.js loads this into the
// merchant's page when the form is ready. No card data is among what is sent from here.

import { attend, changed, confirmed, removed, updateElement } from "./intents/attending.js";
import { act, confirmForm, createOf, formFor, submit } from "./intents/form.js";
import { refresh, update } from "./intents/group.js";
import { settle } from "./intents/questions.js";
import { request, retrievePaymentIntent, retrieveSetupIntent } from "./kassa/api.js";
import { setupOf } from "./kassa/client_secret.js";
import { integrationError } from "./kassa/errors.js";
import { flat } from "./kassa/flat.js";
import { leave, leaveFor } from "./kassa/leaving.js";
import { authenticated, idOf, PAYMENT, SETUP } from "./kassa/outcome.js";

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
  attend: (_, payment) => attend(payment),
  updateElement: (_, payment, changes) => updateElement(payment, changes),
  change: (_, payment, message) => changed(payment, message),
  payment_method_removed: (_, payment, message) => removed(payment, message),
  submitted: (_, payment, answer) => settle(payment, answer),
  created: (_, payment, answer) => settle(payment, answer),
  confirmed: (_, payment, answer) => confirmed(payment, answer),
  update: (_, group, changes) => update(group, changes),
  refresh: (_, group) => refresh(group),
  submit: (_, group) => submit(group),
  confirmPayment: (context, options) => confirmWith(context, PAYMENT, "confirmPayment()", options),
  confirmSetup: (context, options) => confirmWith(context, SETUP, "confirmSetup()", options),
  retrievePaymentIntent,
  retrieveSetupIntent,
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

/** With the form of an elements object; without one the page says with what. */
async function confirmWith(context, kind, caller, options = {}) {
  const { elements } = options;
  return elements ? confirmForm(groupOf(context, caller, elements), kind, caller, options) : confirmGiven(context, kind, caller, options);
}

function groupOf(context, caller, elements) {
  const group = context.groupOf(elements);
  if (!group) throw integrationError(`${caller}: this is no elements object of Kassa's.`);
  return group;
}

async function confirmGiven(context, kind, caller, { clientSecret, confirmParams = {}, redirect = "always" }) {
  if (!clientSecret) throw integrationError(`${caller}: pass the elements object, or a clientSecret.`);
  const { return_url: returnUrl } = confirmParams;
  if (redirect === "always" && !returnUrl) throw integrationError(`${caller}: pass confirmParams.return_url.`);
  const answer = await confirm(context, kind, caller, clientSecret, confirmParams);
  const intent = answer[kind.name];
  if (!intent || redirect !== "always") return answer;
  return leaveFor(returnUrl, clientSecret, intent.status === "succeeded" ? "succeeded" : "pending", context);
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
  const answer = await request(context, kind.name, `${kind.path}/${id}/confirm`, body);
  return handleActions ? follow(context, kind, clientSecret, answer) : answer;
}

async function handleNextAction(context, { clientSecret } = {}) {
  const kind = setupOf(clientSecret) ? SETUP : PAYMENT;
  idOf(kind, "handleNextAction()", clientSecret);
  // A form shows codes and vouchers, too.
  const form = formFor(context, clientSecret);
  if (form) return act(form, clientSecret);
  return follow(context, kind, clientSecret, await kind.retrieve(context, clientSecret));
}

/** What an intent asks the buyer to do, done. What only they can do elsewhere is left to the page. */
async function follow(context, kind, clientSecret, answer) {
  const { status, next_action: action } = answer[kind.name] ?? {};
  if (status !== "requires_action") return answer;
  if (action.type === "redirect_to_url") return leave(action.redirect_to_url.url, context);
  if (action.type !== "use_stripe_sdk") return answer;
  return authenticated(context, kind, clientSecret, action.use_stripe_sdk.stripe_js);
}

async function verify(context, kind, clientSecret, { amounts, descriptor_code } = {}) {
  const id = idOf(kind, "verifyMicrodeposits…()", clientSecret);
  const body = flat({ client_secret: clientSecret, amounts, descriptor_code });
  return request(context, kind.name, `${kind.path}/${id}/verify_microdeposits`, body);
}

async function createPaymentMethod(context, data = {}) {
  const { elements, params, type, card } = data;
  const caller = "createPaymentMethod()";
  if (elements) return createOf(groupOf(context, caller, elements), "payment_method", caller, params);
  if (typeof type !== "string") throw integrationError(`${caller}: pass {elements}, or {type}.`);
  if (card) throw integrationError(`${caller}: pass {elements}; cards are typed into the payment element.`);
  return request(context, "paymentMethod", "payment_methods", flat(data));
}

async function createConfirmationToken(context, { elements, params } = {}) {
  const caller = "createConfirmationToken()";
  return createOf(groupOf(context, caller, elements), "confirmation_token", caller, params);
}
