// What a page asks of the form that the buyer has filled in: to look at it, to pay with it, to make
// an object of it.

import { integrationError, notMounted } from "../kassa/errors.js";
import { flat } from "../kassa/flat.js";
import { leave, leaveFor } from "../kassa/leaving.js";
import { idOf, SETUP } from "../kassa/outcome.js";
import { answersOf } from "./answers.js";
import { ask } from "./questions.js";
import { openSheet, takeSheet } from "./sheets.js";
import { checkTold } from "./told.js";

/** `elements.submit()`: shows what is missing. */
export async function submit(group) {
  // In an express payment there is no form to look at.
  if (group.express) return {};
  const { payment } = group;
  if (!payment && !Object.keys(group.later).length) return { error: notMounted("elements.submit()") };
  const own = await answersOf(group);
  const looked = payment ? await ask(payment, "submit", { takes_focus: !own.error }) : {};
  const error = own.error ?? looked.error;
  if (error) return { error };
  if (!payment) return {};
  if (!group.clientSecret) {
    // The press of the button will no longer be fresh once the merchant's server has made an intent.
    group.sheet?.close(false);
    group.sheet = null;
    const sheet = await openSheet(group);
    if (sheet?.error) return { error: sheet.error };
    group.sheet = sheet;
  }
  payment.isSubmitted = true;
  return { selectedPaymentMethod: payment.method };
}

/** Resolves with `{paymentIntent}`, `{setupIntent}` or `{error}`; does not resolve when the browser leaves the page. */
export async function confirmForm(group, kind, caller, options) {
  const { clientSecret = group.clientSecret, confirmParams = {}, redirect = "always" } = options;
  checkSecret(group, kind, caller, clientSecret);
  if (group.express?.confirm) return group.express.confirm(confirmParams, redirect, clientSecret);
  if (!group.payment) return { error: notMounted(caller) };
  if (!group.clientSecret) checkSubmitted(group, caller);
  // A second press while the first is under way gets the first one's answer: one press, one payment.
  group.confirming ||= askToConfirm(group, caller, clientSecret, confirmParams, redirect).finally(
    () => (group.confirming = null),
  );
  return group.confirming;
}

/** Resolves with the object of the API that is made of the form, or with `{error}`. */
export async function createOf(group, object, caller, params = {}) {
  const isMethod = object === "payment_method";
  if (isMethod && group.told.payment_method_creation !== "manual") {
    throw integrationError(`${caller}: pass paymentMethodCreation: "manual" to elements().`);
  }
  if (!isMethod && group.express?.createToken) return group.express.createToken(params);
  if (!group.payment) return { error: notMounted(caller) };
  checkSubmitted(group, caller);
  const path = isMethod ? "params" : "params.payment_method_data";
  checkTold(group.payment, caller, path, isMethod ? params : params.payment_method_data);
  const answers = await answersOf(group, isMethod);
  if (answers.error) return answers;
  const sheet = await takeSheet(group);
  if (sheet?.error) return { error: sheet.error };
  const { error, object: made } = await ask(group.payment, "create", {
    object,
    wallet_token: sheet?.token ?? null,
    told: encoded(answers, params),
  });
  sheet?.close(!error);
  return error ? { error } : { [isMethod ? "paymentMethod" : "confirmationToken"]: JSON.parse(made) };
}

/** The form that can show what is to be done for an intent, if there is one. */
export function formFor({ mounted }, clientSecret) {
  const payment = mounted.latest?.deref();
  const isOpen = payment?.isReady && payment.place.isConnected;
  const { clientSecret: own = clientSecret } = payment?.group ?? {};
  return isOpen && own === clientSecret ? payment : null;
}

/** What an intent asks the buyer to do, shown in the form. */
export async function act(payment, clientSecret) {
  const answer = await ask(payment, "handle_next_action", { client_secret: clientSecret });
  return answerOf(payment.group, answer, clientSecret);
}

function checkSecret(group, kind, caller, clientSecret) {
  if (!clientSecret) throw integrationError(`${caller}: pass the clientSecret of the intent that your server has made.`);
  if (group.clientSecret && group.clientSecret !== clientSecret) {
    throw integrationError(`${caller}: the clientSecret is another than that of elements().`);
  }
  const { mode = "subscription" } = group.told;
  if (mode !== "subscription" && (mode === "setup") !== (kind === SETUP)) {
    throw integrationError(`${caller}: the mode of elements() is "${mode}".`);
  }
  idOf(kind, caller, clientSecret);
}

function checkSubmitted({ payment }, caller) {
  if (!payment.isSubmitted) {
    throw integrationError(`${caller}: call elements.submit() first, as soon as the buyer presses your button.`);
  }
}

async function askToConfirm(group, caller, clientSecret, { return_url, ...params }, redirect) {
  const { payment } = group;
  checkTold(payment, caller, "confirmParams.payment_method_data", params.payment_method_data);
  const answers = await answersOf(group);
  if (answers.error) return answers;
  const sheet = await takeSheet(group);
  if (sheet?.error) return { error: sheet.error };
  const answer = await ask(payment, "confirm", {
    client_secret: clientSecret,
    return_url: return_url ?? null,
    redirect,
    wallet_token: sheet?.token ?? null,
    told: encoded(answers, params),
  });
  sheet?.close(answer.outcome && answer.outcome.result !== "error");
  return answerOf(group, answer, clientSecret);
}

/** What the page is answered. */
function answerOf(group, { error, outcome }, clientSecret) {
  if (error) return { error };
  const restored = (intent) => ({ ...JSON.parse(intent), client_secret: clientSecret });
  if (outcome.result === "payment_intent") {
    const intent = restored(outcome.payment_intent);
    return { [intent.object === SETUP.object ? "setupIntent" : "paymentIntent"]: intent };
  }
  if (outcome.result === "redirect") {
    const { to, url, redirect_status } = outcome.url;
    return to === "return" ? leaveFor(url, clientSecret, redirect_status, group) : leave(url, group);
  }
  const { payment_intent, ...failure } = outcome.error;
  const intent = payment_intent && restored(payment_intent);
  return { error: intent ? { ...failure, [intent.object]: intent } : failure };
}

/** What the page says itself goes before what the buyer was asked beside the form. */
const encoded = (answers, params) => new URLSearchParams({ ...answers, ...flat(params) }).toString();
