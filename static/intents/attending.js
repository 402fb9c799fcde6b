// What a page is told of a form that is there, and what it changes about it.

import { authenticate } from "../kassa/authentication.js";
import { layoutOf } from "../kassa/layout.js";
import { wordsOf } from "../kassa/words.js";
import { refresh, warnOf } from "./group.js";
import { checkOptions } from "./options.js";
import { settle } from "./questions.js";
import { loadSheets } from "./sheets.js";

/** The form is ready, for the first time or with another session. */
export async function attend(payment) {
  if (!payment.isChecked) {
    payment.isChecked = true;
    warnOf("elements()", payment.group, payment.group.told);
    check(payment, payment.options);
  }
  const session = await sessionOf(payment);
  loadSheets(payment.group, session);
  const { offers } = session;
  const paymentMethods = Object.fromEntries(offers.map(({ type }) => [type, { available: true }]));
  const told = JSON.stringify(paymentMethods);
  if (told === payment.toldMethods) return;
  payment.toldMethods = told;
  payment.emit("availablepaymentmethodschange", { paymentMethods });
}

/** `element.update()`. */
export function change(payment, changes) {
  const { group, options } = payment;
  check(payment, changes);
  // What was open at first stays the buyer's affair, and logos where they are.
  const { defaultCollapsed, paymentMethodLogoPosition } = layoutOf(options);
  Object.assign(options, changes);
  options.layout = { ...layoutOf(options), defaultCollapsed, paymentMethodLogoPosition };
  if (changes.paymentMethodOrder) {
    group.order = options.paymentMethodOrder;
    payment.renew();
  }
  payment.init();
}

/** A saved method as pages know it. */
export async function savedMethod(payment, id) {
  const { offers } = await sessionOf(payment);
  const { type, saved } = offers.find(({ saved }) => saved?.id === id) ?? {};
  return { id, type, billing_details: saved?.billing_details };
}

/** The buyer has asked for a saved method to be removed. */
export async function removed(payment, { payment_method: id, error }) {
  if (typeof id !== "string") return;
  const method = await savedMethod(payment, id);
  payment.emit("savedpaymentmethodremove", { success: !error, error: error?.message, payment_method: method });
  if (!error) refresh(payment.group);
}

/** What came of a press: the answer, or first a question of the buyer's bank. */
export async function confirmed(payment, { request, outcome }) {
  if (!payment.questions.has(request) || !outcome) return;
  if (outcome.result !== "authenticate") return settle(payment, { request, outcome });
  const { group, connection } = payment;
  const authenticated = await authenticate(group.origin, outcome.url, await wordsOf(group));
  connection.post({ continue: { request, authenticated } });
}

function check(payment, options) {
  try {
    checkOptions(options);
  } catch (error) {
    console.error(error);
    payment.emit("loaderror", { error });
  }
}

async function sessionOf({ group }) {
  const { answered } = await group.session;
  return JSON.parse(answered.body);
}
