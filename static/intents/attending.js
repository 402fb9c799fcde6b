// What a page is told of a form that is there, and what it changes about it.

import { authenticate } from "../kassa/authentication.js";
import { layoutOf } from "../kassa/layout.js";
import { wordsOf } from "../kassa/words.js";
import { networksOf } from "./card_networks.js";
import { refresh, warnOf } from "./group.js";
import { checkOptions } from "./options.js";
import { settle } from "./questions.js";
import { loadSheets } from "./sheets.js";

/** The form is ready, for the first time or with another session. */
export async function attend(payment) {
  const { group } = payment;
  group.mounted.latest = new WeakRef(payment);
  if (!payment.isChecked) {
    payment.isChecked = true;
    warnOf("elements()", group, group.told);
    check(payment, payment.options);
    preferNetworks(payment);
  }
  const session = await sessionOf(payment);
  const words = await wordsOf(group);
  if (payment.node) payment.node.title = words["loader.frame"];
  loadSheets(group, session);
  const { offers } = session;
  const paymentMethods = Object.fromEntries(offers.map(({ type }) => [type, { available: true }]));
  const told = JSON.stringify(paymentMethods);
  if (told === payment.toldMethods) return;
  payment.toldMethods = told;
  payment.emit("availablepaymentmethodschange", { paymentMethods });
}

/** `element.update()`. */
export function updateElement(payment, changes) {
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
  payment.group.networks = networksOf(options);
  payment.init();
}

/** The form is another than before, or what is typed into it. */
export async function changed(payment, { method: type, payment_method: saved, empty, complete, collapsed }) {
  if (typeof type !== "string" || [empty, complete, collapsed].some((it) => typeof it !== "boolean")) return;
  payment.method = type;
  const method = saved && { payment_method: await savedMethod(payment, saved) };
  payment.emit("change", { empty, complete, collapsed, value: { type, ...method } });
}

/** A saved method as pages know it. */
async function savedMethod(payment, id) {
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

/** No card shows the choice before its number is typed, so that the form need not wait to hear of it. */
function preferNetworks(payment) {
  const networks = networksOf(payment.options);
  if (!networks) return;
  payment.group.networks = networks;
  payment.init();
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
