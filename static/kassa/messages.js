// What the iframe says (`ToPage` in shared/src/element/protocol.rs), and what follows in the page.

import { warn } from "./appearance.js";
import { rarely } from "./rare.js";

const HEIGHT_MAX = 20_000;
/** Answers, and what else follows from a press: for static/intents.js. */
const LATER = ["submitted", "created", "confirmed", "payment_method_removed"];

const isText = (it) => typeof it === "string";

/** Whether a message was one. What else in it has another shape has no effect. */
export function receive(payment, message) {
  const type = message?.type;
  const isKnown = isText(type) && Object.hasOwn(MESSAGES, type);
  if (isKnown) MESSAGES[type](payment, message);
  else if (LATER.includes(type)) rarely(payment.group, type, payment, message);
  return isKnown;
}

const pass = (payment, { type }) => payment.emit(type);

const MESSAGES = {
  ready(payment) {
    // Loads what the press of the page's button needs, which should not wait for it.
    rarely(payment.group, "attend", payment);
    if (payment.isReady) return;
    payment.isReady = true;
    payment.group.mounted.latest = new WeakRef(payment);
    payment.emit("ready");
  },
  resize({ connection }, { height }) {
    if (Number.isInteger(height) && height >= 0 && height <= HEIGHT_MAX) connection.frame.style.height = `${height}px`;
  },
  change(payment, { method: type, payment_method: saved, empty, complete, collapsed }) {
    if (!isText(type) || [empty, complete, collapsed].some((it) => typeof it !== "boolean")) return;
    payment.method = type;
    const tell = (more) => payment.emit("change", { empty, complete, collapsed, value: { type, ...more } });
    if (saved) rarely(payment.group, "savedMethod", payment, saved).then((payment_method) => tell({ payment_method }));
    else tell();
  },
  focus: pass,
  blur: pass,
  escape: pass,
  load_error: (payment, { error }) => isText(error?.message) && payment.emit("loaderror", { error }),
  retry_requested(payment) {
    payment.renew();
    payment.init();
  },
  warning: (_, { message }) => isText(message) && warn(message),
};
