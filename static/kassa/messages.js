// What the iframe says (`ToPage` in shared/src/element/protocol.rs), and what follows in the page.

import { warn } from "./appearance.js";
import { rarely } from "./rare.js";
import { script } from "./script.js";
import { wordsOf } from "./words.js";

const HEIGHT_MAX = 20_000;

/** Whether a message was one. */
export function receive(payment, message) {
  if (!Object.hasOwn(MESSAGES, message?.type)) return false;
  MESSAGES[message.type](payment, message);
  return true;
}

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
  change(payment, { method, empty, complete, collapsed }) {
    payment.method = method;
    payment.emit("change", { empty, complete, collapsed, value: { type: method } });
  },
  focus: (payment) => payment.emit("focus"),
  blur: (payment) => payment.emit("blur"),
  escape: (payment) => payment.emit("escape"),
  load_error: (payment, { error }) => payment.emit("loaderror", { error }),
  retry_requested(payment) {
    payment.fetch();
    payment.init();
  },
  warning: (_, { message }) => warn(message),
  submitted: settle,
  created: settle,
  confirmed(payment, { request, outcome }) {
    if (outcome.result !== "authenticate") return settle(payment, { request, outcome });
    const answer = (authenticated) => payment.connection.post({ continue: { request, authenticated } });
    wordsOf(payment.group)
      .then((words) => rarely(payment.group, "authenticate", outcome.url, words))
      .then((isDone) => answer(isDone === true), () => answer(false));
  },
};

async function tellMethods(payment) {
  const { answered } = await payment.group.session;
  const offers = JSON.parse(answered.body).offers.map(({ type }) => [type, { available: true }]);
  payment.emit("availablepaymentmethodschange", { paymentMethods: Object.fromEntries(offers) });
}
