// What the iframe says (`ToPage` in shared/src/element/protocol.rs), and what follows in the page.

import { warn } from "./appearance.js";
import { rarely } from "./rare.js";
import { refresh } from "./refresh.js";
import { script } from "./script.js";
import { wordsOf } from "./words.js";

const HEIGHT_MAX = 20_000;

/** Whether a message was one. What else in it has another shape has no effect. */
export function receive(payment, message) {
  if (!isText(message?.type) || !Object.hasOwn(MESSAGES, message.type)) return false;
  MESSAGES[message.type](payment, message);
  return true;
}

const isText = (it) => typeof it === "string";
const settle = (payment, { request, ...answer }) => payment.connection.settle(request, answer);

const MESSAGES = {
  ready(payment) {
    tellMethods(payment);
    if (payment.isReady) return;
    payment.isReady = true;
    const { group } = payment;
    group.mounted.latest = new WeakRef(payment);
    // For the press of the page's button, which should not wait for it.
    script(group.origin, "intents.js").catch(() => {});
    payment.emit("ready");
  },
  resize({ connection }, { height }) {
    if (Number.isInteger(height) && height >= 0 && height <= HEIGHT_MAX) connection.frame.style.height = `${height}px`;
  },
  async change(payment, { method, payment_method: saved, empty, complete, collapsed }) {
    if (!isText(method) || [empty, complete, collapsed].some((it) => typeof it !== "boolean")) return;
    payment.method = method;
    const value = saved ? { type: method, payment_method: await savedMethod(payment, saved) } : { type: method };
    payment.emit("change", { empty, complete, collapsed, value });
  },
  focus: (payment) => payment.emit("focus"),
  blur: (payment) => payment.emit("blur"),
  escape: (payment) => payment.emit("escape"),
  load_error: (payment, { error }) => isText(error?.message) && payment.emit("loaderror", { error }),
  retry_requested(payment) {
    payment.fetch();
    payment.init();
  },
  warning: (_, { message }) => isText(message) && warn(message),
  async payment_method_removed(payment, { payment_method: id, error }) {
    if (!isText(id)) return;
    const removed = await savedMethod(payment, id);
    payment.emit("savedpaymentmethodremove", { success: !error, error: error?.message, payment_method: removed });
    if (!error) refresh(payment.group);
  },
  submitted: settle,
  created: settle,
  confirmed(payment, { request, outcome }) {
    if (!payment.connection.isAsked(request) || !outcome) return;
    if (outcome.result !== "authenticate") return settle(payment, { request, outcome });
    const answer = (authenticated) => payment.connection.post({ continue: { request, authenticated } });
    wordsOf(payment.group)
      .then((words) => rarely(payment.group, "authenticate", outcome.url, words))
      .then((isDone) => answer(isDone === true), () => answer(false));
  },
};

async function offersOf({ group }) {
  const { answered } = await group.session;
  return JSON.parse(answered.body).offers;
}

/** When they are not the same as before. */
async function tellMethods(payment) {
  const offers = await offersOf(payment);
  const paymentMethods = Object.fromEntries(offers.map(({ type }) => [type, { available: true }]));
  const told = JSON.stringify(paymentMethods);
  if (told === payment.toldMethods) return;
  payment.toldMethods = told;
  payment.emit("availablepaymentmethodschange", { paymentMethods });
}

/** A saved method as pages know it. */
async function savedMethod(payment, id) {
  const { type, saved } = (await offersOf(payment)).find(({ saved }) => saved?.id === id) ?? {};
  return { id, type, billing_details: saved?.billing_details };
}
