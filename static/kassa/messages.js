// What the iframe says (`ToPage` in shared/src/element/protocol.rs), and what follows in the page.

import { warn } from "./appearance.js";
import { rarely } from "./rare.js";

const HEIGHT_MAX = 20_000;

const isText = (it) => typeof it === "string";

/** Whether a message was one. What else in it has another shape has no effect. */
export function receive(payment, message) {
  const type = message?.type;
  const isKnown = isText(type) && Object.hasOwn(MESSAGES, type);
  if (isKnown) MESSAGES[type](payment, message);
  return isKnown;
}

const pass = (payment, { type }) => payment.emit(type);
/** For static/intents.js, which is here once there is a form. */
const later = (payment, message) => rarely(payment.group, message.type, payment, message);

const MESSAGES = {
  ready(payment) {
    // Loads what the press of the page's button needs, which should not wait for it.
    rarely(payment.group, "attend", payment);
    if (payment.isReady) return;
    payment.isReady = true;
    payment.emit("ready");
  },
  resize({ node }, { height }) {
    if (Number.isInteger(height) && height >= 0 && height <= HEIGHT_MAX) node.style.height = `${height}px`;
  },
  change: later,
  submitted: later,
  created: later,
  confirmed: later,
  payment_method_removed: later,
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
